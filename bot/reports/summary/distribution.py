"""How many people gave each score, coloured by what the score means, and the share of each band."""

from collections.abc import Mapping, Sequence

from bot.pictures.frame import BAD, EARLIER, GOOD, MIDDLE, SMALL, SOFT, WIDTH
from bot.pictures.lettering import width
from bot.pictures.paper import Bar, Dot, Facts, Mark, Part, Rule, Text
from bot.words.counting import count
from bot.words.faces import THUMBED
from bot.words.voice import Voice
from metrics.catalogue import METRICS, Band, Scale, scale_of
from metrics.rounding import whole_shares
from metrics.small_numbers import level
from metrics.tally import Tally, banded

_BARS = 96
_HEAD = 24  # the counts stand there
_GAP = 0.16
_KEY = 22  # the coloured square and the air after it
_ROW = 300  # where shares stand beside long names
_DOT = 20  # from one dot to the next
_WIDEST = 88.0


def colours(scale: Scale) -> Mapping[int, str]:
    """Give each score the colour of its band."""
    names = (BAD, MIDDLE, GOOD) if len(scale.bands) == 3 else (BAD, GOOD)
    return {
        score: color
        for band, color in zip(scale.bands, names, strict=True)
        for score in band.scores
    }


def distribution(voice: Voice, metric: str, points: int, tally: Tally) -> Part:
    """Draw a bar for each score; of fewer than five answers a dot for each, and no shares."""
    scale = scale_of(metric, points)
    few = not level(sum(tally.values())).score
    places = _places(scale)
    bottom = float(_DOT * max(tally.values(), default=0) if few else _HEAD + _BARS)
    legend, height = _legend(voice, metric, scale, tally, top=bottom + 40, shares=not few)
    marks = [
        *(_dotted(scale, tally, places, bottom) if few else _barred(voice, scale, tally, places)),
        Rule(0, bottom, WIDTH, bottom, EARLIER),
        *_names(voice, metric, places, bottom + 22),
        *legend,
    ]
    return Part(bottom + 40 + height, marks)


def _places(scale: Scale) -> dict[int, tuple[float, float]]:
    """Give every score its stretch of the paper."""
    step = WIDTH / scale.points
    wide = min(step * (1 - _GAP), _WIDEST)
    return {
        score: (round(step * (at + 0.5) - wide / 2, 2), round(step * (at + 0.5) + wide / 2, 2))
        for at, score in enumerate(scale.scores)
    }


def _barred(
    voice: Voice, scale: Scale, tally: Tally, places: Mapping[int, tuple[float, float]]
) -> list[Mark]:
    most = max(tally.values())
    bottom = _HEAD + _BARS
    colors = colours(scale)
    marks: list[Mark] = []
    for score, (x, x2) in places.items():
        people = tally.get(score, 0)
        y = bottom - _BARS * people / most
        about: Facts = {"score": score, "people": people}
        marks.append(Bar(x, y, x2, bottom, colors[score], about=about))
        if people:
            marks.append(Text((x + x2) / 2, y - 7, voice.number(people), align="center"))
    return marks


def _dotted(
    scale: Scale, tally: Tally, places: Mapping[int, tuple[float, float]], bottom: float
) -> list[Mark]:
    colors = colours(scale)
    return [
        Dot((x + x2) / 2, bottom - _DOT * (at + 0.6), colors[score], 6.9, about={"score": score})
        for score, (x, x2) in places.items()
        for at in range(tally.get(score, 0))
    ]


def _names(
    voice: Voice, metric: str, places: Mapping[int, tuple[float, float]], y: float
) -> list[Mark]:
    """Write the scores below the bars; the two thumbs are called what they are."""
    return [
        Text((x + x2) / 2, y, score_name(voice, metric, score), SOFT, align="center")
        for score, (x, x2) in places.items()
    ]


def score_name(voice: Voice, metric: str, score: int) -> str:
    """Name a score below its bar."""
    if metric in THUMBED:
        return voice.plain(f"chart.thumb.{'up' if score == 2 else 'down'}")
    return f"{score} ★" if metric == "stars" else str(score)


def _legend(
    voice: Voice, metric: str, scale: Scale, tally: Tally, *, top: float, shares: bool
) -> tuple[list[Mark], float]:
    """Say how many people each band has, and their share, each beside its colour; and how high."""
    people = banded(tally, scale)
    names = [band_name(voice, metric, band, people[band.name]) for band in scale.bands]
    places, below, height = _places_of(names, shares=shares)
    colors = colours(scale)
    kept = -1 if METRICS[metric].kind == "share" else None
    percents = whole_shares([*people.values()], kept=kept)
    marks: list[Mark] = []
    for band, name, (x, down), percent in zip(scale.bands, names, places, percents, strict=True):
        n, y = people[band.name], top + down
        about: Facts = {"people": n, "band": band.name}
        marks.append(Bar(x, y + 3, x + 14, y + 17, colors[band.first], round_ends=3))
        marks.append(Text(x + _KEY, y + 16, name, about=about))
        if shares:
            right, under = (x + _KEY, y + 42) if below else (_ROW, y + 18)
            said = voice.plain("staff.figure.percent", number=voice.number(percent))
            marks.append(Text(right, under, said, size=22))
    return marks, height


def _places_of(
    names: Sequence[str], *, shares: bool
) -> tuple[list[tuple[float, float]], bool, float]:
    """Set the bands beside one another, or below where their names are too long for that."""
    needed = [width(name, SMALL) + _KEY + 10 for name in names]
    column = WIDTH / len(names)
    if sum(needed) > WIDTH:
        return [(0.0, 28.0 * at) for at in range(len(names))], False, 28.0 * len(names)
    height = 48.0 if shares else 22.0
    if max(needed) <= column:
        return [(round(at * column, 2), 0.0) for at in range(len(names))], True, height
    air = (WIDTH - sum(needed)) / (len(names) - 1)
    return [(round(sum(needed[:at]) + at * air, 2), 0.0) for at in range(len(names))], True, height


def band_name(voice: Voice, metric: str, band: Band, people: int) -> str:
    """Say how many people are in a band."""
    if METRICS[metric].kind == "mean":
        return count(voice, "chart.band.people", people, range=_ends(band))
    return count(voice, f"staff.band.{band.name}", people)


def _ends(band: Band) -> str:
    return str(band.first) if band.first == band.last else f"{band.first}-{band.last}"


def band_word(voice: Voice, metric: str, band: Band) -> str:
    """Name a band."""
    if METRICS[metric].kind == "mean":
        return voice.plain("chart.band.range", range=_ends(band))
    return voice.plain(f"chart.band.{band.name}")
