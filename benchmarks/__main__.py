"""`./run bench [NAME] [--json]`: measure, and print each figure with what it is compared to."""

import asyncio
import json
import sys
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import asdict
from typing import Any

from benchmarks import filtered, gates, pictures, rehearse, summaries, taps, writes
from benchmarks.figure import Figure

BENCHMARKS: Mapping[str, Callable[[], Coroutine[Any, Any, list[Figure]]]] = {
    "writes": writes.measure,
    "taps": taps.measure,
    "gates": gates.measure,
    "rehearse": rehearse.measure,
    "pictures": pictures.measure,
    "summaries": summaries.measure,
    "filtered": filtered.measure,
}
HELP = {"-h", "--help"}


def main(words: list[str]) -> int:
    """Run the benchmarks that were named, or all of them."""
    if HELP & set(words):
        print(__doc__)
        print(f"There are: {', '.join(BENCHMARKS)}.")
        return 0
    flags = [word for word in words if word.startswith("-") and word != "--json"]
    if flags:
        print(f"bench: no such option: {flags[0]}; there are --json and --help")
        return 2
    names = [word for word in words if word != "--json"] or list(BENCHMARKS)
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        print(f"bench: no such benchmark: {unknown[0]}; there are {', '.join(BENCHMARKS)}")
        return 2
    figures = {name: asyncio.run(BENCHMARKS[name]()) for name in names}
    if "--json" in words:
        print(json.dumps({name: [asdict(each) for each in of] for name, of in figures.items()}))
        return 0
    for name, found in figures.items():
        print(name)
        for each in found:
            print(f"  {each.what:<58} {each.value:>12,.2f} {each.unit}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
