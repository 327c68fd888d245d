"""How an unhappy answer reads to staff."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.views.questions import Screen
from bot.words import Words

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


def alert_screen(alert: Alert, words: Words, language: str) -> Screen:
    """Draw the alert as it stands."""
    key = "alert.heading" if alert.unhappy else "alert.heading_now"
    score = "?" if alert.score is None else alert.score
    lines = [words.say(language, key, survey=alert.survey, score=score, highest=alert.highest)]
    customer = alert.name or alert.telegram_id
    facts = (
        ("customer", customer),
        ("agent", alert.agent),
        ("where", alert.touchpoint),
        ("reason", alert.reason),
        ("comment", _comment(alert, words, language)),
    )
    names = {"where": "touchpoint"}
    for name, value in facts:
        if value:
            filled = {names.get(name, name): value}
            lines.append(words.say(language, f"alert.{name}", **filled))
    return Screen("\n".join(lines))


def count_screen(words: Words, language: str, *, survey: str, count: int) -> Screen:
    """Draw the alert on anonymous answers: a number, no person."""
    return Screen(words.say(language, "alert.anonymous", survey=survey, count=count))


def _comment(alert: Alert, words: Words, language: str) -> str:
    parts = []
    for body, media in alert.comment:
        if media:
            parts.append(words.plain(language, "alert.media", media=media))
        if body:
            parts.append(body)
    whole = "\n".join(parts)
    return whole if len(whole) <= LONGEST_COMMENT else whole[: LONGEST_COMMENT - 1] + "…"
