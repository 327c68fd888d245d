"""How gates are called."""

from bot.words.catalogues import FALLBACK
from bot.words.voice import Voice


def gate_name(voice: Voice, gate: str) -> str:
    """Name a gate in a word or two, also one that is no longer known."""
    key = f"staff.gate_name.{gate}"
    return voice.plain(key) if voice.words.has(FALLBACK, key) else gate
