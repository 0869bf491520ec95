"""The instruments: widgets that compute in the browser, so that a picture follows the mouse on any line to the kernel."""

from gradlab.errors import no_such_name
from gradlab.live.blindfold import Blindfold
from gradlab.live.confusions import Confusions
from gradlab.live.descent import Descent
from gradlab.live.exporting import export
from gradlab.live.features import Features
from gradlab.live.knob_wall import KnobWall
from gradlab.live.landscape_slices import LandscapeSlices
from gradlab.live.legend import legend
from gradlab.live.loss_surface import LossSurface
from gradlab.live.playground import Playground
from gradlab.live.potentiometers import Potentiometers
from gradlab.live.race import Race
from gradlab.live.tangent import Tangent
from gradlab.live.tape_deck import TapeDeck

__all__ = [
    "Blindfold",
    "Confusions",
    "Descent",
    "Features",
    "KnobWall",
    "LandscapeSlices",
    "LossSurface",
    "Playground",
    "Potentiometers",
    "Race",
    "Tangent",
    "TapeDeck",
    "export",
    "legend",
]

__getattr__ = no_such_name(__name__)
