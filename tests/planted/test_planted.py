"""The planting itself: each fault is one change, a planted one is noticed, and one that no test looks at survives."""

import ast

import pytest

from tests.planted.equivalent import EQUIVALENT
from tests.planted.faults import ROOMS, ROOT, Fault, faults_in, faults_of, planted
from tests.planted.trial import CONCERNED, KILLED, SURVIVED, tried


def fault_at(file: str, line: str, what: str, room: str) -> Fault:
    return next(each for each in faults_in(ROOT / file, room) if line in each.line and each.what == what)


def test_a_wrong_sign_in_a_slope_is_noticed():
    wrong = fault_at("gradlab/operators/arithmetic.py", "return x - y", "+ for -", "operators")
    assert "return x + y" in planted(wrong)
    assert tried(wrong) == KILLED


def test_a_wrong_sign_in_the_player_is_noticed():
    wrong = fault_at("gradlab/live/player/elementwise.js", "divide: {", "* for /", "player")
    assert tried(wrong) == KILLED


def test_a_fault_that_no_test_looks_at_survives(monkeypatch):
    wrong = fault_at("gradlab/operators/arithmetic.py", "return x - y", "+ for -", "operators")
    monkeypatch.setitem(CONCERNED, "operators", [["tests/house/test_binder.py"]])
    assert tried(wrong) == SURVIVED


@pytest.mark.parametrize("room", ROOMS)
def test_every_fault_is_one_change_of_one_file_that_still_is_a_program(room):
    found = faults_of(room)
    assert len(found) > 50
    for fault in found[:: max(1, len(found) // 60)]:
        before, after = (ROOT / fault.file).read_text(), planted(fault)
        assert after != before
        assert len(after.splitlines()) == len(before.splitlines()), "what stands below stays in its line"
        if fault.file.endswith(".py"):
            ast.parse(after)


def test_what_is_listed_as_changing_nothing_is_still_there():
    known = {fault.key for room in ROOMS for fault in faults_of(room)}
    assert [key for key in EQUIVALENT if key not in known] == []
    assert all(reason.endswith(".") for reason in EQUIVALENT.values())
