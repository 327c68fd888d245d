"""How scores, shares and means read; rounding happens here and nowhere else."""

from bot.words.voice import Voice
from metrics.catalogue import METRICS, Band, scale_of
from metrics.intervals import Interval
from metrics.measure import Change, Measure, in_points
from metrics.rounding import percent, rounded
from metrics.tally import Tally, banded

_MEAN_DIGITS = {"stars": 2}


def title(voice: Voice, metric: str) -> str:
    """Name a metric in short."""
    return voice.plain(f"staff.metric.{metric}")


def number(voice: Voice, value: float, *, digits: int = 0, signed: bool = False) -> str:
    """Write a number, rounded half away from zero; there is no minus zero."""
    return voice.number(rounded(value, digits=digits), signed=signed)


def share(voice: Voice, value: float, *, interval: Interval | None = None) -> str:
    """Write a share of 0 to 1, with a decimal where the interval deserves one."""
    shown = voice.number(percent(value, interval=interval))
    return voice.plain("staff.figure.percent", number=shown)


def score(voice: Voice, measure: Measure, value: float | None = None) -> str:
    """Write the value of a measure, or another value on its scale."""
    shown = measure.value if value is None else value
    return in_unit(voice, measure.metric, shown, interval=measure.interval)


def in_unit(voice: Voice, metric: str, value: float, *, interval: Interval | None = None) -> str:
    """Write a value as a metric has it: signed points, a share of 0 to 1, or a mean."""
    kind = METRICS[metric].kind
    if kind == "share":
        return share(voice, value, interval=interval)
    return number(voice, value, digits=digits_of(metric), signed=kind == "net")


def bounds(voice: Voice, measure: Measure) -> dict[str, str]:
    """Write both ends of the interval of a measure."""
    ends = measure.interval
    return {"low": score(voice, measure, ends.low), "high": score(voice, measure, ends.high)}


def change_bounds(voice: Voice, measure: Measure, change: Change) -> dict[str, str]:
    """Write both ends of the interval of a change."""
    ends = change.interval
    return {"low": _points(voice, measure, ends.low), "high": _points(voice, measure, ends.high)}


def band_counts(voice: Voice, metric: str, points: int, tally: Tally) -> str:
    """Write how many people are in each band, the best first."""
    scale = scale_of(metric, points)
    people = banded(tally, scale)
    bands = reversed(scale.bands)
    return voice.joined(_band(voice, metric, band, people[band.name]) for band in bands)


def _band(voice: Voice, metric: str, band: Band, people: int) -> str:
    if METRICS[metric].kind == "mean":
        ends = str(band.first) if band.first == band.last else f"{band.first}-{band.last}"
        return voice.plain("staff.band.range", people=voice.number(people), range=ends)
    return voice.count(f"staff.band.{band.name}", people)


def _points(voice: Voice, measure: Measure, difference: float) -> str:
    points, digits = in_points(measure.metric, difference), digits_of(measure.metric)
    return number(voice, points, digits=digits, signed=True)


def digits_of(metric: str) -> int:
    """Tell how many decimals a metric is written with: none, but where it is a mean."""
    return _MEAN_DIGITS.get(metric, 1) if METRICS[metric].kind == "mean" else 0
