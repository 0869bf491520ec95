"""The contents of the course: its fourteen notebooks in their order."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Notebook:
    """A notebook of the course. minutes: how long a learner needs, the exercises included."""

    file: str
    title: str
    minutes: int

    @property
    def digits(self) -> str:
        """The two digits that its file and its exercises begin with."""
        return self.file[:2]


NOTEBOOKS = [
    Notebook("00_start_here.ipynb", "Start here", 20),
    Notebook("01_potentiometers.ipynb", "Two potentiometers", 35),
    Notebook("02_error_landscape.ipynb", "The error is a landscape", 35),
    Notebook("03_slope.ipynb", "Slope", 50),
    Notebook("04_chain_rule.ipynb", "The chain rule", 45),
    Notebook("05_build_your_own_autodiff.ipynb", "Build your own autodiff", 90),
    Notebook("06_gradient_tape.ipynb", "GradientTape", 45),
    Notebook("07_training_a_line.ipynb", "Training a line", 30),
    Notebook("08_learning_rate.ipynb", "How long a step?", 35),
    Notebook("09_optimizers.ipynb", "What optimizers remember", 35),
    Notebook("10_neurons_and_layers.ipynb", "Neurons and layers", 35),
    Notebook("11_fit_is_a_loop.ipynb", "fit is a loop", 30),
    Notebook("12_122570_potentiometers.ipynb", "122 570 potentiometers", 40),
    Notebook("13_to_tensorflow.ipynb", "To TensorFlow", 20),
]
BY_DIGITS = {notebook.digits: notebook for notebook in NOTEBOOKS}
