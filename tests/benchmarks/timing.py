"""Fair timing on a noisy machine: all contestants take turns, each counts with its fastest turn, and ratios are printed."""

import time
from collections.abc import Callable
from statistics import median

import numpy as np


def best_times(contestants: dict[str, Callable[[], object]], rounds: int = 30, seconds: float = 0.01) -> dict[str, float]:
    """The fastest time of one call of each contestant in seconds. All of them play in every round, for `seconds` each.

    A turn begins with a call that does not count: it finds the processor's caches full of what the others left there.
    """
    calls = {}
    for name, run in contestants.items():
        run()  # warm
        start = time.perf_counter()
        run()
        calls[name] = max(1, round(seconds / (time.perf_counter() - start)))
    best = dict.fromkeys(contestants, float("inf"))
    for _ in range(rounds):
        for name, run in contestants.items():
            run()
            start = time.perf_counter()
            for _ in range(calls[name]):
                run()
            best[name] = min(best[name], (time.perf_counter() - start) / calls[name])
    return best


def typical_times(contestants: dict[str, Callable[[], Callable[[], object]]], layouts: int = 21) -> dict[str, float]:
    """The median time of one call of each contestant in seconds, each set up anew for every layout of the memory.

    Where an array of some hundred kB begins decides whether it gets in its own way in the processor's caches: the same
    subtraction takes 13 or 70 µs. That is luck, and every contestant gets its share of it.
    """
    rng = np.random.default_rng(0)
    times: dict[str, list[float]] = {name: [] for name in available(contestants)}
    for _ in range(layouts):
        between = [np.empty(n, np.uint8) for n in rng.integers(1, 200_000, 4)]
        for name, seconds in best_times({name: contestants[name]() for name in times}, rounds=5).items():
            times[name].append(seconds)
        del between
    return {name: median(found) for name, found in times.items()}


def print_table(title: str, times: dict[str, float], unit: str = "µs", scale: float = 1e6) -> None:
    """One row for each contestant: its time, and its ratio to the first."""
    reference = next(iter(times.values()))
    width = max(map(len, times))
    print(f"\n{title}")
    for name, seconds in times.items():
        print(f"  {name:<{width}}  {seconds * scale:10.2f} {unit}  {seconds / reference:8.2f} ×")


def available(contestants: dict[str, Callable[[], Callable[[], object]]]) -> dict[str, Callable[[], object]]:
    """Those contestants whose library is installed, made ready."""
    ready = {}
    for name, prepare in contestants.items():
        try:
            ready[name] = prepare()
        except ImportError as missing:
            print(f"  ({name}: {missing})")
    return ready
