"""The picture of /themes: comments on each theme as bars, the score beside, and what is new."""

import html
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.pictures.frame import ACCENT, EARLIER, SMALL, SOFT, WIDTH
from bot.pictures.lettering import width
from bot.pictures.paper import Bar, Drawing, Facts, Mark, Part, Text, framed, heading, note
from bot.pictures.rows import name_lines, names_apart, tops_of
from bot.reports.segments import versions
from bot.reports.themes.results import Talk, Topic
from bot.text.query import Query
from bot.words import counting, dates, figures
from bot.words.voice import Voice
from metrics.small_numbers import level

MOST_TALKS = 2
MOST_BARS = 10
_STEP = 42
_HEAD = 28
_NAME = 190  # the widest a name may be
_AIR = 14
_SHORTEST = 3  # units of a bar that stands for anything at all


def themes_chart(voice: Voice, query: Query, talks: Sequence[Talk]) -> Drawing:
    """Draw the themes of each survey, and below them the phrases that are new."""
    shown = [each for each in talks if each.spoken or each.phrases][:MOST_TALKS]
    parts: list[Part] = []
    for each in shown:
        parts += [heading(_title(voice, each))] if len(shown) > 1 else []
        parts += _parts(voice, each)
    asked = sorted({number for each in shown for number in each.versions})
    title = _title(voice, shown[0]) if len(shown) == 1 else voice.plain("themes.title")
    footer = [voice.plain("staff.summary.question", versions=versions(voice, asked))]
    if any(each.before for each in shown):
        footer.insert(0, counting.count(voice, "themes.grey", shown[0].earlier.days))
    whole = counting.count(voice, "themes.comments", sum(each.comments for each in shown))
    subtitle = [f"{dates.span(voice, query.period)} - {whole}"]
    return framed(parts, title=title, subtitle=subtitle, footer=footer)


def _title(voice: Voice, each: Talk) -> str:
    said = voice.say("themes.heading", title=figures.title(voice, each.metric), survey=each.survey)
    return html.unescape(said.replace("<b>", "").replace("</b>", ""))


@dataclass(frozen=True)
class _Columns:
    """Where bars begin, how long the longest may be, and how many comments that stands for."""

    left: float
    room: float
    most: int
    head: str  # what stands over the scores

    @classmethod
    def of(cls, voice: Voice, each: Talk, topics: Sequence[Topic]) -> "_Columns":
        scores = [_score(voice, topic) for topic in topics]
        head = figures.title(voice, each.metric) if any(scores) else ""
        left = (
            max(
                width(line, SMALL)
                for lines in names_apart(
                    [voice.named("theme", each.name) for each in topics], _NAME
                )
                for line in lines
            )
            + _AIR
        )
        counts = max(width(voice.number(topic.comments), SMALL) for topic in topics) + 8
        beside = max(width(text, SMALL) for text in [head, *scores])
        most = max(max(topic.comments, topic.before or 0) for topic in topics)
        return cls(left, WIDTH - left - counts - beside - _AIR, max(1, most), head)

    def length(self, comments: int) -> float:
        return max(_SHORTEST, self.room * comments / self.most) if comments else 0.0


def _parts(voice: Voice, each: Talk) -> list[Part]:
    spoken = each.spoken[:MOST_BARS]
    columns = _Columns.of(voice, each, [*spoken, *each.phrases])
    parts = [_bars(voice, spoken, columns)] if spoken else []
    if each.phrases:
        below = replace(columns, head="") if spoken else columns
        parts += [heading(voice.plain("themes.new_title")), _bars(voice, each.phrases, below)]
    if each.before and not each.phrases:
        parts.append(note(counting.count(voice, "themes.nothing_new", each.earlier.days)))
    return parts


def _bars(voice: Voice, topics: Sequence[Topic], columns: _Columns) -> Part:
    """Draw a bar for each topic, a thin grey one for the period before, and the score."""
    head = _HEAD if columns.head else 4
    marks: list[Mark] = []
    if columns.head:
        marks.append(Text(WIDTH, 14, columns.head, SOFT, align="right"))
    names = names_apart([voice.named("theme", topic.name) for topic in topics], _NAME)
    tops = tops_of(names, head, step=_STEP)
    for topic, name, top in zip(topics, names, tops, strict=False):
        marks += [
            *name_lines(name, top + 14 + 10 * (len(name) - 1)),
            *_bar(voice, columns, top, topic),
        ]
    return Part(tops[-1], marks)


def _bar(voice: Voice, columns: _Columns, top: float, topic: Topic) -> list[Mark]:
    left, before, y = columns.left, topic.before or 0, top + 20
    end, past = left + columns.length(topic.comments), left + columns.length(before)
    now: Facts = {"value": topic.comments, "name": topic.name}
    return [
        Bar(left, top + 4, end, top + 24, ACCENT, round_ends=2, about=now),
        Bar(left, top + 27, past, top + 32, EARLIER, about={**now, "value": before}),
        Text(end + 8, y, voice.number(topic.comments)),
        Text(WIDTH, y, _score(voice, topic), align="right"),
    ]


def _score(voice: Voice, topic: Topic) -> str:
    found = topic.measure
    if found is None or not level(found.people).score:
        return ""
    return figures.score(voice, found)
