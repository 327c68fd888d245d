"""Before and after a change: how the scores are spread on both sides, and the change about zero."""

from collections.abc import Mapping, Sequence

from bot.pictures.axis import Axis
from bot.pictures.frame import ACCENT, BAND, EARLIER, LARGE, SMALL, SOFT, WIDTH
from bot.pictures.lettering import width
from bot.pictures.paper import Align, Bar, Dot, Drawing, Mark, Part, Rule, Text, framed
from bot.pictures.verdict import SaidChange, verdict_part
from bot.reports.compare.results import BeforeAfter, Side
from bot.reports.summary.distribution import colours, score_name
from bot.words import figures
from bot.words.answered_by import answers_words
from bot.words.voice import Voice
from metrics.catalogue import scale_of
from metrics.measure import Change, Measure
from metrics.rounding import whole_shares
from metrics.tally import Tally

_MIDDLE = WIDTH / 2
_NARROWEST = 26.0  # half of the room for the scores in the middle
_SHARE = 62.0  # room for a share beside the longest bar
_ROW, _THICK = 28.0, 20.0
_HEAD = 66.0


def compare_chart(
    voice: Voice,
    found: BeforeAfter,
    *,
    title: str,
    subtitle: Sequence[str],
    verdict: SaidChange,
    footer: Sequence[str],
) -> Drawing:
    """Draw the scores of both sides and, where it may be told, the change with its interval."""
    parts = [verdict_part(verdict), _spread(voice, found)]
    if found.change is not None and found.after.measure is not None:
        parts.append(_moved(voice, found.after.measure, found.change))
    return framed(parts, title=title, subtitle=subtitle, footer=footer)


def _spread(voice: Voice, found: BeforeAfter) -> Part:
    """Mirror the two distributions about the scores, the best on top."""
    scores = list(reversed(scale_of(found.metric, found.points).scores))
    tops = {score: _HEAD + _ROW * at for at, score in enumerate(scores)}
    names = [
        Text(_MIDDLE, y + 16, score_name(voice, found.metric, score), SOFT, align="center")
        for score, y in tops.items()
    ]
    return Part(
        _HEAD + _ROW * len(scores),
        [
            *names,
            *_side(voice, found, tops, sign=-1),
            *_side(voice, found, tops, sign=1),
        ],
    )


def _side(voice: Voice, found: BeforeAfter, tops: dict[int, float], *, sign: int) -> list[Mark]:
    """Draw what was before to the left (-1), and what came after to the right (1)."""
    side, name = (found.after, "after") if sign > 0 else (found.before, "before")
    colors = colours(scale_of(found.metric, found.points))
    half = _half(voice, found)
    start = _MIDDLE + sign * half
    align: Align = "left" if sign > 0 else "right"
    marks = _heads(voice, side, name=name, align=align, x=start)
    percents = shares_of(side.tally, list(tops))
    for score, y in tops.items():
        share = side.tally.get(score, 0) / side.answers
        end = start + sign * share / _most(found) * (_MIDDLE - half - _SHARE)
        about = {"score": score, "share": share}
        left, right = min(start, end), max(start, end)
        marks.append(Bar(left, y, right, y + _THICK, colors[score], about=about))
        said = voice.plain("staff.figure.percent", number=voice.number(percents[score]))
        marks.append(Text(end + sign * 8, y + 16, said, align=align))
    return marks


def shares_of(tally: Tally, scores: Sequence[int]) -> Mapping[int, int]:
    """Give the share of each score in percent; together they are 100."""
    shares = whole_shares([tally.get(score, 0) for score in scores])
    return dict(zip(scores, shares, strict=True))


def _half(voice: Voice, found: BeforeAfter) -> float:
    """Give half of the room that the names of the scores need in the middle."""
    scores = [*found.before.tally, *found.after.tally]
    names = [score_name(voice, found.metric, score) for score in scores]
    return max(_NARROWEST, max(width(name, SMALL) for name in names) / 2 + 10)


def _most(found: BeforeAfter) -> float:
    return max(max(each.tally.values()) / each.answers for each in (found.before, found.after))


def _heads(voice: Voice, side: Side, *, name: str, align: Align, x: float) -> list[Mark]:
    """Name the side, its score and how many answered."""
    value = figures.score(voice, side.measure) if side.measure else ""
    people = answers_words(voice, side.answers, side.people)
    top = f"{voice.plain(f'staff.compare.{name}')} {value}".rstrip()
    return [
        Text(x, 18, top, size=LARGE - 3, align=align),
        Text(x, 44, people, SOFT, align=align, about={"people": side.people}),
    ]


def _moved(voice: Voice, measure: Measure, change: Change) -> Part:
    """Draw the change as a dot with its interval, on a line with zero in the middle."""
    low, high = change.interval.low, change.interval.high
    reach = 1.15 * max(abs(low), abs(high))
    axis = Axis(-reach, reach, 12, WIDTH - 12)
    x, x2, y = axis.at(low), axis.at(high), 46
    bounds = figures.change_bounds(voice, measure, change)
    return Part(
        100,
        [
            Rule(12, y, WIDTH - 12, y, EARLIER),
            Rule(_MIDDLE, 22, _MIDDLE, 70, EARLIER, thick=2),
            Rule(x, y, x2, y, BAND, thick=12, about={"low": low, "high": high}),
            Dot(axis.at(change.difference), y, ACCENT, 6.5, about={"value": change.difference}),
            *_ends(bounds["low"], bounds["high"], x, x2),
            Text(0, 92, voice.plain("staff.compare.lower"), SOFT),
            Text(_MIDDLE, 92, "0", SOFT, align="center"),
            Text(WIDTH, 92, voice.plain("staff.compare.higher"), SOFT, align="right"),
        ],
    )


def _ends(low: str, high: str, x: float, x2: float) -> list[Mark]:
    """Write both ends of the interval above them, apart from each other and on the paper."""
    half_low, half_high = width(low, SMALL) / 2, width(high, SMALL) / 2
    need = max(0.0, half_low + half_high + 10 - (x2 - x))
    return [
        Text(max(x - need / 2, half_low), 28, low, align="center"),
        Text(min(x2 + need / 2, WIDTH - half_high), 28, high, align="center"),
    ]
