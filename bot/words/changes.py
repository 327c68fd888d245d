"""A change in words that a manager understands: which way, and by how much at least and at most."""

from bot.words import figures
from bot.words.voice import Voice
from metrics.catalogue import METRICS
from metrics.measure import Change, Measure, Verdict, in_points
from metrics.rounding import rounded


def change_words(voice: Voice, measure: Measure, change: Change) -> str:
    """Say "clearly down: by 12 to 31 points", or between what a change may lie; HTML."""
    return _said(voice, "", measure, change)


def verdict_words(voice: Voice, verdict: Verdict) -> str:
    """Say the verdict alone: "Clearly down"."""
    return voice.plain(f"staff.changed.word_{verdict}")


def size_of(voice: Voice, measure: Measure, change: Change) -> str:
    """Say how large a change is at least and at most: "by 12 to 31 points"; HTML."""
    return _said(voice, "size_", measure, change)


def clause(voice: Voice, measure: Measure, change: Change) -> str:
    """Say a change so that it ends a sentence: "clearly down by 12 to 31 points"; HTML."""
    return _said(voice, "said_", measure, change)


def _said(voice: Voice, form: str, measure: Measure, change: Change) -> str:
    kind = METRICS[measure.metric].kind
    ends = [in_points(measure.metric, value) for value in _ends(change)]
    digits = _digits(measure, ends, clear=change.verdict != "unclear")
    low, high = (figures.number(voice, abs(value), digits=digits) for value in ends)
    key = f"staff.changed.{form}{change.verdict}"
    if change.verdict == "unclear":
        return voice.say(key, low=low, high=high)
    if kind == "mean":
        return voice.say(f"{key}_mean", low=low, high=high)
    whole = int(rounded(abs(ends[1]))) if not digits else 1
    return voice.count(key, whole, low=low, high=high)


def _ends(change: Change) -> tuple[float, float]:
    """Put the smaller size first where the direction is clear."""
    low, high = change.interval.low, change.interval.high
    return (high, low) if change.verdict == "down" else (low, high)


def _digits(measure: Measure, ends: list[float], *, clear: bool) -> int:
    """Give one decimal more where the smaller end of a clear change would read as nothing."""
    digits = figures.digits_of(measure.metric)
    return digits + (clear and not rounded(ends[0], digits=digits))


def size_words(voice: Voice, measure: Measure, size: float) -> str:
    """Write how large a change is, with its unit: "16 points"; HTML."""
    points = in_points(measure.metric, size)
    number = figures.number(voice, points, digits=figures.digits_of(measure.metric))
    if METRICS[measure.metric].kind == "mean":
        return number
    return voice.count("staff.changed.points", int(rounded(points)), number=number)
