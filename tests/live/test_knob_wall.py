"""KnobWall on the Python side: what it shows, live and at rest, and the weight in hand."""

import asyncio
import threading

import numpy as np
import pytest
from matplotlib.figure import Figure

import gradlab as tf
from gradlab import keras
from gradlab.keras.callbacks import LambdaCallback
from gradlab.live import KnobWall
from gradlab.live.knob_wall import knob_wall


@pytest.fixture
def network():
    tf.random.set_seed(3)
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(6, activation="tanh"), keras.layers.Dense(2)])
    model.compile(keras.optimizers.Adam(0.02), keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    rng = np.random.default_rng(0)
    x = rng.standard_normal((400, 4)).astype(np.float32)
    return model, x, (x[:, 0] * x[:, 1] > 0).astype(int)


@pytest.fixture
def sent(monkeypatch):
    """What walls send to the browser."""
    messages = []
    monkeypatch.setattr(KnobWall, "send", lambda self, content, buffers=None: messages.append((content, buffers)))
    return messages


def shown_values(wall):
    return np.frombuffer(wall._values, np.int8) * wall._picture["limit"] / 127


def assert_shown(wall):
    weights = np.concatenate([w.ravel() for w in wall.model.get_weights()])
    np.testing.assert_allclose(shown_values(wall), weights.clip(-wall._limit, wall._limit), atol=wall._limit / 200)


def test_every_weight_hangs_on_the_wall(network):
    model, x, y = network
    wall = KnobWall(model, x, y)
    assert_shown(wall)
    assert [b["path"] for b in wall._blocks] == ["dense/kernel", "dense/bias", "dense_1/kernel", "dense_1/bias"]
    assert repr(wall) == "KnobWall(sequential: 44 weights)"
    assert wall.describe().startswith("A wall of 44 weights in 2 layers, one pixel each; orange is below 0, blue above")


def test_slopes_at_rest_are_the_tapes_and_in_training_the_optimizers(network, sent):
    model, x, y = network
    wall = KnobWall(model, x, y, examples=50)
    with tf.GradientTape() as tape:
        loss = model.compute_loss(None, y[:50], model(x[:50]))
    expected = np.concatenate([g.numpy().ravel() for g in tape.gradient(loss, list(model.trainable_variables))])
    np.testing.assert_allclose(wall._slopes, expected, rtol=1e-3, atol=1e-7)

    kernel = model.trainable_variables[0]
    heard = []
    spy = LambdaCallback(on_train_batch_end=lambda batch, logs: heard.append(model.optimizer.last_gradient(kernel).copy()))
    wall._next_picture = 0
    model.fit(x, y, batch_size=400, epochs=1, shuffle=False, callbacks=[spy, wall], verbose=0)
    np.testing.assert_array_equal(wall._slopes[:24], heard[-1].ravel())


def test_pictures_are_sent_at_most_ten_times_a_second(network, sent, monkeypatch):
    model, x, y = network
    clock = [100.0]
    monkeypatch.setattr(knob_wall.time, "perf_counter", lambda: clock[0])
    wall = KnobWall(model)
    tick = LambdaCallback(on_train_batch_end=lambda batch, logs: clock.__setitem__(0, clock[0] + 0.01))
    model.fit(x, y, batch_size=4, epochs=1, callbacks=[tick, wall], verbose=0)  # 100 steps in one second
    pictures = [content for content, _ in sent if "picture" in content]
    assert len(pictures) in (10, 11)
    assert pictures[3]["picture"]["where"].startswith("Epoch 1 of 1, step 3")
    assert all(len(buffers[0]) == 44 and len(buffers[1]) == 22 for content, buffers in sent if "picture" in content)


def test_a_slow_browser_is_waited_for_once_it_was_heard(network, sent, monkeypatch):
    model, x, y = network
    monkeypatch.setattr(knob_wall, "_SECONDS_BETWEEN_PICTURES", 0)
    monkeypatch.setattr(knob_wall, "_LARGEST_SHARE", 1e9)
    wall = KnobWall(model)

    def hear(batch, logs):
        if batch == 5:
            wall._asked(wall, {"shown": 2}, [])

    model.fit(x, y, batch_size=4, callbacks=[LambdaCallback(on_train_batch_end=hear), wall], verbose=0)
    assert max(content["number"] for content, _ in sent if "picture" in content) == 2 + 6


def test_the_last_state_is_shown_when_training_ends_or_is_interrupted(network, sent):
    model, x, y = network
    wall = KnobWall(model)
    model.fit(x, y, epochs=2, callbacks=[wall], verbose=0)
    assert wall._picture["where"] == "Training is over, 2 epochs long: these are the last weights."
    assert_shown(wall)

    def stop(batch, logs):
        if batch == 7:
            raise KeyboardInterrupt

    model.fit(x, y, callbacks=[wall, LambdaCallback(on_train_batch_end=stop)], verbose=0)
    assert wall._picture["live"] is False
    assert wall._picture["where"].startswith("Training stopped: interrupted in epoch 1 after step 8 of 13.")
    assert "The wall shows the weights of the last whole step" in wall.describe()
    assert_shown(wall)


def test_weights_that_are_no_numbers_are_marked_and_named(network):
    model, x, y = network
    kernel, bias, last, last_bias = model.get_weights()
    kernel[2, 3] = kernel[0, 0] = np.nan
    last[1, 1] = np.inf
    model.set_weights([kernel, bias, last, last_bias])
    wall = KnobWall(model, x, y)
    expected = "Weights are no finite numbers any more: 2 of 24 in dense/kernel, 1 of 12 in dense_1/kernel."
    assert wall._picture["trouble"].startswith(expected)
    assert expected in wall.describe()
    marked = np.flatnonzero(np.frombuffer(wall._values, np.int8) == -128)
    assert marked.tolist() == [0, 2 * 6 + 3, 30 + 1 * 2 + 1]
    wall._asked(wall, {"take": 0}, [])
    assert wall._hand["note"].startswith("It is nan, so there is no error to measure")


def test_a_weight_in_hand_tells_its_name_value_slope_and_the_error_along_it(network):
    model, x, y = network
    wall = KnobWall(model, x, y, examples=100)
    index = 2 * 6 + 3
    wall._asked(wall, {"take": index}, [])
    hand = wall._hand
    kernel = model.trainable_variables[0]
    assert hand["name"] == wall.name_of(index) == "dense/kernel[2,3]"
    assert hand["value"] == float(kernel.numpy()[2, 3])
    places, heights = np.array(hand["places"]), np.array(hand["heights"])
    before = kernel.numpy().copy()
    for k in (0, 13, 32):
        turned = before.copy()
        turned[2, 3] = places[k]
        kernel.assign(turned)
        assert heights[k] == pytest.approx(model.evaluate(x[:100], y[:100], batch_size=100, verbose=0), rel=1e-5)
    kernel.assign(before)
    here = int(np.argmin(np.abs(places - hand["value"])))
    assert places[here] == hand["value"]
    assert hand["slope"] == pytest.approx(np.gradient(heights, places)[here], rel=0.05, abs=2e-3)


def test_turning_the_weight_in_hand_turns_the_network(network, sent):
    model, x, y = network
    wall = KnobWall(model, x, y, examples=400)
    wall._turned = [15, 0.75]
    assert model.trainable_variables[0].numpy()[2, 3] == 0.75
    told = sent[-1][0]["turned"]
    assert told["error"] == pytest.approx(model.evaluate(x, y, batch_size=400, verbose=0), rel=1e-5)


def test_a_click_during_fit_is_answered_between_two_steps(network, sent):
    model, x, y = network
    wall = KnobWall(model, x, y)
    steps = []

    def click(batch, logs):
        if batch == 2:
            wall._asked(wall, {"take": 15}, [])
            assert wall._hand == {}  # not in the thread that heard the browser
        steps.append(bool(wall._hand))

    model.fit(x, y, shuffle=False, callbacks=[LambdaCallback(on_train_batch_end=click), wall], verbose=0)
    assert steps[:5] == [False, False, False, True, True]
    assert wall._hand["fitting"] is True


def test_a_click_that_comes_in_another_thread_waits_until_the_cell_is_over(network):
    model, x, y = network

    async def notebook():
        wall = KnobWall(model, x, y)
        click = threading.Thread(target=wall._asked, args=(wall, {"take": 15}, []))
        click.start()
        click.join()  # the cell runs on
        during = wall._hand
        await asyncio.sleep(0.1)  # and is over
        return during, wall._hand

    during, after = asyncio.run(notebook())
    assert during == {}
    assert after["name"] == "dense/kernel[2,3]"


def test_without_data_the_hand_says_what_is_missing(network):
    model, *_ = network
    wall = KnobWall(model)
    assert wall._picture["slopes"] is False
    wall._asked(wall, {"take": 3}, [])
    assert "heights" not in wall._hand
    assert wall._hand["note"] == "To see the error as this one is turned, give the wall data: KnobWall(model, x, y)."
    wall._asked(wall, {"take": 44}, [])  # no such weight: nothing happens
    assert wall._hand["index"] == 3


def test_refresh_shows_what_a_loop_of_ones_own_did(network):
    model, x, y = network
    wall = KnobWall(model, x, y)
    model.trainable_variables[1].assign(np.full(6, 0.25, np.float32))
    wall.refresh()
    np.testing.assert_allclose(shown_values(wall)[24:30], 0.25, atol=wall._limit / 200)


def test_bad_input_is_answered_in_words(network):
    model, x, y = network
    with pytest.raises(TypeError, match="`x` and `y` belong together"):
        KnobWall(model, x)
    with pytest.raises(ValueError, match="`examples` should be a whole number of at least 1, and is 0"):
        KnobWall(model, x, y, examples=0)
    with pytest.raises(ValueError, match="was never built"):
        KnobWall(keras.Sequential([keras.layers.Dense(2)]))
    other = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2)], name="other")
    other.compile("sgd", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    with pytest.raises(
        ValueError, match="this wall shows the model 'sequential', and is a callback of `fit` of another one, 'other'"
    ):
        other.fit(x, y, callbacks=[KnobWall(model)], verbose=0)
    with pytest.raises(ValueError, match="call `compile"):
        KnobWall(keras.Sequential([keras.Input((4,)), keras.layers.Dense(2)]), x, y)


def test_the_still_picture_has_a_part_for_each_kernel(network):
    model, x, y = network
    figure = Figure()
    KnobWall(model, x, y).draw(figure)
    assert [ax.get_title(loc="left") for ax in figure.axes] == ["dense/kernel: 24 weights", "dense_1/kernel: 12 weights"]
