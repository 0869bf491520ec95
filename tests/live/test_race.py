"""Race on the Python side: the surfaces, the runners' arithmetic, the ranking, the traits, and bad input in words."""

import numpy as np
import pytest

import gradlab as tf
from gradlab.live import Race
from gradlab.live.player.recording import Recording
from gradlab.live.race.landscapes import LANDSCAPES
from gradlab.live.race.runners import OPTIMIZERS, Run, ranked, run

EVERY = pytest.mark.parametrize("name", LANDSCAPES)


def slope(function, x, y):
    x, y = tf.Variable(x, dtype=tf.float64), tf.Variable(y, dtype=tf.float64)
    with tf.GradientTape() as tape:
        z = function(x, y)
    return float(z), np.array([float(s) for s in tape.gradient(z, [x, y])])


@EVERY
def test_the_minima_of_a_surface_are_minima(name):
    landscape = LANDSCAPES[name]
    for x, y in landscape.minima:
        height, slopes = slope(landscape.function, x, y)
        assert height == pytest.approx(landscape.lowest, abs=1e-9)
        assert slopes == pytest.approx([0, 0], abs=1e-4)


@EVERY
def test_nothing_on_the_surface_lies_lower_than_its_minimum(name):
    landscape = LANDSCAPES[name]
    x, y = np.meshgrid(np.linspace(*landscape.x, 201), np.linspace(*landscape.y, 201))
    heights = landscape.function(tf.constant(x, tf.float64), tf.constant(y, tf.float64))
    assert float(tf.reduce_min(heights)) >= landscape.lowest - 1e-12


@EVERY
def test_the_minima_and_the_start_lie_on_the_picture_and_the_start_before_the_finish(name):
    landscape = LANDSCAPES[name]
    for x, y in (landscape.start, *landscape.minima):
        assert landscape.x[0] <= x <= landscape.x[1]
        assert landscape.y[0] <= y <= landscape.y[1]
    assert slope(landscape.function, *landscape.start)[0] > landscape.lowest + landscape.finish


@EVERY
def test_every_optimizer_stays_finite_at_the_rate_that_suits_the_surface(name):
    assert {row["outcome"] for row in Race(name, optimizers=list(OPTIMIZERS)).results} <= {"finished", "stuck"}


def test_the_canyon_shows_why_momentum_and_adam_exist():
    steps = {row["optimizer"]: row["steps"] for row in Race("canyon").results}
    assert steps["adam"] < steps["momentum"] < steps["sgd"]
    # No learning rate makes plain gradient descent as fast: twice as much blows up, half as much is slower still.
    rates = {rate: Race("canyon", optimizers={"sgd": {"learning_rate": rate}}).results[0] for rate in (0.0095, 0.021)}
    assert rates[0.0095]["steps"] > steps["sgd"]
    assert rates[0.021]["steps"] is None


def test_at_a_rate_too_large_the_run_says_at_which_step_it_diverged():
    (row,) = Race("canyon", optimizers={"sgd": {"learning_rate": 1.0}}).results
    assert row["outcome"] == "diverged"
    assert row["place"] is None
    assert row["steps"] is None
    assert 0 < row["diverged"] < 300
    assert np.isfinite(row["error"])


# Keras' own numbers, from w = 1 and the slopes 0.1, −0.3, 0.2, 0.05 in turn.
@pytest.mark.parametrize(
    ("optimizer", "settings", "expected"),
    [
        ("sgd", {"learning_rate": 0.01}, [0.99900001, 1.00199997, 1.0, 0.99949998]),
        ("adam", {"learning_rate": 0.001, "beta_1": 0.9}, [0.99900001, 0.99949419, 0.99947542, 0.99938315]),
        ("rmsprop", {"learning_rate": 0.001, "rho": 0.9}, [0.99683785, 0.99985296, 0.99809277, 0.99763381]),
        ("adagrad", {"learning_rate": 0.001}, [0.99969846, 1.00036931, 0.99996108, 0.99985957]),
        ("momentum", {"learning_rate": 0.1, "momentum": 0.9}, [0.99000001, 1.01100004, 1.00990009, 1.00391006]),
        ("nesterov", {"learning_rate": 0.1, "momentum": 0.9}, [0.98100001, 1.02989995, 1.00890994, 0.99851894]),
    ],
)
def test_an_optimizer_walks_as_keras_does(optimizer, settings, expected):
    slopes = iter([0.1, -0.3, 0.2, 0.05, 0.0])

    class Slope:
        def replay(self, w):
            return 0.0

        def slopes(self, w):
            return [next(slopes)]

    way = run(Slope(), [1.0], optimizer, settings, 4).settings[1:, 0]
    assert way == pytest.approx(expected, abs=2e-7)


def test_the_slopes_of_a_recording_are_those_of_the_tape():
    x, y = tf.Variable(0.0), tf.Variable(0.0)
    recorded = Recording(lambda: LANDSCAPES["beale"].function(x, y), [x, y])
    height, slopes = recorded.replay([1.3, -0.7]), np.array(recorded.slopes([1.3, -0.7]))
    expected = slope(LANDSCAPES["beale"].function, 1.3, -0.7)
    assert height == expected[0]
    assert slopes.tolist() == expected[1].tolist()


def walk(*errors, diverged=None):
    """A run along the first axis, one unit a step, with these errors."""
    return Run(np.array([[k, 0.0] for k in range(len(errors))]), np.array(errors, float), diverged)


def test_who_arrives_stands_before_who_is_stuck_and_who_diverges_stands_last():
    runs = {
        "sgd": walk(9, 8, 7),
        "momentum": walk(9, 99, diverged=2),
        "rmsprop": walk(9, 5, 0.5),
        "adam": walk(9, 0.5, 3),
        "adagrad": walk(9, 6, 1),
        "nesterov": walk(9, 2, 0.9),
    }
    rows = ranked(runs, 1.0)
    assert [(row["optimizer"], row["place"], row["outcome"]) for row in rows] == [
        ("adam", 1, "finished"),
        ("rmsprop", 2, "finished"),
        ("adagrad", 2, "finished"),
        ("nesterov", 2, "finished"),
        ("sgd", None, "stuck"),
        ("momentum", None, "diverged"),
    ]
    by_name = {row["optimizer"]: row for row in rows}
    assert by_name["adam"]["length"] == 1.0  # to the finish, though it ran on
    assert by_name["adam"]["error"] == 3.0  # where it is at the end
    assert by_name["sgd"]["length"] == 2.0
    assert by_name["momentum"]["diverged"] == 2


def test_results_follow_the_settings():
    race = Race("valley")
    before = {row["optimizer"]: row["steps"] for row in race.results}
    race.tune("sgd", learning_rate=0.3)
    race.off = ["adam"]
    after = {row["optimizer"]: row["steps"] for row in race.results}
    assert after["sgd"] < before["sgd"]
    assert set(after) == set(before) - {"adam"}
    race.start = (1.0, 1.0)
    assert {row["optimizer"]: row["steps"] for row in race.results}["sgd"] < after["sgd"]


def test_a_new_surface_brings_its_start_and_rates_and_the_race_begins_anew():
    race = Race("valley", start=(1, 1), optimizers={"sgd": {"learning_rate": 0.3}, "adam": {}})
    race.step = 20
    race.surface = "rosenbrock"
    assert race.start == (-1.5, 2.0)
    assert race.step == 0
    assert race.optimizers == {"sgd": {"learning_rate": 0.001}, "adam": {"learning_rate": 0.5, "beta_1": 0.9}}


def test_a_function_of_two_numbers_is_raced_on_to_its_lowest_point():
    def bowl(u, v):
        return tf.square(u - 1.0) + tf.square(v + 2.0) + 3.0

    race = Race(bowl, range={"u": (-4, 4)})
    track = race._tracks["bowl"]
    assert race.surface == "bowl"
    assert [(axis["name"], axis["low"], axis["high"]) for axis in track["axes"]] == [("u", -4, 4), ("v", -5, 5)]
    assert track["lowest"] == pytest.approx(3.0, abs=0.02)
    assert track["finish"] > track["lowest"]
    assert race.results[0]["outcome"] == "finished"


def test_an_error_of_two_variables_is_raced_on_from_where_they_stand_and_leaves_them_there():
    W, b = tf.Variable(16.0, name="W"), tf.Variable(12.0, name="b")
    x = tf.constant([-1.0, 0.0, 1.0, 2.0])
    race = Race(lambda: tf.reduce_mean(tf.square(3.0 * x + 0.5 - (W * x + b))))
    assert race.start == (16.0, 12.0)
    assert [axis["name"] for axis in race._tracks["f"]["axes"]] == ["W", "b"]
    assert race.results[0]["outcome"] == "finished"
    assert (float(W), float(b)) == (16.0, 12.0)


def test_the_kernel_answers_for_a_browser_that_cannot_replay():
    race = Race("canyon", optimizers={"sgd": {"learning_rate": 1.0}, "adam": {}}, steps=200)
    sent = []
    race.send = lambda message, buffers: sent.append((message, [np.frombuffer(b) for b in buffers]))
    asked = {"surface": "canyon", "start": [1.0, 1.0], "optimizers": race.optimizers, "ticket": 5}
    race._answer(race, {"wanted": "runs", **asked}, [])
    race._answer(race, {"wanted": "heights", "surface": "canyon"}, [])
    (runs, (sgd, adam)), (_, (heights,)) = sent
    assert runs["ticket"] == 5
    assert runs["diverged"] == [len(sgd) // 3, None]
    assert adam[:2].tolist() == [1.0, 1.0]
    assert adam[2 * 201] == 50.5  # the error at the start stands behind all settings
    assert heights.reshape(51, 51)[25, 25] == 0.0


def test_the_step_stays_within_the_race():
    race = Race(steps=50)
    race.step = 99
    assert race.step == 50
    race.step = -1
    assert race.step == 0


def test_repr_is_the_race_and_no_address():
    assert repr(Race("canyon")) == "Race(canyon, start=(-4, 1.5), optimizers=sgd, momentum, rmsprop, adam)"


def test_what_is_saved_stays_small():
    race = Race()
    assert len(repr(race._tracks)) < 20_000


def three(x, y, z):
    return x + y + z


@pytest.mark.parametrize(
    ("surface", "kind", "words"),
    [
        ("cannyon", ValueError, "There is no surface called 'cannyon'. Did you mean 'canyon'"),
        (3, TypeError, r"`surface` should be a name .*, a function def f\(x, y\), or an error function"),
        (three, TypeError, r"three takes 3 inputs \(x, y, z\); a surface stands on two numbers"),
        (lambda x: x, TypeError, r"takes 1 input \(x\)"),
        (lambda x, y: tf.stack([x, y]), ValueError, r"should return one number, and returns 2 \(shape \(2,\)\)"),
        (lambda x, y: 3.0, TypeError, "should return a Tensor computed by the library, and returned 3.0"),
        (lambda x, y: tf.math.log(-tf.square(x) - tf.square(y)), ValueError, "is nowhere a finite number"),
        (lambda: tf.reduce_mean(tf.constant([1.0])), ValueError, "reads 0 Variables, and a surface stands on two"),
    ],
)
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_a_wrong_surface_is_answered_in_words(surface, kind, words):
    with pytest.raises(kind, match=words):
        Race(surface)


@pytest.mark.parametrize(
    ("wrong", "kind", "words"),
    [
        ({"optimizers": ["sgd", "adm"]}, ValueError, "There is no optimizer 'adm'. Did you mean 'adam'"),
        ({"optimizers": []}, ValueError, "names none"),
        ({"optimizers": ["sgd", "sgd"]}, ValueError, "names one twice"),
        ({"optimizers": 3}, TypeError, "should be a list of names"),
        (
            {"optimizers": {"sgd": {"learning_rate": -0.1}}},
            ValueError,
            "learning_rate of sgd should be a positive number, and",
        ),
        ({"optimizers": {"sgd": {"momentum": 0.9}}}, ValueError, "There is no setting of sgd called 'momentum'"),
        ({"optimizers": {"momentum": {"momentum": 1.5}}}, ValueError, "should be at least 0 and less than 1, and is 1.5"),
        ({"optimizers": {"sgd": {"learning_rate": "fast"}}}, TypeError, "should be a number, and is 'fast'"),
        ({"optimizers": {"sgd": 0.1}}, TypeError, "The settings of sgd should be a dictionary"),
        ({"start": (9, 0)}, ValueError, "`start` lies outside the range: x is 9 and should be from -5 to 5"),
        ({"start": (float("nan"), 0)}, ValueError, "lies outside the range"),
        ({"start": 3}, TypeError, "`start` should be two numbers, x and y, and is 3"),
        ({"steps": 0}, ValueError, "`steps` should be from 1 to 5000, and is 0"),
        ({"steps": 1.5}, TypeError, "`steps` should be a whole number"),
        ({"range": (3, -3)}, ValueError, "from a low to a higher"),
        ({"range": {"W": (0, 1)}}, ValueError, "names 'W', but the knobs are x, y"),
    ],
)
def test_wrong_settings_are_answered_in_words(wrong, kind, words):
    with pytest.raises(kind, match=words):
        Race("valley", **wrong)


def test_a_start_without_a_height_is_answered_in_words():
    with pytest.raises(ValueError, match=r"is nan at the start \(-1.0, 0.0\): choose another"):
        Race(lambda x, y: tf.math.log(x) + tf.square(y), start=(-1, 0))


def test_traits_are_held_to_the_same_words():
    race = Race()
    with pytest.raises(ValueError, match="Did you mean 'saddle'"):
        race.surface = "sadle"
    with pytest.raises(ValueError, match="outside the range"):
        race.start = (0, 44)
    with pytest.raises(ValueError, match="no optimizer in this race called 'nesterov'"):
        race.off = ["nesterov"]
    with pytest.raises(ValueError, match=r"There is no setting of adam called 'beta1'\. Did you mean 'beta_1'"):
        race.tune("adam", beta1=0.5)
    assert race.surface == "valley"


def test_a_function_that_looks_at_numbers_with_python_is_warned_of():
    with pytest.warns(UserWarning, match="looks at a number with Python"):
        Race(lambda x, y: tf.square(x) + tf.square(y) if float(x) < 1 else x)
