"""`./run simulate [--seeds N] [--from K]`: runs seeds, and says which one found what."""

import argparse
import gc
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from os import cpu_count

from simulation.known import KNOWN_TO_FAIL, families
from simulation.lots import FAMILIES, Family
from simulation.runs import Result, run

EVERY = 10  # seeds, between two lines of progress


def main(words: Sequence[str] | None = None) -> int:
    """Run what was asked for; 1 if a promise was not kept."""
    asked = _parser().parse_args(words)
    chosen: tuple[Family, ...] = tuple(asked.faults) if asked.faults else families()
    left_out = sorted(set(FAMILIES) - set(chosen))
    print(f"seeds {asked.first} to {asked.first + asked.seeds - 1}, faults: {', '.join(chosen)}")
    if left_out:
        print(f"left out: {', '.join(left_out)} (--faults {' '.join(FAMILIES)} runs all)")
    return _run_all(range(asked.first, asked.first + asked.seeds), chosen, asked)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="./run simulate", description="Run the bot through simulated days that go wrong."
    )
    parser.add_argument("--seeds", type=int, default=100, metavar="N", help="how many (100)")
    parser.add_argument("--from", type=int, default=0, metavar="K", dest="first", help="from (0)")
    parser.add_argument("--faults", nargs="+", choices=FAMILIES, help="only these faults")
    parser.add_argument("--trace", action="store_true", help="print everything that happened")
    parser.add_argument("--known", action="store_true", help="tell known faults, too")
    return parser


def _run_all(seeds: range, chosen: tuple[Family, ...], asked: argparse.Namespace) -> int:
    began, failed, lives, calls = time.perf_counter(), list[int](), 0, 0
    with ProcessPoolExecutor(min(cpu_count() or 1, len(seeds)), initializer=gc.freeze) as pool:
        for number, result in enumerate(pool.map(partial(run, families=chosen), seeds), start=1):
            lives, calls = lives + result.lives, calls + result.calls
            if asked.trace:
                _print_trace(result)
            if not _told(result, known=asked.known or bool(asked.faults)):
                failed.append(result.lots.seed)
            if number % EVERY == 0 or number == len(seeds):
                spent = time.perf_counter() - began
                print(f"{number} of {len(seeds)} seeds, {spent:.0f} s, {len(failed)} failed")
    print(f"{lives} lives of the bot, {calls} calls to Telegram")
    return 1 if failed else 0


def _told(result: Result, *, known: bool) -> bool:
    """Print what a seed found; True if it found nothing."""
    found = [each for each in result.breaches if known or each.promise not in KNOWN_TO_FAIL]
    if found:
        seed, faults = result.lots.seed, " ".join(sorted(result.lots.families))
        print(
            f"seed {seed} failed; again: ./run simulate --seeds 1 --from {seed} --faults {faults}"
        )
        for each in found:
            print(f"  {each}")
    return not found


def _print_trace(result: Result) -> None:
    for at, what, about in result.trace:
        print(f"{at:12.3f} {what} {about if about is not None else ''}")


if __name__ == "__main__":
    sys.exit(main())
