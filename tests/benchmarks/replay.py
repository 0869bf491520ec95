"""What the player in the browser takes: a hill, a descent, a curvature, for the line and for a small network.

python -m tests.benchmarks.replay
"""

from typing import Any

import numpy as np
from playwright.sync_api import sync_playwright

import gradlab as tf
from gradlab.live.player.recording import Recording
from tests import chromium as chromiums
from tests.lab import CHROMIUM_FLAGS
from tests.player_page import open_player, packed

# Each piece of work seven times in turn: the first time, while the browser still compiles, and the fastest.
MEASURE = """({ recording, start }) => {
    const player = unpacked(recording);
    const at = start.map((x) => Float64Array.from(x));
    const work = {
        'play once': () => player.play(at),
        'play and rewind once': () => { player.play(at); player.rewind(); },
        'hill of 60×60 plays': () => {
            for (let i = 0; i < 3600; i++) { at[0][0] = (i % 60) / 3 - 10; player.play(at); }
            at[0][0] = start[0][0];
        },
        'descent of 200 steps': () => descend(player, start, { learningRate: 0.01, steps: 200 }),
        'curvature': () => curvature(player, start),
    };
    return Object.entries(work).map(([name, run]) => {
        const times = Array.from({ length: 7 }, () => {
            const begin = performance.now();
            run();
            return performance.now() - begin;
        });
        return [name, times[0], Math.min(...times)];
    });
}"""


def line(n: int) -> tuple[Recording, list[list[float]]]:
    """The mean squared error of a line over n points."""
    x = np.linspace(-2, 2, n)
    y = 3 * x + 0.5
    W, b = tf.Variable(np.float64(1)), tf.Variable(np.float64(1))
    return Recording(lambda: tf.reduce_mean(tf.square(y - (W * x + b))), [W, b]), [[-5.0], [8.0]]


def network(n: int) -> tuple[Recording, list[list[float]]]:
    """The cross-entropy of a network of 2, 8 and 3 neurons over n points."""
    rng = np.random.default_rng(0)
    x, labels = rng.normal(size=(n, 2)), rng.integers(0, 3, n)
    weights = [tf.Variable(rng.normal(size=shape)) for shape in [(2, 8), (8,), (8, 3), (3,)]]

    def loss() -> Any:
        W1, b1, W2, b2 = weights
        scores = tf.nn.tanh(x @ W1 + b1) @ W2 + b2
        return tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels, scores))

    return Recording(loss, weights), [w.numpy().ravel().tolist() for w in weights]


def main() -> None:
    """Print a table."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromiums.find(playwright), args=CHROMIUM_FLAGS)
        for name, (recording, start) in {"line, 1000 points": line(1000), "network, 200 points": network(200)}.items():
            page = open_player(browser, "player/gradientdescent")
            print(f"\n{name}: milliseconds the first time, and the fastest of seven")
            for work, first, best in page.evaluate(MEASURE, {"recording": packed(recording), "start": start}):
                print(f"  {work:<22}{first:9.2f} {best:9.2f}")
            page.close()
        browser.close()


if __name__ == "__main__":
    main()
