"""How a length of time reads: "24 hours", "7 days"."""

from datetime import timedelta

from bot.words.voice import Voice

_UNITS = (("day", 86_400), ("hour", 3600), ("minute", 60), ("second", 1))


def duration(voice: Voice, length: timedelta) -> str:
    """Name a length of time in the largest unit that leaves no rest; one day is 24 hours."""
    seconds = int(length.total_seconds())
    for unit, size in _UNITS:
        count, rest = divmod(seconds, size)
        if count and not rest and (unit, count) != ("day", 1):
            return voice.count(f"staff.duration.{unit}", count)
    return voice.plain("staff.duration.none")
