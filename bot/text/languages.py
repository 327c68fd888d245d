"""Codes of languages: written in one way, and the nearest among those that are offered."""

from collections.abc import Iterable

from babel import Locale, UnknownLocaleError


def normal_language(code: str | None) -> str | None:
    """Write a language code in one way: `zh-hans` becomes `zh_Hans`; None if it is no code."""
    if not code:
        return None
    try:
        locale = Locale.parse(code.strip().replace("-", "_"))
    except (ValueError, UnknownLocaleError, TypeError):
        return None
    return f"{locale.language}_{locale.script}" if locale.script else locale.language


def nearest_language(code: str | None, offered: Iterable[str], default: str) -> str:
    """Choose among the languages offered: the same, else the same without script or region."""
    offered = list(offered)
    wanted = normal_language(code)
    if wanted is None:
        return default
    if wanted in offered:
        return wanted
    stem = wanted.partition("_")[0]
    return next((each for each in offered if each.partition("_")[0] == stem), default)
