"""The instruments: widgets that compute in the browser, so that a picture follows the mouse on any line to the kernel."""

from gradlab.live.loss_surface import LossSurface
from gradlab.live.potentiometers import Potentiometers
from gradlab.live.race import Race

__all__ = ["LossSurface", "Potentiometers", "Race"]
