"""The player in the browser agrees with Python: every operator, forwards and backwards, to twelve digits.

Expected values are Recording.replay's, expected slopes a GradientTape's on float64. A recording is always played with
other settings than those at which it was made.
"""

import itertools

import numpy as np
import pytest

import gradlab as tf
from gradlab.checks import DOMAINS
from gradlab.live.player.recording import KERNEL_ONLY, Recording
from gradlab.tensors.tensor import OPERATORS
from tests.player_page import open_player, packed

OURS = sorted(name for name, op in OPERATORS.items() if op.__module__.startswith("gradlab."))
SEEDS = 40

PLAY = """(cases) => cases.map(({ recording, settings }) => {
    const player = unpacked(recording);
    player.play(settings.map((x) => new Float64Array(x.length).fill(0.3)));  // what one play leaves behind, the next one
    player.rewind();                                                         // must not see
    const output = [...player.play(settings.map((x) => Float64Array.from(x)))];
    return { output, slopes: player.rewind().map((slope) => [...slope]) };
})"""


@pytest.fixture(scope="module")
def page(chromium):
    page = open_player(chromium, "player/operators")
    yield page
    page.close()


class Case:
    """A function of some Variables, and the settings at which it will be played."""

    def __init__(self, f, inputs, settings=None):
        """f: takes as many Tensors as there are inputs. settings: those at which it is played, the inputs by default."""
        variables = [tf.Variable(np.asarray(x, np.float64)) for x in inputs]
        self.settings = [np.asarray(x, np.float64) for x in (inputs if settings is None else settings)]

        def weighted():
            """Different weights, so that slopes that were exchanged or shared wrongly are noticed."""
            z = f(*variables)
            z = z if z.dtype.kind == "f" else tf.cast(z, tf.float64)
            return z * (1.5 + np.cos(np.arange(float(z.numpy().size))).reshape(z.shape))

        with np.errstate(all="ignore"):
            recording = Recording(weighted, variables)
            self.recording = packed(recording)
            for variable, value in zip(variables, self.settings):
                variable.assign(value)
            self.output = recording.replay(self.settings)
            with tf.GradientTape() as tape:
                z = weighted()
            self.slopes = [g.numpy() for g in tape.gradient(z, variables, unconnected_gradients="zero")]

    def compare(self, played, each):
        agree(played["output"], self.output, "the output", self.settings, each)
        for i, (got, expected) in enumerate(zip(played["slopes"], self.slopes, strict=True)):
            agree(got, expected, f"the slope towards input {i}", self.settings, each)


def agree(got, expected, what, settings, each):
    """Twelve digits: of each number, or else of the largest, as where numbers were added up or subtracted."""
    expected = np.ravel(expected)
    largest = 0 if each else np.max(np.abs(expected), initial=0, where=np.isfinite(expected))
    np.testing.assert_allclose(
        np.array(got, float), expected, rtol=1e-12, atol=1e-13 * largest + 1e-14, err_msg=f"{what} at {settings}"
    )


def check(page, cases, each=False):
    cases = list(cases)
    unknown = page.evaluate("(all) => all.map(unknownOperators)", [case.recording["description"] for case in cases])
    assert not any(unknown), f"no twin: {unknown}"
    asked = [{"recording": case.recording, "settings": [x.ravel().tolist() for x in case.settings]} for case in cases]
    for case, played in zip(cases, page.evaluate(PLAY, asked), strict=True):
        case.compare(played, each)


def moved(x):
    """Other numbers of the same kind: a recording is not made where it is played."""
    return x * 0.9 + 0.01 if x.dtype.kind == "f" else x


def drawn(name, seed):
    """A call of an operator at a place of its domain. Whole numbers and truth values are cast from a knob's numbers."""
    inputs, parameters = DOMAINS[name].draw(np.random.default_rng(seed))
    kinds = [x.dtype for x in inputs]

    def f(*xs):
        return OPERATORS[name](*[x if d.kind == "f" else tf.cast(x, d) for x, d in zip(xs, kinds)], **parameters)

    return Case(f, inputs, [moved(x) for x in inputs])


def test_every_operator_has_a_twin_or_a_reason_why_not(page):
    covered = page.evaluate("() => Object.keys(TWINS)")
    assert sorted([*covered, *KERNEL_ONLY]) == OURS


@pytest.mark.parametrize("name", [name for name in OURS if name not in KERNEL_ONLY])
def test_operator_agrees_with_python(page, name):
    check(page, (drawn(name, seed) for seed in range(SEEDS)))


SPECIAL = [0.0, -0.0, 1.0, -1.0, 2.0, -2.5, 0.5, 7.3, 30.0, -30.0, 800.0, -800.0, 1e-300, 1e300, np.inf, -np.inf, np.nan]
ELEMENTWISE = [name for name in OURS if OPERATORS[name].elementwise and name not in KERNEL_ONLY]


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_infinities_and_nan_flow_as_in_numpy(page, name):
    op = OPERATORS[name]
    count = len(op.inputs)
    inputs = np.array(list(itertools.product(SPECIAL, repeat=count))).T
    logic = name.startswith("logical")
    parameters = {"dtype": np.dtype("float64")} if name == "cast_to" else {}
    kinds = ["bool" if logic or x == "condition" else None for x in op.inputs]

    def f(*xs):
        return op(*[tf.cast(x, kind) if kind else x for x, kind in zip(xs, kinds)], **parameters)

    check(page, [Case(f, inputs)], each=True)


def numbers(shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape)


TIES = np.array([[2.0, 2.0, 1.0], [0.0, -1.0, -1.0], [3.0, 3.0, 3.0]])
TROUBLE = np.array([[1.0, np.nan, 2.0], [np.inf, 1.0, -np.inf], [-np.inf, -np.inf, -np.inf], [np.inf, np.inf, 0.0]])
OVER_LINES = {
    "sum": tf.reduce_sum,
    "mean": tf.reduce_mean,
    "max": tf.reduce_max,
    "min": tf.reduce_min,
    "logsumexp": tf.reduce_logsumexp,
    "prod": tf.reduce_prod,
    "any": lambda x, axis, keepdims: tf.reduce_any(x > 0, axis, keepdims),
    "all": lambda x, axis, keepdims: tf.reduce_all(x > 0, axis, keepdims),
}


@pytest.mark.parametrize("name", OVER_LINES)
def test_reductions_at_ties_nan_infinities_and_along_every_choice_of_axes(page, name):
    reduce = OVER_LINES[name]
    cube = numbers((2, 3, 4))
    axes = [None, (), 0, 1, 2, -1, (0, 2), (2, 0), (-1, 1), (0, 1, 2)]
    cases = [
        Case(lambda x, a=axis, k=keep: reduce(x, a, k), [cube], [cube[::-1]]) for axis in axes for keep in (True, False)
    ]
    for x in (TIES, TROUBLE):
        cases += [Case(lambda x, a=axis: reduce(x, a, False), [x]) for axis in (None, 0, 1)]
    cases += [Case(lambda x: reduce(x, None, True), [numbers(shape)]) for shape in [(), (1,), (1, 1)]]
    check(page, cases)


@pytest.mark.parametrize("name", [name for name in OVER_LINES if name != "prod"])  # whose value of nothing is a constant
def test_reductions_of_nothing(page, name):
    reduce = OVER_LINES[name]
    shapes = [((0,), None), ((0, 3), 0), ((3, 0), -1), ((0, 3), 1), ((2, 0, 3), None)]
    check(page, [Case(lambda x, a=axis: reduce(x, a, False), [np.zeros(shape)]) for shape, axis in shapes])


LINE_TO_LINE = {
    "softmax": tf.nn.softmax,
    "log_softmax": tf.nn.log_softmax,
    "argmax": tf.argmax,
    "argmin": tf.argmin,
    "cumsum": tf.cumsum,
    "one_hot": lambda x, axis: tf.one_hot(
        tf.cast(x * 2, tf.int32), 3, on_value=2.5, off_value=-1, axis=axis, dtype="float64"
    ),
    "truth": lambda x, axis: tf.one_hot(tf.cast(x * 2, tf.int32), 3, axis=axis, dtype=tf.bool),
    "whole": lambda x, axis: tf.one_hot(tf.cast(x * 2, tf.int32), 3, on_value=2, off_value=-1, axis=axis, dtype=tf.int32),
}


@pytest.mark.parametrize("name", LINE_TO_LINE)
def test_lines_to_lines_at_ties_nan_infinities_and_along_every_axis(page, name):
    f = LINE_TO_LINE[name]
    trouble = [] if name in ("one_hot", "truth", "whole") else [TROUBLE]
    for x in [TIES, numbers((2, 3, 4)), numbers((1, 2)), 800 * numbers((2, 3)), *trouble]:
        check(page, [Case(lambda x, a=axis: f(x, axis=a), [x]) for axis in range(-x.ndim, x.ndim)])


COMPOSED = {
    "where": (lambda x, y: tf.where(x > y, tf.math.log(x), y * y), [(2, 3), (3,)]),
    "where of where": (lambda x: tf.where(x > 0, tf.where(x > 1, tf.sqrt(x - 1), x), -tf.exp(x)), [(40,)]),
    "swish": (tf.nn.swish, [(5,)]),
    "gelu": (tf.nn.gelu, [(5,)]),
    "gelu by tanh": (lambda x: tf.nn.gelu(x, approximate=True), [(5,)]),
    "norm": (tf.norm, [(3, 4)]),
    "norm along an axis": (lambda x: tf.norm(x, ord=1, axis=-1), [(3, 4)]),
    "largest norm": (lambda x: tf.norm(x, ord=np.inf, axis=0, keepdims=True), [(3, 4)]),
    "third norm": (lambda x: tf.norm(x, ord=3), [(3, 4)]),
    "clip_by_norm": (lambda x: tf.clip_by_norm(x, 1.5, axes=[0]), [(3, 4)]),
    "clip_by_value": (lambda x: tf.clip_by_value(x, -0.5, 0.7), [(20,)]),
    "product beside zeros": (lambda x: tf.reduce_prod(tf.where(x > 1, 0.0, x)), [(7,)]),
    "tile": (lambda x: tf.tile(x, [2, 3]), [(2, 3)]),
    "tile to nothing": (lambda x: tf.tile(x, [0, 2]), [(2, 3)]),
    "pad": (lambda x: tf.pad(x, [[1, 2], [0, 3]], constant_values=7.0), [(2, 3)]),
    "pad by reflection": (lambda x: tf.pad(x, [[1, 1], [2, 2]], mode="REFLECT"), [(2, 3)]),
    "pad by symmetry": (lambda x: tf.pad(x, [[1, 1], [2, 2]], mode="SYMMETRIC"), [(2, 3)]),
    "split": (lambda x: tf.split(x, [1, 3], axis=1)[1] * tf.split(x, 2, axis=1)[0][:, :1], [(2, 4)]),
    "unstack": (lambda x: tf.unstack(x, axis=-1)[2], [(2, 4)]),
    "squeeze": (lambda x: tf.squeeze(x), [(1, 3, 1)]),
    "expand_dims": (lambda x: tf.expand_dims(x, -2) * x, [(2, 4)]),
    "stack": (lambda x, y: tf.stack([x, y, x], axis=-1), [(2, 4), (2, 4)]),
    "stack of numbers": (lambda x, y: tf.stack([x, 2.0 * y, x]), [(), ()]),
    "concat": (lambda x, y: tf.concat([x, y, x], axis=-2), [(2, 4), (1, 4)]),
    "concat with nothing": (lambda x, y: tf.concat([x, y], axis=0), [(2,), (0,)]),
    "gather": (lambda x: tf.gather(x, [[0, 2], [2, 2]], axis=1), [(2, 4)]),
    "gather hand in hand": (lambda x: tf.gather(x, [[0, 2], [3, 3]], batch_dims=1), [(2, 4)]),
    "boolean_mask": (lambda x: tf.boolean_mask(x, [True, False, True]), [(3, 2)]),
    "backwards": (lambda x: x[::-1, 1::2] * x[:, :1], [(3, 5)]),
    "single numbers": (lambda x: x[0, 1] * x[-1, -1] + x[1][2], [(3, 5)]),
    "an empty slice": (lambda x: tf.reduce_sum(x[2:2]) + x[0], [(3,)]),
    "new axes": (lambda x: x[tf.newaxis, :, tf.newaxis] + x[:, tf.newaxis, tf.newaxis], [(3,)]),
    "an outer product": (lambda x, y: x[:, None] * y[None, :], [(3,), (4,)]),
    "transposes": (lambda x: tf.transpose(x, [2, 0, 1]) * tf.reshape(tf.transpose(x), (4, 2, 3)), [(2, 3, 4)]),
    "broadcasting": (lambda x, y, z: x * y + z / x, [(2, 1, 4), (3, 1), ()]),
    "broadcasting to nothing": (lambda x, y: x * y, [(3, 0), (3, 1)]),
    "broadcast_to": (lambda x: tf.broadcast_to(x, (2, 3, 4)), [(3, 1)]),
    "dot": (lambda x, y: tf.tensordot(x, y, 1), [(5,), (5,)]),
    "tensordot": (lambda x, y: tf.tensordot(x, y, [[0, 2], [1, 0]]), [(2, 3, 4), (4, 2)]),
    "outer tensordot": (lambda x, y: tf.tensordot(x, y, 0), [(2,), (3,)]),
    "einsum of three": (lambda x, y, z: tf.einsum("bi,ij,bj->b", x, y, z), [(3, 2), (2, 4), (3, 4)]),
    "einsum with dots": (lambda x, y: tf.einsum("...ij,jk", x, y), [(2, 3, 4), (4, 2)]),
    "trace": (lambda x: tf.einsum("ii->", x), [(3, 3)]),
    "einsum of lone letters": (lambda x, y: tf.einsum("ij,k->k", x, y), [(3, 2), (4,)]),
    "einsum of numbers": (lambda x, y: tf.einsum(",->", x, y), [(), ()]),
    "matmul": (lambda x, y: x @ y, [(3, 4), (4, 2)]),
    "matmul of many": (lambda x, y: tf.matmul(x, y, transpose_b=True), [(2, 1, 3, 4), (5, 2, 4)]),
    "matmul of one with many": (lambda x, y: tf.matmul(x, y, transpose_a=True), [(4, 3), (5, 4, 2)]),
    "matmul over nothing": (lambda x, y: x @ y, [(3, 0), (0, 2)]),
    "matmul over long lines": (lambda x, y: x @ y, [(2, 1000), (1000, 2)]),
    "diag_part": (lambda x: tf.linalg.diag_part(x), [(2, 3, 4)]),
    "solve of one for many": (lambda x, y: tf.linalg.solve(x + 4 * tf.eye(3, dtype="float64"), y), [(3, 3), (2, 3, 2)]),
    "solve of many for one": (lambda x, y: tf.linalg.solve(x + 4 * tf.eye(3, dtype="float64"), y), [(2, 1, 3, 3), (3, 2)]),
    "solve with exchanged rows": (
        lambda x, y: tf.linalg.solve(x + tf.eye(3, dtype="float64")[::-1] * 4, y),
        [(3, 3), (3, 1)],
    ),
    "inv": (lambda x: tf.linalg.inv(x + 4 * tf.eye(3, dtype="float64")), [(2, 3, 3)]),
    "det": (lambda x: tf.linalg.det(x + 4 * tf.eye(3, dtype="float64")[::-1]), [(2, 3, 3)]),
    "cross entropy": (lambda x, y: tf.nn.softmax_cross_entropy_with_logits(tf.nn.softmax(y), x), [(4, 3), (4, 3)]),
    "sparse cross entropy": (lambda x: tf.nn.sparse_softmax_cross_entropy_with_logits([2, 0, 1, 1], x), [(4, 3)]),
    "cumsum": (lambda x: tf.cumsum(x, axis=-2, exclusive=True, reverse=True), [(2, 3, 4)]),
    "stop_gradient": (lambda x: x * tf.stop_gradient(x * x), [(3,)]),
    "accuracy": (
        lambda x: tf.reduce_mean(tf.cast(tf.argmax(x, axis=1) == tf.constant([0, 1, 2, 0], tf.int64), "float64")),
        [(4, 3)],
    ),
    "whole numbers": (lambda x: tf.cast(tf.cast(x * 10, tf.int64) // 3 % 4, "float64") * x, [(40,)]),
    "a mean of whole numbers": (lambda x: tf.cast(tf.reduce_mean(tf.cast(x * 10, tf.int32)), "float64"), [(5,)]),
    "a quotient of whole numbers": (lambda x: tf.cast(x * 10, tf.int32) / tf.cast(x * 3 + 9, tf.int32), [(5,)]),
    "truth as numbers": (lambda x: tf.cast(tf.logical_not(tf.cast(x > 0, tf.bool)), "float64") * x, [(5,)]),
    "swapped by sorting": (lambda x: tf.maximum(x[0], x[1]) - tf.minimum(x[0], x[1]), [(2, 4)]),
}


@pytest.mark.parametrize("name", COMPOSED)
def test_what_the_library_composes_agrees_with_python(page, name):
    f, shapes = COMPOSED[name]
    at = [[numbers(shape, 10 * seed + i) for i, shape in enumerate(shapes)] for seed in range(4)]
    check(page, [Case(f, at[0], settings) for settings in at])


def test_a_small_network_agrees_with_python(page):
    x, labels = numbers((50, 2)), np.arange(50) % 3

    def loss(W1, b1, W2, b2):
        h = tf.nn.tanh(x @ W1 + b1)
        return tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels, h @ W2 + b2))

    shapes = [(2, 8), (8,), (8, 3), (3,)]
    at = [[numbers(shape, 10 * seed + i) for i, shape in enumerate(shapes)] for seed in range(3)]
    check(page, [Case(loss, at[0], settings) for settings in at])


@pytest.mark.parametrize("n", [1, 7, 128, 129, 1000, 100_000])
def test_sums_keep_their_digits(page, n):
    x = np.full(n, 0.1) + np.arange(n) * 1e-7

    def error(W, b):
        return tf.reduce_mean(tf.square(0.3 - (W * x + b))) + tf.tensordot(x * W, x + b, 1) / n

    def drifting(W):
        tenths = W * np.full(n, 0.1)
        return tf.stack([tf.reduce_sum(tenths), tf.tensordot(tenths, np.ones(n), 1)])

    check(page, [Case(error, [1.0, 0.0], [0.7, 0.1]), Case(drifting, [2.0], [1.0])])


def test_a_branch_not_taken_has_the_slope_0(page):
    x = np.array([0.0, -1.0, 2.0])
    check(page, [Case(lambda x: tf.where(x > 0, tf.math.log(x), 0.0), [x]), Case(lambda x: tf.where(x > 0, 1 / x, x), [x])])


def test_a_number_as_condition_counts_as_true_unless_it_is_0(page):
    x = np.array([0.0, -0.0, 1.0, -np.inf, np.nan])
    check(
        page,
        [
            Case(lambda x, y: tf.where(tf.cast(x, "bool"), y, -y), [x, np.arange(1.0, 6.0)]),
            Case(lambda x: tf.logical_not(tf.cast(x, "bool")), [x]),
        ],
    )


def test_what_the_output_does_not_need_disturbs_nothing(page):
    def f(x, y):
        tf.math.log(x) / y
        return x * x

    check(page, [Case(f, [0.0, 0.0])])


def test_a_tensor_used_twice_gets_both_slopes(page):
    check(
        page,
        [Case(lambda x: x * x * tf.exp(x) + x, [numbers(5)]), Case(lambda x: tf.concat([x, x * x, x], 0), [numbers(5)])],
    )


def test_operators_that_only_the_kernel_knows_are_named(page):
    W = tf.Variable(1.0)
    recording = Recording(lambda: tf.custom_gradient(lambda x: (x * 2.0, lambda g: g))(W) + 1.0, [W])
    assert page.evaluate("unknownOperators", recording.pack()[0]) == ["custom"]
