"""python -m tests.planted [--sample N] [--seed S] [--room ROOM] [--file FILE] [--list]

Plants so many faults (300 unless told otherwise), drawn evenly from all rooms, one at a time, and prints how many of each
room were noticed, and every one that was not: then it ends with 1. Those that equivalent.py lists change nothing, so no
test could notice them, and they are counted but not tried.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections import Counter

from tests.planted.equivalent import EQUIVALENT
from tests.planted.faults import ROOMS, ROOT, Fault, faults_in, faults_of, sample
from tests.planted.trial import KILLED, all_tried


def main() -> int:
    """Plant, try, and print what came of it."""
    parser = argparse.ArgumentParser(prog="python -m tests.planted", description="Plants faults, which tests must notice.")
    parser.add_argument("--sample", type=int, default=300, help="how many faults")
    parser.add_argument("--seed", type=int, default=0, help="which ones")
    parser.add_argument("--room", choices=list(ROOMS), action="append", help="only of this room (may be given again)")
    parser.add_argument("--file", help="only of this file")
    parser.add_argument("--list", action="store_true", help="print them, and try none")
    given = parser.parse_args()
    rooms = given.room or list(ROOMS)
    faults = sample(given.sample, given.seed, rooms)
    if given.file:
        room = next(room for room in ROOMS if given.file in {fault.file for fault in faults_of(room)})
        faults = faults_in(ROOT / given.file, room)[: given.sample]
    if given.list:
        print(*faults, sep="\n")
        print({room: len(faults_of(room)) for room in rooms})
        return 0
    return report(faults)


def report(faults: list[Fault]) -> int:
    """Try the faults and print a line for each room, and the survivors."""
    since, planted, killed, survivors = time.monotonic(), Counter(fault.room for fault in faults), Counter(), []
    listed = Counter(fault.room for fault in faults if fault.key in EQUIVALENT)
    to_try = [fault for fault in faults if fault.key not in EQUIVALENT]
    for done, (fault, answer) in enumerate(all_tried(to_try, os.cpu_count() or 1), 1):
        if answer == KILLED:
            killed[fault.room] += 1
        else:
            survivors.append(fault)
            print(f"survived: {fault}", flush=True)
        if done % 25 == 0:
            print(f"{done} of {len(to_try)} after {time.monotonic() - since:.0f} s", flush=True)
    print(f"{'room':12}{'planted':>9}{'killed':>9}{'listed':>9}{'survived':>10}")
    for room in [*planted, None]:
        numbers = [count.total() if room is None else count[room] for count in (planted, killed, listed)]
        print(f"{room or 'all':12}" + "".join(f"{n:9}" for n in numbers) + f"{numbers[0] - numbers[1] - numbers[2]:10}")
    print(f"in {time.monotonic() - since:.0f} s")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main())
