"""A contest on a machine that others use too: what a learner meets is the median, and the fastest turn tells of luck alone.

Each contestant lives in a process of its own, because their threads would disturb each other. They take turns in random
order, all in every round, and are set up anew for every turn: where an array of some hundred kB begins decides whether it
gets in its own way in the processor's caches, and the same subtraction takes 13 or 70 µs. That is luck, and every
contestant gets its share of it. Told are the median of the turns by the clock, the range in which the middle half of them
lies, the fastest, and the median of the work of all cores together.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import statistics
import time
from collections.abc import Callable
from multiprocessing.connection import Connection

import numpy as np

Prepare = Callable[[], Callable[[], object]]
Turns = dict[str, list[tuple[float, float]]]


def contest(contestants: dict[str, Prepare], rounds: int = 9, seconds: float = 0.2) -> Turns:
    """What each contestant takes for one call: for every turn (seconds by the clock, seconds of work on all cores).

    contestants: functions of a module, which make everything ready and return what is timed. seconds: how long a turn is at
    least. A contestant whose library is not installed is named and left out.
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    context = multiprocessing.get_context("spawn")
    lines: dict[str, Connection] = {}
    for name, prepare in contestants.items():
        here, there = context.Pipe()
        context.Process(target=_take_turns, args=(prepare, seconds, there), daemon=True).start()
        there.close()
        missing = here.recv()
        if missing is None:
            lines[name] = here
        else:
            print(f"  ({name}: {missing})")
    turns: Turns = {name: [] for name in lines}
    order, rng = list(lines), random.Random(0)
    for _ in range(rounds):
        rng.shuffle(order)
        for name in order:
            lines[name].send(True)
            turns[name].append(lines[name].recv())
    for line in lines.values():
        line.send(False)
    return turns


def _take_turns(prepare: Prepare, seconds: float, line: Connection) -> None:
    """What a contestant's process does: at each sign, make everything ready elsewhere in memory, and run."""
    try:
        prepare()
    except ImportError as missing:
        line.send(missing)
        return
    line.send(None)
    rng = np.random.default_rng(0)
    while line.recv():
        between = [np.empty(n, np.uint8) for n in rng.integers(1, 200_000, 4)]
        run = prepare()
        del between
        run()  # warm
        start = time.perf_counter()
        run()
        calls = max(1, round(seconds / (time.perf_counter() - start)))
        start, worked = time.perf_counter(), time.process_time()
        for _ in range(calls):
            run()
        line.send(((time.perf_counter() - start) / calls, (time.process_time() - worked) / calls))


def print_contest(title: str, turns: Turns, unit: str = "µs", scale: float = 1e6, steps: int = 1) -> None:
    """One row for each contestant, with the ratios of the medians to those of the first. steps: in one call."""
    clocks = {name: sorted(clock * scale / steps for clock, _ in found) for name, found in turns.items()}
    work = {name: statistics.median(worked * scale / steps for _, worked in found) for name, found in turns.items()}
    medians = {name: statistics.median(found) for name, found in clocks.items()}
    first, width = next(iter(turns)), max(map(len, turns))
    print(f"\n{title}, {len(clocks[first])} turns, {unit}")
    print(f"  {'':{width}} {'median':>9}{'ratio':>8}{'middle half':>19}{'fastest':>10}{'work':>9}{'ratio':>8}")
    for name, found in clocks.items():
        low, _, high = statistics.quantiles(found, n=4)
        half = f"{low:.1f} to {high:.1f}"
        print(
            f"  {name:{width}} {medians[name]:9.1f}{medians[name] / medians[first]:8.2f}{half:>19}{found[0]:10.1f}"
            f"{work[name]:9.1f}{work[name] / work[first]:8.2f}"
        )
