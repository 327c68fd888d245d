"""How contacts for each 10,000 orders read."""

from bot.words import figures
from bot.words.voice import Voice
from metrics.contact_ratio import ContactRatio


def ratio(voice: Voice, of: ContactRatio) -> dict[str, str]:
    """Write a ratio and both ends of its interval."""
    digits = int(of.rate < 10)
    ends = {"rate": of.rate, "low": of.interval.low, "high": of.interval.high}
    return {name: figures.number(voice, value, digits=digits) for name, value in ends.items()}
