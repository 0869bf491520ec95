"""Where the libraries differ for a reason: each rule says which disagreements it covers, and why they are none."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from tests.oracle.programs.compare import Disagreement, compare
from tests.oracle.programs.program import Program


@dataclass(frozen=True)
class Rule:
    """covers: whether a disagreement falls under this rule."""

    why: str
    covers: Callable[[Disagreement], Any]


def _kinds(d: Disagreement) -> tuple[str, str]:
    return type(d.ours).__name__, type(d.theirs).__name__


def _calls(d: Disagreement, *names: str) -> bool:
    """Whether the statement calls one of these functions."""
    return any(re.search(rf"\btf\.(\w+\.)?{name}\(", d.statement) for name in names)


NO_KERNEL = (
    "is not in the list of allowed values",
    "OpKernel",
    "Could not find device",
    "not supported",
    "no kernel",
    "Input dims must be",
    "was expected to be a bool tensor",
)


def _says(error: Exception, *words: str) -> bool:
    return any(word in str(error) for word in words)


def _somewhere(d: Disagreement, *names: str) -> bool:
    """Whether the program calls one of these functions."""
    return any(re.search(rf"\btf\.(\w+\.)?{name}\(", d.program.source()) for name in names)


def _near(d: Disagreement, rtol: float) -> bool:
    """Whether the numbers agree to this precision."""
    if d.kind != "value" or d.ours.dtype.kind != "f":
        return False
    scale = np.abs(d.theirs).max(initial=0.0, where=np.isfinite(d.theirs))
    return bool(np.allclose(d.ours, d.theirs, rtol=rtol, atol=rtol * scale, equal_nan=True))


def _a_step_apart(d: Disagreement) -> bool:
    """Whether whole numbers differ by at most 1, and seldom."""
    return bool(np.isin(np.abs(d.ours - d.theirs), (0, 1)).all() and np.mean(d.ours != d.theirs) < 0.5)


RULES = [
    Rule(
        "TensorFlow's AttributeError about an attribute that nobody wrote is a TypeError that names the argument",
        lambda d: d.kind == "error" and _kinds(d) == ("TypeError", "AttributeError"),
    ),
    Rule(
        "TensorFlow has no kernel for that dtype, or says so in one of many ways; gradlab refuses as well",
        lambda d: d.kind == "error" and _says(d.theirs, *NO_KERNEL) and isinstance(d.ours, (ValueError, TypeError)),
    ),
    Rule(
        "TensorFlow has no kernel for that dtype; gradlab's numbers are right",
        lambda d: d.kind == "accepted" and _says(d.theirs, *NO_KERNEL),
    ),
    Rule(
        "TensorFlow holds a constant of leaky_relu and gelu in float32, also among float64",
        lambda d: _somewhere(d, "leaky_relu", "gelu") and _near(d, 1e-5),
    ),
    Rule(
        "TensorFlow's slopes of softmax_cross_entropy_with_logits take for granted that labels add up to 1",
        lambda d: d.kind == "value" and "gradient" in d.statement and _somewhere(d, "softmax_cross_entropy_with_logits"),
    ),
    Rule(
        "TensorFlow does not look at the axis where one Tensor is concatenated; gradlab says that a number has none",
        lambda d: d.kind == "refused" and _calls(d, "concat") and "zero-dimensional" in str(d.ours),
    ),
    Rule(
        "Where the slope's slope is nothing, TensorFlow gives zeros for these, and gradlab None with a reason",
        lambda d: (
            d.kind == "None"
            and d.ours is None
            and d.name == "second"
            and _somewhere(d, "relu", "relu6", "leaky_relu", "reduce_prod", "max_pool2d")
            and not np.any(d.theirs)
        ),
    ),
    Rule(
        "TensorFlow's second slope of reduce_prod is wrong beside a 0: it divides by it",
        lambda d: d.kind == "value" and d.name == "second" and _somewhere(d, "reduce_prod"),
    ),
    Rule(
        "TensorFlow's slope of cumprod is wrong at a 0: it divides by it, and says 0",
        lambda d: d.kind == "value" and "gradient" in d.statement and _somewhere(d, "cumprod"),
    ),
    Rule(
        "TensorFlow's slope of weighted_cross_entropy_with_logits is wrong at a logit of exactly 0",
        lambda d: d.kind == "value" and "gradient" in d.statement and _somewhere(d, "weighted_cross_entropy_with_logits"),
    ),
    Rule(
        "A matrix that is not positive definite has no Cholesky factor: gradlab says so, TensorFlow leaves its beginning",
        lambda d: (
            (d.kind == "refused" and re.search("is not positive definite|cholesky received a matrix that", str(d.ours)))
            or (d.kind == "value" and _somewhere(d, "cholesky", "logdet") and "nan" in str(d.theirs))
        ),
    ),
    Rule(
        "Nothing can be divided by a matrix with a determinant of 0: gradlab says so, triangular_solve gives inf or nan",
        lambda d: (
            d.kind == "refused" and _calls(d, "triangular_solve", "cholesky_solve") and "not invertible" in str(d.ours)
        ),
    ),
    Rule(
        "What a function of rows gives where there are none, TensorFlow finds out in its graph; gradlab says so",
        lambda d: d.kind == "refused" and "and these have the lengths 0" in str(d.ours),
    ),
    Rule(
        "TensorFlow has no slope for questions such as is_finite, and no second one of its slices by row; gradlab says None",
        lambda d: d.kind == "accepted" and _says(d.theirs, "gradient registry has no entry", "IndexedSlices"),
    ),
    Rule(
        "TensorFlow's reverse takes an axis of a single number",
        lambda d: d.kind == "refused" and _calls(d, "reverse") and "of shape () has 0 axes" in str(d.ours),
    ),
    Rule(
        "TensorFlow's second slope of segment_mean is nan where a number has no rows",
        lambda d: d.kind == "value" and d.name == "second" and _somewhere(d, "segment_mean"),
    ),
    Rule(
        "TensorFlow has no slope of sort where there is nothing to sort",
        lambda d: d.kind == "accepted" and _somewhere(d, "sort") and "Requires delta != 0" in str(d.theirs),
    ),
    Rule(
        "Where nan stands among sorted numbers is left open; gradlab has it at the end, as NumPy does",
        lambda d: (
            d.kind == "value" and _somewhere(d, "sort", "argsort") and re.search("nan|sqrt|log|pow|/", d.program.source())
        ),
    ),
    Rule(
        "TensorFlow holds the coefficients of polyval in float32, also beside float64",
        lambda d: d.kind in ("accepted", "dtype") and _calls(d, "polyval"),
    ),
    Rule(
        "TensorFlow's scatter passes over nan where the larger or smaller number is kept; gradlab passes it on",
        lambda d: d.kind == "value" and _calls(d, r"tensor_scatter_nd_\w+") and "nan" in str(d.ours),
    ),
    Rule(
        "TensorFlow has a kind of error of its own for a cross product of other lengths than 3",
        lambda d: d.kind == "error" and _calls(d, "cross") and isinstance(d.ours, ValueError),
    ),
    Rule(
        "The last digit of a number decides on which side of a step it is",
        lambda d: d.kind == "value" and re.search(r"(floor|ceil|round)\(x\d+\)", d.statement) and _a_step_apart(d),
    ),
    Rule(
        "What becomes of negative and of large numbers cast to whole ones depends on the machine",
        lambda d: d.kind == "value" and _calls(d, "cast") and d.ours.dtype.kind in "iu",
    ),
    Rule(
        "TensorFlow's undoing of a transposition refuses axes counted from the end",
        lambda d: d.kind == "accepted" and "InvertPermutation" in str(d.theirs),
    ),
    Rule(
        "TensorFlow reads a NumPy array of floats as whole numbers, or as float32, where it does so for a list",
        lambda d: "np.array(" in d.program.source() and _calls(d, "one_hot", "max_pool2d", r"logical_\w+"),
    ),
    Rule(
        "A bool Variable on the left of * is cast by TensorFlow, on the right it is not",
        lambda d: d.kind == "refused" and "needs inputs of one dtype" in str(d.ours) and "bool" in str(d.ours),
    ),
    Rule(
        "gradlab's one_hot takes an axis counted from the end",
        lambda d: d.kind == "accepted" and _calls(d, "one_hot") and "Expected axis" in str(d.theirs),
    ),
    Rule(
        "Whether shapes that do not fit are equal: False in TensorFlow, and gradlab says that they do not fit",
        lambda d: d.kind == "refused" and re.search(" (==|!=) ", d.statement) and "Incompatible shapes" in str(d.ours),
    ),
    Rule(
        "TensorFlow gives a whole number as the slope of a whole number towards itself, or None",
        lambda d: d.kind == "None" and any(isinstance(x, np.ndarray) and x.dtype.kind in "iub" for x in (d.ours, d.theirs)),
    ),
    Rule(
        "What zeros_like and ones_like make depends on nothing; TensorFlow follows it all the same",
        lambda d: d.name.startswith("g") and not np.any(d.ours) and _somewhere(d, "zeros_like", "ones_like"),
    ),
    Rule(
        "TensorFlow's softmax_cross_entropy_with_logits does not know axes counted from the end, but for -1",
        lambda d: d.kind == "accepted" and _calls(d, "softmax_cross_entropy_with_logits") and "axis=-" in d.statement,
    ),
    Rule(
        "A source that nobody watches has the slope 1 if it is a target; in TensorFlow only if it is the only target",
        lambda d: (
            d.name.startswith("g")
            and not np.any(d.theirs)
            and any(set(s.targets) & set(s.sources) - set(d.program.watched) for s in d.program.slopes)
        ),
    ),
    Rule(
        "TensorFlow does not look at indices into a Tensor without numbers; gradlab says that they are out of range",
        lambda d: d.kind == "refused" and _calls(d, "gather", "embedding_lookup") and "found an index" in str(d.ours),
    ),
    Rule(
        "TensorFlow's tensordot compares the products of lengths only; gradlab compares each length",
        lambda d: d.kind == "refused" and _calls(d, "tensordot") and "have the lengths" in str(d.ours),
    ),
    Rule(
        "TensorFlow's IndexError from inside of a function is an error that names the axes",
        lambda d: d.kind == "error" and isinstance(d.ours, ValueError) and str(d.theirs) == "list index out of range",
    ),
    Rule(
        "TensorFlow's boolean_mask finds no axes of a mask from axis=-1 on",
        lambda d: d.kind == "accepted" and _calls(d, "boolean_mask") and "axis=-1" in d.statement,
    ),
    Rule(
        "TensorFlow computes slopes that nobody asks for, and refuses where they do not exist",
        lambda d: d.kind == "accepted" and "gradient" in d.statement and "not invertible" in str(d.theirs),
    ),
    Rule(
        "TensorFlow has no slope of gather where there is nothing to gather",
        lambda d: d.kind == "accepted" and _somewhere(d, "gather") and "UnsortedSegmentSum" in str(d.theirs),
    ),
    Rule(
        "What is watched only after it was used: gradlab knows its slope where the step was recorded for another input",
        lambda d: (
            "    tape.watch(" in d.program.source()
            and (
                (d.kind == "None" and d.theirs is None)
                or (d.kind == "value" and d.name.startswith("g") and not np.any(d.theirs))
            )
        ),
    ),
    Rule(
        "TensorFlow cannot reshape for a softmax cross-entropy of nothing, or of labels of another shape",
        lambda d: (
            d.kind == "accepted"
            and _somewhere(d, "softmax_cross_entropy_with_logits")
            and "Input to reshape" in str(d.theirs)
        ),
    ),
    Rule(
        "TensorFlow forgets the last axes of an array without numbers in a list",
        lambda d: d.kind in ("shape", "accepted") and "np.zeros(" in d.program.source() and _calls(d, "stack", "concat"),
    ),
    Rule(
        "Floats of a NumPy array beside whole numbers: TensorFlow cuts their fractions off, gradlab refuses",
        lambda d: d.kind == "refused" and "has a fraction part" in str(d.ours) and "np.array(" in d.program.source(),
    ),
    Rule(
        "Of a matrix with inf or nan, TensorFlow's slogdet says something that is no determinant's",
        lambda d: d.kind == "refused" and _calls(d, "slogdet") and "holds nan or inf" in str(d.ours),
    ),
    Rule(
        "Matrices with inf or nan have no determinant, inverse or solution that the libraries would agree on",
        lambda d: (
            d.kind == "value"
            and _somewhere(d, "det", "inv", "solve", "triangular_solve")
            and re.search("inf|nan", d.program.source())
        ),
    ),
    Rule(
        "TensorFlow's pooling passes over nan, or not, as it comes; gradlab passes it on",
        lambda d: d.kind == "value" and _somewhere(d, "max_pool2d") and "nan" in str(d.ours),
    ),
    Rule(
        "A letter of einsum has one length: TensorFlow stretches a length of 1 to none, where nothing is left to multiply",
        lambda d: d.kind == "refused" and _calls(d, "einsum") and "has the lengths" in str(d.ours),
    ),
    Rule(
        "gradlab takes no truth values for numbers, where TensorFlow multiplies them or has another kind of error",
        lambda d: d.kind in ("refused", "error") and "needs numbers and received bool" in str(d.ours),
    ),
    Rule(
        "TensorFlow's division refuses inputs of two dtypes by a TypeError, all else as gradlab does",
        lambda d: d.kind == "error" and "needs inputs of one dtype" in str(d.ours) and "same dtype" in str(d.theirs),
    ),
]


def disagreement(program: Program) -> Disagreement | None:
    """The first thing in which the libraries differ without a reason, or None."""
    found = compare(program)
    return None if found is None or rule_of(found) else found


def rule_of(found: Disagreement) -> Rule | None:
    return next((rule for rule in RULES if rule.covers(found)), None)
