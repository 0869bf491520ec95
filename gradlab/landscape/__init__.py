"""The error as a landscape: its height over two weights, how it curves, and the path of a training run. Numbers only.

    hill = landscape.surface(error, [W, b], ranges=[(-20, 20), (-20, 20)])
    run = landscape.trajectory(train_step, error, [W, b], steps=50)
    landscape.largest_learning_rate(error, [W, b])       # 2/λmax: above it, descent blows up

`gradlab.figures` draws both, and `gradlab.slices` cuts through the landscape of a whole network.
"""

from gradlab.landscape.curvature import hessian_vector_product, largest_curvature, largest_learning_rate
from gradlab.landscape.error_surface import Surface, Trajectory, surface, trajectory
from gradlab.tensors.errors import no_such_name

__all__ = [
    "Surface",
    "Trajectory",
    "hessian_vector_product",
    "largest_curvature",
    "largest_learning_rate",
    "surface",
    "trajectory",
]

__getattr__ = no_such_name(__name__)
