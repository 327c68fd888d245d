"""Codes of languages: written in one way, what they are called, the nearest of those offered."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

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


_SPOKEN_IN = ("en", "ru", "zh_Hans")  # the languages in which staff name languages


@cache  # names of languages do not change while it runs
def language_names(code: str) -> frozenset[str]:
    """Name a language in the languages that staff speak, and in its own."""
    try:
        locale = Locale.parse(code)
    except (ValueError, UnknownLocaleError, TypeError):
        return frozenset()
    names = {locale.language, code.replace("_", "-"), locale.get_language_name(locale.language)}
    for each in _SPOKEN_IN:
        names |= {locale.get_language_name(each), Locale(locale.language).get_language_name(each)}
    return frozenset(form for name in names if name for form in _forms(name))


def _forms(name: str) -> Iterator[str]:
    """Write a name as it stands in a sentence: на русском, 英文 for 英语."""
    yield name
    if name.endswith("ий"):
        yield from (f"{name[:-2]}{end}" for end in ("ом", "ого"))
        yield f"по-{name[:-1]}"
    if name.endswith("语"):
        yield f"{name[:-1]}文"


def language_named(said: str) -> str | None:
    """Find the code of a language by a name that staff may give it; None if it has none."""
    return _codes_by_name().get(said.casefold())


@cache  # hundreds of names, read when the first is asked for
def _codes_by_name() -> Mapping[str, str]:
    found: dict[str, str] = defaultdict(str)
    codes = sorted(Locale("en").languages, key=lambda each: (len(each), each), reverse=True)
    for code in codes:
        for spoken in _SPOKEN_IN:
            name = Locale.parse(spoken).languages.get(code)
            found |= dict.fromkeys((form.casefold() for form in _forms(name or "")), code)
    return found
