"""Code that is right in another way than the solution: other operators, other loops, other names for the same thing.

What an exercise looks at is what the code does. Each piece of source stands in the place of the blank.
"""

import pytest

from gradlab.course.exercise import all_exercises, find
from gradlab.course.verdict import RIGHT
from tests.course.test_answers import CODE
from tests.course.test_exercises import judged, prepared

_MULTIPLY = 'def multiply(x, y):\n    return Number(x.value * y.value, [x, y], {}, "·")'
_TANH = 'def tanh(x):\n    z = math.tanh(x.value)\n    return Number(z, [x], {}, "tanh")'
_SOFTSIGN = '@elementwise("x / (1 + |x|)", slope_x=lambda g, x: {})'
_PERSISTENT = "    with tf.GradientTape(persistent={}) as tape:\n        area, perimeter = side * side, 4.0 * side"
_TRAIN_ALL = (
    "def train_all(error, variables, learning_rate):\n    with tf.GradientTape() as tape:\n        now = error()\n"
    "    slopes = tape.gradient(now, variables)\n    {}"
)
_STEP = "        said = {}\n        loss = {}\n    slopes = {}"
_LOSS, _SLOPES = "compute_loss(y, said)", "tape.gradient(loss, model.trainable_variables)"
_SPLIT, _SCALE = "    return {}, {}", "    mean, spread = {}, {}"
_HAND = (
    "def hand_over(error, knobs):\n    optimizer = tf.keras.optimizers.SGD(0.1)\n    for step in range(100):\n"
    "        with tf.GradientTape() as tape:\n            now = error()\n        slopes = {}\n"
    "        optimizer.apply_gradients({})"
)

_LINES = ("loss.backward()", "optimizer.step()", "optimizer.zero_grad()")
_ASKED = (
    "play the tape backwards",
    "turn every weight against its slope",
    "forget the slopes of the last step",
)

WAYS = {
    "13_pytorch": [
        f"in_pytorch = {dict(zip(_ASKED, lines))!r}"
        for lines in (
            [line.upper() for line in _LINES],
            [f" {line}" for line in _LINES],
            [f"{line} " for line in _LINES],
            [f"the {line}" for line in _LINES],
            [f"{line}." for line in _LINES],
        )
    ]
    + [f"in_pytorch = {dict(zip(reversed(_ASKED), reversed(_LINES)))!r}"],
    "05_multiply": [
        _MULTIPLY.format(slopes)
        for slopes in (
            "(y.value, x.value)",
            "[y.value * 1.0, 1.0 * x.value]",
            "[float(y.value), float(x.value)]",
            "[number.value for number in (y, x)]",
            "list((y.value, x.value))",
            "[x.value * y.value / x.value, x.value * y.value / y.value]",
        )
    ],
    "05_backwards": [
        f"            source.slope = {slope}"
        for slope in (
            "number.slope * local_slope + source.slope",
            "source.slope + local_slope * number.slope",
            "sum([source.slope, number.slope * local_slope])",
            "source.slope - -number.slope * local_slope",
            "(source.slope) + (number.slope * local_slope)",
            "math.fsum((source.slope, number.slope * local_slope))",
        )
    ],
    "05_tanh": [
        _TANH.format(slope)
        for slope in (
            "[1 - z**2]",
            "(1 - z * z,)",
            "[(1 - z) * (1 + z)]",
            "[1 - math.tanh(x.value) ** 2]",
            "[1 / math.cosh(x.value) ** 2]",
            "[1.0 - pow(z, 2)]",
        )
    ],
    "05_exp": [
        "def exp(x):\n    z = math.e ** x.value\n    return Number(z, (x,), (z,), 'exp')",
        "def exp(x):\n    return Number(math.exp(x.value), [x], [math.exp(x.value)])",
        "def exp(x):\n    z = Number(math.exp(x.value), [x], [1.0], 'e')\n    z.local_slopes = [z.value]\n    return z",
        "exp = lambda x: Number(math.exp(x.value), [x], [math.exp(x.value)], 'exp')",
        "def exp(number):\n    z = pow(math.e, number.value)\n    return Number(z, inputs=[number], local_slopes=[z])",
        "def exp(x, e=math.e):\n    z = e ** float(x.value)\n    return Number(z, [x], [z * math.log(e)], 'exp')",
    ],
    "05_softsign": [
        _SOFTSIGN.format(slope)
        for slope in (
            "g * (1 / (1 + abs(x)) ** 2)",
            "g * (1 + abs(x)) ** -2",
            "g / tf.square(1 + tf.abs(x))",
            "g / (1 + abs(x)) / (1 + abs(x))",
            "g / ((1 + abs(x)) * (1 + abs(x)))",
            "g / (1 + 2 * abs(x) + x * x)",
        )
    ],
    "06_persistent": [_PERSISTENT.format(word) for word in ("1 == 1", "not False", "bool(1)", "(True)", "1", "any([True])")],
    "06_watch": [
        f"        {line}\n        y = point * point"
        for line in (
            "tape.watch([point])",
            "tape.watch(tensor=point)",
            "watched = point; tape.watch(watched)",
            "tape.watch((point))",
            "tape.watch(point); tape.watch(point)",
            "None if tape.watch(point) else None",
        )
    ],
    "06_repair": [
        f"        curve = {curve}"
        for curve in (
            "tf.math.exp(w)",
            "tf.exp(1.0 * w)",
            "tf.exp(tf.identity(w))",
            "tf.pow(tf.constant(np.e, tf.float32), w)",
            "1.0 / tf.exp(-w)",
            "tf.square(tf.exp(w / 2.0))",
        )
    ],
    "06_newton": [
        f"    curvature = outer.gradient(slope, x)\n    return {step}"
        for step in (
            "x - slope * (1 / curvature)",
            "float(x - slope / curvature)",
            "(x - slope / curvature).numpy()",
            "x + -slope / curvature",
            "(x * curvature - slope) / curvature",
            "x.assign_sub(slope / curvature)",
        )
    ],
    "07_train_all": [
        _TRAIN_ALL.format(lines)
        for lines in (
            "for v, s in zip(variables, slopes):\n        v.assign(v - learning_rate * s)",
            "for v, s in zip(variables, slopes):\n        v.assign_add(-learning_rate * s)",
            "for i in range(len(variables)):\n        variables[i].assign_sub(slopes[i] * learning_rate)",
            "[v.assign_sub(learning_rate * s) for v, s in zip(variables, slopes)]",
            "tf.keras.optimizers.SGD(learning_rate).apply_gradients(zip(slopes, variables))",
            "for s, v in zip(slopes, variables):\n        v.assign_sub(learning_rate * s)",
        )
    ],
    "08_cliff": [
        f"def cliff(error, variables):\n    return {rate}"
        for rate in (
            "2.0 / landscape.largest_curvature(error, variables)",
            "1 / landscape.largest_curvature(error, variables) * 2",
            "landscape.largest_learning_rate(error, variables)",
            "[2 / landscape.largest_curvature(error, variables)]",
            "2 * landscape.largest_curvature(error, variables) ** -1",
            "tf.constant(2 / landscape.largest_curvature(error, variables))",
        )
    ],
    "11_batches": [
        f"        pairs.append({pair})"
        for pair in (
            "[x[start:start + size], y[start:start + size]]",
            "(x[start:size + start], y[start:size + start])",
            "tuple(each[start:start + size] for each in (x, y))",
            "(x[slice(start, start + size)], y[slice(start, start + size)])",
            "(tf.constant(x[start:start + size]), tf.constant(y[start:start + size]))",
            "(x[start:min(start + size, len(x))], y[start:min(start + size, len(y))])",
        )
    ],
    "11_train_step": [
        _STEP.format("model(x)", _LOSS, _SLOPES),
        _STEP.format("model.call(x)", _LOSS, _SLOPES),
        _STEP.format("model(tf.constant(x), training=True)", _LOSS, _SLOPES),
        _STEP.format("model(x)", "compute_loss(y_true=y, y_pred=said)", _SLOPES),
        _STEP.format("model(x)", "tf.reduce_mean(tf.keras.losses.sparse_categorical_crossentropy(y, said))", _SLOPES),
        _STEP.format("model(x)", _LOSS, "tape.gradient(loss, model.weights)"),
    ],
    "11_stop": [
        f"        none_is_lower = {condition}"
        for condition in (
            "val_losses[epoch] <= min(later)",
            "all(loss >= val_losses[epoch] for loss in later)",
            "not any(loss < val_losses[epoch] for loss in later)",
            "np.all(np.array(later) >= val_losses[epoch])",
            "sorted(later)[0] >= val_losses[epoch]",
            "len([loss for loss in later if loss < val_losses[epoch]]) == 0",
        )
    ],
    "13_grad": [
        f"        return {slope}"
        for slope in (
            "tape.gradient(y, [x])[0]",
            "tape.gradient(target=y, sources=x)",
            "tape.gradient(y, x) * 1.0",
            "gradlab.convert_to_tensor(tape.gradient(y, x))",
            "tape.gradient([y], x)",
            "-tape.gradient(y, x) * -1",
        )
    ],
    "14_operator": [
        f'@elementwise("sqrt(1 + x²)", slope_x=lambda g, x: {slope})\ndef bowl(x):\n    return np.sqrt(1 + x * x)'
        for slope in (
            "g * x / (1 + x**2) ** 0.5",
            "g * (x / tf.sqrt(1 + x * x))",
            "g * x * (1 + x * x) ** -0.5",
            "g * x / bowl(x)",
            "g * 2 * x / (2 * tf.sqrt(1 + x * x))",
            "x * g / tf.sqrt(x * x + 1)",
        )
    ],
    "14_hand_over": [
        _HAND.format("tape.gradient(now, knobs)", pairs)
        for pairs in (
            "list(zip(slopes, knobs))",
            "tuple(zip(slopes, knobs))",
            "[(slope, knob) for slope, knob in zip(slopes, knobs)]",
            "((slopes[i], knobs[i]) for i in range(len(knobs)))",
            "zip(tape.gradient(now, knobs) if slopes is None else slopes, knobs)",
            "map(lambda slope, knob: (slope, knob), slopes, knobs)",
        )
    ],
    "15_split": [
        _SPLIT.format(train, test)
        for train, test in (
            ("order[:-tests]", "order[-tests:]"),
            ("order[:n - tests]", "order[n - tests:]"),
            ("list(order[tests:])", "list(order[:tests])"),
            ("tf.constant(order[tests:])", "tf.constant(order[:tests])"),
            ("[k for k in order if k not in order[:tests]]", "order[:tests]"),
            ("np.delete(order, np.arange(tests))", "order[np.arange(tests)]"),
        )
    ],
    "15_scale": [
        _SCALE.format(mean, spread)
        for mean, spread in (
            ("np.mean(x_train, axis=0)", "np.std(x_train, axis=0)"),
            ("x_train.mean(0)", "x_train.std(0)"),
            ("x_train.mean(axis=0)", "x_train.var(axis=0) ** 0.5"),
            ("x_train.mean(axis=0, keepdims=True)", "x_train.std(axis=0, keepdims=True)"),
            ("sum(x_train) / len(x_train)", "np.sqrt(np.var(x_train, axis=0))"),
            ("x_train.mean(axis=0)", "x_train.std(axis=0, ddof=1)"),
        )
    ],
}


@pytest.mark.parametrize("name", WAYS)
def test_code_is_right_in_other_ways(name):
    exercise = find(name)
    names = prepared(exercise)
    assert len(set(WAYS[name])) >= 6
    for source in WAYS[name]:
        verdict = judged(exercise, source, dict(names))
        assert verdict.state == RIGHT, f"{source}: {verdict}"


def test_every_exercise_of_code_is_tried_in_other_ways():
    tried = {each.name for each in CODE} | set(WAYS)
    left = {each.name for each in all_exercises() if each.kind == "code"} - tried
    assert left <= {"15_project"}, "a project is of one's own: its checklist has tests of its own"
