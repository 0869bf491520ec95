"""What `import gradlab` loads: NumPy and the room of Tensors. Everything else waits until somebody asks for it."""

import json
import subprocess
import sys

import numpy as np
import pytest

import gradlab

# NumPy, and what both share of Python itself; the room of Tensors is small, and everybody needs it.
MAY_LOAD = {"gradlab"} | {
    f"gradlab.tensors{part}"
    for part in ("", ".conversion", ".dtypes", ".elsewhere", ".errors", ".module", ".shape", ".tensor", ".variable")
}


def loaded(lines: str) -> set[str]:
    """The modules that are there after these lines, in a Python of their own."""
    code = f"{lines}\nimport json, sys; print(json.dumps(sorted(sys.modules)))"
    return set(json.loads(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout))


def test_importing_loads_numpy_and_the_room_of_tensors_alone():
    more = loaded("import gradlab") - loaded("import numpy")
    assert {name for name in more if name.startswith("gradlab")} == MAY_LOAD
    assert not {name.partition(".")[0] for name in more} - {*sys.stdlib_module_names, "gradlab"}


@pytest.mark.parametrize(
    ("line", "family"),
    [
        ("tf.constant(1.0) + 1", "gradlab.operators"),
        ("tf.math", "gradlab.math"),
        ("tf.sort", "gradlab.functions.ordering"),
        ("tf.keras", "gradlab.keras.layers"),
        ("tf.random", "gradlab.random"),
    ],
)
def test_a_family_is_loaded_when_it_is_asked_for(line, family):
    assert family not in loaded("import gradlab as tf")
    assert family in loaded(f"import gradlab as tf\n{line}")


def test_a_file_alone_finds_the_operators():
    loaded("from gradlab.tensors.variable import Variable\nassert float(2 * Variable(3.0)) == 6")


def test_every_name_of_the_front_page_is_found():
    for name in gradlab.__all__:
        assert getattr(gradlab, name) is not None or name == "newaxis"
    assert set(gradlab.__all__) <= set(dir(gradlab))
    assert np.pi == pytest.approx(float(gradlab.constant(np.pi)))
