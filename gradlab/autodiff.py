"""TensorFlow's namespace `tf.autodiff`."""

from gradlab.tape.forward import ForwardAccumulator
from gradlab.tape.gradient_tape import GradientTape

__all__ = ["ForwardAccumulator", "GradientTape"]
