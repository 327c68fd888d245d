"""Our own score with its interval above published figures, each with its year."""

from dataclasses import dataclass
from decimal import Decimal

from bot.pictures import paper
from bot.pictures.axis import Axis
from bot.pictures.frame import ACCENT, BAND, BODY, EARLIER, INK, SMALL, SOFT, WIDTH, Part, framed
from bot.pictures.lettering import cut, width
from bot.reports.overall.results import Benchmark, Beside, Figure, Ours
from bot.words import dates, figures
from bot.words.voice import Spec, Voice
from metrics.rounding import rounded

_MOST_FIGURES = 12


def benchmark_chart(voice: Voice, found: Benchmark) -> Spec:
    """Draw our score with its interval above the published figures, each with its year."""
    notes = [voice.plain(f"staff.benchmark.warn_{group.kind}") for group in found.groups]
    return framed(
        [_beside(voice, group) for group in found.groups],
        title=voice.plain("chart.benchmark.title", metric=figures.title(voice, found.metric)),
        subtitle=[dates.span(voice, found.query.period)],
        footer=[*notes, *_sources(voice, found), voice.plain("staff.benchmark.context")],
    )


def _sources(voice: Voice, found: Benchmark) -> list[str]:
    shown = [figure for group in found.groups for figure in group.figures[:_MOST_FIGURES]]
    names = "; ".join(dict.fromkeys(figure.source for figure in shown))
    return [voice.plain("staff.benchmark.sources", sources=names)]


def _beside(voice: Voice, group: Beside) -> Part:
    shown = group.figures[:_MOST_FIGURES]
    rows: list[Ours | Figure] = [*group.ours[:4], *shown]
    axis = _axis(group, WIDTH * 0.62, WIDTH - 62)
    heading = cut(voice.plain(f"chart.benchmark.{group.kind}"), BODY, WIDTH)
    layers = [paper.words([{"x": 0, "y": 18, "text": heading}], size=BODY)]
    for at, row in enumerate(rows):
        place = _Place(voice, group.kind, axis, 48.0 + 27 * at)
        layers += _our_row(place, row) if isinstance(row, Ours) else _figure_row(place, row)
    return paper.sheet(48.0 + 27 * len(rows), layers)


def _axis(group: Beside, start: float, end: float) -> Axis:
    values = [figure.value for figure in group.figures[:_MOST_FIGURES]]
    for ours in group.ours:
        values += [ours.interval.low, ours.interval.high] if ours.interval else []
    low, high = min(values), max(values)
    air = max(4.0, 0.08 * (high - low))
    return Axis(low - air, high + air, start, end)


@dataclass(frozen=True)
class _Place:
    voice: Voice
    kind: str
    axis: Axis
    y: float


def _our_row(place: _Place, ours: Ours) -> list[paper.Layer | None]:
    voice, axis, y = place.voice, place.axis, place.y
    label = cut(voice.plain("chart.benchmark.ours", survey=ours.survey), SMALL, WIDTH * 0.58)
    name: paper.Mark = {"x": 0, "y": y, "text": label}
    if ours.value is None or ours.interval is None:
        said = voice.plain("chart.quiet.few" if ours.people else "chart.quiet.none")
        few: paper.Mark = {"x": WIDTH, "y": y, "text": said}
        return [paper.words([name], color=ACCENT), paper.words([few], color=SOFT, align="right")]
    band: paper.Mark = {
        "x": axis.at(ours.interval.low),
        "x2": axis.at(ours.interval.high),
        "y": y - 11,
        "y2": y - 1,
        "color": BAND,
    }
    dot: paper.Mark = {"x": axis.at(ours.value), "y": y - 6, "color": ACCENT, "fill": ACCENT}
    return [
        paper.words([name], color=ACCENT),
        paper.bars([band], round_ends=5),
        paper.dots([dot], size=130),
        _number(place, rounded(ours.value), color=ACCENT),
    ]


def _figure_row(place: _Place, figure: Figure) -> list[paper.Layer | None]:
    voice, axis, y = place.voice, place.axis, place.y
    year = voice.plain("chart.benchmark.old", year=figure.year) if figure.old else figure.year
    room = WIDTH * 0.6 - width(f"  {year}", SMALL)
    name: paper.Mark = {"x": 0, "y": y, "text": f"{cut(figure.industry, SMALL, room)}, {year}"}
    color = EARLIER if figure.old else INK
    dot: paper.Mark = {
        "x": axis.at(figure.value),
        "y": y - 6,
        "color": color,
        "fill": "#ffffff" if figure.old else color,
        "value": figure.value,
    }
    return [
        paper.words([name], color=SOFT if figure.old else INK),
        paper.dots([dot], size=90),
        _number(place, figure.value, color=color),
    ]


def _number(place: _Place, value: float | Decimal, *, color: str) -> paper.Layer | None:
    digits = int(value != int(value))
    text = figures.number(place.voice, float(value), digits=digits, signed=place.kind == "nps")
    if place.kind == "good":
        text = figures.share(place.voice, float(value) / 100)
    mark: paper.Mark = {"x": WIDTH, "y": place.y, "text": text}
    return paper.words([mark], color=color, align="right")
