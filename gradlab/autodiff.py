"""TensorFlow's namespace `tf.autodiff`."""

from gradlab.forward import ForwardAccumulator
from gradlab.tape import GradientTape

__all__ = ["ForwardAccumulator", "GradientTape"]
