"""How an unhappy answer, or words without a score, reads to staff."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.cases.words import CaseStanding, case_keyboard, fact_lines, standing_lines
from bot.surveys.question import Screen
from bot.words.catalogues import Words
from bot.words.comment_parts import parts_text
from bot.words.voice import Voice

LONGEST_COMMENT = 1500  # a message holds 4096 characters, markup and escapes included


@dataclass(frozen=True)
class Alert:
    """An answer and what is known about it."""

    survey: str
    score: int | None
    highest: int
    unhappy: bool
    name: str | None
    telegram_id: int | None
    agent: str | None
    touchpoint: str | None
    reason: str | None
    comment: Sequence[tuple[str | None, str | None]]
    case: CaseStanding | None = None


def alert_screen(alert: Alert, words: Words, language: str, *, zone: ZoneInfo) -> Screen:
    """Draw the alert as it stands, with the state of its case."""
    voice = Voice(words, language)
    lines = [_heading(voice, alert)]
    if alert.case is not None:
        lines += standing_lines(voice, alert.case, zone)
    lines += fact_lines(
        voice,
        customer=alert.name or alert.telegram_id,
        agent=alert.agent,
        touchpoint=alert.touchpoint,
        reason=alert.reason,
        comment=_comment(alert, voice),
    )
    keyboard = case_keyboard(voice, alert.case) if alert.case is not None else None
    return Screen("\n".join(lines), keyboard)


def _heading(voice: Voice, alert: Alert) -> str:
    if alert.score is None:
        return voice.say("alert.heading_words", survey=alert.survey)
    key = "alert.heading" if alert.unhappy else "alert.heading_now"
    if not alert.unhappy and alert.case is not None and alert.case.case.score is None:
        key = "alert.heading_after_words"
    elif not alert.unhappy and alert.case is not None and alert.case.case.score == alert.score:
        key = "alert.heading_keyword"
    return voice.say(key, survey=alert.survey, score=alert.score, highest=alert.highest)


def count_screen(words: Words, language: str, *, survey: str, numbers: Mapping[str, int]) -> Screen:
    """Draw the alert on anonymous answers: numbers of a portion, no person."""
    return Screen(words.say(language, "alert.anonymous", survey=survey, **numbers))


def _comment(alert: Alert, voice: Voice) -> str:
    whole = parts_text(voice, alert.comment)
    return whole if len(whole) <= LONGEST_COMMENT else whole[: LONGEST_COMMENT - 1] + "…"
