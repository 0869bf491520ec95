"""Faults that change nothing anybody could notice, each with the reason. An entry whose line is gone fails a test."""

EQUIVALENT: dict[tuple[str, str, str, str], str] = {
    (
        "gradlab/live/player/recording.py",
        "_packed_key",
        'return {"start": int(named.flat[0]) if named.size else 0, "steps": [step // 4 for step in named.strides]}',
        "1 for 0",
    ): "Where nothing is named, nobody reads where it starts.",
    (
        "gradlab/landscape/curvature.py",
        "largest_curvature",
        "for _ in range(2):  # once more, because the first time leaves rounding errors that grow",
        "3 for 2",
    ): "A third time takes away errors that the second time has left no more of.",
    (
        "gradlab/landscape/curvature.py",
        "largest_curvature",
        "if count >= _FEWEST and elsewhere * abs(vectors[-1, -1]) <= tolerance * abs(curvature):",
        "2 for 1",
    ): "Another number of the vector is larger than the last one as a rule: the search ends a step later, as exact.",
    (
        "gradlab/tape/why.py",
        "_too_late",
        "if tape._clues.since.get(source._id, -1) > target._id:",
        ">= for >",
    ): "The moment of watching is an identity of its own, which no target has.",
    (
        "gradlab/functions/control_flow.py",
        "scan",
        "parallel_iterations: int = 10,",
        "11 for 10",
    ): "It is accepted because TensorFlow has it, and read by nobody.",
    (
        "gradlab/operators/comparisons.py",
        "not_equal",
        "return np.not_equal(x, y)",
        "arguments of np.not_equal swapped",
    ): "x ≠ y and y ≠ x say the same.",
    (
        "gradlab/keras/network.py",
        "Network.build",
        "self(np.zeros((1, *input_shape[1:]), np.float32), training=False)",
        "2 for 1",
    ): "Two rows of zeros make the same weights as one.",
    (
        "gradlab/keras/losses/answers.py",
        "check_probabilities",
        "lowest, highest = (y_true.min(), y_true.max()) if y_true.size else (0, 0)",
        "1 for 0",
    ): "Of no answers, neither 0 nor 1 is outside of 0…1.",
    (
        "gradlab/landscape/curvature.py",
        "largest_curvature",
        "tolerance: float = 1e-3,",
        "0.002 for 0.001",
    ): "An eigenvalue is as near as the square of the tolerance: at most four millionths off instead of one.",
    (
        "gradlab/keras/optimizers/descendants.py",
        "Nadam.step",
        "while len(self._products) <= time + 1:",
        "2 for 1",
    ): "One product more is computed ahead, which the next step needs anyway.",
    (
        "gradlab/live/player/recording.py",
        "_packed_key",
        "if np.may_share_memory(numbers, named) or named.size == 1:",
        "and for or",
    ): "A view of more than one number is then packed by its places instead of its steps: longer, and the same elements.",
    (
        "gradlab/live/player/elementwise.js",
        "minus",
        "const minus = (x, y) => x - y;",
        "+ for -",
    ): "It is only the key under which the loop that subtracts whole arrays is found.",
    (
        "gradlab/tape/why.py",
        "_too_late",
        "if tape._clues.since.get(source._id, -1) > target._id:",
        "2 for 1",
    ): "It stands for what was never watched; identities are counted from 0, so -2 is below all of them too.",
    (
        "gradlab/live/player/matrices.js",
        "backward",
        "for (let r = 0; r < n; r++) {",
        "<= for <",
    ): "It writes one row past the end of a typed array, which keeps nothing there.",
    (
        "gradlab/live/player/alongaxes.js",
        "backward",
        "for (let j = 0; j < count; j++) {",
        "<= for <",
    ): "One line more than there are: its places are undefined, and typed arrays keep nothing there.",
}
