"""The contents of the course: its notebooks in their order, and where they lie."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Notebook:
    """A notebook of the course.

    minutes: how long a learner needs, the exercises included. happens: what a learner does there, in half a sentence.
    """

    file: str
    title: str
    minutes: int
    happens: str

    @property
    def digits(self) -> str:
        """The two digits that its file and its exercises begin with."""
        return self.file[:2]


NOTEBOOKS = [
    Notebook(
        "00_start_here.ipynb",
        "Start here",
        20,
        "a first knob, a first tape, a first hill, and the map of the course",
    ),
    Notebook(
        "01_potentiometers.ipynb",
        "Two potentiometers",
        35,
        "fit a line by hand, follow the arrows, then hand over and watch the knobs turn by themselves",
    ),
    Notebook(
        "02_error_landscape.ipynb",
        "The error is a landscape",
        35,
        "read the hill and its map, change the data and see it change, walk down blindfolded",
    ),
    Notebook(
        "03_slope.ipynb",
        "Slope",
        50,
        "drag a tangent, measure slopes and see where measuring fails, compute them exactly",
    ),
    Notebook(
        "04_chain_rule.ipynb",
        "The chain rule",
        45,
        "take a computation apart and play it backwards, by hand and on the deck",
    ),
    Notebook(
        "05_build_your_own_autodiff.ipynb",
        "Build your own autodiff",
        90,
        "an engine from nothing in about 40 lines, checked, trained, and laid beside gradlab's",
    ),
    Notebook(
        "06_gradient_tape.ipynb",
        "GradientTape",
        45,
        "record, scrub, play back; why a gradient is `None`; record the playback itself",
    ),
    Notebook(
        "07_training_a_line.ipynb",
        "Training a line",
        45,
        "the experiment: from W = b = 16 to 3 and 0.5, with the descent animated on the error's hill",
    ),
    Notebook(
        "08_learning_rate.ipynb",
        "How long a step?",
        50,
        "slow, good, oscillating, diverging; predict the cliff, compute it, hit it within 1 %",
    ),
    Notebook(
        "09_optimizers.ipynb",
        "What optimizers remember",
        50,
        "momentum, RMSprop and Adam in valleys, saddles and canyons; a race",
    ),
    Notebook(
        "10_neurons_and_layers.ipynb",
        "Neurons and layers",
        60,
        "a small network that learns while you watch every neuron; surprise as a loss",
    ),
    Notebook(
        "11_fit_is_a_loop.ipynb",
        "fit is a loop",
        45,
        "write `fit` and get its numbers, digit for digit; see a network learn by heart",
    ),
    Notebook(
        "12_122570_potentiometers.ipynb",
        "122 570 potentiometers",
        50,
        "train the picture network, all of its weights on one wall, and take any one in hand",
    ),
    Notebook(
        "13_to_tensorflow.ipynb",
        "To TensorFlow",
        30,
        "the same script on TensorFlow; PyTorch and JAX read beside it",
    ),
    Notebook(
        "14_look_back.ipynb",
        "Look back",
        60,
        "the sixteen claims once more, mixed, each in a new situation; and a page of your own",
    ),
    Notebook(
        "15_your_own.ipynb",
        "Your own",
        60,
        "a table, pictures or points of your own, all the way to what the model must not be used for",
    ),
]
BY_DIGITS = {notebook.digits: notebook for notebook in NOTEBOOKS}


def folder_of_notebooks() -> Path:
    """Where the notebooks lie: inside of an installed gradlab, or in the repository, their one source."""
    return _installed_or("notebooks", "notebooks")


def folder_of_settings() -> Path:
    """Where JupyterLab's settings for the course lie, which have its server answer at once."""
    return _installed_or("jupyter", "binder")


def _installed_or(inside: str, in_repository: str) -> Path:
    here = Path(__file__).parent
    return here / inside if (here / inside).is_dir() else here.parents[1] / in_repository
