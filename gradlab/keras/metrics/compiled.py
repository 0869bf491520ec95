"""The metrics that `compile` was given: from names to objects, each with a name of its own to be reported under."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gradlab.keras.metrics import Metric, get
from gradlab.keras.names import free_name


def as_metrics(given: Any) -> list[Metric]:
    """The metrics, from one or a list of them, each by name or as an object. Raises ValueError for an unknown name."""
    return [get(part) for part in ([given] if isinstance(given, str) or callable(given) else given or [])]


def name_apart(metrics: Sequence[Metric], weighted: Sequence[Metric]) -> None:
    """Give a weighted metric that is called as one of the others, and a second one of a name, another, as Keras does."""
    names, taken = {metric.name for metric in metrics}, set[str]()
    for metric in [*metrics, *weighted]:
        if metric in weighted and metric.name in names:
            metric.name = f"weighted_{metric.name}"
        metric.name = free_name(metric.name, taken)
        taken.add(metric.name)
