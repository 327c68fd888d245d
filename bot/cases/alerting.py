"""Unhappy answers reach people at once, words without a score after an hour; one message each."""

from datetime import datetime, timedelta

from bot.cases.noting import open_about, open_with_words
from bot.effects import Scene
from bot.reports.themes.theming import themes_of
from bot.settings.config import Survey
from bot.settings.theme import Theme
from bot.surveys.questionnaire import lowest_band_end
from storage import answers, deliveries, invitations, portions
from storage.deliveries import Delivery
from storage.invitations import Invitation
from storage.portions import Portion

SCORE_MAY_COME = timedelta(hours=1)  # after words: people type first, and tap then


async def alert_about(scene: Scene, invitation: Invitation, survey: Survey, *, score: int) -> None:
    """Plan an alert about a score in the lowest band and open its case; a change edits it."""
    chat_id = _chat(scene)
    if chat_id is None or invitation.test or score > lowest_band_end(survey):
        return
    await open_about(scene, invitation.id, score=score)
    if not await deliveries.stands(scene.tx, words_dedupe(invitation)):
        await _plan(scene, invitation, chat_id, f"alert:{invitation.id}", at=scene.now)


async def alert_about_portion(scene: Scene, survey: Survey, portion: Portion) -> None:
    """Plan an alert where anonymous answers that were counted together have low ones among them."""
    chat_id, highest = _chat(scene), lowest_band_end(survey)
    low = portion.low(highest)
    if chat_id is None or not low:
        return
    name = portion.survey
    count = await portions.count_low(scene.tx, name, highest=highest)
    await deliveries.plan(
        scene.tx,
        kind="alert",
        dedupe=f"portion:{portion.id}",
        survey=name,
        chat_id=chat_id,
        due_at=scene.now,
        body={"survey": name, "count": count, "low": low, "people": portion.people},
    )


async def alert_about_words(scene: Scene, invitation: Invitation) -> None:
    """Plan an alert about words that have no score yet; a score that comes first takes it back."""
    chat_id = _chat(scene)
    if chat_id is not None and not invitation.test and not invitation.anonymous:
        at = scene.now + SCORE_MAY_COME
        await _plan(scene, invitation, chat_id, words_dedupe(invitation), at=at)


async def alert_about_keyword(
    scene: Scene, invitation: Invitation, body: str, *, score: int | None
) -> None:
    """Open a case about words that the operator named, also on a high score, and tell at once."""
    chat_id = _chat(scene)
    if chat_id is None or invitation.test or not _wants_a_case(scene, invitation, body):
        return
    await deliveries.take_back(scene.tx, words_dedupe(invitation))
    await open_about(scene, invitation.id, score=score)
    await _plan(scene, invitation, chat_id, f"alert:{invitation.id}", at=scene.now)


def _wants_a_case(scene: Scene, invitation: Invitation, body: str) -> bool:
    listed = scene.services.config.cases.words
    if not listed:
        return False
    named = [
        Theme(name=str(at), words={each.language: each.words}) for at, each in enumerate(listed)
    ]
    return bool(themes_of(named).in_text(body, invitation.language))


async def alert_of_words(scene: Scene, invitation: Invitation, *, message_id: int) -> None:
    """Open a case about words that a customer had passed on, and tell staff once for each time."""
    await deliveries.take_back(scene.tx, words_dedupe(invitation))
    await open_with_words(scene, invitation)
    chat_id = _chat(scene)
    if chat_id is not None:
        dedupe = f"passed on:{invitation.id}:{message_id}"
        await _plan(scene, invitation, chat_id, dedupe, at=scene.now)


async def open_when_told(scene: Scene, alert: Delivery) -> None:
    """Open the case about an answer or words in the transaction that takes the alert in hand."""
    if alert.invitation_id is not None:
        ask = await invitations.get(scene.tx, alert.invitation_id)
        answer = await answers.find(scene.tx, ask)
        await open_about(scene, alert.invitation_id, score=answer.score if answer else None)


async def _plan(
    scene: Scene, invitation: Invitation, chat_id: int, dedupe: str, *, at: datetime
) -> None:
    await deliveries.plan(
        scene.tx,
        kind="alert",
        dedupe=dedupe,
        survey=invitation.survey,
        chat_id=chat_id,
        due_at=at,
        invitation_id=invitation.id,
    )


def _chat(scene: Scene) -> int | None:
    chat_id = scene.services.config.staff.alerts
    return None if chat_id is None else scene.services.chat_moves.get(chat_id, chat_id)


def words_dedupe(invitation: Invitation) -> str:
    """Name the alert about words without a score, which the first score takes back."""
    return f"words:{invitation.id}"
