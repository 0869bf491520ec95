"""Questions about notebook 12: the weights of a convolution, and two ways to count cats."""

from __future__ import annotations

from typing import Any

from gradlab.course.compare import close
from gradlab.course.memory.question import question
from gradlab.course.verdict import Verdict


@question(
    "m12_convolution",
    kind="number",
    place="Round 1",
    solution="224",
    because="Each of the 8 filters has 3 · 3 · 3 weights and a bias: 8 · 28.",
    wrong={"216": "bias", "80": "channels", "72": "channels", "27": "one filter", "28": "one filter"},
)
def convolution(answer: Any) -> Verdict:
    """How many weights has a convolution with 8 filters of 3 × 3 on a picture with 3 colour channels, biases included?"""
    return close(
        answer,
        224,
        rel=1e-6,
        slips={
            "Each filter has a bias as well.": 216,
            "A filter looks at all 3 channels: 3 · 3 · 3 weights, and a bias.": 80,
            "A filter looks at all 3 channels, and it has a bias.": 72,
            "This is one filter without its bias: there are 8.": 27,
            "This is one filter: there are 8.": 28,
        },
        says="Each filter has 3 · 3 weights for each channel, and a bias.",
        well_done="8 · (27 + 1), however large the picture is.",
    )


@question(
    "m12_recall",
    kind="number",
    place="Round 3",
    solution="0.6",
    because="Of 50 cats 30 were found: 30 / 50.",
    wrong={"0.75": "precision", "0.8": "right ones", "0.4": "missed", "60": "share"},
)
def recall(answer: Any) -> Verdict:
    """There are 50 cats. A network calls 40 pictures a cat, and 30 of these are one. How large is its recall for cats?"""
    return close(
        answer,
        0.6,
        rel=1e-4,
        slips={
            "This is the precision, the share of what is called a cat. Recall: how many of all cats were found?": 0.75,
            "You divided 40 by 50: only 30 of those are the right ones.": 0.8,
            "This is the share of cats that were missed.": 0.4,
            "This is per cent. A share lies between 0 and 1: divide by 100.": 60,
        },
        says="The share of all cats that were found was expected.",
        well_done="30 of 50.",
    )
