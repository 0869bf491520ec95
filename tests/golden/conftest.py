"""The golden notebook is run as somebody who begins: without what was predicted and solved on this machine."""

import os
import tempfile

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Before the first cell runs, because cells are no functions and get no fixtures."""
    if items and all(item.nodeid.startswith("tests/golden") for item in items):
        os.environ["GRADLAB_HOME"] = tempfile.mkdtemp(prefix="golden")
