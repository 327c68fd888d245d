"""What a score, a reason and a comment do to an invitation, however they come in."""

from datetime import datetime, timedelta
from typing import Literal

from bot.answering.asked import Asked
from bot.cases.alerting import (
    alert_about,
    alert_about_keyword,
    alert_about_portion,
    alert_about_words,
    words_dedupe,
)
from bot.effects import Scene
from bot.settings.config import Survey
from bot.settings.survey import RECOVERY
from bot.surveys.question import OTHER
from bot.surveys.questionnaire import band_index, reasons_of, scale_of
from storage import (
    anonymous,
    answers,
    asks,
    comments,
    recoveries,
    reminders,
    revisions,
    shown,
)
from storage.answers import Answer
from storage.comments import Part

Became = Literal["kept", "kept_anonymous", "changed", "same", "final", "stale"]


def is_open(scene: Scene, asked: Asked) -> bool:
    """Tell whether a first score still counts: also for a day after the end, unless anonymous."""
    return asked.invitation.takes_answers(scene.now)


def may_change(scene: Scene, asked: Asked) -> bool:
    """Tell whether the score may still be replaced."""
    if asked.answer is None or asked.invitation.anonymous:
        return False
    end = asked.answer.answered_at + asked.survey.change_window
    return scene.now <= end


async def give(scene: Scene, asked: Asked, score: int) -> Became:
    """Keep a score, be it the first or another one, or tell why it does not count."""
    invitation, answer = asked.invitation, asked.answer
    if is_open(scene, asked):
        await first_score(scene, asked, score)
        return "kept_anonymous" if invitation.anonymous else "kept"
    if invitation.state != "answered" or answer is None or not may_change(scene, asked):
        await look_again(scene, asked)
        return "final" if invitation.state == "answered" else "stale"
    if answer.score == score:
        await open_change(scene, asked, changing=False)
        return "same"
    await change_score(scene, asked, answer, score)
    return "changed"


async def first_score(
    scene: Scene, asked: Asked, score: int, *, message_id: int | None = None
) -> None:
    """Keep the first score, in the same transaction as everything that follows from it."""
    if asked.invitation.anonymous:
        await _first_unnamed(scene, asked, score)
        return
    invitation = await asks.answer(
        scene.tx,
        asked.invitation,
        at=scene.now,
        zone=scene.zone,
        comment_until=_prompted(scene, asked),
    )
    at, zone, reason = scene.now, scene.zone, None
    if asked.survey.metric == RECOVERY:  # what was wrong is known: it is what is asked about
        reason = await recoveries.reason_of(scene.tx, invitation.id)
    await answers.add(
        scene.tx, invitation, score=score, at=at, zone=zone, message_id=message_id, reason=reason
    )
    await revisions.answered(scene.tx, invitation.id, words=words_dedupe(invitation))
    await _note_shown(scene, asked, "thanks")
    await alert_about(scene, invitation, asked.survey, score=score)


async def _first_unnamed(scene: Scene, asked: Asked, score: int) -> None:
    """Note that an invitation is answered, and seal the score."""
    invitation = await asks.answer(
        scene.tx,
        asked.invitation,
        at=scene.now,
        zone=scene.zone,
        comment_until=_prompted(scene, asked),
    )
    await seal(scene, asked, score)
    await revisions.touch(scene.tx, invitation.id)
    await _note_shown(scene, asked, "thanks")


async def seal(scene: Scene, asked: Asked, score: int | None) -> None:
    """Keep an anonymous score, or that somebody cannot say, until it is counted with others."""
    invitation, survey = asked.invitation, asked.survey
    if invitation.test:
        return
    at, zone, by = scene.now, scene.zone, survey.portions_by
    whole = await anonymous.add(scene.tx, invitation, score=score, at=at, zone=zone, by=by)
    if whole is not None:
        await alert_about_portion(scene, survey, whole)


async def close_unsaid(scene: Scene, asked: Asked) -> None:
    """Close a question whose person cannot say."""
    await asks.pass_by(scene.tx, asked.invitation, at=scene.now, zone=scene.zone)
    if asked.invitation.anonymous:
        await seal(scene, asked, None)
    else:
        await reminders.drop(scene.tx, asked.invitation.id)
    await revisions.touch(scene.tx, asked.invitation.id)


async def change_score(scene: Scene, asked: Asked, answer: Answer, score: int) -> None:
    """Replace the score; a score in another band clears the reason."""
    same_band = band_index(asked.survey, answer.score) == band_index(asked.survey, score)
    reason = answer.reason if same_band else None
    at, zone = scene.now, scene.zone
    await answers.change(scene.tx, answer, zone=zone, at=at, score=score, reason=reason)
    await ask_for_words(scene, asked)
    await alert_about(scene, asked.invitation, asked.survey, score=score)


def reasons(scene: Scene, asked: Asked, answer: Answer) -> tuple[tuple[str, str], ...]:
    """List what can be tapped as the reason of a score: each with its label."""
    config, words, language = scene.services.config, scene.services.words, asked.invitation.language
    return reasons_of(config, asked.survey, words, language=language, score=answer.score)


async def set_reason(scene: Scene, asked: Asked, answer: Answer, reason: str) -> None:
    """Keep the reason; the last tap wins."""
    await answers.change(scene.tx, answer, zone=scene.zone, at=scene.now, reason=reason)
    if reason == OTHER:
        await ask_for_words(scene, asked)
    else:
        await revisions.touch(scene.tx, asked.invitation.id, alerts=True)


async def open_change(scene: Scene, asked: Asked, *, changing: bool) -> None:
    """Show the scores again, or put them away."""
    await asks.show_scores(scene.tx, asked.invitation, changing=changing)
    await _note_shown(scene, asked, "change" if changing else "thanks")
    await revisions.touch(scene.tx, asked.invitation.id)


async def ask_for_words(scene: Scene, asked: Asked) -> None:
    """Thank for a score with a prompt: what the person writes next is the comment."""
    await asks.listen(scene.tx, asked.invitation, until=_prompted(scene, asked))
    await _note_shown(scene, asked, "thanks")
    await revisions.touch(scene.tx, asked.invitation.id, alerts=True)


def _prompted(scene: Scene, asked: Asked) -> datetime | None:
    window = asked.survey.comment_window
    if not window:
        return None
    until = scene.now + window
    if not asked.invitation.anonymous:
        return until
    full = until.replace(minute=0, second=0, microsecond=0)  # or it would tell when it was answered
    return full if full == until else full + timedelta(hours=1)


async def _note_shown(scene: Scene, asked: Asked, screen: shown.ShownScreen) -> None:
    ask = asked.invitation
    named, at = screen, scene.now
    if ask.anonymous:  # of which the day is all that is kept
        named, at = "anonymous", at.replace(hour=0, minute=0, second=0, microsecond=0)
    await shown.note(scene.tx, ask.customer_id, named, at=at, invitation_id=ask.id)


async def look_again(scene: Scene, asked: Asked) -> None:
    """Draw the message anew: whoever presses a button that is gone sees an old state of it."""
    await revisions.touch(scene.tx, asked.invitation.id)


async def add_comment(scene: Scene, asked: Asked, part: Part) -> None:
    """Keep a comment, or one more message of it; it may come before the score."""
    invitation = asked.invitation
    if not invitation.anonymous:
        await comments.keep(scene.tx, invitation.id, part)
        if asked.answer is None:
            await alert_about_words(scene, invitation)
        elif not asked.answer.commented:
            await answers.note_comment(scene.tx, asked.answer, zone=scene.zone)
        if part.body is not None:
            score = asked.answer.score if asked.answer else None
            await alert_about_keyword(scene, invitation, part.body, score=score)
        await revisions.touch(scene.tx, invitation.id, alerts=True)
    elif part.body and not invitation.test:
        await anonymous.add_comment(
            scene.tx,
            survey=invitation.survey,
            body=part.body,
            at=scene.now,
            zone=scene.zone,
            version_id=invitation.version_id,
        )


def on_scale(survey: Survey, score: int) -> bool:
    """Tell whether a score can be given."""
    return score in scale_of(survey)
