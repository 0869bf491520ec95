"""Runs random programs on both libraries: python -m tests.oracle.programs [HOW MANY] [SEED]

Shows in short each kind of disagreement, twice at most, and counts them; the seed is a fresh one unless it is given.
"""

import random
import sys
import time
from collections import Counter

from tests.oracle.programs.catalogue import without_a_line
from tests.oracle.programs.compare import compare
from tests.oracle.programs.generate import generate
from tests.oracle.programs.rules import disagreement, rule_of
from tests.oracle.programs.shrink import shrink

SHOWN = 80


def main(count: int, seed: str) -> int:
    """Run them, show what disagrees, count what rules cover. Returns how many disagree."""
    print(f"{count} programs from the seed {seed}", flush=True)
    start, covered, wrong = time.perf_counter(), Counter[str](), Counter[str]()
    for i in range(count):
        found = compare(generate(f"{seed}.{i}"))
        rule = rule_of(found) if found else None
        if rule:
            covered[rule.why] += 1
        elif found:
            small = shrink(found, disagreement)
            title = f"{small.kind}: {small.statement.partition(' = ')[2].partition('(')[0] or small.statement}"
            wrong[title] += 1
            if wrong[title] <= 2 and wrong.total() <= SHOWN:
                print(f"\n--- program {seed}.{i}\n{small.program.source()}{small}", flush=True)
    print(
        f"\n{count} programs in {time.perf_counter() - start:.0f} s: {wrong.total()} disagree, and are shown in short above."
    )
    for why, times in [*wrong.most_common(), *covered.most_common()]:
        print(f"{times:6} {why}")
    if forgotten := without_a_line():
        print(f"No program calls {', '.join(forgotten)}: they lack a line in the catalogue.")
    return wrong.total()


if __name__ == "__main__":
    arguments = sys.argv[1:]
    sys.exit(
        main(int(arguments[0]) if arguments else 1000, arguments[1] if arguments[1:] else str(random.randrange(10**9))) > 0
    )
