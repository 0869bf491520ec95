"""Exercises of notebook 10: a neuron, two of them for XOR, softmax and surprise, and slopes that do not arrive."""

from __future__ import annotations

from typing import Any

import numpy as np

from gradlab.course.compare import agrees, came_out, close, described, function, numbers, reading
from gradlab.course.exercise import exercise, holds_blank
from gradlab.course.verdict import RIGHT, Unusable, Verdict, almost, not_tried, right, wrong
from gradlab.live import Playground

_TWO_NEURONS = """def xor_by_hand(a, b):
    first = tf.nn.relu(a + b)
    second = tf.nn.relu(a + b - 1.0)
    return {}"""

_CROSS_ENTROPY = """def cross_entropy(scores, true):
    chances = np.exp(scores) / np.sum(np.exp(scores))
    return {}"""

_SOFTMAX = "def softmax(scores):\n    return {}"

_XOR = 'xor.data = "xor"; xor.noise = 0.1; xor.initial_scale = 1.0; xor.optimizer = "sgd"; xor.learning_rate = 1.0\n'
_DEEP = 'deep.data = "circles"; deep.noise = 0.1; deep.initial_scale = 1.0; deep.layers = [8, 8, 8]; deep.reset()\n'


@exercise(
    "10_switch",
    kind="setting",
    answer="switch",
    solution="w.assign(2.0); b.assign(-6.5)",
    because="It switches at 6.5 / 2 = 3.25 hours, and a weight of 2 leaves room for the two who do not fit.",
    hint="The curve says ½ at −b/w. Bring that place to about 3 hours, then turn w and b together to make it steeper.",
    wrong={
        "w.assign(-2.0); b.assign(6.5)": "wrong way round",
        "w.assign(1.0); b.assign(-3.0)": "steeper",
        "w.assign(5.0); b.assign(-17.0)": "too steep",
        "w.assign(2.0); b.assign(0.0)": "switches at x = 0.*too early",
        "w.assign(5.0); b.assign(-20.0)": "switches at x = 4.*too late",
        "w.assign(0.0); b.assign(1.0)": "same of everybody",
    },
)
def switch(answer: Any) -> Verdict:
    """Turn w and b until the error of the neuron is below 0.08."""
    w, b, error = (reading(answer, name) for name in ("w", "b", "error"))
    if (w, b) == (0.5, 0.0):
        return not_tried("Not tried yet: turn w or b first.")
    if error < 0.08:
        return right(
            f"It switches at {-b / w:.2f} hours. A neuron that is not too sure leaves room for those who do not fit."
        )
    if w == 0:
        return wrong("With w = 0 the hours do not count, and it says the same of everybody. Turn w up.")
    if w < 0:
        return wrong("It works the wrong way round, less for more hours: w has to be positive.")
    place = -b / w + 0.0  # and not −0
    here = f"It switches at x = {place:.3g}, where the sum is 0"
    steepness = np.linspace(0.1, 12.0, 120)
    errors = [_switching_error(each, place) for each in steepness]
    if min(errors) >= 0.08:
        return wrong(f"{here}: too {'late' if place > 3.3 else 'early'}. Look where the failures end and the passes begin.")
    if w < steepness[int(np.argmin(errors))]:
        return almost(f"The place is good, and the error {error:.3f}. Make it steeper: w larger, and b with it.")
    return almost(f"The place is good, and the error {error:.3f}. It is too steep: too sure about the two who do not fit.")


def _switching_error(w: float, place: float) -> float:
    """The error of the neuron on the twelve people of the notebook, if it switches at that place."""
    hours = np.arange(0.5, 6.5, 0.5)
    passed = np.array([0, 0, 0, 0, 0, 1, 0, 1, 1, 1, 1, 1])
    return float(np.mean((passed - 1 / (1 + np.exp(-w * (hours - place)))) ** 2))


@exercise(
    "10_relu",
    kind="number",
    blank="output = ...",
    solution="output = max(0.0, 3 * 1 - 2 * 2 + 0.5)",
    because="The sum is 3 − 4 + 0.5 = −0.5, and relu makes 0 of what is negative.",
    hint="First the sum: each input times its weight, and the bias. Then the bend.",
    wrong={
        "output = 3 * 1 - 2 * 2 + 0.5": "only the sum",
        "output = 0.5": "sign away",
        "output = 7.5": "minus",
        "output = -1": "bias",
    },
    setup="",
)
def relu(answer: Any) -> Verdict:
    """What is the output of a relu neuron with the weights 3 and −2 and the bias 0.5 for the inputs 1 and 2?"""
    return close(
        answer,
        0.0,
        tol=1e-6,
        slips={
            "That is only the sum. Now the bend: what does relu make of a negative number?": -0.5,
            "Relu does not take the sign away: it makes 0 of a negative number. What does it make of −0.5?": 0.5,
            "The second weight is −2, with a minus.": 7.5,
            "The bias of 0.5 is missing, and the bend after it.": -1.0,
        },
        says="Add up 3 · 1, −2 · 2 and 0.5. Then let relu look at the sum.",
        well_done="The sum is −0.5, so this neuron keeps silent.",
    )


@exercise(
    "10_one_line",
    kind="prediction",
    solution='predict("10_one_line", 0.6)',
    because="One neuron has one line, and wherever it lies, both labels are on both of its sides.",
    hint="Lay a ruler across a chessboard of four squares.",
    wrong={'predict("10_one_line", 1)': "0.615", 'predict("10_one_line", 0.9)': "0.615"},
    setup='single = live.Playground("xor", layers=[])\nsingle.train(300)',
    outcome="single.accuracy",
)
def one_line(answer: Any) -> Verdict:
    """What share of the test points of XOR does one neuron get right after 300 steps?"""
    return came_out(answer, 0.615, within=0.11, words="One neuron has one line, and that does not suit a chessboard.")


@exercise(
    "10_xor",
    kind="setting",
    answer="xor",
    solution=_XOR + 'xor.activation = "relu"; xor.layers = [4]; xor.seed = 0; xor.reset(); xor.train(400)',
    because="Four neurons with a bend can draw the lines between the four squares.",
    hint="Add a hidden layer of 4 neurons, choose relu or tanh, train a thousand steps. Stuck? Press 'other weights'.",
    wrong={
        _XOR + "xor.layers = []; xor.reset(); xor.train(100)": "no hidden layer",
        _XOR + 'xor.activation = "relu"; xor.layers = [4, 4]; xor.reset(); xor.train(50)': "one hidden layer",
        _XOR + 'xor.activation = "relu"; xor.layers = [6]; xor.reset(); xor.train(50)': "6 neurons",
        _XOR + 'xor.activation = "linear"; xor.layers = [4]; xor.reset(); xor.train(100)': "straight line",
        _XOR + 'xor.activation = "relu"; xor.layers = [4]; xor.reset(); xor.train(10)': "not below 0.25",
        'xor.noise = 0.0; xor.activation = "relu"; xor.layers = [4]; xor.reset(); xor.train(10)': "noise",
    },
)
def xor(answer: Any) -> Verdict:
    """Reach a test loss below 0.25 on XOR with one hidden layer of at most 4 neurons."""
    playground = _playground(answer, "xor")
    layers = list(playground.layers)
    if not layers and playground.step == 0:
        return not_tried("Not tried yet: add a hidden layer, and train.")
    if not layers:
        return wrong("There is no hidden layer yet, so this is one neuron with one line. Add a layer above the network.")
    if len(layers) > 1:
        return almost(f"These are {len(layers)} hidden layers. Do it with one hidden layer.")
    if layers[0] > 4:
        return almost(f"These are {layers[0]} neurons. Do it with at most 4.")
    if playground.activation == "linear":
        return wrong("With the activation linear there is no bend, and all neurons together draw one straight line.")
    loss = playground.test_loss
    if not loss < 0.25:
        stuck = "It may be stuck: press 'other weights', or try another activation."
        more = "Train longer." if playground.step < 1000 else stuck
        return almost(f"The test loss is {loss:.3f}, not below 0.25 yet. {more}")
    return right(f"{layers[0]} lines, added up: the test loss is {loss:.3f}, and {playground.accuracy:.0%} are right.")


@exercise(
    "10_two_neurons",
    kind="code",
    blank=_TWO_NEURONS.format("..."),
    solution=_TWO_NEURONS.format("first - 2.0 * second"),
    because="At 1, 1 the first says 2 and the second 1, so the second has to take away twice what it says.",
    hint="The second neuron speaks only at 1, 1. How much must it take away there?",
    wrong={
        _TWO_NEURONS.format("first - second"): "1, 1.*not enough",
        _TWO_NEURONS.format("first + second"): "take away",
        _TWO_NEURONS.format("first"): "second neuron",
        _TWO_NEURONS.format("second"): "first neuron",
        _TWO_NEURONS.format("abs(first - 2.0 * second)"): "weighted sum",
        _TWO_NEURONS.format("first - first * second"): "weighted sum",
    },
    setup="",
)
def two_neurons(answer: Any) -> Verdict:
    """Add up the two hidden neurons with weights that make XOR of them."""

    own = function(answer)

    def last(of_first: float, of_second: float) -> Any:
        return lambda a, b: of_first * max(0.0, a + b) + of_second * max(0.0, a + b - 1.0)

    corners = [(0.0, 0.0), (0.0, 1.0), (1.0, 0.0), (1.0, 1.0)]
    verdict = agrees(
        own,
        last(1.0, -2.0),
        corners,
        slips={
            "At 1, 1 this gives 1: the second neuron takes away something, and not enough.": last(1.0, -1.0),
            "At 1, 1 this gives 3: the second neuron has to take away.": last(1.0, 1.0),
            "That is the first neuron alone. At 1, 1 it says 2: there the second neuron has to help.": last(1.0, 0.0),
            "That is the second neuron alone. Begin with the first neuron: it already says 0, 1, 1.": last(0.0, 1.0),
        },
        well_done="Two bends and three sums: a network that you have trained in your head.",
    )
    if verdict.state == RIGHT and agrees(own, last(1.0, -2.0), [(2.0, 1.0), (0.5, 1.5), (-1.0, 0.5)]).state != RIGHT:
        return almost(
            "Right at the four corners, but no weighted sum of the two: some weight · first + some weight · second."
        )
    return verdict


@exercise(
    "10_collapse",
    kind="number",
    blank="W_and_b = (..., ...)",
    solution="W_and_b = (3 * 2, 3 * 1 - 4)",
    because="3 · (2x + 1) − 4 is 6x + 3 − 4.",
    hint="Put 2x + 1 in the place of h, and multiply out.",
    wrong={
        "W_and_b = (6, -4)": "3 · 1",
        "W_and_b = (5, -3)": "multiplied",
        "W_and_b = (6, -3)": "bias.*first layer",
        "W_and_b = (-1, 6)": "other way round",
    },
    setup="",
)
def collapse(answer: Any) -> Verdict:
    """What are W and b of the two linear layers h = 2x + 1 and y = 3h − 4 together?"""
    said = numbers(answer)
    if said.shape != (2,):
        raise Unusable(wrong("Two numbers were expected, W and b, in parentheses: (1, 2)."))
    W, b = (float(each) for each in said)
    if (W, b) == (6, -1):
        return right("One line, with knobs to spare. Without bends a hundred layers are one layer.")
    if (W, b) == (-1, 6):
        return almost("The other way round: W comes first.")
    if W == 5:
        return almost("The weights of layers behind each other are multiplied, not added: 3 · (2x + 1).")
    if (W, b) == (6, -4):
        return almost("W is right. The 3 multiplies the 1 of the first layer, too: 3 · 1 − 4.")
    if W == 6:
        return almost("W is right. For b, multiply the bias of the first layer by 3 and take 4 away.")
    return wrong("Put 2x + 1 in the place of h: 3 · (2x + 1) − 4, and multiply out.")


@exercise(
    "10_softmax",
    kind="code",
    blank=_SOFTMAX.format("..."),
    solution=_SOFTMAX.format("np.exp(scores) / np.sum(np.exp(scores))"),
    because="Every chance is its share of the sum of all.",
    hint="The upper part is np.exp(scores), the lower part the sum of the same.",
    wrong={
        _SOFTMAX.format("scores / np.sum(scores)"): "Raise e",
        _SOFTMAX.format("np.exp(scores)"): "add up to 1",
        _SOFTMAX.format("np.exp(scores) / np.sum(scores)"): "sum of the scores",
        _SOFTMAX.format("np.exp(scores) / np.max(np.exp(scores))"): "largest",
        _SOFTMAX.format("np.exp(scores / np.sum(scores))"): "divide.*after",
        _SOFTMAX.format("np.exp(scores) / len(scores)"): "how many",
        _SOFTMAX.format("np.exp(-scores) / np.sum(np.exp(-scores))"): "turned the scores round",
    },
    setup="",
)
def softmax(answer: Any) -> Verdict:
    """Write softmax: make chances of any scores."""
    if callable(answer) and holds_blank(answer(np.array([2.0, 1.0, 0.0]))):
        raise Unusable(not_tried())
    return agrees(
        answer,
        lambda s: np.exp(s) / np.exp(s).sum(),
        [(np.array([2.0, 1.0, -0.5]),), (np.array([-1.0, 3.5]),), (np.array([0.5, 0.5, 0.5, 1.0]),)],
        slips={
            "Raise e to the scores first: a negative score would make a negative chance.": lambda s: s / s.sum(),
            "All are positive now, but they do not add up to 1: divide by their sum.": np.exp,
            "You divided by the sum of the scores: divide by the sum of the powers.": lambda s: np.exp(s) / s.sum(),
            "You divided by the largest, so that one has the chance 1: divide by the sum.": lambda s: np.exp(s - s.max()),
            "You divided by how many there are: divide by the sum of the powers.": lambda s: np.exp(s) / len(s),
            "You turned the scores round: a high score should have a high chance.": lambda s: np.exp(-s) / np.exp(-s).sum(),
            "The fraction is upside down: the sum belongs below.": lambda s: np.exp(s).sum() / np.exp(s),
            "The base is e, not 2: np.exp(scores).": lambda s: 2**s / np.sum(2**s),
            "First raise e to the scores, and divide by the sum after that.": lambda s: np.exp(s / s.sum()),
        },
        well_done="All positive, and 1 together. Most networks that tell classes apart end with this line.",
    )


@exercise(
    "10_surprise",
    kind="number",
    blank="surprise = ...",
    solution="surprise = -np.log(0.25)",
    because="Only the chance of what was true counts: −ln 0.25 = ln 4.",
    hint="It was a cat, and a cat had the chance 0.25.",
    wrong={
        "surprise = np.log(0.25)": "sign",
        "surprise = -np.log(0.5)": "dog",
        "surprise = 2.0": "base 2",
        "surprise = -np.log10(0.25)": "base 10",
        "surprise = 0.75": "logarithm",
    },
    setup="",
)
def surprise(answer: Any) -> Verdict:
    """How surprised is a network that said dog 0.5, cat 0.25 and bird 0.25 when it was a cat?"""
    return close(
        answer,
        float(np.log(4)),
        slips={
            "That is the surprise if it had been a dog. It was a cat.": float(np.log(2)),
            "You took the logarithm to base 2. Keras takes the natural one, np.log.": 2.0,
            "You took the logarithm to base 10. Keras takes the natural one, np.log.": float(np.log10(4)),
            "That is 1 − p. Surprise is the logarithm: −np.log(…).": 0.75,
            "That is p itself. Surprise is its logarithm, with a minus: −np.log(…).": 0.25,
            "That is the logarithm of 1 − p: take that of p itself.": -float(np.log(0.75)),
        },
        says="Take −np.log of the chance that the cat had.",
        well_done="A chance of one in four: ln 4. What it said of dogs and birds does not count.",
    )


@exercise(
    "10_cross_entropy",
    kind="code",
    blank="cross_entropy = ...",
    solution=_CROSS_ENTROPY.format("-np.log(chances[true])"),
    because="Softmax first, then the surprise at the chance of what was true: the two lines above in one.",
    hint="Two lines: make chances of the scores, then take −np.log of the chance of class number `true`.",
    wrong={
        _CROSS_ENTROPY.format("np.log(chances[true])"): "sign",
        _CROSS_ENTROPY.format("chances[true]"): "the chance itself",
        _CROSS_ENTROPY.format("-np.log(chances.max())"): "largest",
        _CROSS_ENTROPY.format("-np.log(chances).mean()"): "all classes",
        _CROSS_ENTROPY.format("-np.log10(chances[true])"): "base 10",
        _CROSS_ENTROPY.format("-np.log(np.exp(scores[true]))"): "softmax is missing",
    },
    setup="",
)
def cross_entropy(answer: Any) -> Verdict:
    """Write the surprise at the true class, from the scores of all classes, from the empty cell."""

    def chances(scores: np.ndarray) -> np.ndarray:
        return np.exp(scores) / np.exp(scores).sum()

    return agrees(
        answer,
        lambda scores, true: -np.log(chances(scores)[true]),
        [(np.array([2.0, 1.0, -0.5]), 1), (np.array([-1.0, 3.5]), 0), (np.array([0.5, 0.5, 0.5, 1.0]), 3)],
        slips={
            "That is the chance itself: the surprise is −ln of it.": lambda s, k: chances(s)[k],
            "You took the largest chance. It is the true class that counts.": lambda s, k: -np.log(chances(s).max()),
            "That is the mean over all classes. Only the true one counts.": lambda s, k: -np.log(chances(s)).mean(),
            "That is the logarithm to base 10: take np.log.": lambda s, k: -np.log10(chances(s)[k]),
            "The softmax is missing: make chances of the scores first.": lambda s, k: -s[k],
        },
        well_done="From scores to surprise in one function: in Keras, SparseCategoricalCrossentropy(from_logits=True).",
    )


@exercise(
    "10_start",
    kind="prediction",
    solution='predict("10_start", 2.3)',
    because="Each of the ten classes has the chance 0.1, and −ln 0.1 is ln 10.",
    hint="What chance has the true class among ten that are alike?",
    wrong={'predict("10_start", 0.1)': "2.303", 'predict("10_start", 10)': "2.303"},
    setup="loss = tf.keras.losses.SparseCategoricalCrossentropy()",
    outcome="loss([3], [[0.1] * 10]).numpy()",
)
def start(answer: Any) -> Verdict:
    """What is the loss of a network that gives each of ten classes the same chance?"""
    return came_out(answer, float(np.log(10)), within=0.02, words="It is ln 10: one chance in ten.")


@exercise(
    "10_deep",
    kind="setting",
    answer="deep",
    solution=_DEEP + 'deep.activation = "sigmoid"; deep.optimizer = "adam"; deep.learning_rate = 0.03; deep.train(300)',
    because="Adam divides each slope by its own size, so small slopes step as far as large ones.",
    hint="Choose adam, lower the learning rate to about 0.03, and train some hundred steps.",
    wrong={
        _DEEP + 'deep.activation = "sigmoid"; deep.optimizer = "sgd"; deep.train(50)': "sgd",
        _DEEP + 'deep.activation = "relu"; deep.train(50)': "with sigmoid",
        'deep.layers = [8]; deep.activation = "sigmoid"; deep.reset(); deep.train(50)': "three hidden layers",
        _DEEP + 'deep.activation = "sigmoid"; deep.optimizer = "adam"; deep.learning_rate = 0.03; deep.train(20)': "longer",
    },
)
def deep(answer: Any) -> Verdict:
    """Reach a test loss below 0.1 on the circles with three hidden layers of sigmoid."""
    playground = _playground(answer, "circles")
    if playground.step == 0:
        return not_tried("Not tried yet: press start, and watch the bars.")
    if len(playground.layers) < 3:
        return almost("That is easier. Do it with three hidden layers.")
    if playground.activation != "sigmoid":
        return almost(f"{playground.activation} lets the slopes through: that is the usual way. Find one with sigmoid, too.")
    loss = playground.test_loss
    if loss < 0.1:
        return right(f"The test loss is {loss:.3f}: the slopes are as small as before, and the steps are not.")
    if playground.optimizer == "sgd":
        return wrong(
            f"The test loss is {loss:.3f}. With sgd a small slope makes a small step: which optimizer divides by its size?"
        )
    return almost(f"The test loss is {loss:.3f}. Train longer, or try another learning rate, such as 0.03.")


@exercise(
    "10_awake",
    kind="setting",
    answer="deck",
    solution="bias.assign(-2.0)",
    because="With a bias of −2 the sums at 3 and 4 are positive, so slopes pass there.",
    hint="The largest of the four inputs is 4. When is weight · 4 + bias above 0?",
    wrong={
        "bias.assign(-8.0)": "still asleep",
        "bias.assign(-6.0); weight.assign(1.4)": "largest of the four sums is -0.4",
    },
)
def awake(answer: Any) -> Verdict:
    """Turn weight or bias until slopes arrive at them again."""
    weight, bias = reading(answer, "weight"), reading(answer, "bias")
    if (weight, bias) == (1.0, -6.0):
        return not_tried("Not tried yet: turn weight or bias at the deck.")
    sums = weight * np.arange(1.0, 5.0) + bias
    if (sums > 0).any():
        return right(f"Awake, with {int((sums > 0).sum())} of 4 sums positive. One is enough to learn from.")
    return wrong(
        f"It is still asleep: the largest of the four sums is {sums.max():.3g}, and relu lets only positive ones pass."
    )


@exercise(
    "10_zeros",
    kind="prediction",
    solution='predict("10_zeros", 1)',
    because="On their way back slopes meet the last weights, which are 0. Only the last bias has none in its way.",
    hint="Follow the slope backwards: by what is it multiplied on its way into the hidden layer?",
    wrong={'predict("10_zeros", 17)': "1", 'predict("10_zeros", 5)': "bias"},
    setup='zeros = live.Playground("circles", layers=[4], initial_scale=0.0)\nzeros.train(500)',
    outcome="sum(map(np.count_nonzero, zeros.weights))",
)
def zeros(answer: Any) -> Verdict:
    """How many of 17 weights have moved after 500 steps if all of them begin at 0?"""
    return came_out(
        answer, 1, within=0.01, words="It is the bias of the last neuron. No slope gets past weights that are 0."
    )


def _playground(answer: Any, data: str) -> Playground:
    """The learner's playground, with the points that the exercise is about."""
    if holds_blank(answer):
        raise Unusable(not_tried())
    if not isinstance(answer, Playground):
        raise Unusable(wrong(f"The playground was expected, by its name, and this is {described(answer)}."))
    if answer.data != data:
        raise Unusable(almost(f"These are the points of {answer.data}. Do it with those of {data}."))
    if answer.noise < 0.1:
        raise Unusable(almost("You have turned down the noise of the points. Leave it at 0.1."))
    return answer
