"""The instruments: widgets that compute in the browser, so that a picture follows the mouse on any line to the kernel."""

from gradlab.live.blindfold.blindfold import Blindfold
from gradlab.live.descent.descent import Descent
from gradlab.live.exporting.notebook import export
from gradlab.live.kit.legend import legend
from gradlab.live.knob_wall.knob_wall import KnobWall
from gradlab.live.landscape_slices.landscape_slices import LandscapeSlices
from gradlab.live.loss_surface.loss_surface import LossSurface
from gradlab.live.pictures.confusions import Confusions
from gradlab.live.pictures.features import Features
from gradlab.live.playground.playground import Playground
from gradlab.live.potentiometers.potentiometers import Potentiometers
from gradlab.live.race.race import Race
from gradlab.live.sketchpad.sketchpad import Sketchpad
from gradlab.live.tangent.tangent import Tangent
from gradlab.live.tape_deck.tape_deck import TapeDeck
from gradlab.tensors.errors import no_such_name

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
    "Sketchpad",
    "Tangent",
    "TapeDeck",
    "export",
    "legend",
]

__getattr__ = no_such_name(__name__)
