"""How long `import gradlab` takes, beside `import numpy`, which it needs: whole processes, in random order.

    python -m tests.benchmarks.importing [ROUNDS]

Each process starts Python, imports, and ends. Times are those of the processor, which another program does not lengthen;
ratios are of medians, with the spread between the quartiles.
"""

import os
import random
import subprocess
import sys

import numpy as np

PROCESSES = {
    "import numpy": "import numpy",
    "import gradlab": "import gradlab",
    "a first sum": "import gradlab as tf; tf.constant(1.0) + 1",
    "a first slope": "import gradlab as tf\nx = tf.Variable(3.0)\nwith tf.GradientTape() as t: y = x * x\nt.gradient(y, x)",
    "import gradlab.keras": "import gradlab.keras",
}


def seconds(code: str) -> float:
    """The processor's time for a Python that runs this code."""
    before = os.times()
    subprocess.run([sys.executable, "-c", code], check=True)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def main(rounds: int) -> None:
    """Measure and print a table."""
    found: dict[str, list[float]] = {name: [] for name in PROCESSES}
    for code in PROCESSES.values():
        seconds(code)  # the first writes what Python keeps beside its files
    for _ in range(rounds):
        for name in random.sample(list(PROCESSES), len(PROCESSES)):
            found[name].append(seconds(PROCESSES[name]))
    base = float(np.median(found["import numpy"]))
    for name, times in found.items():
        low, middle, high = np.percentile(times, [25, 50, 75])
        print(f"{name:22} {1000 * middle:5.0f} ms ({1000 * low:.0f} to {1000 * high:.0f})   {middle / base:.2f} × NumPy")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 15)
