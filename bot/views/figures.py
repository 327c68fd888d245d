"""How scores, shares and means read; rounding happens here and nowhere else."""

from bot.views.voice import Voice
from metrics.catalogue import METRICS, Band, scale_of
from metrics.intervals import Interval
from metrics.measure import Change, Measure
from metrics.rounding import percent, rounded, signed_points
from metrics.tally import Tally, banded

_MEAN_DIGITS = {"stars": 2}


def title(voice: Voice, metric: str) -> str:
    """Name a metric in short."""
    return voice.plain(f"staff.metric.{metric}")


def number(value: float, *, digits: int = 0, signed: bool = False) -> str:
    """Write a number, rounded half away from zero; there is no minus zero."""
    shown = rounded(value, digits=digits)
    return f"{shown:+f}" if signed and shown else f"{shown:f}"


def share(value: float, *, interval: Interval | None = None) -> str:
    """Write a share of 0 to 1, with a decimal where the interval deserves one."""
    return f"{percent(value, interval=interval):f} %"


def score(measure: Measure, value: float | None = None) -> str:
    """Write the value of a measure, or another value on its scale."""
    value = measure.value if value is None else value
    kind = METRICS[measure.metric].kind
    if kind == "net":
        return signed_points(value)
    if kind == "share":
        return share(value, interval=measure.interval)
    return number(value, digits=_mean_digits(measure))


def bounds(measure: Measure) -> dict[str, str]:
    """Write both ends of the interval of a measure."""
    return _ends(score(measure, measure.interval.low), score(measure, measure.interval.high))


def change_bounds(measure: Measure, change: Change) -> dict[str, str]:
    """Write both ends of the interval of a change."""
    ends = change.interval
    return _ends(_points(measure, ends.low), _points(measure, ends.high))


def change_size(measure: Measure, change: Change) -> str:
    """Write how far a score moved, without its sign."""
    return _points(measure, abs(change.difference)).removeprefix("+")


def band_counts(voice: Voice, metric: str, points: int, tally: Tally) -> str:
    """Write how many people are in each band, the best first."""
    scale = scale_of(metric, points)
    people = banded(tally, scale)
    bands = reversed(scale.bands)
    return ", ".join(_band(voice, metric, band, people[band.name]) for band in bands)


def _band(voice: Voice, metric: str, band: Band, people: int) -> str:
    if METRICS[metric].kind == "mean":
        ends = str(band.first) if band.first == band.last else f"{band.first}-{band.last}"
        return voice.plain("staff.band.range", people=people, range=ends)
    return voice.count(f"staff.band.{band.name}", people)


def _ends(low: str, high: str) -> dict[str, str]:
    return {"low": low, "high": high}


def _points(measure: Measure, difference: float) -> str:
    if METRICS[measure.metric].kind == "mean":
        return number(difference, digits=_mean_digits(measure), signed=True)
    scale = 100 if METRICS[measure.metric].kind == "share" else 1
    return number(difference * scale, signed=True)


def _mean_digits(measure: Measure) -> int:
    return _MEAN_DIGITS.get(measure.metric, 1)
