"""The seeds that found a fault, and the promises that are known not to be kept yet.

When a fault is mended, its line is taken out of KNOWN_TO_FAIL: from then on its seeds have to pass,
every seed has its family of faults again, and whatever else they find is news. A line that is left
in although its seeds pass fails the suite.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from simulation.lots import FAMILIES, Family
from simulation.promises import Promise

KNOWN_TO_FAIL: Mapping[Promise, Family | None] = {}  # and the faults that are left out till then


@dataclass(frozen=True)
class Found:
    """A seed that found a promise not to be kept, with the faults that it takes."""

    promise: Promise
    seed: int
    families: tuple[Family, ...]
    what: str


FOUND: tuple[Found, ...] = (
    Found("only a call under way can be unknown", 11, ("process",), "three asks in a kill"),
    Found("only a call under way can be unknown", 1, ("process",), "three asks in a kill"),
    Found("staff hear of every unhappy answer", 6, ("network", "process"), "an alert in a kill"),
    Found("every digest is told", 2, ("network", "process"), "a digest on a bad line"),
    Found("staff are told of a broken disk", 1, ("disk",), "twenty minutes of a broken disk"),
    Found("no question is closed before its time", 20, ("clock",), "a year ahead for a minute"),
    Found("a wrong clock silences nobody", 0, ("clock",), "six hours ahead for a minute"),
    Found("an interaction is taken whatever the clock shows", 2, ("clock",), "a year for 5 s"),
    Found(
        "an interaction is taken whatever the clock shows", 8, ("clock",), "two days back for 5 s"
    ),
    Found(
        "an interaction is taken whatever the clock shows",
        143,
        FAMILIES,
        "a start in a leap",
    ),
    Found("a wrong clock silences nobody", 87, FAMILIES, "a start six hours ahead"),
    Found("the store knows itself", 1, ("store",), "the file emptied after a kill"),
    Found("the store knows itself", 6, ("store",), "the log lost after a kill"),
    Found("the store knows itself", 0, ("store",), "the file moved away after a kill"),
    Found("the store knows itself", 4, ("store",), "the file deleted under the running bot"),
    Found("the store knows itself", 11, ("store",), "the file moved under the running bot"),
    Found("the answer is what the person last gave", 333, FAMILIES, "read after another question"),
    Found("every digest is told", 321, FAMILIES, "a digest given up, the next one told before"),
)


def families() -> tuple[Family, ...]:
    """Give the families of faults that every seed has to stand."""
    left_out = set(KNOWN_TO_FAIL.values())
    return tuple(each for each in FAMILIES if each not in left_out)
