"""Before and after a change: how the scores are spread on both sides, and the change about zero."""

import html
from collections.abc import Sequence

from bot.pictures import paper
from bot.pictures.axis import Axis
from bot.pictures.frame import ACCENT, BAND, EARLIER, INK, LARGE, SMALL, SOFT, WIDTH, Part, framed
from bot.pictures.lettering import width
from bot.reports.over_time import BeforeAfter, Side
from bot.reports.summary.distribution import colours, score_name
from bot.words import figures
from bot.words.voice import Spec, Voice
from metrics.catalogue import scale_of
from metrics.measure import Change, Measure

_MIDDLE = WIDTH / 2
_NARROWEST = 26.0  # half of the room for the scores in the middle
_SHARE = 62.0  # room for a share beside the longest bar
_ROW, _THICK = 28.0, 20.0
_HEAD = 66.0


def compare_chart(
    voice: Voice, found: BeforeAfter, *, title: str, subtitle: Sequence[str], footer: Sequence[str]
) -> Spec:
    """Draw the scores of both sides and, where it may be told, the change with its interval."""
    parts = [_spread(voice, found)]
    if found.change is not None and found.after.measure is not None:
        parts.append(_moved(voice, found.after.measure, found.change))
    return framed(parts, title=title, subtitle=subtitle, footer=footer)


def _spread(voice: Voice, found: BeforeAfter) -> Part:
    """Mirror the two distributions about the scores, the best on top."""
    scores = list(reversed(scale_of(found.metric, found.points).scores))
    tops = {score: _HEAD + _ROW * at for at, score in enumerate(scores)}
    names: list[paper.Mark] = [
        {"x": _MIDDLE, "y": y + 16, "text": score_name(voice, found.metric, score), "score": score}
        for score, y in tops.items()
    ]
    return paper.sheet(
        _HEAD + _ROW * len(scores),
        [
            paper.words(names, color=SOFT, align="center"),
            *_side(voice, found, found.before, tops, name="before", sign=-1),
            *_side(voice, found, found.after, tops, name="after", sign=1),
        ],
    )


def _side(
    voice: Voice,
    found: BeforeAfter,
    side: Side,
    tops: dict[int, float],
    *,
    name: str,
    sign: int,
) -> list[paper.Layer | None]:
    colors = colours(scale_of(found.metric, found.points))
    half = _half(voice, found)
    start = _MIDDLE + sign * half
    bars: list[paper.Mark] = []
    texts: list[paper.Mark] = []
    for score, y in tops.items():
        share = side.tally.get(score, 0) / side.people
        end = start + sign * share / _most(found) * (_MIDDLE - half - _SHARE)
        ends = {"x": min(start, end), "x2": max(start, end), "y": y, "y2": y + _THICK}
        bars.append({**ends, "color": colors[score], "score": score, "share": share})
        text = figures.share(voice, share)
        texts.append({"x": end + sign * 8, "y": y + 16, "text": text, "share": share})
    return [
        paper.bars(bars),
        paper.words(texts, align="left" if sign > 0 else "right"),
        *_heads(voice, side, name=name, sign=sign, x=start),
    ]


def _half(voice: Voice, found: BeforeAfter) -> float:
    """Give half of the room that the names of the scores need in the middle."""
    names = [score_name(voice, found.metric, score) for score in found.before.tally]
    names += [score_name(voice, found.metric, score) for score in found.after.tally]
    return max(_NARROWEST, max(width(name, SMALL) for name in names) / 2 + 10)


def _most(found: BeforeAfter) -> float:
    return max(max(each.tally.values()) / each.people for each in (found.before, found.after))


def _heads(voice: Voice, side: Side, *, name: str, sign: int, x: float) -> list[paper.Layer | None]:
    """Name the side, its score and how many answered."""
    value = figures.score(voice, side.measure) if side.measure else ""
    people = html.unescape(voice.count("staff.compare.people", side.people))
    top: list[paper.Mark] = [
        {"x": x, "y": 18.0, "text": f"{voice.plain(f'staff.compare.{name}')} {value}".rstrip()}
    ]
    below: list[paper.Mark] = [{"x": x, "y": 44.0, "text": people, "people": side.people}]
    align: paper.Align = "left" if sign > 0 else "right"
    return [
        paper.words(top, size=LARGE - 3, align=align),
        paper.words(below, color=SOFT, align=align),
    ]


def _moved(voice: Voice, measure: Measure, change: Change) -> Part:
    """Draw the change as a dot with its interval, on a line with zero in the middle."""
    low, high = change.interval.low, change.interval.high
    reach = 1.15 * max(abs(low), abs(high))
    axis = Axis(-reach, reach, 12, WIDTH - 12)
    y = 46.0
    ends = {"x": axis.at(low), "x2": axis.at(high), "low": low, "high": high}
    dot = {"x": axis.at(change.difference), "y": y, "value": change.difference}
    bounds = figures.change_bounds(voice, measure, change)
    return paper.sheet(
        100,
        [
            paper.rules([_rule(12, WIDTH - 12, y, y)]),
            paper.rules([_rule(_MIDDLE, _MIDDLE, 22, 70)], thick=2),
            paper.rules([{**ends, "y": y, "y2": y, "color": BAND}], thick=12),
            paper.dots([{**dot, "color": ACCENT, "fill": ACCENT}], size=170),
            _ends(bounds["low"], bounds["high"], axis.at(low), axis.at(high)),
            *_ways(voice),
        ],
    )


def _rule(x: float, x2: float, y: float, y2: float) -> paper.Mark:
    return {"x": x, "x2": x2, "y": y, "y2": y2, "color": EARLIER}


def _ends(low: str, high: str, x: float, x2: float) -> paper.Layer | None:
    """Write both ends of the interval above them, apart from each other and on the paper."""
    half_low, half_high = width(low, SMALL) / 2, width(high, SMALL) / 2
    need = half_low + half_high + 10 - (x2 - x)
    left, right = x - max(0.0, need / 2), x2 + max(0.0, need / 2)
    marks: list[paper.Mark] = [
        {"x": max(left, half_low), "y": 28.0, "text": low},
        {"x": min(right, WIDTH - half_high), "y": 28.0, "text": high},
    ]
    return paper.words(marks, color=INK, align="center")


def _ways(voice: Voice) -> list[paper.Layer | None]:
    """Say which way is up, and where nothing changed."""
    y = 92.0
    down: list[paper.Mark] = [{"x": 0.0, "y": y, "text": voice.plain("staff.compare.lower")}]
    same: list[paper.Mark] = [{"x": _MIDDLE, "y": y, "text": "0"}]
    up: list[paper.Mark] = [{"x": WIDTH, "y": y, "text": voice.plain("staff.compare.higher")}]
    return [
        paper.words(down, color=SOFT),
        paper.words(same, color=SOFT, align="center"),
        paper.words(up, color=SOFT, align="right"),
    ]
