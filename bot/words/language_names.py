"""How a language is called in another one."""

from babel import Locale, UnknownLocaleError

from bot.words.voice import Voice


def language_name(voice: Voice, code: str) -> str:
    """Name a language; one that nobody knows is called by its code."""
    try:
        name = Locale.parse(code.replace("-", "_")).get_display_name(voice.language)
    except (ValueError, UnknownLocaleError):
        return code
    return name or code
