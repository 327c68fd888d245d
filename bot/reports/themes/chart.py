"""The picture of /themes: the share of each theme as a bar with its range, and what is new."""

import html
from collections.abc import Sequence
from dataclasses import dataclass

from bot.pictures.frame import ACCENT, EARLIER, INK, SMALL, WIDTH
from bot.pictures.lettering import width
from bot.pictures.paper import Bar, Drawing, Facts, Mark, Part, Rule, Text, framed, heading, note
from bot.pictures.rows import name_lines, names_apart, tops_of
from bot.reports.segments import versions
from bot.reports.themes.results import Talk, Topic
from bot.text.query import Query
from bot.words import counting, dates, figures
from bot.words.voice import Voice

MOST_TALKS = 2
MOST_BARS = 10
_STEP = 42
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
    footer.insert(0, voice.plain("themes.bars"))
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
    """Where bars begin, how long the longest may be, and what share that stands for."""

    left: float
    room: float
    most: float
    past: int  # comments in the period before

    @classmethod
    def of(cls, voice: Voice, each: Talk, topics: Sequence[Topic]) -> "_Columns":
        names = names_apart([voice.named("theme", topic.name) for topic in topics], _NAME)
        left = max(width(line, SMALL) for lines in names for line in lines) + _AIR
        beside = max(width(_said(voice, topic), SMALL) for topic in topics) + 8
        past = each.before or 0
        longest = [
            max(_share(topic), _high(topic), (topic.before or 0) / max(1, past)) for topic in topics
        ]
        return cls(left, WIDTH - left - beside, max(*longest, 0.01), past)

    def length(self, share: float) -> float:
        return max(_SHORTEST, self.room * share / self.most) if share else 0.0


def _share(topic: Topic) -> float:
    return topic.comments / max(1, topic.mention.offered)


def _high(topic: Topic) -> float:
    return topic.mention.share.interval.high if topic.mention.share else 0.0


def _said(voice: Voice, topic: Topic) -> str:
    number, found = voice.number(topic.comments), topic.mention.share
    if found is None:
        return number
    return voice.plain("themes.bar", number=number, share=figures.score(voice, found))


def _parts(voice: Voice, each: Talk) -> list[Part]:
    spoken = each.spoken[:MOST_BARS]
    columns = _Columns.of(voice, each, [*spoken, *each.phrases])
    parts = [_bars(voice, spoken, columns)] if spoken else []
    if each.phrases:
        parts += [
            heading(voice.plain("themes.new_title")),
            _bars(voice, each.phrases, columns),
        ]
    if each.before and not each.phrases:
        parts.append(note(counting.count(voice, "themes.nothing_new", each.earlier.days)))
    return parts


def _bars(voice: Voice, topics: Sequence[Topic], columns: _Columns) -> Part:
    """Draw a bar for the share of each topic, its range, and a thin grey one for before."""
    marks: list[Mark] = []
    names = names_apart([voice.named("theme", topic.name) for topic in topics], _NAME)
    tops = tops_of(names, 4, step=_STEP)
    for topic, name, top in zip(topics, names, tops, strict=False):
        marks += [
            *name_lines(name, top + 14 + 10 * (len(name) - 1)),
            *_bar(voice, columns, top, topic),
        ]
    return Part(tops[-1], marks)


def _bar(voice: Voice, columns: _Columns, top: float, topic: Topic) -> list[Mark]:
    left, before, y = columns.left, topic.before or 0, top + 20
    end = left + columns.length(_share(topic))
    past = left + columns.length(before / max(1, columns.past))
    now: Facts = {"value": topic.comments, "name": topic.name}
    marks: list[Mark] = [
        Bar(left, top + 4, end, top + 24, ACCENT, round_ends=2, about=now),
        Bar(left, top + 27, past, top + 32, EARLIER, about={**now, "value": before}),
        Text(WIDTH, y, _said(voice, topic), align="right"),
    ]
    if topic.mention.share is not None:
        ends = topic.mention.share.interval
        low, high = (left + columns.length(share) for share in (ends.low, ends.high))
        about: Facts = {"low": ends.low, "high": ends.high}
        marks.append(Rule(low, top + 14, high, top + 14, INK, thick=2, about=about))
    return marks
