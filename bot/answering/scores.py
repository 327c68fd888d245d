"""What a score, a reason and a comment do to an invitation, however they come in."""

from dataclasses import dataclass
from datetime import timedelta

from bot.cases.alerting import alert_about
from bot.effects import Scene
from bot.settings.config import Survey
from bot.surveys.questionnaire import band_index, scale_of, survey_of
from storage import (
    anonymous,
    answers,
    comments,
    customers,
    deliveries,
    invitations,
    reminders,
    versions,
)
from storage.answers import Answer
from storage.comments import Part
from storage.invitations import Invitation
from storage.moments import to_micros

OPEN = frozenset({"claimed", "sent", "unknown"})


@dataclass(frozen=True)
class Asked:
    """An invitation with its survey and the answer it has so far."""

    invitation: Invitation
    survey: Survey
    answer: Answer | None


async def find_asked(scene: Scene, token: str) -> Asked | None:
    """Find what a button belongs to."""
    invitation = await invitations.find_by_token(scene.tx, token)
    return await asked_of(scene, invitation) if invitation else None


async def asked_of(scene: Scene, invitation: Invitation) -> Asked:
    """Put an invitation together with its survey and its answer."""
    version = await versions.get(scene.tx, invitation.version_id)
    survey = survey_of(scene.services.config, version)
    return Asked(invitation, survey, await answers.find(scene.tx, invitation.id))


async def is_asked(scene: Scene, asked: Asked, telegram_id: int) -> bool:
    """Tell whether this is the person who was asked."""
    if asked.invitation.customer_id is None:
        return False
    customer = await customers.get(scene.tx, asked.invitation.customer_id)
    return customer.telegram_id == telegram_id


async def note_delivered(
    scene: Scene, asked: Asked, *, chat_id: int | None, message_id: int | None
) -> Asked:
    """Take a press as proof that a question of unknown fate did arrive."""
    invitation = asked.invitation
    on_its_way = invitation.state in {"claimed", "unknown"}
    if not on_its_way and (invitation.delivered_at is not None or invitation.asked_at is None):
        return asked
    await _found(scene, invitation, chat_id=chat_id, message_id=message_id)
    changed = await invitations.change(
        scene.tx,
        invitation,
        zone=scene.zone,
        state="sent" if on_its_way else invitation.state,
        delivered_at=invitation.delivered_at or to_micros(scene.now),
    )
    return Asked(changed, asked.survey, asked.answer)


async def _found(
    scene: Scene, invitation: Invitation, *, chat_id: int | None, message_id: int | None
) -> None:
    """Note which message it was, unless it is known as another one already."""
    if chat_id is None or message_id is None:
        return
    known = await deliveries.find_by_message(scene.tx, chat_id=chat_id, message_id=message_id)
    if known is not None:
        return
    for delivery in await deliveries.of_invitation(scene.tx, invitation.id):
        if delivery.kind != "alert":
            await deliveries.mark_sent(
                scene.tx, delivery.id, chat_id=chat_id, message_id=message_id, now=scene.now
            )


def is_open(scene: Scene, asked: Asked) -> bool:
    """Tell whether a first score still counts."""
    expires = asked.invitation.expires_at
    in_time = expires is None or to_micros(scene.now) < expires
    return asked.invitation.state in OPEN and in_time


def may_change(scene: Scene, asked: Asked) -> bool:
    """Tell whether the score may still be replaced."""
    if asked.answer is None or asked.invitation.anonymous:
        return False
    end = asked.answer.answered_at + asked.survey.change_window
    return scene.now <= end


async def first_score(scene: Scene, asked: Asked, score: int) -> None:
    """Keep the first score, in the same transaction as everything that follows from it."""
    zone = scene.zone
    invitation = await invitations.change(
        scene.tx,
        asked.invitation,
        zone=zone,
        state="answered",
        answered_at=to_micros(scene.now),
    )
    if invitation.anonymous:
        if not invitation.test:
            await anonymous.add(scene.tx, invitation, score=score, at=scene.now, zone=zone)
    else:
        await answers.add(scene.tx, invitation, score=score, at=scene.now, zone=zone)
    await reminders.drop(scene.tx, invitation.id)
    await deliveries.touch(scene.tx, invitation.id)
    await alert_about(scene, invitation, asked.survey, score=score)


async def change_score(scene: Scene, asked: Asked, answer: Answer, score: int) -> None:
    """Replace the score; a score in another band clears the reason."""
    same_band = band_index(asked.survey, answer.score) == band_index(asked.survey, score)
    zone = scene.zone
    await answers.change(
        scene.tx,
        answer,
        zone=zone,
        at=scene.now,
        score=score,
        reason=answer.reason if same_band else None,
    )
    await invitations.change(scene.tx, asked.invitation, zone=zone, changing=0)
    await deliveries.touch(scene.tx, asked.invitation.id, alerts=True)
    await alert_about(scene, asked.invitation, asked.survey, score=score)


async def set_reason(scene: Scene, asked: Asked, answer: Answer, reason: str) -> None:
    """Keep the reason; the last tap wins."""
    zone = scene.zone
    await answers.change(scene.tx, answer, zone=zone, at=scene.now, reason=reason)
    await deliveries.touch(scene.tx, asked.invitation.id, alerts=True)


async def open_change(scene: Scene, asked: Asked, *, changing: bool) -> None:
    """Show the scores again, or put them away."""
    await _change(scene, asked.invitation, changing=int(changing))


async def open_comment(scene: Scene, asked: Asked) -> None:
    """Let the next messages of the person be the comment."""
    window: timedelta = asked.survey.comment_window
    until = to_micros(scene.now + window)
    await _change(scene, asked.invitation, changing=0, comment_until=until)


async def look_again(scene: Scene, asked: Asked) -> None:
    """Draw the message anew: whoever presses a button that is gone sees an old state of it."""
    await deliveries.touch(scene.tx, asked.invitation.id)


async def add_comment(scene: Scene, asked: Asked, part: Part) -> None:
    """Keep a comment, or one more message of it; it may come before the score."""
    zone = scene.zone
    invitation = asked.invitation
    if not invitation.anonymous:
        await comments.keep(scene.tx, invitation.id, part)
        if asked.answer is not None:
            await answers.note_comment(scene.tx, asked.answer, zone=zone)
        await deliveries.touch(scene.tx, invitation.id, alerts=True)
        return
    if part.body and not invitation.test:
        await anonymous.add_comment(
            scene.tx, survey=invitation.survey, body=part.body, at=scene.now, zone=zone
        )
    await _change(scene, invitation, comment_until=None)  # who wrote, and when, is not kept


async def _change(scene: Scene, invitation: Invitation, **changes: int | None) -> None:
    zone = scene.zone
    await invitations.change(scene.tx, invitation, zone=zone, **changes)
    await deliveries.touch(scene.tx, invitation.id)


def on_scale(survey: Survey, score: int) -> bool:
    """Tell whether a score can be given."""
    scale = scale_of(survey)
    return scale.low <= score <= scale.high


def highest(survey: Survey) -> int:
    """Give the best score there is."""
    return scale_of(survey).high
