"""Numbers in the text of notebook 15: what the worked example gives, and margins by their formula."""

import numpy as np

import gradlab as tf
from gradlab.course.own import example_table, read_table

TABLE = read_table(example_table())
ORDER = np.random.default_rng(0).permutation(len(TABLE.y))
TEST, TRAIN = ORDER[:40], ORDER[40:]
MEAN, SPREAD = TABLE.x[TRAIN].mean(axis=0), TABLE.x[TRAIN].std(axis=0)
CENTRE, UNIT = TABLE.y[TRAIN].mean(), TABLE.y[TRAIN].std()


def trained() -> tf.keras.Sequential:
    """The model of the worked example."""
    tf.random.set_seed(0)
    dense = tf.keras.layers.Dense
    model = tf.keras.Sequential([tf.keras.Input((3,)), dense(16, activation="relu"), dense(1)])
    model.compile(tf.keras.optimizers.Adam(0.01), "mse")
    model.fit((TABLE.x[TRAIN] - MEAN) / SPREAD, (TABLE.y[TRAIN] - CENTRE) / UNIT, epochs=100, verbose=0)
    return model


MODEL = trained()


def said(x: np.ndarray) -> np.ndarray:
    """Cups, of days as they stand in the table."""
    return CENTRE + UNIT * MODEL.predict((x - MEAN) / SPREAD, verbose=0)[:, 0]


def off_by(answers: np.ndarray | float) -> float:
    return float(np.sqrt(np.mean((answers - TABLE.y[TEST]) ** 2)))


def margin(p: float, n: int) -> float:
    return 2 * float(np.sqrt(p * (1 - p) / n))


MISS = np.abs(said(TABLE.x[TEST]) - TABLE.y[TEST])

NUMBERS = {
    "temperatures from {12} to 34": float(TABLE.x[:, 0].min()),
    "temperatures from 12 to {34}": float(TABLE.x[:, 0].max()),
    "the guess of about {30} cups": off_by(CENTRE),
    "the model is off by about {6}": off_by(said(TABLE.x[TEST])),
    "nine times in ten not more than {10} off": float(np.quantile(MISS, 0.9)),
    "About {160} cups on a day": float(said(np.array([[60.0, 0, 0]]))[0]),
    "and {80} less than none": -float(said(np.array([[-10.0, 0, 0]]))[0]),
    "are 0.67, give or take {0.17}": margin(2 / 3, 30),
}
