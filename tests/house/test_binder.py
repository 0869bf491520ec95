"""Binder and hub images are made of the files in binder/, with the versions that CI has tested."""

import os
import re
import tomllib
from pathlib import Path
from unittest.mock import Mock

import pytest
from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from traitlets.config import PyFileConfigLoader

ROOT = Path(__file__).parents[2]
BINDER = ROOT / "binder"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def pins(file: Path) -> dict[str, str]:
    """The versions that a requirements file names; every line of it must name exactly one."""
    lines = [line for line in file.read_text().splitlines() if line and not line.startswith("#")]
    found = [re.fullmatch(r"([\w.-]+)==([\w.]+)", line) for line in lines]
    assert all(found), f"{file.name}: name==version, one a line"
    return {canonicalize_name(pin[1]): pin[2] for pin in found}


def test_binder_pins_everything_that_gradlab_and_the_course_need():
    pinned = pins(BINDER / "requirements.txt")
    for needed in map(Requirement, PROJECT["dependencies"] + PROJECT["optional-dependencies"]["lab"]):
        assert needed.specifier.contains(pinned[canonicalize_name(needed.name)]), f"pyproject.toml asks for {needed}"


def test_binder_has_the_versions_that_are_tested():
    tested = pins(ROOT / ".ci/constraints.txt")
    assert pins(BINDER / "requirements.txt").items() <= tested.items()


def test_binder_has_a_python_that_gradlab_runs_on():
    python = re.fullmatch(r"python-(3\.\d+)\n", (BINDER / "runtime.txt").read_text())
    assert python, "repo2docker reads python-x.y, without a patch number"
    assert SpecifierSet(PROJECT["requires-python"]).contains(python[1])


@pytest.mark.parametrize("script", ["postBuild", "start"])
def test_a_script_is_executable_and_stops_at_its_first_error(script):
    assert os.access(BINDER / script, os.X_OK)
    assert (BINDER / script).read_text().startswith("#!/usr/bin/env bash\n")
    assert "\nset -euo pipefail\n" in (BINDER / script).read_text()


def test_start_hands_over_to_the_server():
    assert (BINDER / "start").read_text().endswith('\nexec "$@"\n')


def test_the_kernels_connection_does_not_wait(monkeypatch):
    config = PyFileConfigLoader("jupyter_server_config.py", path=str(BINDER)).load_config()
    prompt = config.ServerApp.kernel_websocket_connection_class
    assert issubclass(prompt, ZMQChannelsWebsocketConnection)
    monkeypatch.setattr(ZMQChannelsWebsocketConnection, "connect", lambda self: "connected")
    connection = Mock(spec=prompt, websocket_handler=Mock())
    connection.__class__ = prompt  # so that super() finds its way
    assert prompt.connect(connection) == "connected"
    connection.websocket_handler.set_nodelay.assert_called_once_with(True)
