"""What a message ought to show, from the stored state alone; and making it show that."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from bot.messages.reaching import note_gone
from bot.services import Services
from bot.surveys.placeholders import Filling
from bot.surveys.question import Question, Screen, Stage, question_screen
from bot.surveys.questionnaire import survey_of, wording_of
from bot.wire.calling import Kind
from bot.wire.outcomes import Edited, Gone, Moved, Outcome, Refused, Sent, TryLater, Unknown
from storage import (
    answers,
    comments,
    deliveries,
    invitations,
    reminders,
    revisions,
    versions,
)
from storage.deliveries import ASKS, Delivery
from storage.invitations import Invitation
from storage.transaction import Transaction

ABOUT_CASES = ("heard", "unsent", "overdue")  # messages to staff, beside the alert
Became = Literal["shown", "again", "later"]  # what an edit left to do: nothing, one more, a retry


@dataclass(frozen=True)
class DrawnMessage:
    """A message and what it ought to show at its present revision."""

    delivery: Delivery
    screen: Screen
    png: bytes | None = None  # the picture that the words stand below


async def draw(
    services: Services, tx: Transaction, delivery: Delivery, now: datetime
) -> DrawnMessage:
    """Draw a message as the database has it."""
    kind = services.messages[kind_of(delivery)]
    screen = await kind.draw(services, tx, delivery, now)
    if delivery.repeats and delivery.kind not in ASKS:
        said = repeat_line(services, services.config.business.default_language)
        screen = replace(screen, text=f"{said}\n{screen.text}")
    return DrawnMessage(delivery, screen)


def repeat_line(services: Services, language: str) -> str:
    """Say that a message may have come before, as HTML: it is sent again rather than missed."""
    return services.voice(language).say("staff.repeat")


def kind_of(delivery: Delivery) -> str:
    """Name the kind of a message, by which the map says how it is drawn."""
    if "notice" in delivery.body:
        return "notice"
    if delivery.kind == "reply":
        return "reply"
    for kind in ("watch", "greeting", *ABOUT_CASES):
        if kind in delivery.body:
            return kind
    if delivery.kind == "alert":
        return "alert" if delivery.invitation_id is not None else "count"
    return "digest" if delivery.kind == "digest" else "question"


async def draw_question(
    services: Services, tx: Transaction, delivery: Delivery, now: datetime
) -> Screen:
    """Draw a question as it stands, through all that can become of it."""
    invitation = await invitations.get(tx, delivery.invitation_id or 0)
    version = await versions.get(tx, invitation.version_id)
    survey = survey_of(services.config, version)
    answer = await answers.find(tx, invitation)
    about = await filling_of(tx, invitation)
    said = answer.commented if answer else bool(await comments.parts(tx, invitation.id))
    score = answer.score if answer else None
    window = answer is not None and now <= answer.answered_at + survey.change_window
    question = Question(
        token=invitation.token,
        metric=version.metric,
        points=version.points,
        language=invitation.language,
        wording=wording_of(
            services.config,
            survey,
            services.words,
            language=invitation.language,
            score=score,
            about=about,
        ),
        stage="reminded"
        if delivery.kind == "ask" and await reminders.is_sent(tx, invitation.id)
        else _stage(delivery, invitation, now),
        score=score,
        unsaid=invitation.unsaid,
        reason=answer.reason if answer else None,
        commented=said,
        listening=_listens(invitation, now),
        may_change=window,
        anonymous=invitation.anonymous,
        test=invitation.test,
        again=invitation.again or invitation.is_past(now),
    )
    return question_screen(question, services.words)


async def filling_of(tx: Transaction, invitation: Invitation) -> Filling:
    """Tell what is known of the talk that a question is about."""
    names = await invitations.names(tx, invitation)
    return Filling(
        agent=invitation.agent,
        customer=names.customer,
        touchpoint=invitation.touchpoint,
        ref=names.ref,
    )


def _stage(delivery: Delivery, invitation: Invitation, now: datetime) -> Stage:
    put_off = invitation.again and delivery.kind != "again"
    if put_off and invitation.state != "withdrawn":
        return "later"
    if invitation.state == "withdrawn" and invitation.gate == "opted_out" and not put_off:
        return "never"
    if invitation.state != "answered":
        return _unanswered(invitation, now)
    return "changing" if invitation.changing else "answered"


def _listens(invitation: Invitation, now: datetime) -> bool:
    """Tell whether what the person writes next is the comment: the prompt stands as long."""
    return invitation.comment_until is not None and invitation.comment_until > now


def _unanswered(invitation: Invitation, now: datetime) -> Stage:
    if invitation.state in {"withdrawn", "skipped", "failed"}:
        return "withdrawn"
    closed = invitation.state == "expired" and not invitation.takes_answers(now)
    return "expired" if closed else "open"


async def redraw(services: Services, delivery_id: int, *, kind: Kind = "reply") -> bool:
    """Edit a message until it shows what it ought to; the latest state wins. True if it does."""
    if delivery_id in services.drawing:
        services.drawing[delivery_id] = True  # whoever is at it looks once more
        return False
    services.drawing[delivery_id] = True
    try:
        while services.drawing[delivery_id]:
            services.drawing[delivery_id] = False
            drawing = await _stale(services, delivery_id)
            became = await _edit(services, drawing, kind) if drawing is not None else "shown"
            if became == "later":
                return False
            services.drawing[delivery_id] |= became == "again"
    finally:
        del services.drawing[delivery_id]
    return True


async def _stale(services: Services, delivery_id: int) -> DrawnMessage | None:
    async def unit(tx: Transaction) -> DrawnMessage | None:
        delivery = await deliveries.get(tx, delivery_id)
        if delivery.state != "sent" or delivery.shown >= delivery.revision:
            return None
        return await draw(services, tx, delivery, services.clock())

    return await services.database.read(unit)


async def _edit(services: Services, drawing: DrawnMessage, kind: Kind) -> Became:
    delivery = drawing.delivery
    if delivery.message_id is None:
        return "later"
    screen, outbox = drawing.screen, services.outbox
    edit = outbox.edit_text if screen.file is None else outbox.edit_caption
    outcome = await edit(
        delivery.chat_id, delivery.message_id, screen.text, screen.keyboard, kind=kind
    )
    return await _note(services, delivery, outcome)


async def _note(services: Services, delivery: Delivery, outcome: Outcome) -> Became:
    """Keep what came of an edit, and tell whether the message is to be looked at again."""
    match outcome:
        case Edited() | Sent() | Gone() | Refused():
            await note_gone(services, delivery.chat_id, outcome)
            shown = delivery.revision  # what cannot be edited is not tried for ever
        case Moved(chat_id):
            await services.database.write(
                lambda tx: deliveries.move(tx, delivery.id, chat_id=chat_id)
            )
            return "again"
        case TryLater() | Unknown():
            return "later"  # an edit may be repeated; the next round does
    stale = await services.database.write(
        lambda tx: revisions.mark_shown(
            tx, delivery.id, message_id=delivery.message_id, revision=shown
        )
    )
    return "again" if stale else "shown"
