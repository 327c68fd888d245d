"""How gates are called, and what they mean."""

from bot.words.catalogues import FALLBACK
from bot.words.voice import Voice


def gate_name(voice: Voice, gate: str) -> str:
    """Name a gate in a word or two, also one that is no longer known."""
    key = f"staff.gate_name.{gate}"
    return voice.plain(key) if voice.words.has(FALLBACK, key) else gate


def gate_words(voice: Voice, gate: str) -> str:
    """Say what a gate means, with its name beside it: "asked very recently (floor)"."""
    key, name = f"staff.gate.{gate}", gate_name(voice, gate)
    if not voice.words.has(FALLBACK, key):
        return name
    return voice.plain("staff.gate_words", meaning=voice.plain(key), gate=name)
