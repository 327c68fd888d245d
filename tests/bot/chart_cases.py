"""Blocks to be drawn, from nobody's answer to ten thousand, and ways to look into a picture."""

import math
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from bot.pictures.frame import WHITE, WIDTH
from bot.pictures.lettering import width
from bot.pictures.paper import Area, Bar, Dot, Drawing, Halo, Line, Mark, Rule, Text
from bot.pictures.svg import svg
from bot.reports.points import Asks, Point
from bot.reports.summary.results import Block, Comparison, Summary
from bot.text.query import Query
from metrics.measure import Measure, change, measure
from metrics.periods import Period
from metrics.small_numbers import change_is_shown, level
from metrics.tally import Tally

ZONE = ZoneInfo("Europe/Berlin")
TODAY = date(2026, 11, 22)
WEEK = Period(date(2026, 11, 16), date(2026, 11, 23), ZONE, "week")
POINTS = {
    "nps": 11,
    "csat": 5,
    "ces": 7,
    "stars": 5,
    "mood": 3,
    "score": 10,
    "thumbs": 2,
    "recovery": 2,
}
Row = Mapping[str, Any]


def measured(metric: str, tally: Tally) -> Measure | None:
    enough = level(sum(tally.values())).score
    return measure(metric, POINTS[metric], tally) if enough else None


def points(
    metric: str, tallies: Sequence[Tally], *, other: Sequence[int] = ()
) -> tuple[Point, ...]:
    last = len(tallies) - 1
    return tuple(
        Point(
            WEEK.shifted(at - last),
            sum(tally.values()),
            measured(metric, tally),
            other_question=at in other,
        )
        for at, tally in enumerate(tallies)
    )


def compared(metric: str, before: Tally, after: Tally) -> Comparison:
    earlier, now = measured(metric, before), measured(metric, after)
    people = sum(before.values())
    if earlier is None or now is None or not change_is_shown(people, now.people):
        return Comparison(WEEK.previous(), people)
    return Comparison(WEEK.previous(), people, earlier, change(earlier, now))


def block(metric: str, tally: Tally, survey: str = "recommend", **more: Any) -> Block:
    people = sum(tally.values())
    return Block(
        survey=survey,
        metric=metric,
        points=POINTS[metric],
        tally=tally,
        measure=measured(metric, tally),
        asks=Asks(people + 40, people, 3, 1),
        versions=(1,),
        **more,
    )


def summary(*blocks: Block, **asked: Any) -> Summary:
    query = Query(blocks[0].metric, WEEK, **asked)
    return Summary(query, blocks, [each.survey for each in blocks])


def rows(drawing: Drawing, *kinds: str) -> list[Row]:
    """List what is drawn, by the kinds of marks, each with what it stands for."""
    return [
        row
        for part in drawing.parts
        for mark in part.marks
        for kind, row in _rows(mark)
        if not kinds or kind in kinds
    ]


def _rows(mark: Mark) -> list[tuple[str, Row]]:
    match mark:
        case Text():
            return [("text", _row(mark))]
        case Halo():
            return [("halo", _row(mark.text))]
        case Bar():
            return [("rect", _row(mark))]
        case Rule():
            return [("rule", _row(mark))]
        case Dot():
            fill = WHITE if mark.hollow else mark.color
            return [("point", {"fill": fill, **_row(mark)})]
    return _along(mark)


def _along(mark: Line | Area) -> list[tuple[str, Row]]:
    if isinstance(mark, Line):
        return [("line", _row(spot)) for spot in mark.spots]
    return [("area", {**_row(spot), "y": spot.top, "y2": spot.foot}) for spot in mark.spots]


def _row(mark: Any) -> Row:
    """Lay what a mark stands for beside where it stands."""
    return {**vars(mark), **mark.about}


def texts(drawing: Drawing) -> list[str]:
    """List everything that can be read."""
    return [row["text"] for row in rows(drawing, "text")]


def faults(drawing: Drawing) -> list[str]:
    """List what does not belong into a picture: no number, or a place off the paper."""
    found = [f"{row}" for row in rows(drawing) if not _sound(row)]
    found += [f"off: {row}" for row in rows(drawing, "text") if _is_off(row)]
    size = len(svg(drawing))
    return found if size < 200_000 else [*found, f"{size} characters"]


def _sound(row: Row) -> bool:
    numbers = [value for value in row.values() if isinstance(value, float | int)]
    places = [row[name] for name in ("x", "x2") if name in row]
    return all(map(math.isfinite, numbers)) and all(-0.01 <= x <= WIDTH + 0.01 for x in places)


def _is_off(row: Row) -> bool:
    wide = width(row["text"], row["size"], bold=row["bold"])
    start = row["x"] - {"left": 0.0, "center": 0.5, "right": 1.0}[row["align"]] * wide
    return bool(start < -8 or start + wide > WIDTH + 8)
