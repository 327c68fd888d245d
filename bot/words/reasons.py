"""How a reason is called: as its button does."""

from bot.words.catalogues import FALLBACK
from bot.words.voice import Voice


def reason_label(voice: Voice, reason: str) -> str:
    """Name a reason by the operator's label, else by the catalogue's, else as it is written."""
    key = f"reason.{reason}"
    built_in = voice.plain(key) if voice.words.has(FALLBACK, key) else reason
    return voice.names.find("reason", reason, voice.language) or built_in
