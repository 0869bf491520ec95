"""Fair timing on a noisy machine: all contestants take turns, each counts with its fastest turn, and ratios are printed."""

import time
from collections.abc import Callable


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
