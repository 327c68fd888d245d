"""A survey over a long time: each piece of a period a point, each question asked a line."""

from collections.abc import Sequence

from bot.pictures import paper
from bot.pictures.axis import Axis, axis_for, tick_label
from bot.pictures.frame import (
    ACCENT,
    BAND,
    BODY,
    EARLIER,
    GRID,
    INK,
    SMALL,
    SOFT,
    WIDTH,
    Part,
    framed,
)
from bot.pictures.lettering import cut, width, wrapped
from bot.reports.over_time import Course, Line, Trend
from bot.reports.segments import segment_label, versions
from bot.reports.summary.results import Point
from bot.words.voice import Spec, Voice
from metrics.catalogue import METRICS

_GUTTER = 62.0  # the labels of the values stand there
_INSET = 14.0
_APART = 14.0
_MOST_LABELS = 8
_MOST_DOTS = 40  # more would be a caterpillar
_MOST_THICK = 120
_TALL, _LOW = 250.0, 160.0
_ROW = 24.0

Run = list[tuple[float, Point]]


def trend_chart(
    voice: Voice, trend: Trend, *, title: str, sentences: Sequence[str], footer: Sequence[str]
) -> Spec:
    """Draw the line of each survey with its sentence; a single one has it under the title."""
    alone = len(trend.courses) == 1
    parts = [
        _panel(voice, trend, course, [] if alone else [sentence], height=_TALL if alone else _LOW)
        for course, sentence in zip(trend.courses, sentences, strict=True)
    ]
    return framed(parts, title=title, subtitle=sentences if alone else (), footer=footer)


def _panel(
    voice: Voice, trend: Trend, course: Course, said: Sequence[str], *, height: float
) -> Part:
    texts = [cut(course.survey, BODY, WIDTH)] if said else []
    texts += [line for each in said for line in wrapped(each, SMALL, WIDTH)]
    top = _ROW * len(texts) + 24
    plot = _Plot(voice, trend, course, top=top, bottom=top + height)
    heads: list[paper.Mark] = [
        {"x": 0.0, "y": 18 + _ROW * at, "text": text, "color": SOFT if at else INK}
        for at, text in enumerate(texts)
    ]
    people = plot.people()
    end = plot.bottom + (62 if any(people) else 36)
    return paper.sheet(end, [paper.words(heads), *plot.layers(), *people])


class _Plot:
    """The lines of one survey between `top` and `bottom`."""

    def __init__(
        self, voice: Voice, trend: Trend, course: Course, *, top: float, bottom: float
    ) -> None:
        self.voice, self.trend, self.course = voice, trend, course
        self.top, self.bottom = top, bottom
        found = [point.measure for line in course.lines for point in line.points if point.measure]
        points = found[0].points if found else METRICS[course.metric].default_points
        self.axis: Axis = axis_for(course.metric, points, found, start=bottom - 6, end=top + 6)
        self.count = len(course.lines[0].points)

    def layers(self) -> list[paper.Layer | None]:
        lines = [
            layer
            for at, line in enumerate(self.course.lines)
            for layer in self._line(line, newest=at == len(self.course.lines) - 1)
        ]
        return [*self._grid(), *self._breaks(), *lines, self._labels()]

    def _x(self, at: int) -> float:
        first, last = _GUTTER + _INSET, WIDTH - _INSET
        if self.count == 1:
            return (first + last) / 2
        return round(first + at * (last - first) / (self.count - 1), 2)

    def _step(self) -> float:
        return self._x(1) - self._x(0) if self.count > 1 else WIDTH - _GUTTER

    def _grid(self) -> list[paper.Layer | None]:
        metric = self.course.metric
        ticks = [(value, self.axis.at(value)) for value in self.axis.ticks()]
        texts: list[paper.Mark] = [
            {"x": _GUTTER - 8, "y": y + 6, "text": tick_label(self.voice, metric, value)}
            for value, y in ticks
        ]
        rules: list[paper.Mark] = [
            {"x": _GUTTER, "x2": WIDTH, "y": y, "y2": y, "color": GRID if value else EARLIER}
            for value, y in ticks
        ]
        return [paper.rules(rules), paper.words(texts, color=SOFT, align="right")]

    def _runs(self, line: Line) -> list[Run]:
        """Cut a line where there is no score to go on to."""
        runs: list[Run] = [[]]
        for at, point in enumerate(line.points):
            if point.measure is None:
                runs.append([])
            else:
                runs[-1].append((self._x(at), point))
        return [run for run in runs if run]

    def _line(self, line: Line, *, newest: bool) -> list[paper.Layer | None]:
        color, shade = (ACCENT, BAND) if newest else (EARLIER, GRID)
        marks = [
            self._mark(x, point, run=at, color=color)
            for at, run in enumerate(self._runs(line))
            for x, point in run
        ]
        sizes = [len(run) for run in self._runs(line)]
        single = [mark for mark in marks if sizes[int(mark["run"])] == 1]
        joined = [mark for mark in marks if sizes[int(mark["run"])] > 1]
        dotted = marks if self.count <= _MOST_DOTS else [*single, *_unfinished(joined)]
        return [
            paper.areas([_span(mark) for mark in joined], color=shade),
            paper.rules([{**_span(mark), "color": shade} for mark in single], thick=6),
            paper.lines(joined, color=color, thick=3 if self.count <= _MOST_THICK else 1.5),
            paper.dots(dotted, size=90),
        ]

    def _mark(self, x: float, point: Point, *, run: int, color: str) -> paper.Mark:
        measure = point.measure
        assert measure is not None  # noqa: S101 - a run holds nothing else
        whole = self.trend.whole(point.period)
        ends = measure.interval
        mark: dict[str, float | str] = {"x": x, "y": self.axis.at(measure.value), "run": run}
        mark |= {"foot": self.axis.at(ends.low), "top": self.axis.at(ends.high)}
        mark |= {"value": measure.value, "low": ends.low, "high": ends.high}
        mark |= {"people": point.people, "since": point.period.since.isoformat()}
        shade = color if whole else EARLIER
        return mark | {"whole": int(whole), "color": shade, "fill": color if whole else "#ffffff"}

    def _breaks(self) -> list[paper.Layer | None]:
        """Mark where another question begins, and name it."""
        rules: list[paper.Mark] = []
        names: list[paper.Mark] = []
        for at, line in starts(self.course):
            x = round(self._x(at) - min(self._step() / 2, _INSET), 2)
            text = versions(self.voice, line.versions)
            right = x + 8 + width(text, SMALL) <= WIDTH
            rules.append({"x": x, "x2": x, "y": self.top - 20, "y2": self.bottom, "color": EARLIER})
            place = x + 8 if right else x - 8 - width(text, SMALL)
            names.append({"x": round(place, 2), "y": self.top - 6, "text": text, "at": at})
        return [paper.rules(rules, thick=2, dash=(4, 5)), paper.words(names, color=SOFT)]

    def _labels(self) -> paper.Layer | None:
        """Label the last piece and every so manieth before it, at most eight."""
        texts = [
            segment_label(self.voice, self.trend.step, point.period.since.isoformat())
            for point in self.course.lines[0].points
        ]
        spans = [_span_of(text, self._x(at)) for at, text in enumerate(texts)]
        every = -(-self.count // _MOST_LABELS)
        while any(spans[at][0] < spans[at - every][1] + _APART for at in self._every(every)):
            every += 1
        y = self.bottom + 26
        marks: list[paper.Mark] = [
            {"x": round(sum(spans[at]) / 2, 2), "y": y, "text": texts[at], "at": at}
            for at in [*self._every(every), (self.count - 1) % every]
        ]
        return paper.words(marks, color=SOFT, align="center")

    def _every(self, every: int) -> range:
        """Count back from the last piece; the first that is counted has nothing before it."""
        return range(self.count - 1, every - 1, -every)

    def people(self) -> list[paper.Layer | None]:
        """Say how many people each point stands for, where there is room to."""
        counts = [
            sum(line.points[at].people for line in self.course.lines) for at in range(self.count)
        ]
        texts = [self.voice.number(count) if count else "" for count in counts]
        if max(width(text, SMALL) for text in texts) + 8 > self._step():
            return [None]
        y = self.bottom + 52
        marks: list[paper.Mark] = [
            {"x": self._x(at), "y": y, "text": text} for at, text in enumerate(texts) if text
        ]
        head: list[paper.Mark] = [
            {"x": _GUTTER - 8, "y": y, "text": self.voice.plain("staff.by.people")}
        ]
        return [
            paper.words(marks, color=SOFT, align="center"),
            paper.words(head, color=SOFT, align="right"),
        ]


def starts(course: Course) -> list[tuple[int, Line]]:
    """Find where a line begins after another question was asked: the piece, and the line."""
    found: list[tuple[int, Line]] = []
    for number, line in enumerate(course.lines):
        first = next((at for at, point in enumerate(line.points) if point.people), None)
        before = any(point.other_question for point in line.points[: first or 0])
        if first is not None and (before or any(_answered(each) for each in course.lines[:number])):
            found.append((first, line))
    return found


def _answered(line: Line) -> bool:
    return any(point.people for point in line.points)


def _unfinished(marks: Sequence[paper.Mark]) -> list[paper.Mark]:
    return [mark for mark in marks if not mark["whole"]]


def _span(mark: paper.Mark) -> paper.Mark:
    """Give the place of an interval: of a band, or of a bar."""
    ends = {"y": mark["top"], "y2": mark["foot"], "low": mark["low"], "high": mark["high"]}
    return {"x": mark["x"], "x2": mark["x"], "run": mark["run"], **ends}


def _span_of(text: str, x: float) -> tuple[float, float]:
    """Keep a label on the paper."""
    half = width(text, SMALL) / 2
    middle = min(max(x, half), WIDTH - half)
    return middle - half, middle + half
