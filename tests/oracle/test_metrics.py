"""Every metric against Keras: over several batches, with and without weights of examples."""

import numpy as np
import pytest

import gradlab
from gradlab import keras
from tests.oracle.against import tensorflow

theirs = tensorflow.keras

rng = np.random.default_rng(11)
BATCHES, N = 3, 40
amounts = rng.normal(size=(2, BATCHES, N, 3)).astype(np.float32)
counts = rng.uniform(0.1, 4, (2, BATCHES, N, 3)).astype(np.float32)
labels = rng.integers(0, 3, (BATCHES, N))
probabilities = rng.dirichlet([1, 1, 1], (BATCHES, N)).astype(np.float32)
one_hot = np.eye(3, dtype=np.float32)[labels], probabilities
sparse = labels, probabilities
seven = rng.integers(0, 7, (BATCHES, N)), rng.normal(size=(BATCHES, N, 7)).astype(np.float32)
seven_hot = np.eye(7, dtype=np.float32)[seven[0]], seven[1]
yes_no = rng.integers(0, 2, (BATCHES, N, 1)), rng.uniform(size=(BATCHES, N, 1)).astype(np.float32)
rounded = yes_no[0][..., 0], np.round(yes_no[1][..., 0] * 5) / 5  # predictions that stand on thresholds, 0 and 1 among them
many = rng.integers(0, 2, (BATCHES, N, 3)), rng.uniform(size=(BATCHES, N, 3)).astype(np.float32)
scores = many[0], amounts[0]

METRICS = {
    "Accuracy": ({}, (labels, rng.integers(0, 3, (BATCHES, N)))),
    "BinaryAccuracy": ({"threshold": 0.3}, yes_no),
    "CategoricalAccuracy": ({}, one_hot),
    "SparseCategoricalAccuracy": ({}, sparse),
    "TopKCategoricalAccuracy": ({}, seven_hot),
    "TopKCategoricalAccuracy of 2": ({"k": 2}, seven_hot),
    "SparseTopKCategoricalAccuracy": ({"k": 3}, seven),
    "MeanSquaredError": ({}, amounts),
    "RootMeanSquaredError": ({}, amounts),
    "MeanAbsoluteError": ({}, amounts),
    "MeanAbsolutePercentageError": ({}, amounts),
    "MeanSquaredLogarithmicError": ({}, counts),
    "LogCoshError": ({}, amounts),
    "CosineSimilarity": ({}, amounts),
    "R2Score": ({}, amounts),
    "R2Score of each": ({"class_aggregation": None}, amounts),
    "R2Score by variance": ({"class_aggregation": "variance_weighted_average"}, amounts),
    "BinaryCrossentropy": ({"label_smoothing": 0.1}, yes_no),
    "CategoricalCrossentropy": ({}, one_hot),
    "SparseCategoricalCrossentropy": ({"from_logits": True}, seven),
    "KLDivergence": ({}, one_hot),
    "Poisson": ({}, counts),
    "Hinge": ({}, scores),
    "SquaredHinge": ({}, scores),
    "CategoricalHinge": ({}, one_hot),
    "TruePositives": ({}, yes_no),
    "FalsePositives": ({"thresholds": 0.3}, yes_no),
    "TrueNegatives": ({"thresholds": [0.7, 0.2]}, yes_no),
    "FalseNegatives": ({}, rounded),
    "Precision": ({}, yes_no),
    "Precision at three": ({"thresholds": [0.2, 0.9, 0.6]}, many),
    "Precision of a class": ({"class_id": 1}, one_hot),
    "Precision of 2": ({"top_k": 2}, seven_hot),
    "Recall": ({}, rounded),
    "Recall of 2 and a class": ({"top_k": 2, "class_id": 3}, seven_hot),
    "AUC": ({}, yes_no),
    "AUC of few": ({"num_thresholds": 6}, rounded),
    "AUC of all": ({}, many),
    "AUC at given": ({"thresholds": [0.9, 0.1, 0.4]}, yes_no),
    "AUC under precision and recall": ({"curve": "PR"}, yes_no),
    "AUC minoring": ({"curve": "PR", "summation_method": "minoring"}, yes_no),
    "AUC majoring": ({"summation_method": "majoring"}, yes_no),
    "AUC of each": ({"multi_label": True}, many),
    "AUC from scores": ({"from_logits": True}, scores),
    "PrecisionAtRecall": ({"recall": 0.6}, yes_no),
    "RecallAtPrecision": ({"precision": 0.5}, yes_no),
    "SensitivityAtSpecificity": ({"specificity": 0.4, "num_thresholds": 11}, yes_no),
    "SpecificityAtSensitivity": ({"sensitivity": 0.8}, rounded),
    "MeanIoU": ({"num_classes": 3}, (labels, rng.integers(0, 3, (BATCHES, N)))),
    "MeanIoU of scores": ({"num_classes": 7, "sparse_y_pred": False}, seven),
    "MeanIoU without a class": ({"num_classes": 4, "ignore_class": 0}, (labels, rng.integers(0, 3, (BATCHES, N)))),
    "IoU": ({"num_classes": 7, "target_class_ids": [1, 5]}, (seven[0], rng.integers(0, 7, (BATCHES, N)))),
    "BinaryIoU": ({"threshold": 0.3}, rounded),
    "BinaryIoU of yes": ({"target_class_ids": [1]}, rounded),
    "OneHotIoU": ({"num_classes": 3, "target_class_ids": [2]}, one_hot),
    "OneHotMeanIoU": ({"num_classes": 7}, seven_hot),
    "F1Score": ({}, one_hot),
    "F1Score macro": ({"average": "macro"}, one_hot),
    "F1Score weighted": ({"average": "weighted", "threshold": 0.4}, one_hot),
    "FBetaScore": ({"beta": 2.0, "average": "micro", "threshold": 0.5}, many),
}


def result(k, name, weights):
    options, (truth, prediction) = METRICS[name]
    metric = getattr(k.metrics, name.split()[0])(**options)
    found = []
    for i in range(BATCHES):
        metric.update_state(truth[i], prediction[i], **({} if weights is None else {"sample_weight": weights[i]}))
        found.append(np.asarray(metric.result()))
    metric.reset_state()
    metric.update_state(truth[0], prediction[0])
    return [*found, np.asarray(metric.result())]


@pytest.mark.parametrize("name", METRICS)
def test_metrics_are_those_of_keras(name):
    for ours, there in zip(result(keras, name, None), result(theirs, name, None), strict=True):
        assert ours.shape == there.shape
        np.testing.assert_allclose(ours, there, rtol=1e-5, atol=1e-5)


def weighable(name):
    """Keras stretches weights of the shape (batch,) over several columns in few metrics, and stumbles in others."""
    return (
        METRICS[name][1][1].ndim < 3
        or METRICS[name][1][1].shape[-1] == 1
        or not name.startswith(("TopK", "Precision", "Recall", "AUC"))
    )


@pytest.mark.parametrize("name", [name for name in METRICS if weighable(name)])
def test_metrics_weigh_examples_as_in_keras(name):
    weights = rng.uniform(0, 2, (BATCHES, N)).astype(np.float32)
    weights = weights.round().astype(int) if "IoU" in name else weights  # which counts whole pixels
    for ours, there in zip(result(keras, name, weights), result(theirs, name, weights), strict=True):
        np.testing.assert_allclose(ours, there, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("kind", ["Mean", "Sum"])
def test_mean_and_sum_count_as_in_keras(kind):
    """An example with several values counts once, and a weight may stand for each example, each value, or all."""

    def run(k):
        metric = getattr(k.metrics, kind)()
        values = np.arange(12, dtype=np.float32).reshape(4, 3)
        found = []
        for weights in (None, 2.0, [1, 0, 2, 3], [[1], [0], [2], [3]], values / 5):
            metric.update_state(values, sample_weight=weights)
            metric.update_state(values[0], sample_weight=None if weights is None else 0.5)
            metric.update_state(7.0)
            found.append(float(metric.result()))
        return found

    assert run(keras) == pytest.approx(run(theirs), rel=1e-6)


OWN = """
class Misses(k.metrics.Metric):
    def __init__(self, name="misses", **kwargs):
        super().__init__(name=name, **kwargs)
        self.misses = self.add_weight(name="misses", initializer="zeros")
        self.last = self.add_variable(shape=(2,), initializer="ones", name="last")
        self.mean = k.metrics.MeanSquaredError()

    def update_state(self, y_true, y_pred, sample_weight=None):
        y_true, y_pred = tf.constant(y_true), tf.constant(y_pred)
        missed = tf.cast(tf.abs(y_true - y_pred) > 0.5, tf.float32)
        if sample_weight is not None:
            missed = tf.multiply(missed, tf.cast(sample_weight, tf.float32))
        self.misses.assign_add(tf.reduce_sum(missed))
        self.last.assign(missed[:2])
        self.mean.update_state(y_true, y_pred)

    def result(self):
        return self.misses / 2 + self.mean.result()

metric = Misses(dtype="float32")
found = [float(metric([1.0, 2.0, 3.0], [1.0, 3.0, 5.0])), metric.last.numpy().tolist(), metric.name]
metric.update_state([1.0, 2.0], [1.0, 3.0], sample_weight=[1, 3])
found.append(float(metric.result()))
metric.reset_state()
found += [metric.misses.numpy().tolist(), metric.last.numpy().tolist()]
"""


def test_own_metrics_count_as_in_keras():
    def run(tf, k):
        names = {"tf": tf, "k": k}
        exec(OWN, names)
        return names["found"]

    assert run(gradlab, keras) == run(tensorflow, theirs)


def test_regions_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="there are 2 classes"):
        keras.metrics.IoU(num_classes=2, target_class_ids=[2])
    with pytest.raises(ValueError, match="sparse_y_pred=False"):
        keras.metrics.MeanIoU(num_classes=3).update_state([0, 1], [[0.1, 0.7, 0.2], [0.3, 0.3, 0.4]])
