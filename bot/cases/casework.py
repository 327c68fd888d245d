"""Cases: an unhappy answer is opened as one, taken, noted on, closed and, if needed, reopened."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.access import Role, own_role
from bot.cases.words import LONGEST_NOTE, Answered, CaseLine, CaseStanding, File, name_of
from bot.effects import Scene
from bot.reports.comments.words import parts_text
from bot.services import Services
from bot.surveys.questionnaire import reason_label, scale_of, survey_of
from bot.wire.incoming import Said
from bot.words.voice import Voice
from storage import answers, audit, cases, comments, customers, deliveries, invitations, versions
from storage.cases import Case, State, Step, StepName
from storage.database import Transaction
from storage.invitations import Invitation

Verb = Literal["take", "close", "reopen", "note"]
SHOWN = 20  # cases of the list
_NOTE: StepName = "note"

_MOVES: Mapping[str, tuple[State, frozenset[State], StepName]] = {
    "take": ("taken", frozenset({"open"}), "taken"),
    "close": ("closed", frozenset({"open", "taken"}), "closed"),
    "reopen": ("open", frozenset({"closed", "taken"}), "reopened"),
}


@dataclass(frozen=True)
class Colleague:
    """Who works on a case."""

    telegram_id: int
    name: str


@dataclass(frozen=True)
class CaseOutcome:
    """What came of an attempt, and the case as it is now."""

    done: bool
    mine: bool  # whoever tried has done it before
    file: File


async def open_about(scene: Scene, invitation: Invitation, *, score: int) -> None:
    """Open a case about an unhappy answer; one answer has one case, however often it changes."""
    opened = await cases.open_case(scene.tx, invitation.id, score=score, at=scene.now)
    if opened is not None:
        await _record(scene.tx, opened, "open", actor="bot", now=scene.now)


async def act(
    scene: Scene, number: int, verb: Verb, who: Colleague, voice: Voice, *, note: str = ""
) -> CaseOutcome | None:
    """Take, close, reopen or note on a case; None where there is none. A note is never lost."""
    tx = scene.tx
    case = await cases.find(tx, number)
    if case is None:
        return None
    await cases.remember_name(tx, who.telegram_id, who.name)
    done = await _acted(tx, case, verb, who, note=note[:LONGEST_NOTE], now=scene.now)
    after = await cases.find(tx, number) or case
    wanted = verb == "note" or after.state == _MOVES[verb][0]
    mine = wanted and after.held_by == who.telegram_id
    return CaseOutcome(done, mine, await file_of(scene.services, tx, after, voice))


async def _acted(
    tx: Transaction, case: Case, verb: Verb, who: Colleague, *, note: str, now: datetime
) -> bool:
    done, step = True, _NOTE
    if verb != "note":
        state, allowed, named = _MOVES[verb]
        holder = None if state == "open" else who.telegram_id
        done = await cases.move(tx, case, state=state, from_states=allowed, held_by=holder)
        step = named if done else _NOTE
    if not done and not note:
        return False
    await cases.add_step(tx, case.id, step=step, at=now, actor=who.telegram_id, note=note or None)
    action = verb if done else "note"
    await _record(tx, case, action, actor=f"telegram:{who.telegram_id}", now=now)
    await deliveries.touch_alerts(tx, case.invitation_id)
    return done


async def _record(tx: Transaction, case: Case, action: str, *, actor: str, now: datetime) -> None:
    detail = {"case": case.id, "invitation": case.invitation_id}
    await audit.record(tx, at=now, actor=actor, action=f"case {action}", detail=detail)


async def keep_note(scene: Scene, said: Said, text: str) -> None:
    """Keep what an agent replies to an alert as a note on its case; others are not listened to."""
    if said.reply_to is None or not text or not _may_note(scene.services, said):
        return
    delivery = await deliveries.find_by_message(
        scene.tx, chat_id=said.chat_id, message_id=said.reply_to
    )
    if delivery is None or delivery.kind != "alert" or delivery.invitation_id is None:
        return
    case = await cases.of_invitation(scene.tx, delivery.invitation_id)
    if case is None:
        return
    who = said.person.telegram_id
    await cases.remember_name(scene.tx, who, said.person.name or str(who))
    await cases.add_step(
        scene.tx,
        case.id,
        step="note",
        at=scene.now,
        actor=who,
        note=text[:LONGEST_NOTE],
        message_id=said.message_id,
    )
    await _record(scene.tx, case, "note", actor=f"telegram:{who}", now=scene.now)
    await deliveries.touch_alerts(scene.tx, case.invitation_id)


def _may_note(services: Services, said: Said) -> bool:
    return own_role(services.config.staff, said.person.telegram_id) >= Role.AGENT


async def standing_of(tx: Transaction, invitation_id: int, voice: Voice) -> CaseStanding | None:
    """Tell how the case about an answer stands; None where there is none."""
    case = await cases.of_invitation(tx, invitation_id)
    return _standing(case, await cases.steps(tx, case.id), voice) if case else None


def _standing(case: Case, steps: Sequence[Step], voice: Voice) -> CaseStanding:
    moves = [each for each in steps if each.step != "note"]
    last = moves[-1] if moves else Step("opened", case.opened_at, None, None, None)
    noted = [each for each in steps if each.note]
    return CaseStanding(
        number=case.id,
        token=case.token,
        state=case.state,
        score=case.score,
        since=last.at,
        name=name_of(voice, last),
        note=noted[-1] if noted else None,
    )


async def file_of(services: Services, tx: Transaction, case: Case, voice: Voice) -> File:
    """Put together all that is known about a case."""
    invitation = await invitations.get(tx, case.invitation_id)
    steps = await cases.steps(tx, case.id)
    answered = await _answered(services, tx, invitation, voice)
    return File(_standing(case, steps, voice), answered, steps)


async def _answered(
    services: Services, tx: Transaction, invitation: Invitation, voice: Voice
) -> Answered:
    version = await versions.get(tx, invitation.version_id)
    answer = await answers.find(tx, invitation.id)
    customer = await customers.get(tx, invitation.customer_id) if invitation.customer_id else None
    reason = answer.reason if answer else None
    return Answered(
        survey=invitation.survey,
        score=answer.score if answer else None,
        highest=scale_of(survey_of(services.config, version)).high,
        customer=customer.name if customer else None,
        username=customer.username if customer else None,
        telegram_id=customer.telegram_id if customer else None,
        agent=invitation.agent,
        touchpoint=invitation.touchpoint,
        reason=reason_label(services.words, voice.language, reason) if reason else None,
        comment=parts_text(voice, await comments.parts(tx, invitation.id)),
    )


async def look(scene: Scene, number: int, voice: Voice) -> File | None:
    """Read one case."""
    case = await cases.find(scene.tx, number)
    return await file_of(scene.services, scene.tx, case, voice) if case else None


async def open_cases(scene: Scene, voice: Voice) -> tuple[list[CaseLine], int]:
    """Read the open cases, oldest first, and tell how many there are."""
    found = await cases.unsettled(scene.tx, limit=SHOWN)
    lines = [await _line(scene.services, scene.tx, case, voice, scene.now) for case in found]
    return lines, await cases.count_unsettled(scene.tx)


async def _line(
    services: Services, tx: Transaction, case: Case, voice: Voice, now: datetime
) -> CaseLine:
    invitation = await invitations.get(tx, case.invitation_id)
    version = await versions.get(tx, invitation.version_id)
    standing = _standing(case, await cases.steps(tx, case.id), voice)
    highest = scale_of(survey_of(services.config, version)).high
    return CaseLine(standing, invitation.survey, highest, now - case.opened_at)
