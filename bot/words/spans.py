"""How a length of time reads in short: a measured one ("4.5 min"), or a border ("1 h")."""

from bot.words.voice import Voice
from metrics.rounding import rounded

_UNITS = (("days", 86_400, 48 * 3600), ("hours", 3600, 100 * 60), ("minutes", 60, 100))


def about(voice: Voice, seconds: float, *, signed: bool = False) -> str:
    """Write a length of time in the unit that fits, with a decimal where it is below ten."""
    size = abs(seconds)
    unit, whole, _ = next((each for each in _UNITS if size >= each[2]), ("seconds", 1, 0))
    digits = int(unit != "seconds" and size < 10 * whole and size % whole != 0)
    number = voice.number(rounded(seconds / whole, digits=digits), signed=signed)
    return voice.plain(f"staff.span.{unit}", number=number)


def border(voice: Voice, seconds: int) -> str:
    """Write a round length of time in the largest unit that leaves no rest."""
    units = (*((unit, whole) for unit, whole, _ in _UNITS), ("seconds", 1))
    unit, whole = next(each for each in units if seconds % each[1] == 0)
    return voice.plain(f"staff.span.{unit}", number=voice.number(seconds // whole))
