"""Arrows point one way: no module imports from a layer above its own, and the engine imports nothing but NumPy.

Read off the source, so that imports inside functions count too.
"""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]

LAYERS = [
    {"errors", "dtypes", "eager"},
    {"tensor"},
    {"variable", "structure", "operators"},
    {"reduce", "composed", "creation", "naming", "module", "random"},
    {"custom", "jacobians", "tape", "why"},  # the tape plays for `jacobians` and is searched by `why`
    {"forward"},
    {"math", "nn", "linalg", "autodiff"},  # TensorFlow's sub-namespaces
    {"checks", "curvature", "keras"},
    {"gradlab"},  # the front page, which shows the names of all the layers up to here
    {"landscape", "slices"},
    {"figures", "live"},
    {"course"},
    {"__main__"},  # the command
]
LAYER = {room: height for height, rooms in enumerate(LAYERS) for room in rooms}
NUMBERS_ONLY = {room for room in LAYER if LAYER[room] <= LAYER["landscape"]}
WELCOME = {*sys.stdlib_module_names, "numpy", "tqdm"}

MODULES = sorted((ROOT / "gradlab").rglob("*.py"))


def room_of(dotted: str) -> str:
    """`gradlab.operators.shaping` lives in `operators`; `gradlab` and the names on its front page live in `gradlab`."""
    parts = dotted.split(".")
    is_module = len(parts) > 1 and ((ROOT / "gradlab" / parts[1]).is_dir() or (ROOT / "gradlab" / f"{parts[1]}.py").exists())
    return parts[1] if is_module else parts[0]


def imports(source: str) -> Iterator[str]:
    """The dotted names that a module imports."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"line {node.lineno}: write the whole name, from gradlab…"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def complaints(room: str, source: str) -> list[str]:
    """What a module of that room imports and must not."""
    found = []
    for name in imports(source):
        package = name.split(".")[0]
        if package == "gradlab" and LAYER[room_of(name)] > LAYER[room]:
            found.append(f"{name} lies above {room}")
        if package not in {"gradlab", *WELCOME} and room in NUMBERS_ONLY:
            found.append(f"{package}: {room} works with NumPy alone")
    return found


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_imports_from_below(module: Path):
    room = room_of(".".join(module.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"))
    assert room in LAYER, f"say in LAYERS where {room} belongs"
    assert complaints(room, module.read_text()) == []


def test_an_arrow_that_points_upwards_is_seen():
    assert complaints("tensor", "def f():\n    from gradlab.tape import GradientTape") == [
        "gradlab.tape.GradientTape lies above tensor"
    ]
    assert complaints("operators", "import gradlab as tf") == ["gradlab lies above operators"]
    assert complaints("tape", "import matplotlib.pyplot as plt") == ["matplotlib: tape works with NumPy alone"]
    assert complaints("live", "import anywidget\nimport gradlab as tf") == []


def test_importing_gradlab_loads_no_pictures_and_no_widgets():
    heavy = "{'matplotlib', 'plotly', 'ipywidgets', 'anywidget', 'IPython', 'nbformat', 'pandas'}"
    asked = f"import sys, gradlab; print(sorted({heavy} & set(sys.modules)))"
    answer = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"


def test_the_operators_folder_shows_operators_and_nothing_else():
    from gradlab import operators

    tools = {"Operator", "OperatorTable", "elementwise", "operator", "table"}
    shown = {name: it for name, it in vars(operators).items() if not name.startswith("_") and not isinstance(it, ModuleType)}
    assert {name for name, it in shown.items() if not isinstance(it, operators.Operator)} == tools
