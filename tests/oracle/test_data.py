"""tf.data: the same elements in the same order as TensorFlow's, but for what is random."""

import numpy as np
import pytest

import gradlab
from tests.oracle.against import tensorflow

X, Y = np.arange(10, dtype=np.float32).reshape(5, 2), np.arange(5)


def plain(element):
    """An element as lists of Python's numbers, with the dtypes."""
    if isinstance(element, tuple):
        return tuple(plain(part) for part in element)
    if isinstance(element, dict):
        return {key: plain(part) for key, part in element.items()}
    return np.asarray(element.numpy()).dtype.name, np.asarray(element.numpy()).tolist()


def slices(tf):
    return tf.data.Dataset.from_tensor_slices(X)


def pairs(tf):
    return tf.data.Dataset.from_tensor_slices((X, Y))


def numbers(tf, n=7):
    return tf.data.Dataset.range(n)


def counted():
    yield from ((float(n), [n, n + 1]) for n in range(3))


DATASETS = {
    "slices": slices,
    "pairs": pairs,
    "a dict": lambda tf: tf.data.Dataset.from_tensor_slices({"x": X, "y": Y}),
    "nested": lambda tf: tf.data.Dataset.from_tensor_slices(((X, Y), {"z": Y})),
    "a list is one tensor": lambda tf: tf.data.Dataset.from_tensor_slices([1, 2, 3]),
    "all at once": lambda tf: tf.data.Dataset.from_tensors((X, Y)),
    "range": lambda tf: tf.data.Dataset.range(2, 10, 3),
    "range downwards": lambda tf: tf.data.Dataset.range(5, 0, -2),
    "generator": lambda tf: tf.data.Dataset.from_generator(counted, output_types=(tf.float32, tf.int64)),
    "generator with arguments": lambda tf: tf.data.Dataset.from_generator(
        lambda n: iter(range(n)), output_types=tf.int32, args=(4,)
    ),
    "zip": lambda tf: tf.data.Dataset.zip((numbers(tf), slices(tf))),
    "zip of arguments": lambda tf: tf.data.Dataset.zip(numbers(tf), slices(tf)),
    "zip nested": lambda tf: tf.data.Dataset.zip(((numbers(tf), numbers(tf, 3)), pairs(tf))),
    "zip of a dict": lambda tf: tf.data.Dataset.zip({"a": numbers(tf), "b": slices(tf)}),
    "map": lambda tf: numbers(tf).map(lambda n: n * n),
    "map of pairs": lambda tf: pairs(tf).map(lambda x, y: (x / 2, y + 1), num_parallel_calls=tf.data.AUTOTUNE),
    "map of a dict": lambda tf: tf.data.Dataset.from_tensor_slices({"x": X}).map(lambda d: d["x"] * 2),
    "map to a number": lambda tf: numbers(tf).map(lambda n: 1),
    "filter": lambda tf: numbers(tf).filter(lambda n: n % 2 == 0),
    "filter of pairs": lambda tf: pairs(tf).filter(lambda x, y: y > 2),
    "batch": lambda tf: numbers(tf).batch(3),
    "batch of pairs": lambda tf: pairs(tf).batch(2),
    "whole batches": lambda tf: numbers(tf).batch(3, drop_remainder=True),
    "batch of batches": lambda tf: numbers(tf, 8).batch(2).batch(3),
    "unbatch": lambda tf: pairs(tf).batch(2).unbatch(),
    "repeat": lambda tf: numbers(tf, 3).repeat(2),
    "repeat without end": lambda tf: numbers(tf, 3).repeat().take(8),
    "repeat no time": lambda tf: numbers(tf, 3).repeat(0),
    "take": lambda tf: numbers(tf).take(3),
    "take more than there are": lambda tf: numbers(tf).take(30),
    "take all": lambda tf: numbers(tf).take(-1),
    "skip": lambda tf: numbers(tf).skip(5),
    "skip all": lambda tf: numbers(tf).skip(-1),
    "take while": lambda tf: numbers(tf).take_while(lambda n: n < 4),
    "enumerate": lambda tf: slices(tf).enumerate(start=5),
    "concatenate": lambda tf: numbers(tf, 2).concatenate(numbers(tf, 3)),
    "shard": lambda tf: numbers(tf).shard(3, 1),
    "flat map": lambda tf: numbers(tf, 4).flat_map(lambda n: tf.data.Dataset.range(n)),
    "windows": lambda tf: numbers(tf).window(3, shift=2, drop_remainder=True).flat_map(lambda w: w.batch(3)),
    "cache and prefetch": lambda tf: numbers(tf).cache().prefetch(tf.data.AUTOTUNE),
    "apply": lambda tf: numbers(tf).apply(lambda d: d.batch(2)),
    "interleave": lambda tf: numbers(tf).interleave(
        lambda n: tf.data.Dataset.from_tensors(n).repeat(n + 1), cycle_length=2, block_length=2
    ),
    "interleave blocks that end": lambda tf: numbers(tf, 5).interleave(
        lambda n: tf.data.Dataset.from_tensors(n).repeat(4), cycle_length=3, block_length=2
    ),
    "choose": lambda tf: tf.data.Dataset.choose_from_datasets([numbers(tf, 3), numbers(tf, 9)], numbers(tf, 2).repeat(9)),
    "choose on": lambda tf: tf.data.Dataset.choose_from_datasets(
        [numbers(tf, 3), numbers(tf, 5)], numbers(tf, 2).repeat(6), stop_on_empty_dataset=False
    ),
    "scan": lambda tf: numbers(tf).scan(np.int64(1), lambda state, n: (state * 2, state + n)),
    "nothing": lambda tf: numbers(tf, 0),
    "a whole pipeline": lambda tf: pairs(tf).map(lambda x, y: (x * 2, y)).repeat(3).batch(4).take(2).prefetch(1),
}


@pytest.mark.parametrize("name", DATASETS)
def test_it_gives_what_tensorflow_gives_and_again_when_asked_again(name):
    ours, theirs = DATASETS[name](gradlab), DATASETS[name](tensorflow)
    expected = [plain(element) for element in theirs]
    assert [plain(element) for element in ours] == expected
    assert [plain(element) for element in ours] == expected
    known = int(theirs.cardinality())
    if known >= 0:
        assert int(ours.cardinality()) in (known, gradlab.data.UNKNOWN_CARDINALITY)
    if int(ours.cardinality()) >= 0:
        assert len(ours) == len(expected)


def test_a_dataset_without_end_has_no_length():
    endless = numbers(gradlab).repeat()
    assert int(endless.cardinality()) == gradlab.data.INFINITE_CARDINALITY == tensorflow.data.INFINITE_CARDINALITY
    with pytest.raises(TypeError, match="infinite"):
        len(endless)


def test_shuffle_gives_each_element_once_in_an_order_that_the_seed_decides():
    def order(**options):
        return [int(n) for n in gradlab.data.Dataset.range(50).shuffle(50, **options)]

    assert sorted(order(seed=1)) == list(range(50)) != order(seed=1)
    assert order(seed=1) == order(seed=1)
    assert order(seed=1) != order(seed=2)
    again = gradlab.data.Dataset.range(50).shuffle(50, seed=1)
    assert [int(n) for n in again] != [int(n) for n in again], "another order at each iteration"
    fixed = gradlab.data.Dataset.range(50).shuffle(50, seed=1, reshuffle_each_iteration=False)
    assert [int(n) for n in fixed] == [int(n) for n in fixed]


def test_a_small_buffer_mixes_only_near_ones():
    order = [int(n) for n in gradlab.data.Dataset.range(100).shuffle(5, seed=3)]
    assert sorted(order) == list(range(100))
    assert all(n <= place + 5 for place, n in enumerate(order)), "nothing comes before it was in the buffer"


def test_nothing_is_computed_before_it_is_asked_for():
    asked = []
    dataset = numbers(gradlab).map(lambda n: asked.append(int(n)) or n)
    assert asked == []
    assert int(next(iter(dataset))) == 0
    assert asked == [0]


def test_a_cache_computes_once():
    asked = []
    dataset = numbers(gradlab, 3).map(lambda n: asked.append(int(n)) or n).cache()
    assert [int(n) for n in dataset] == [int(n) for n in dataset] == [0, 1, 2]
    assert asked == [0, 1, 2]


def test_reduce_and_other_ways_of_looking():
    for tf in (gradlab, tensorflow):
        assert int(numbers(tf).reduce(np.int64(0), lambda total, n: total + n)) == 21
        assert list(numbers(tf, 3).as_numpy_iterator()) == [0, 1, 2]
        assert int(numbers(tf, 1).get_single_element()) == 0
    for ours, theirs in zip(pairs(gradlab).element_spec, pairs(tensorflow).element_spec, strict=True):
        assert repr(ours) == repr(theirs)
        assert ours.dtype.name == theirs.dtype.name
    assert repr(numbers(gradlab)) == "<Dataset of 7 elements>"


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda d: d.from_tensor_slices((X, Y[:3])), "one length everywhere"),
        (lambda d: d.from_tensor_slices(3.0), "one length everywhere"),
        (lambda d: d.range(3).batch(0), "`batch_size` should be at least 1"),
        (lambda d: d.range(3).shuffle(0), "`buffer_size`"),
        (lambda d: d.from_generator(counted()), "generator function itself"),
        (lambda d: d.zip((X, Y)), "zip takes Datasets"),
        (lambda d: list(d.from_generator(lambda: iter([[1], [1, 2]])).batch(2)), "different shapes"),
        (lambda d: d.range(2).get_single_element(), "more than one element"),
        (lambda d: d.mapp, "mapp"),
    ],
)
def test_bad_input_is_answered_in_words(make, words):
    with pytest.raises((ValueError, TypeError, AttributeError), match=words):
        make(gradlab.data.Dataset)


def test_samples_come_from_datasets_as_often_as_their_weights_say():
    def drawn(tf, **options):
        sources = [tf.data.Dataset.from_tensors(n).repeat() for n in (0, 1)]
        mixed = tf.data.Dataset.sample_from_datasets(sources, weights=[0.8, 0.2], **options)
        return [int(n) for n in mixed.take(500)]

    for tf in (gradlab, tensorflow):
        assert 0.1 < np.mean(drawn(tf, seed=4)) < 0.3
    assert drawn(gradlab, seed=4) == drawn(gradlab, seed=4)
    rest = gradlab.data.Dataset.sample_from_datasets([numbers(gradlab, 3), numbers(gradlab, 5)], seed=1)
    assert sorted(int(n) for n in rest) == [0, 0, 1, 1, 2, 2, 3, 4]
    with pytest.raises(ValueError, match="`weights`"):
        gradlab.data.Dataset.sample_from_datasets([numbers(gradlab)], weights=[0.5, 0.5])
    with pytest.raises(gradlab.errors.InvalidArgumentError, match="among 1 Datasets"):
        list(gradlab.data.Dataset.choose_from_datasets([numbers(gradlab)], numbers(gradlab)))


@pytest.mark.parametrize("sizes", [{"left_size": 0.75}, {"right_size": 2}, {"left_size": 3, "right_size": 0.25}])
def test_a_dataset_is_split_as_in_keras(sizes):
    ours = gradlab.keras.utils.split_dataset(numbers(gradlab, 8), **sizes)
    theirs = tensorflow.keras.utils.split_dataset(numbers(tensorflow, 8), **sizes)
    for our, there in zip(ours, theirs, strict=True):
        assert [plain(n) for n in our] == [plain(n) for n in there]
        assert len(our) == len(there)
    left, right = gradlab.keras.utils.split_dataset((X, Y), left_size=0.6, shuffle=True, seed=2)
    assert sorted(int(y) for part in (left, right) for _, y in part) == [0, 1, 2, 3, 4]
    for wrong in ({}, {"left_size": 9}, {"left_size": 0.9, "right_size": 0.9}):
        with pytest.raises(ValueError, match="left_size"):
            gradlab.keras.utils.split_dataset(numbers(gradlab, 8), **wrong)
