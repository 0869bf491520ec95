"""Arrows point one way: no room imports from its own floor or one above, and no file stands in a circle of imports.

Read off the source, so that imports inside of functions and those for type checkers alone count too; for Python and for the
instruments' JavaScript.
"""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
LIVE = ROOT / "gradlab" / "live"

FLOORS = [
    {"files", "tensors"},
    {"operators"},
    {"tape", "functions"},
    {
        "autodiff",
        "autograph",
        "bitwise",
        "config",
        "data",
        "debugging",
        "dtypes",
        "linalg",
        "math",
        "nest",
        "nn",
        "random",
        "train",
    },  # tf's sub-namespaces
    {"checks", "keras"},
    {"gradlab"},  # the front page, which shows the names of all the floors up to here
    {"landscape"},
    {"landscape.figures", "live.player", "live.static"},
    {"live.exporting"},
    {"live.kit"},
    {"live.terrain"},
    {"live.loss_surface", "live.tape_deck"},
    {
        *{"live.blindfold", "live.descent", "live.knob_wall", "live.landscape_slices", "live.pictures", "live.playground"},
        *{"live.potentiometers", "live.race", "live.sketchpad", "live.tangent"},
    },
    {"live"},
    {"course"},
    {"site.lite"},  # the course in a browser, without a server
    {"site"},
    {"__main__"},  # the command
]
SCRIPT_FLOORS = [
    {"landscape"},  # its palette
    {"player", "exporting"},
    {"kit"},
    {"terrain"},
    {
        *{"blindfold", "descent", "knob_wall", "landscape_slices", "loss_surface", "pictures", "playground"},
        *{"potentiometers", "race", "sketchpad", "tangent", "tape_deck"},
    },
]
FLOOR = {room: height for height, rooms in enumerate(FLOORS) for room in rooms}
SCRIPT_FLOOR = {room: height for height, rooms in enumerate(SCRIPT_FLOORS) for room in rooms}
NUMBERS_ONLY = {room for room in FLOOR if FLOOR[room] <= FLOOR["landscape"]}
WELCOME = {*sys.stdlib_module_names, "numpy", "tqdm", "h5py"}  # h5py where it is there, for files of Keras


def dotted(path: Path) -> str:
    """gradlab/tape/why.py as gradlab.tape.why."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


MODULES = {dotted(path): path for path in sorted((ROOT / "gradlab").rglob("*.py"))}
SCRIPTS = {
    str(path.relative_to(LIVE)): path
    for path in sorted(LIVE.glob("*/*.js"))
    if path.parent.name not in {"static", "node_modules"}
}


def room_of(module: str) -> str:
    """`gradlab.live.kit.knobs` lives in `live.kit`; `gradlab` and the names on its front page live in `gradlab`."""
    parts = module.split(".")[1:]
    rooms = (".".join(parts[:length]) for length in range(len(parts), 0, -1))
    return next((room for room in rooms if room in FLOOR), "gradlab")


def imported(source: str) -> Iterator[str]:
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
    for name in imported(source):
        package, its_room = name.split(".")[0], room_of(name)
        if package == "gradlab" and its_room != room and FLOOR[its_room] >= FLOOR[room]:
            found.append(f"{name} does not lie below {room}")
        if package not in {"gradlab", *WELCOME} and room in NUMBERS_ONLY:
            found.append(f"{package}: {room} works with NumPy alone")
    return found


def files_behind(source: str) -> set[str]:
    """The modules whose files a source imports."""
    names = {name if name in MODULES else name.rpartition(".")[0] for name in imported(source)}
    return names & MODULES.keys()


def scripts_behind(script: str, source: str) -> set[str]:
    """The scripts that a script imports, by their paths in gradlab/live."""
    here = (LIVE / script).parent
    names = re.findall(r'^(?:import|export|\})[^"\n]*"(\.[^"]+)"', source, flags=re.MULTILINE)
    return {str((here / name).resolve().relative_to(ROOT / "gradlab")).removeprefix("live/") for name in names}


def circle(arrows: Mapping[str, set[str]]) -> list[str]:
    """A circle of arrows if there is one, as the row of those who stand in it."""
    arrows = dict(arrows)
    while ends := {name for name in arrows if not arrows[name] & arrows.keys()}:
        arrows = {name: arrows[name] for name in arrows.keys() - ends}
    row: list[str] = []
    while arrows and (not row or row[-1] not in row[:-1]):  # everybody who is left points at somebody who is left
        row.append(min(arrows[row[-1]] & arrows.keys() if row else arrows))
    return row[row.index(row[-1]) :] if row else []


@pytest.mark.parametrize("module", MODULES)
def test_a_module_imports_from_below(module: str):
    assert complaints(room_of(module), MODULES[module].read_text()) == []


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_script_imports_from_below(script: str):
    room = script.split("/")[0]
    rooms = {name.split("/")[0] for name in scripts_behind(script, SCRIPTS[script].read_text())} - {room}
    assert [other for other in rooms if SCRIPT_FLOOR[other] >= SCRIPT_FLOOR[room]] == []


def test_no_circle_of_modules():
    assert circle({module: files_behind(path.read_text()) - {module} for module, path in MODULES.items()}) == []


def test_no_circle_of_scripts():
    arrows = {script: scripts_behind(script, path.read_text()) for script, path in SCRIPTS.items()}
    assert sum(map(len, arrows.values())) > len(arrows), "the imports are found"
    assert circle(arrows) == []


def test_a_circle_is_seen():
    assert circle({"a": {"b"}, "b": {"c", "d"}, "c": {"b"}, "d": set()}) == ["b", "c", "b"]
    assert circle({"a": {"b", "c"}, "b": {"c"}, "c": set()}) == []
    lazy = "if TYPE_CHECKING:\n    from gradlab.tape.why import why_none\ndef f():\n    from gradlab.tensors import errors"
    assert files_behind(lazy) == {"gradlab.tape.why", "gradlab.tensors.errors"}
    assert scripts_behind(
        "race/race.entry.js", 'import { a } from "./lanes.js";\nimport {\n  b,\n} from "../kit/axes.js";'
    ) == {
        "race/lanes.js",
        "kit/axes.js",
    }


def test_an_arrow_that_points_upwards_is_seen():
    assert complaints("tensors", "def f():\n    from gradlab.tape.gradient_tape import GradientTape") == [
        "gradlab.tape.gradient_tape.GradientTape does not lie below tensors"
    ]
    assert complaints("tape", "from gradlab.functions.composed import cast") == [
        "gradlab.functions.composed.cast does not lie below tape"
    ]
    assert complaints("operators", "import gradlab as tf") == ["gradlab does not lie below operators"]
    assert complaints("tape", "import matplotlib.pyplot as plt") == ["matplotlib: tape works with NumPy alone"]
    assert complaints("live.race", "import anywidget\nimport gradlab as tf") == []


def test_every_folder_is_a_room():
    folders = {dotted(path.parent).removeprefix("gradlab.") for path in MODULES.values()} - {"gradlab"}
    nested = {folder for folder in folders if folder.split(".")[0] in {"keras", "course"}}  # furnished by themselves
    assert folders - nested <= FLOOR.keys(), "say in FLOORS where it belongs"


def test_importing_gradlab_loads_no_pictures_and_no_widgets():
    heavy = "{'h5py', 'matplotlib', 'plotly', 'ipywidgets', 'anywidget', 'IPython', 'nbformat', 'pandas'}"
    asked = f"import sys, gradlab; print(sorted({heavy} & set(sys.modules)))"
    answer = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"


def test_the_operators_folder_shows_operators_and_nothing_else():
    from gradlab import operators

    tools = {"Operator", "OperatorTable", "elementwise", "operator", "table"}
    shown = {name: it for name, it in vars(operators).items() if not name.startswith("_") and not isinstance(it, ModuleType)}
    assert {name for name, it in shown.items() if not isinstance(it, operators.Operator)} == tools
