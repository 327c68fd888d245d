"""Which words a language lacks: what is said in another language, or in built-in words, instead."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.settings.config import Config, Survey, SurveyText
from bot.words.catalogues import FALLBACK, Words
from bot.words.naming import language_among

BUILT_IN = "built-in words"
NUMBERS = "numbers alone"
_TEXTS = ("question", "low", "high", "thanks", "comment", "labels")


@dataclass(frozen=True)
class Lacking:
    """What one language lacks at one place of the settings, and in which language it is said.

    `instead` may also be what is built in, or the number that a point is without its label.
    """

    place: str
    language: str
    words: tuple[str, ...]
    instead: str


def lacking(config: Config, words: Words) -> list[Lacking]:
    """List what each language in use lacks, place by place."""
    found: list[Lacking] = []
    for language in languages_in_use(config):
        for name, survey in config.surveys.items():
            found += _of_survey(config, f"surveys.{name}", survey, language)
        named = {f"touchpoints.{name}": each.name for name, each in config.touchpoints.items()}
        named |= {f'theme "{each.name}"': each.names for each in config.themes}
        for place, names in named.items():
            found += _gathered(place, language, [("name", _instead(config, names, language))])
        if language not in words.languages:
            found.append(Lacking("built-in words", language, ("all that is not yours",), FALLBACK))
    return found


def languages_in_use(config: Config) -> list[str]:
    """List the languages that any words of the settings are in, the business's own first."""
    used = [config.business.default_language]
    for survey in config.surveys.values():
        used += [*survey.text, *survey.name]
        for each in survey.follow_up:
            used += [*each.prompt, *(code for reason in each.reasons for code in reason.labels)]
    used += [code for each in config.touchpoints.values() for code in each.name]
    used += [code for each in config.themes for code in each.names]
    return list(dict.fromkeys(used))


def _of_survey(config: Config, place: str, survey: Survey, language: str) -> Iterator[Lacking]:
    """Go by the same choice of words as a question does."""
    missing = [("name", _instead(config, survey.name, language)), *_texts(config, survey, language)]
    for each in survey.follow_up:
        first, last = each.scores
        prompt, default = each.prompt, config.business.default_language
        if prompt and language not in prompt:
            said = default if default in prompt else BUILT_IN
            missing.append((f"prompt after {first} to {last}", said))
        missing += [
            (f'reason "{reason.id}"', _instead(config, reason.labels, language))
            for reason in each.reasons
        ]
    yield from _gathered(place, language, missing)


def _texts(config: Config, survey: Survey, language: str) -> Iterator[tuple[str, str | None]]:
    """Tell of each text where it comes from: a language with words of its own borrows none."""
    own = survey.text.get(language)
    chosen = language_among(survey.text, language, config.business.default_language)
    for name in _TEXTS:
        if not any(getattr(text, name) for text in survey.text.values()):
            continue
        built_in = NUMBERS if name == "labels" else BUILT_IN
        if own is None:
            there = getattr(survey.text.get(chosen or "", SurveyText()), name)
            yield name, chosen if there else built_in
        else:
            yield name, None if getattr(own, name) else built_in


def _instead(config: Config, named: Mapping[str, str], language: str) -> str | None:
    """Tell which language lends its words; None if none has to."""
    if not named or language in named:
        return None
    return language_among(named, language, config.business.default_language)


def _gathered(
    place: str, language: str, missing: list[tuple[str, str | None]]
) -> Iterator[Lacking]:
    """Put together what is said in the same way instead."""
    for instead in dict.fromkeys(said for _, said in missing if said is not None):
        names = tuple(dict.fromkeys(name for name, said in missing if said == instead))
        yield Lacking(place, language, names, instead)
