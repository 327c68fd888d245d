"""A configured survey as the rest of the bot needs it: its scale, its words, its bands."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from bot.settings.config import Config, FollowUp, Survey, SurveyText
from bot.settings.survey import RECOVERY
from bot.surveys.placeholders import Filling, filled
from bot.surveys.question import Wording
from bot.text.typed_scores import Buttons
from bot.words.catalogues import Words
from bot.words.faces import faces, label
from bot.words.naming import in_language, language_among
from metrics.catalogue import METRICS, Scale
from storage.versions import Asked, Version

NOTHING_KNOWN = Filling()


def survey_of(config: Config, version: Version) -> Survey:
    """Find the survey of a version, with the question that the version asked.

    One that left the configuration goes on as its metric and question alone.
    """
    found = config.surveys.get(version.survey)
    if found is None or (found.metric, found.points) != (version.metric, version.points):
        found = Survey.model_validate({"metric": version.metric, "scale": version.points})
    wording = _asked(found)
    asked = json.loads(version.wording)
    return found if wording == asked else found.model_copy(update={"text": _text_of(found, asked)})


def _asked(survey: Survey) -> dict[str, list[Any]]:
    """Give the words that make a question mean what it means, by language."""
    asked: dict[str, list[Any]] = {}
    for language, text in survey.text.items():
        asked[language] = [text.question, text.low, text.high]
        if text.labels:  # without any, a question is what it was before there were labels
            asked[language].append({str(score): own for score, own in text.labels.items()})
    return asked


def _text_of(survey: Survey, asked: Mapping[str, Sequence[Any]]) -> dict[str, SurveyText]:
    """Put the words of another version around the question; thanks and prompts are today's."""
    text = {}
    for language in dict.fromkeys((*asked, *survey.text)):
        question, low, high, *labels = asked.get(language, ("", "", ""))
        own = {int(score): each for score, each in (labels[0] if labels else {}).items()}
        words = {"question": question, "low": low, "high": high, "labels": own}
        text[language] = survey.text.get(language, SurveyText()).model_copy(update=words)
    return text


def scale_of(survey: Survey) -> Scale:
    """Give the scores that a customer can choose from."""
    return METRICS[survey.metric].scales[survey.points]


def buttons_of(survey: Survey, words: Words) -> Buttons:
    """Tell what stands on the buttons of a survey, and beside their ends, in every language."""
    scale = scale_of(survey)
    labels = {label(survey.metric, survey.points, score): score for score in scale.scores}
    for language in languages_of(survey, words):
        text = survey.text.get(language, SurveyText())
        low = text.low or _built_in(words, language, f"low.{survey.metric}")
        high = text.high or _built_in(words, language, f"high.{survey.metric}")
        ends = ((scale.low, low), (scale.high, high))
        labels |= {f"{score} – {said}": score for score, said in ends if said}
        own = text.labels
        labels |= {label(survey.metric, survey.points, score, own): score for score in own}
    own = next((text.labels for text in survey.text.values() if text.labels), {})
    alone = faces(survey.metric, survey.points, own)  # in no language if not in every one
    return Buttons(
        survey.metric, survey.points, labels, dict(zip(alone, scale.scores, strict=False))
    )


def languages_of(survey: Survey, words: Words) -> list[str]:
    """List the languages in which a survey can be asked."""
    return sorted({*words.languages, *survey.text})


def wording_of(
    config: Config,
    survey: Survey,
    words: Words,
    *,
    language: str,
    score: int | None,
    about: Filling = NOTHING_KNOWN,
) -> Wording:
    """Choose the words in a language, with the follow-up of the score's band."""
    text = _text(config, survey, language)
    business = config.business.name or words.plain(language, "business.unnamed")
    about = about.called(business, _place(config, about.touchpoint, language))
    return Wording(
        question=filled(text.question, about)
        or words.plain(language, f"question.{survey.metric}", business=business),
        low=filled(text.low, about) or _built_in(words, language, f"low.{survey.metric}"),
        high=filled(text.high, about) or _built_in(words, language, f"high.{survey.metric}"),
        thanks=filled(text.thanks, about) or words.plain(language, "thanks"),
        prompt=filled(_own_prompt(config, survey, text, language, score), about)
        or _built_in_prompt(survey, words, language, score),
        reasons=reasons_of(config, survey, words, language=language, score=score),
        labels=labels_of(config, survey, language, about),
        cannot_say=survey.cannot_say,
        link=_link_of(config, survey, words, language=language, score=score),
    )


def _link_of(
    config: Config, survey: Survey, words: Words, *, language: str, score: int | None
) -> tuple[str, str] | None:
    """Give the link that follows a score, with its button's name in a language."""
    follow_up = _follow_up(survey, score)
    if follow_up is None or not follow_up.link:
        return None
    own = in_language(follow_up.link_text, language, config.business.default_language)
    return own or words.plain(language, "button.link"), follow_up.link


def _place(config: Config, touchpoint: str | None, language: str) -> str | None:
    """Name a touchpoint in a language, by its id where it has no name."""
    known = config.touchpoints.get(touchpoint or "")
    own = in_language(known.name, language, config.business.default_language) if known else None
    return own or touchpoint


def labels_of(
    config: Config, survey: Survey, language: str, about: Filling = NOTHING_KNOWN
) -> dict[int, str]:
    """Give the operator's own words for scores, in a language."""
    own = _text(config, survey, language).labels
    return {score: filled(label, about) for score, label in own.items()}


def reasons_of(
    config: Config, survey: Survey, words: Words, *, language: str, score: int | None
) -> tuple[tuple[str, str], ...]:
    """List the reasons of a score's band, each with its label in a language."""
    default, follow_up = config.business.default_language, _follow_up(survey, score)
    return tuple(
        (
            each.id,
            in_language(each.labels, language, default)
            or _built_in(words, language, f"reason.{each.id}")
            or each.id,
        )
        for each in (follow_up.reasons if follow_up else ())
    )


def offered_reasons(survey: Survey | None) -> dict[str, frozenset[int]]:
    """Tell which scores each reason is offered to; nothing of a survey that has ended."""
    found: dict[str, frozenset[int]] = {}
    for follow_up in survey.follow_up if survey else ():
        first, last = follow_up.scores
        for reason in follow_up.reasons:
            found[reason.id] = found.get(reason.id, frozenset()) | set(range(first, last + 1))
    return found


def band_index(survey: Survey, score: int) -> int:
    """Tell which follow-up band a score is in, lowest first."""
    if survey.follow_up:
        ordered = sorted(survey.follow_up, key=lambda each: each.scores[0])
        return next((i for i, each in enumerate(ordered) if _covers(each, score)), -1)
    scale = scale_of(survey)
    return scale.bands.index(scale.band(score))


def lowest_band_end(survey: Survey) -> int:
    """Give the highest score that counts as unhappy."""
    scale = scale_of(survey)
    ends = [each.scores[1] for each in survey.follow_up if each.scores[0] == scale.low]
    return ends[0] if ends else scale.bands[0].last


def asked_by(name: str, survey: Survey) -> Asked:
    """Describe what makes the survey's present version."""
    wording = _asked(survey)
    meaning: dict[str, Any] = {
        "metric": survey.metric,
        "points": survey.points,
        "anonymous": survey.anonymous,
        "wording": wording or "built in",
    }
    if survey.cannot_say:  # who has a way out no longer guesses: the scores are of other people
        meaning["cannot_say"] = True
    text = json.dumps(meaning, ensure_ascii=False, sort_keys=True)
    return Asked(
        survey=name,
        metric=survey.metric,
        points=survey.points,
        anonymous=survey.anonymous,
        continues=survey.continues,
        wording=json.dumps(wording, ensure_ascii=False, sort_keys=True),
        fingerprint=hashlib.sha256(text.encode()).hexdigest(),
    )


def _text(config: Config, survey: Survey, language: str) -> SurveyText:
    """Choose the operator's words, also of another language: built-in words ask less exactly."""
    chosen = language_among(survey.text, language, config.business.default_language)
    return survey.text[chosen] if chosen is not None else SurveyText()


def _follow_up(survey: Survey, score: int | None) -> FollowUp | None:
    if score is None:
        return None
    return next((each for each in survey.follow_up if _covers(each, score)), None)


def _covers(follow_up: FollowUp, score: int) -> bool:
    first, last = follow_up.scores
    return first <= score <= last


def _own_prompt(
    config: Config, survey: Survey, text: SurveyText, language: str, score: int | None
) -> str:
    """Choose the operator's words after a score: the band's, else the survey's."""
    if score is None:
        return ""
    follow_up = _follow_up(survey, score)
    default = config.business.default_language
    own = (follow_up.prompt.get(language) or follow_up.prompt.get(default)) if follow_up else ""
    return own or text.comment


def _built_in_prompt(survey: Survey, words: Words, language: str, score: int | None) -> str:
    if score is None:
        return ""
    bands = scale_of(survey).bands
    place = bands.index(scale_of(survey).band(score))
    if survey.metric == RECOVERY:
        return words.plain(language, "prompt.settled" if place else "prompt.unsettled")
    name = "low" if place == 0 else "high" if place == len(bands) - 1 else "middle"
    return words.plain(language, f"prompt.{name}")


def _built_in(words: Words, language: str, key: str) -> str:
    return words.plain(language, key) if words.has("en", key) else ""
