"""Metrics count what their formulas say, over batches and with weights, and refuse what they cannot count."""

import numpy as np
import pytest

import gradlab as tf
from gradlab import keras
from gradlab.keras import metrics

TRUTH = [0, 1, 1, 1, 0]
PREDICTION = [0.1, 0.9, 0.4, 0.8, 0.7]  # at 0.5: no, yes, no, yes, yes


def test_yes_and_no_are_counted_apart():
    counted = {
        kind.__name__: float(kind()(TRUTH, PREDICTION))
        for kind in (metrics.TruePositives, metrics.FalsePositives, metrics.TrueNegatives, metrics.FalseNegatives)
    }
    assert counted == {"TruePositives": 2, "FalsePositives": 1, "TrueNegatives": 1, "FalseNegatives": 1}
    assert float(metrics.Precision()(TRUTH, PREDICTION)) == pytest.approx(2 / 3)
    assert float(metrics.Recall()(TRUTH, PREDICTION)) == pytest.approx(2 / 3)
    assert float(metrics.Recall()(TRUTH, PREDICTION, sample_weight=[1, 1, 4, 1, 1])) == pytest.approx(2 / 6)


def test_precision_without_any_yes_is_zero():
    assert float(metrics.Precision()([0, 1], [0.1, 0.2])) == 0
    assert float(metrics.Recall()([0, 0], [0.1, 0.2])) == 0


def test_several_thresholds_give_several_results_in_their_order():
    assert metrics.Recall(thresholds=[0.85, 0.3])(TRUTH, PREDICTION).numpy().tolist() == pytest.approx([1 / 3, 1])


def test_area_under_the_curve_is_the_chance_that_a_yes_stands_above_a_no():
    """Of the 3 · 2 pairs of a yes and a no, 0.4 beside 0.7 alone is the wrong way round."""
    assert float(metrics.AUC(num_thresholds=1000)(TRUTH, PREDICTION)) == pytest.approx(5 / 6, abs=1e-6)
    assert float(metrics.AUC()([0, 1], [0.3, 0.6])) == pytest.approx(1)


def test_root_of_the_mean_square_over_batches():
    rmse = metrics.RootMeanSquaredError()
    rmse.update_state([[0.0], [0.0]], [[1.0], [1.0]])
    rmse.update_state([[0.0]], [[5.0]])
    assert float(rmse.result()) == 3


def test_f1_is_the_harmonic_mean_of_precision_and_recall():
    truth, prediction = np.eye(2)[[0, 0, 1, 1]], np.array([[0.9, 0.1], [0.2, 0.8], [0.3, 0.7], [0.4, 0.6]])
    assert metrics.F1Score()(truth, prediction).numpy() == pytest.approx([2 / 3, 2 * (2 / 3) / (5 / 3)], abs=1e-6)


def test_top_k_counts_an_answer_among_the_k_largest():
    scores = [[0.1, 0.5, 0.4], [0.1, 0.5, 0.4]]
    assert float(metrics.SparseTopKCategoricalAccuracy(k=2)([2, 0], scores)) == 0.5
    assert float(metrics.TopKCategoricalAccuracy(k=1)([[0, 1, 0], [0, 0, 1]], scores)) == 0.5


def test_the_cosine_as_a_metric_is_that_of_the_angle_and_as_a_loss_minus_that():
    assert float(metrics.get("cosine_similarity")([[1.0, 0.0]], [[2.0, 0.0]])) == pytest.approx(1)
    assert float(keras.losses.get("cosine_similarity")([[1.0, 0.0]], [[2.0, 0.0]])[0]) == pytest.approx(-1)


@pytest.mark.parametrize("name", ["precision", "Recall", "AUC", "RootMeanSquaredError", "root_mean_squared_error", "mape"])
def test_metric_is_found_by_name(name):
    assert isinstance(metrics.get(name), metrics.Metric)


def test_the_state_of_an_own_metric_goes_back_to_zero():
    class Count(metrics.Metric):
        def __init__(self):
            super().__init__(name="count")
            self.seen = self.add_weight(name="seen")

        def update_state(self, y_true, y_pred, sample_weight=None):
            self.seen.assign_add(float(len(y_true)))

        def result(self):
            return self.seen

    count = Count()
    assert float(count([1, 2, 3], [1, 2, 3])) == 3
    assert [v.name for v in count.variables] == ["seen:0"]
    count.reset_state()
    assert float(count.result()) == 0


REFUSED = [
    (lambda: metrics.Precision(thresholds=1.5), ValueError, r"`thresholds` should be numbers between 0 and 1, and are 1\.5"),
    (lambda: metrics.Recall(top_k=0), ValueError, "`top_k` should be a whole number of at least 1"),
    (lambda: metrics.AUC(num_thresholds=1), ValueError, "`num_thresholds` should be a whole number above 1"),
    (lambda: metrics.AUC(curve="ROK"), ValueError, "Did you mean 'ROC'"),
    (lambda: metrics.PrecisionAtRecall(2.0), ValueError, "needs a number between 0 and 1"),
    (lambda: metrics.F1Score(average="mikro"), ValueError, "Did you mean 'micro'"),
    (lambda: metrics.FBetaScore(beta=0.0), ValueError, "`beta` should be a number above 0"),
    (lambda: metrics.R2Score("variance_weighted"), ValueError, "Did you mean 'variance_weighted_average'"),
    (lambda: metrics.Precision()([1, 2], [[0.5, 0.2], [0.1, 0.9]]), ValueError, r"make the answers one-hot.*to_categorical"),
    (lambda: metrics.F1Score()([1, 0], [[0.5, 0.2], [0.1, 0.9]]), ValueError, "takes one-hot answers"),
    (lambda: metrics.SparseTopKCategoricalAccuracy()([7], [[0.5, 0.5]]), ValueError, "needs answers from 0 to 1"),
    (lambda: metrics.Recall()([1, 0], [0.5, 0.5], sample_weight=[1, 2, 3]), ValueError, r"has the shape \(3,\)"),
    (lambda: metrics.Mean()([1.0, 2.0], sample_weight=[1, 2, 3]), ValueError, r"has the shape \(3,\)"),
    (lambda: metrics.Metric().add_weight("total"), TypeError, "write name='total'"),
    (lambda: metrics.RootMeanSquaredError()(np.zeros((2, 3)), np.zeros((2, 4))), ValueError, "each number needs its own"),
]


@pytest.mark.parametrize(("make", "error", "message"), REFUSED)
def test_what_cannot_be_counted_is_refused(make, error, message):
    with pytest.raises(error, match=message):
        make()


def test_predictions_of_a_tape_are_counted_too():
    w = tf.Variable([[0.9]])
    with tf.GradientTape():
        assert float(metrics.Precision()([[1]], w)) == 1
