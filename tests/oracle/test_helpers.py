"""Keras' helpers beside Keras: padded rows, windows of a series, freezing, names, tables, written-down curves."""

import numpy as np
import pytest

import gradlab
from gradlab import keras
from tests.oracle.against import tensorflow

theirs = tensorflow.keras

ROWS = [[1, 2, 3], [4], [], [5, 6, 7, 8, 9]]


@pytest.mark.parametrize(
    "how",
    [
        {},
        {"maxlen": 3},
        {"maxlen": 3, "padding": "post"},
        {"maxlen": 2, "truncating": "post", "value": -1},
        {"padding": "post", "dtype": "float32", "value": 0.5},
    ],
)
def test_rows_are_padded_as_in_keras(how):
    ours, there = keras.utils.pad_sequences(ROWS, **how), theirs.utils.pad_sequences(ROWS, **how)
    np.testing.assert_array_equal(ours, there)
    assert ours.dtype == there.dtype
    with pytest.raises(ValueError, match="'pre' or 'post'"):
        keras.utils.pad_sequences(ROWS, padding="front")


@pytest.mark.parametrize(
    "how",
    [
        {"sequence_length": 3},
        {"sequence_length": 2, "sequence_stride": 2, "batch_size": 2},
        {"sequence_length": 2, "sampling_rate": 3, "batch_size": 4, "start_index": 1, "end_index": 9},
    ],
)
@pytest.mark.parametrize("answers", [True, False])
def test_a_series_is_cut_into_windows_as_in_keras(how, answers):
    series = np.arange(12, dtype=np.float32)
    targets = series[3:] * 10 if answers else None
    found = [
        list(k.utils.timeseries_dataset_from_array(series, targets, **how).as_numpy_iterator()) for k in (keras, theirs)
    ]
    assert len(found[0]) == len(found[1])
    for ours, there in zip(*found):
        for a, b in zip(ours if answers else [ours], there if answers else [there]):
            np.testing.assert_array_equal(a, b)


def test_vectors_are_normalized_as_in_keras():
    x = np.float32([[3, 4], [0, 0]])
    for how in ({}, {"axis": 1}, {"order": 1}):
        np.testing.assert_allclose(keras.utils.normalize(x, **how), theirs.utils.normalize(x, **how))


def test_elements_of_different_lengths_are_batched_with_padding():
    def batches(tf):
        rows = [(np.arange(n, dtype=np.int32), np.ones((n, 2), np.float32)) for n in (1, 3, 2)]
        spec = (tf.TensorSpec((None,), tf.int32), tf.TensorSpec((None, 2), tf.float32))
        data = tf.data.Dataset.from_generator(lambda: iter(rows), output_signature=spec)
        padded = data.padded_batch(2, padded_shapes=([None], [4, None]), padding_values=(tf.constant(-1), tf.constant(0.0)))
        return [part.numpy() for batch in padded for part in batch] + [
            part.numpy() for batch in data.padded_batch(2, drop_remainder=True) for part in batch
        ]

    for ours, there in zip(batches(gradlab), batches(tensorflow), strict=True):
        np.testing.assert_array_equal(ours, there)


def frozen(k):
    inner = k.Sequential([k.Input((3,)), k.layers.Dense(4), k.layers.BatchNormalization()])
    outer = k.Sequential([k.Input((3,)), inner, k.layers.Dense(1)])
    inner.trainable = False
    said = [layer.trainable for layer in inner.layers] + [len(outer.trainable_weights)]
    before = inner.layers[1].get_weights()
    outer.compile("sgd", "mse")
    outer.fit(np.ones((4, 3)), np.ones((4, 1)), verbose=0)
    said.append(all((a == b).all() for a, b in zip(before, inner.layers[1].get_weights())))
    inner.trainable = True
    return [*said, len(outer.trainable_weights)]


def test_freezing_a_model_freezes_all_layers_in_it():
    assert frozen(keras) == frozen(theirs)


def test_curves_and_initializers_are_written_down_as_in_keras():
    assert keras.activations.serialize(keras.activations.relu) == theirs.activations.serialize(theirs.activations.relu)
    assert keras.activations.deserialize("tanh") is keras.activations.tanh
    ours, there = (k.initializers.serialize(k.initializers.glorot_uniform(seed=2)) for k in (keras, theirs))
    assert ours["class_name"] == there["class_name"]
    assert keras.initializers.deserialize(there).seed == 2
    price = keras.regularizers.deserialize(theirs.regularizers.serialize(theirs.regularizers.L2(0.25)))
    assert float(price(np.float32([2.0]))) == 1.0
    assert isinstance(keras.constraints.deserialize("non_neg"), keras.constraints.NonNeg)
    with pytest.raises(ValueError, match="none of Keras' own"):
        keras.activations.serialize(lambda x: x)


def test_the_table_may_be_wider_and_show_more():
    inner = keras.Sequential([keras.Input((3,)), keras.layers.Dense(4)], name="inner")
    model = keras.Sequential([keras.Input((3,)), inner, keras.layers.Dense(1)])
    inner.trainable = False
    lines = []
    model.summary(line_length=100, expand_nested=True, show_trainable=True, print_fn=lines.append)
    text = lines[0].splitlines()
    assert {len(line) for line in text[1:-3]} == {100}
    marks = [line.split("│")[-2].strip() for line in text if line.startswith("│")]
    assert marks == ["N", "N", "Y"]
    with pytest.raises(ValueError, match="line_length"):
        model.summary(positions=[0.3, 0.6, 1.0])
    assert model.count_params() == 21


def test_settings_and_sentences():
    assert keras.config.floatx() == theirs.config.floatx()
    assert keras.version().split(".")[0] == theirs.version().split(".")[0]
    with pytest.raises(OSError, match="by hand"):
        keras.utils.get_file("x", "https://example.org/x")
    with pytest.raises(AttributeError, match=r"np\.load"):
        keras.datasets.mnist.load_data()
    with pytest.raises(AttributeError, match=r"scipy\.special"):
        gradlab.math.lgamma(2.0)
    optimizer = keras.optimizers.Adam(0.1)
    v = gradlab.Variable([1.0])
    optimizer.apply_gradients([(gradlab.constant([1.0]), v)])
    other = theirs.optimizers.Adam(0.1)
    other.apply_gradients([(tensorflow.constant([1.0]), tensorflow.Variable([1.0]))])
    assert len(optimizer.variables) == len(other.variables)


@pytest.mark.parametrize("method", ["batch", "padded_batch"])
def test_a_batch_of_nothing_is_refused(method):
    with pytest.raises(ValueError, match="`batch_size` should be at least 1, and is 0"):
        getattr(gradlab.data.Dataset.range(3), method)(0)
