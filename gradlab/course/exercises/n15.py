"""Exercises of notebook 15: the exam put away, inputs scaled, a guess to beat, a margin, and a project of one's own."""

from __future__ import annotations

from typing import Any

import numpy as np

from gradlab.course.compare import agrees, described, function, numbers, text
from gradlab.course.exercise import exercise, holds_blank
from gradlab.course.own import Project
from gradlab.course.verdict import NOT_TRIED, RIGHT, Unusable, Verdict, almost, not_tried, right, wrong

_SPLIT = "    return {}, {}"
_SCALE = "    mean, spread = {}, {}"
_GUESS = "def guess_error(y_train, y_test):\n    return "
_MARGIN = "def give_or_take(right, n):\n    p = right / n\n    return "
_PROJECT = "worst, margin, not_for = {}, {}, {}"
_MISS = "np.abs(said_test - y_test)"
_SENTENCE = '"It must not be used on days hotter than 34 degrees, because it has never seen one."'


@exercise(
    "15_split",
    kind="code",
    blank=_SPLIT.format("...", "..."),
    solution=_SPLIT.format("order[tests:]", "order[:tests]"),
    because="The first `tests` places of a shuffled row are as random as any others, and the rest is for training.",
    hint="`order[:tests]` are the first of the shuffled places. What is left when they are taken away?",
    wrong={
        _SPLIT.format("order[:tests]", "order[tests:]"): "exchanged",
        _SPLIT.format("order", "order[:tests]"): "both parts",
        _SPLIT.format("order[tests:]", "order[tests:]"): "both parts",
        _SPLIT.format("np.arange(tests, n)", "np.arange(tests)"): "order of the file",
        _SPLIT.format("order[tests + 1:]", "order[:tests]"): "neither",
    },
    answer="split",
)
def split(answer: Any) -> Verdict:
    """Return the places of the training examples and those of the test, of `n` examples in random order."""
    own = function(answer)
    for n, share in ((100, 0.25), (41, 0.2)):
        given = own(n, share)
        if holds_blank(given):
            return not_tried()
        if not isinstance(given, (tuple, list)) or len(given) != 2:
            return wrong(f"Two rows of places were expected, training and test, and these are {described(given)}.")
        train, test = (numbers(part).reshape(-1) for part in given)
        tests = round(share * n)
        together = np.concatenate([train, test])
        if np.intersect1d(train, test).size:
            return almost(f"{np.intersect1d(train, test).size} of {n} examples are in both parts: the exam was seen before.")
        if not np.isin(together, np.arange(n)).all() or len(np.unique(together)) < len(together):
            return wrong(f"Places from 0 to {n - 1}, each once, were expected: cut `order` in two.")
        if len(together) < n:
            return almost(f"{n - len(together)} of {n} examples are in neither part.")
        if len(test) == n - tests:
            return almost("The two are exchanged: first the training, then the test.")
        if len(test) != tests:
            return wrong(f"Of {n} examples {tests} should be for the test, and these are {len(test)}.")
        if (np.diff(test) > 0).all() or (np.diff(train) > 0).all():
            return almost("These are in the order of the file, and files are often sorted: cut `order`, which is shuffled.")
    return right("No example is in both parts, and none is lost.")


@exercise(
    "15_leak",
    kind="prediction",
    solution='predict("15_leak", "better")',
    because="What it has learned by heart, it answers rightly, and that says nothing about what it has not seen.",
    hint="Somebody gets the questions of an exam beforehand. What mark will they get?",
    wrong={'predict("15_leak", "worse")': "by heart", 'predict("15_leak", "same")': "by heart"},
    setup="",
)
def leak(answer: Any) -> Verdict:
    """If some test examples were in the training too, would the result of the test look better, worse or the same?"""
    said = text(answer, ["better", "worse", "same"])
    words = "It would look better than it is: what was seen can be known by heart. This is called a leak."
    return right(words) if said == "better" else wrong(words)


@exercise(
    "15_scale",
    kind="code",
    blank=_SCALE.format("...", "..."),
    solution=_SCALE.format("x_train.mean(axis=0)", "x_train.std(axis=0)"),
    because="`axis=0` goes down the rows, so each column gets its own mean; and only the training may be looked at.",
    hint="`x_train.mean(axis=0)` gives a mean for each column. The spread is the standard deviation, `.std(axis=0)`.",
    wrong={
        _SCALE.format("x_train.mean()", "x_train.std()"): "column",
        _SCALE.format("x_train.mean(axis=0)", "x_train.var(axis=0)"): "variance",
        _SCALE.format("x_test.mean(axis=0)", "x_test.std(axis=0)"): "test",
        _SCALE.format("x_train.mean(axis=1)", "x_train.std(axis=1)"): "axis=0",
        _SCALE.format("0", "x_train.max(axis=0)"): "mean",
        _SCALE.format("x_train.mean(axis=0)", "x_train.std()"): "The mean is right",
    },
    answer="scaled",
)
def scale(answer: Any) -> Verdict:
    """Scale both parts by the mean and the spread of each column of the training."""
    own = function(answer)
    rng = np.random.default_rng(1)
    x_train, x_test = rng.normal([3, -20, 0.1], [1, 50, 0.01], (30, 3)), rng.normal([4, -10, 0.2], [2, 30, 0.02], (10, 3))
    try:
        given = own(x_train.copy(), x_test.copy())
    except ValueError as error:
        if "broadcast" in str(error):
            return almost("There is a number for each row, and one for each column is needed: axis=0.")
        raise
    if not isinstance(given, (tuple, list)) or len(given) != 2:
        return wrong(f"Two tables were expected, training and test, and these are {described(given)}.")
    own_train, own_test = map(numbers, given)

    def by(mean: Any, spread: Any) -> bool:
        expected = (x_train - mean) / spread, (x_test - mean) / spread
        pairs = zip((own_train, own_test), expected)
        return all(a.shape == b.shape and np.allclose(a, b, rtol=1e-6, atol=1e-6) for a, b in pairs)

    if by(x_train.mean(axis=0), x_train.std(axis=0)) or by(x_train.mean(axis=0), x_train.std(axis=0, ddof=1)):
        return right("Training and test are measured with the same yardstick, and nobody has looked at the exam.")
    both = np.vstack([x_train, x_test])
    slips = {
        "That is one number for all. Each column has a unit of its own: axis=0.": (x_train.mean(), x_train.std()),
        "That is the variance. The spread is its root, .std(axis=0).": (x_train.mean(axis=0), x_train.var(axis=0)),
        "Mean and spread are those of the test, and nobody may look at it yet.": (x_test.mean(axis=0), x_test.std(axis=0)),
        "The test has a say in these. Take them from x_train alone.": (both.mean(axis=0), both.std(axis=0)),
        "The mean is right, and the spread is missing.": (x_train.mean(axis=0), 1),
        "The mean is right. The spread is one number for all: each column has its own.": (
            x_train.mean(axis=0),
            x_train.std(),
        ),
        "The spread is right. The mean is one number for all: each column has its own.": (
            x_train.mean(),
            x_train.std(axis=0),
        ),
        "The two are exchanged: the mean comes first.": (x_train.std(axis=0), x_train.mean(axis=0)),
    }
    for slip, (mean, spread) in slips.items():
        if by(mean, spread):
            return almost(slip)
    return wrong("Afterwards each column of the training should have the mean 0 and the spread 1.")


@exercise(
    "15_guess",
    kind="code",
    blank=_GUESS + "...",
    solution=_GUESS + "np.sqrt(np.mean((y_test - y_train.mean()) ** 2))",
    because="A guess may use what is known before the test: the training's mean. It is measured as the model will be.",
    hint="Always say y_train.mean(). How far off is that from each of y_test? Square, mean, root.",
    wrong={
        _GUESS + "np.sqrt(np.mean((y_test - y_test.mean()) ** 2))": "test's own mean",
        _GUESS + "np.mean((y_test - y_train.mean()) ** 2)": "root",
        _GUESS + "np.sqrt(np.mean((y_train - y_train.mean()) ** 2))": "training's own",
        _GUESS + "np.mean(y_test - y_train.mean())": "cancel",
        _GUESS + "y_train.mean()": "the guess itself",
    },
    setup="import numpy as np",
)
def guess(answer: Any) -> Verdict:
    """Compute the root mean squared error on the test of one who always says the mean of the training."""
    rng = np.random.default_rng(2)
    places = [(rng.normal(5, 2, 12), rng.normal(7, 3, 5)), (np.array([1.0, 2.0, 6.0]), np.array([4.0, 9.0]))]
    return agrees(
        answer,
        lambda y_train, y_test: np.sqrt(np.mean((y_test - y_train.mean()) ** 2)),
        places,
        slips={
            "This guess knows the test's own mean. Nobody does beforehand: take that of y_train.": (
                lambda y_train, y_test: np.std(y_test)
            ),
            "The mean of the squares is right. Its root is still missing.": (
                lambda y_train, y_test: np.mean((y_test - y_train.mean()) ** 2)
            ),
            "This measures the training's own answers. The guess is examined with y_test.": (
                lambda y_train, y_test: np.std(y_train)
            ),
            "Without squares the misses above and below cancel out.": lambda y_train, y_test: np.mean(
                y_test - y_train.mean()
            ),
            "That is the guess itself. How far is it off from y_test?": lambda y_train, y_test: y_train.mean(),
        },
        well_done="Whatever a model costs, it has to be better than this.",
    )


@exercise(
    "15_margin",
    kind="code",
    blank=_MARGIN + "...",
    solution=_MARGIN + "2 * np.sqrt(p * (1 - p) / n)",
    because="Four times as many test examples halve the margin: n stands under the root.",
    hint="The formula stands above, with √ as np.sqrt. Everything but the 2 stands under the root.",
    wrong={
        _MARGIN + "np.sqrt(p * (1 - p) / n)": "2 in front",
        _MARGIN + "2 * p * (1 - p) / n": "root",
        _MARGIN + "2 * np.sqrt(p * (1 - p)) / n": "under the root",
        _MARGIN + "2 * np.sqrt(p * (1 - p))": "n is missing",
    },
    setup="import numpy as np",
)
def margin(answer: Any) -> Verdict:
    """Compute by how much the share of right answers may be off, when `right` of `n` test examples are right."""
    return agrees(
        answer,
        lambda right, n: 2 * np.sqrt(right / n * (1 - right / n) / n),
        [(18, 20), (50, 100), (900, 1000)],
        slips={
            "The 2 in front of the root is missing.": lambda right, n: np.sqrt(right / n * (1 - right / n) / n),
            "The root is missing.": lambda right, n: 2 * right / n * (1 - right / n) / n,
            "n stands under the root, too.": lambda right, n: 2 * np.sqrt(right / n * (1 - right / n)) / n,
            "The division by n is missing.": lambda right, n: 2 * np.sqrt(right / n * (1 - right / n)),
        },
        well_done="18 of 20 are 90 %, give or take 13: the next twenty may well bring 16 or all of them.",
    )


@exercise(
    "15_outside",
    kind="prediction",
    solution='predict("15_outside", "no")',
    because="A network is a formula: it gives a number for any input, and has no notion of what it has seen.",
    hint="What does a straight line say far to the right of all points? Does it say more than a number?",
    wrong={'predict("15_outside", "yes")': "no warning", 'predict("15_outside", 200)': "yes"},
    setup="",
)
def outside(answer: Any) -> Verdict:
    """The training saw 12 to 34 °C. Asked about 60 °C, will the model warn you in any way, "yes" or "no"?"""
    words = "It gives a number and no warning. What it has seen, only its maker knows: write it down."
    return right(words) if text(answer, ["yes", "no"]) == "no" else wrong(words)


@exercise(
    "15_project",
    kind="code",
    blank=_PROJECT.format("...", "...", "..."),
    solution=_PROJECT.format(f"np.argmax({_MISS})", f"np.quantile({_MISS}, 0.9)", _SENTENCE),
    because="The three lines of the list that no program fills in: where it is worst, how sure it is, what it is not for.",
    hint="Read the lines of the list that do not hold yet: each says what is missing. For classes, use give_or_take.",
    wrong={
        _PROJECT.format(f"np.argmin({_MISS})", f"np.quantile({_MISS}, 0.9)", _SENTENCE): "another one is further off",
        _PROJECT.format(f"np.argmax({_MISS})", f"np.mean({_MISS})", _SENTENCE): "comes out of the test",
        _PROJECT.format(f"np.argmax({_MISS})", f"np.quantile({_MISS}, 0.9)", '"bad weather"'): "whole sentence",
    },
    answer="mine",
)
def project(answer: Any) -> Verdict:
    """Take data of your own through all the steps, until every line of the checklist holds."""
    if holds_blank(answer):
        return not_tried()
    if not isinstance(answer, Project):
        raise Unusable(wrong(f"A Project was expected, and this is {described(answer)}."))
    found = answer.checklist
    for state in ("wrong", "almost"):
        for question, verdict in found.items():
            if verdict.state == state:
                return Verdict(state, f"{question} {verdict.words}")
    missing = [question for question, verdict in found.items() if verdict.state == NOT_TRIED]
    if missing:
        return not_tried(
            f"{len(found) - len(missing)} of {len(found)} lines hold. Next: {missing[0]} {found[missing[0]].words}"
        )
    return Verdict(
        RIGHT, "Every line of the checklist holds. Now explain it to somebody who does not know what a network is."
    )
