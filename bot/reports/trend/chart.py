"""A survey over a long time: each piece of a period a point, each question asked a line."""

from collections.abc import Sequence

from bot.pictures.axis import GUTTER, Axis, across, axis_for, axis_words, grid, tick_label
from bot.pictures.curve import joined, runs_of
from bot.pictures.frame import ACCENT, BAND, EARLIER, GRID, LINE, SMALL, SOFT, WIDTH
from bot.pictures.lettering import width, wrapped
from bot.pictures.paper import (
    Dot,
    Drawing,
    Facts,
    Mark,
    Part,
    Rule,
    Text,
    centred,
    framed,
    heading,
    stacked,
)
from bot.pictures.verdict import SaidChange, verdict_part
from bot.reports.points import Point
from bot.reports.segments import segment_label, versions
from bot.reports.trend.results import Course, Trend, TrendLine
from bot.words.voice import Voice
from metrics.catalogue import METRICS
from metrics.intervals import Interval

_INSET = 14.0
_APART = 14.0
_MOST_LABELS = 8
_MOST_DOTS = 40  # more would be a caterpillar
_MOST_THICK = 120
_TALL, _LOW = 250.0, 160.0
_HEAD = 24.0  # the name of another question stands there


def trend_chart(
    voice: Voice, trend: Trend, *, title: str, verdicts: Sequence[SaidChange], footer: Sequence[str]
) -> Drawing:
    """Draw the line of each survey below its verdict."""
    alone = len(trend.courses) == 1
    parts: list[Part] = []
    for course, verdict in zip(trend.courses, verdicts, strict=True):
        parts += [] if alone else [heading(voice.named("survey", course.survey))]
        height = _TALL if alone else _LOW
        parts += [verdict_part(verdict), _panel(voice, trend, course, height=height)]
    return framed(parts, title=title, subtitle=(), footer=footer)


def _panel(voice: Voice, trend: Trend, course: Course, *, height: float) -> Part:
    plot = _Plot(voice, trend, course, top=_HEAD, bottom=_HEAD + height)
    people = plot.people()
    end = plot.bottom + (62 if people else 36)
    unit = wrapped(axis_words(voice, course.metric, plot.points, plot.axis), SMALL, WIDTH)
    below = stacked(unit, y=end + 16, color=SOFT)
    return Part(end + 8 + LINE * len(unit), [*plot.marks(), *people, *below])


class _Plot:
    """The lines of one survey between `top` and `bottom`."""

    def __init__(
        self, voice: Voice, trend: Trend, course: Course, *, top: float, bottom: float
    ) -> None:
        self.voice, self.trend, self.course = voice, trend, course
        self.top, self.bottom = top, bottom
        found = [point.measure for line in course.lines for point in line.points if point.measure]
        self.points = found[0].points if found else METRICS[course.metric].default_points
        self.axis: Axis = axis_for(course.metric, self.points, found, start=bottom - 6, end=top + 6)
        self.count = len(course.lines[0].points)
        self.places = across(self.count, inset=_INSET)

    def marks(self) -> list[Mark]:
        metric, last = self.course.metric, len(self.course.lines) - 1
        ticks = {at: tick_label(self.voice, metric, at) for at in self.axis.ticks()}
        lines = [
            mark
            for at, line in enumerate(self.course.lines)
            for mark in self._line(line, newest=at == last)
        ]
        return [*grid(self.axis, ticks, zero=EARLIER), *self._breaks(), *lines, *self._labels()]

    def _step(self) -> float:
        return self.places[1] - self.places[0] if self.count > 1 else WIDTH - GUTTER

    def _line(self, line: TrendLine, *, newest: bool) -> list[Mark]:
        color, shade = (ACCENT, BAND) if newest else (EARLIER, GRID)
        runs = runs_of(map(self._score, line.points), self.places, self.axis)
        thick = 3 if self.count <= _MOST_THICK else 1.5
        marks = joined(runs, color=color, shade=shade, thick=thick)
        for run in runs:
            for spot in run:
                rim, part = (color, False) if spot.about["whole"] else (EARLIER, True)
                if self.count <= _MOST_DOTS or len(run) == 1 or part:
                    marks.append(Dot(spot.x, spot.y, rim, 4.7, hollow=part, about=spot.about))
        return marks

    def _score(self, point: Point) -> tuple[float, Interval, Facts] | None:
        measure, since = point.measure, point.period.since.isoformat()
        if measure is None:
            return None
        whole = self.trend.whole(point.period)
        facts: Facts = {"people": point.people, "since": since, "whole": whole}
        return measure.value, measure.interval, facts

    def _breaks(self) -> list[Mark]:
        """Mark where another question begins, and name it."""
        marks: list[Mark] = []
        for at, line in starts(self.course):
            x = round(self.places[at] - min(self._step() / 2, _INSET), 2)
            text = versions(self.voice, line.versions)
            wide = width(text, SMALL)
            place = x + 8 if x + 8 + wide <= WIDTH else x - 8 - wide
            marks.append(Rule(x, self.top - 20, x, self.bottom, EARLIER, thick=2, dash=(4, 5)))
            marks.append(Text(place, self.top - 6, text, SOFT))
        return marks

    def _labels(self) -> list[Mark]:
        """Label the last piece and every so manieth before it, at most eight."""
        texts = [
            segment_label(self.voice, self.trend.step, point.period.since.isoformat())
            for point in self.course.lines[0].points
        ]
        middles = [centred(*pair) for pair in zip(texts, self.places, strict=True)]
        halves = [width(text, SMALL) / 2 for text in texts]
        every = -(-self.count // _MOST_LABELS)
        while any(
            middles[at] - halves[at] < middles[at - every] + halves[at - every] + _APART
            for at in self._every(every)
        ):
            every += 1
        y = self.bottom + 26
        return [
            Text(round(middles[at], 2), y, texts[at], SOFT, align="center", about={"at": at})
            for at in [*self._every(every), (self.count - 1) % every]
        ]

    def _every(self, every: int) -> range:
        """Count back from the last piece; the first that is counted has nothing before it."""
        return range(self.count - 1, every - 1, -every)

    def people(self) -> list[Mark]:
        """Say how many answers each point stands for, where there is room to."""
        counts = [
            sum(line.points[at].answers for line in self.course.lines) for at in range(self.count)
        ]
        texts = [self.voice.number(count) if count else "" for count in counts]
        if max(width(text, SMALL) for text in texts) + 8 > self._step():
            return []
        y = self.bottom + 52
        head = Text(GUTTER - 8, y, self.voice.plain("staff.by.people"), SOFT, align="right")
        numbers = zip(self.places, texts, strict=True)
        return [*(Text(x, y, text, SOFT, align="center") for x, text in numbers if text), head]


def starts(course: Course) -> list[tuple[int, TrendLine]]:
    """Find where a line begins after another question was asked: the piece, and the line."""
    found: list[tuple[int, TrendLine]] = []
    for number, line in enumerate(course.lines):
        first = next((at for at, point in enumerate(line.points) if point.people), None)
        before = any(point.other_question for point in line.points[: first or 0])
        if first is not None and (before or any(_answered(each) for each in course.lines[:number])):
            found.append((first, line))
    return found


def _answered(line: TrendLine) -> bool:
    return any(point.people for point in line.points)
