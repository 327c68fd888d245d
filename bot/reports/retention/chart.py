"""Retention drawn: who came again, who did not, and who is new."""

from bot.pictures.axis import Axis
from bot.pictures.frame import ACCENT, BAD, HEADLINE, MIDDLE, SMALL, SOFT, WIDTH
from bot.pictures.lettering import cut, width
from bot.pictures.paper import Bar, Drawing, Mark, Part, Text, framed
from bot.pictures.rangebar import track
from bot.reports.retention.results import KeptCustomers
from bot.words import dates, figures
from bot.words.voice import Voice
from metrics.retention import Retention
from metrics.small_numbers import level

_THICK = 34.0


def retention_chart(voice: Voice, now: KeptCustomers, kept: Retention) -> Drawing:
    """Draw the share with its interval, and bars of the retained, the churned and the new."""
    return framed(
        [_share(voice, kept), _people(voice, kept)],
        title=voice.plain("chart.retention.title"),
        subtitle=[f"{dates.span(voice, now.before)} →", dates.span(voice, now.period)],
        footer=[voice.plain("chart.retention.footer")],
    )


def _share(voice: Voice, kept: Retention) -> Part:
    if not level(kept.start).score:
        return Part(30, [Text(0, 22, voice.plain("staff.retention.few"))])
    low, high = (
        figures.share(voice, end, interval=kept.interval)
        for end in (kept.interval.low, kept.interval.high)
    )
    score = figures.share(voice, kept.rate, interval=kept.interval)
    beside = voice.plain("chart.range", low=low, high=high)
    return Part(
        94,
        [
            Text(0, 52, score, size=HEADLINE, bold=True, about={"value": kept.rate}),
            Text(width(score, HEADLINE) + 18, 50, beside, SOFT),
            *track(Axis(0, 1, 0, WIDTH), kept.rate, kept.interval, y=76, thick=14),
        ],
    )


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
