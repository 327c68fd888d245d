"""What each group answers about: cells that are alike, and what its mix of them leads to expect."""

from collections import Counter
from collections.abc import Mapping

from metrics.tally import Tally, merged, people

Cell = tuple[str, ...]  # the coarsest part first: touchpoint, channel, language

FEWEST = 20  # answers of a cell that are compared among themselves


def strata(mixes: Mapping[str, Mapping[Cell, Tally]]) -> dict[str, dict[Cell, Tally]]:
    """Put cells of too few answers together with others of their touchpoint, and so on.

    Each answer is in one stratum, the same for all groups: what is left over of the finest cells
    goes to the next coarser ones, and of the coarsest to one of its own; that joins the smallest of
    the others where it has too few as well.
    """
    places: dict[Cell, Cell] = {cell: cell for mix in mixes.values() for cell in mix}
    sizes: Counter[Cell] = Counter()
    for mix in mixes.values():
        for cell, tally in mix.items():
            sizes[cell] += people(tally)
    for depth in range(max(map(len, places), default=0), 0, -1):
        totals: Counter[Cell] = Counter()
        for cell, place in places.items():
            totals[place] += sizes[cell]
        places = {
            cell: place[:-1] if len(place) == depth and totals[place] < FEWEST else place
            for cell, place in places.items()
        }
    places = _rest_joined(places, sizes)
    return {key: _placed(mix, places) for key, mix in mixes.items()}


def _rest_joined(places: Mapping[Cell, Cell], sizes: Counter[Cell]) -> dict[Cell, Cell]:
    """Let what is of no cell, and of too few answers, join the smallest stratum."""
    totals: Counter[Cell] = Counter()
    for cell, place in places.items():
        totals[place] += sizes[cell]
    others = [place for place in totals if place]
    if not others or totals[()] >= FEWEST:
        return dict(places)
    smallest = min(others, key=lambda place: (totals[place], place))
    return {cell: place or smallest for cell, place in places.items()}


def _placed(mix: Mapping[Cell, Tally], places: Mapping[Cell, Cell]) -> dict[Cell, Tally]:
    found: dict[Cell, Tally] = {}
    for cell, tally in mix.items():
        place = places[cell]
        found[place] = merged(found.get(place, {}), tally)
    return found
