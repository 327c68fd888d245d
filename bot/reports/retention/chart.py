"""Retention drawn: who came again, who did not, and who is new."""

from bot.pictures.axis import Axis
from bot.pictures.figure import figure_part, now_and_then
from bot.pictures.frame import ACCENT, BAD, MIDDLE, SMALL, WIDTH
from bot.pictures.lettering import cut, width
from bot.pictures.paper import Bar, Drawing, Mark, Part, Text, framed
from bot.pictures.rows import Row
from bot.pictures.verdict import SaidChange
from bot.reports.retention.results import Keeping
from bot.words import dates, figures
from bot.words.voice import Voice
from metrics.retention import Retention
from metrics.small_numbers import level

_THICK = 34.0


def retention_chart(
    voice: Voice, found: Keeping, kept: Retention, said: SaidChange | None
) -> Drawing:
    """Draw the share beside that of before, and bars of the retained, the churned and the new."""
    now = found.now
    return framed(
        [*_share(voice, kept, said), *_then(voice, found), _people(voice, kept)],
        title=voice.plain("chart.retention.title"),
        subtitle=[f"{dates.span(voice, now.before)} →", dates.span(voice, now.period)],
        footer=[voice.plain("chart.retention.footer")],
    )


def _share(voice: Voice, kept: Retention, said: SaidChange | None) -> list[Part]:
    if not level(kept.start).score:
        return [Part(30, [Text(0, 22, voice.plain("staff.retention.few"))])]
    few = level(kept.start).interval == "words"
    ends = {"low": kept.interval.low, "high": kept.interval.high}
    shown = {key: figures.share(voice, end, interval=kept.interval) for key, end in ends.items()}
    sure = voice.plain("chart.anywhere" if few else "chart.range", **shown)
    score = figures.share(voice, kept.rate, interval=kept.interval)
    return [figure_part(score, [sure], said, few=few, about={"value": kept.rate})]


def _then(voice: Voice, found: Keeping) -> list[Part]:
    """Draw both windows on one scale, where the one before has a share, too."""
    rows = [
        Row(
            dates.span(voice, each.period),
            "",
            value=each.retention.rate,
            interval=each.retention.interval,
            said=figures.share(voice, each.retention.rate),
            few=level(each.retention.start).interval == "words",
        )
        for each in (found.now, found.other)
        if each is not None and each.retention is not None and level(each.retention.start).score
    ]
    ticks = {value: figures.share(voice, value) for value in (0.0, 0.5, 1.0)}
    unit = voice.plain("chart.retention.unit")
    return [now_and_then(rows, axis=Axis(0, 1, 0, 1), ticks=ticks, unit=unit)] if rows else []


def _people(voice: Voice, kept: Retention) -> Part:
    counts = {"retained": kept.retained, "churned": kept.lost, "new": kept.new}
    colors = {"retained": ACCENT, "churned": BAD, "new": MIDDLE}
    names = {name: voice.plain(f"chart.retention.{name}") for name in counts}
    left = min(WIDTH / 2, max(width(name, SMALL) for name in names.values()) + 14)
    room = WIDTH - left - max(width(voice.number(n), SMALL) for n in counts.values()) - 12
    most = max([*counts.values(), 1])
    marks: list[Mark] = []
    for at, (name, count) in enumerate(counts.items()):
        y = at * (_THICK + 10)
        end = left + room * count / most
        bar = Bar(left, y, end, y + _THICK, colors[name], about={"people": count})
        label = Text(0, y + 23, cut(names[name], SMALL, left))
        marks += [label, bar, Text(end + 10, y + 23, voice.number(count))]
    return Part(3 * (_THICK + 10), marks)
