"""Cases: opened about unhappy answers and words without a score, taken, closed, reopened."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Literal

from bot.access import Role, own_role
from bot.cases.words import LONGEST_NOTE, PREFIX, CaseLine, CaseStanding, File, name_of, senses_of
from bot.effects import Scene
from bot.surveys.questionnaire import scale_of, survey_of
from bot.wire.incoming import Said
from bot.words.comment_parts import parts_text
from bot.words.reasons import reason_label
from bot.words.voice import Voice
from storage import (
    answers,
    audit,
    cases,
    colleagues,
    comments,
    customers,
    deliveries,
    invitations,
    revisions,
    versions,
)
from storage.cases import Case, State, Step, StepName
from storage.comments import Enclosure
from storage.customers import Profile
from storage.deliveries import Delivery
from storage.invitations import Invitation
from storage.transaction import Transaction

Verb = Literal["take", "close", "reopen", "note"]
SHOWN = 20  # cases of the list
_NOTE: StepName = "note"

_MOVES: Mapping[str, tuple[State, frozenset[State], StepName]] = {
    "take": ("taken", frozenset({"open"}), "taken"),
    "close": ("closed", frozenset({"open", "taken"}), "closed"),
    "reopen": ("open", frozenset({"closed", "taken"}), "reopened"),
}


async def open_about(scene: Scene, invitation_id: int, *, score: int | None) -> None:
    """Open a case about an unhappy answer or words; one ask has one, however often it changes."""
    opened = await cases.open_case(scene.tx, invitation_id, score=score, at=scene.now)
    if opened is not None:
        await _record(scene, opened, "open", actor="bot")


async def open_with_words(scene: Scene, invitation: Invitation) -> None:
    """Open a case about words that a customer asked us to pass on, or open theirs again."""
    case = await cases.of_invitation(scene.tx, invitation.id)
    if case is None:
        await open_about(scene, invitation.id, score=None)
    elif case.state == "closed":
        await cases.move(scene.tx, case, state="open", from_states={"closed"}, held_by=None)
        await cases.add_step(scene.tx, case.id, step="reopened", at=scene.now)
        await _record(scene, case, "reopen", actor="bot")
    await revisions.touch_alerts(scene.tx, invitation.id)


async def act(
    scene: Scene,
    case: Case,
    verb: Verb,
    who: Profile,
    voice: Voice,
    *,
    note: str = "",
    file: Enclosure | None = None,
) -> tuple[bool, File]:
    """Take, close, reopen or note on a case, and give it as it is now; a note is never lost.

    True if it is done, or whoever tries has done it before.
    """
    done = await _acted(scene, case, verb, who, note=note, file=file)
    after = await cases.find(scene.tx, case.id) or case
    wanted = verb == "note" or after.state == _MOVES[verb][0]
    mine = wanted and after.held_by == who.telegram_id
    return done or mine, await file_of(scene, after, voice)


async def _acted(
    scene: Scene,
    case: Case,
    verb: Verb,
    who: Profile,
    *,
    note: str,
    message_id: int | None = None,
    file: Enclosure | None = None,
) -> bool:
    tx, person = scene.tx, who.telegram_id
    await colleagues.remember(tx, person, who.name or str(person))
    done, step = True, _NOTE
    if verb != "note":
        state, allowed, named = _MOVES[verb]
        holder = None if state == "open" else person
        done = await cases.move(tx, case, state=state, from_states=allowed, held_by=holder)
        step = named if done else _NOTE
    if not done and not note and file is None:
        return False
    kept = note[:LONGEST_NOTE] or None
    await cases.add_step(
        tx,
        case.id,
        step=step,
        at=scene.now,
        actor=person,
        note=kept,
        message_id=message_id,
        file=file,
    )
    await _record(scene, case, verb if done else "note", actor=f"telegram:{person}")
    await revisions.touch_alerts(tx, case.invitation_id)
    return done


async def _record(scene: Scene, case: Case, action: str, *, actor: str) -> None:
    detail = {"case": case.id, "invitation": case.invitation_id}
    await audit.record(scene.tx, at=scene.now, actor=actor, action=f"case {action}", detail=detail)


async def keep_note(scene: Scene, said: Said, text: str) -> None:
    """Keep what an agent replies to an alert as a note on its case; others are not listened to."""
    file = file_with(said)
    if (
        not (text or file)
        or own_role(scene.services.config.staff, said.person.telegram_id) < Role.AGENT
    ):
        return
    case = await replied_to(scene, said)
    if case is not None:
        number = said.message_id
        await _acted(scene, case, "note", said.person, note=text, message_id=number, file=file)


def file_with(said: Said) -> Enclosure | None:
    """Give the photo, voice message or file that words came with."""
    return Enclosure(said.media, said.file_id) if said.media and said.file_id else None


async def replied_to(scene: Scene, said: Said) -> Case | None:
    """Find the case whose alert a message replies to, be it another copy of it."""
    alert = await alert_at(scene, said.chat_id, said.reply_to)
    if alert is None and said.reply_data is not None:
        return await _behind(scene, said.chat_id, said.reply_data)
    if alert is None or alert.invitation_id is None:
        return None
    return await cases.of_invitation(scene.tx, alert.invitation_id)


async def _behind(scene: Scene, chat_id: int, data: str) -> Case | None:
    """Find the case of a button, if its alert may have come more than once."""
    token = data.removeprefix(PREFIX).partition(":")[0]
    case = await cases.find_by_token(scene.tx, token) if data.startswith(PREFIX) else None
    repeated = await deliveries.repeated(scene.tx, chat_id) if case is not None else []
    return (
        case if case and case.invitation_id in {each.invitation_id for each in repeated} else None
    )


async def alert_at(scene: Scene, chat_id: int | None, message_id: int | None) -> Delivery | None:
    """Find the alert that a message is."""
    if chat_id is None or message_id is None:
        return None
    found = await deliveries.find_by_message(scene.tx, chat_id=chat_id, message_id=message_id)
    return found if found is not None and found.kind == "alert" else None


async def standing_of(tx: Transaction, invitation_id: int, voice: Voice) -> CaseStanding | None:
    """Tell how the case about an answer stands; None where there is none."""
    case = await cases.of_invitation(tx, invitation_id)
    if case is None:
        return None
    standing = _standing(case, await cases.steps(tx, case.id), voice)
    return await _with_files(tx, standing)


async def _with_files(tx: Transaction, standing: CaseStanding) -> CaseStanding:
    files = await comments.files(tx, standing.case.invitation_id)
    return replace(standing, senses=senses_of(files))


def _standing(case: Case, steps: Sequence[Step], voice: Voice) -> CaseStanding:
    newest_first = steps[::-1]
    last = next(each for each in newest_first if each.step != "note")
    noted = next((each for each in newest_first if each.note or each.media), None)
    return CaseStanding(case, last.at, name_of(voice, last), noted)


async def file_of(scene: Scene, case: Case, voice: Voice) -> File:
    """Put together all that is known about a case."""
    tx = scene.tx
    invitation = await invitations.get(tx, case.invitation_id)
    customer_id = invitation.customer_id
    steps = await cases.steps(tx, case.id)
    answer = await answers.find(tx, invitation)
    reason = answer.reason if answer else None
    return File(
        standing=await _with_files(tx, _standing(case, steps, voice)),
        steps=steps,
        invitation=invitation,
        customer=await customers.get(tx, customer_id) if customer_id else None,
        score=answer.score if answer else None,
        highest=await _highest(scene, invitation),
        reason=reason_label(voice, reason) if reason else None,
        comment=parts_text(voice, await comments.parts(tx, invitation.id)),
    )


async def _highest(scene: Scene, invitation: Invitation) -> int:
    version = await versions.get(scene.tx, invitation.version_id)
    return scale_of(survey_of(scene.services.config, version)).high


async def open_cases(scene: Scene, voice: Voice) -> tuple[list[CaseLine], int]:
    """Read the open cases, oldest first, and tell how many there are."""
    found = await cases.unsettled(scene.tx, limit=SHOWN)
    lines = [await _line(scene, case, voice) for case in found]
    return lines, await cases.count_unsettled(scene.tx)


async def _line(scene: Scene, case: Case, voice: Voice) -> CaseLine:
    invitation = await invitations.get(scene.tx, case.invitation_id)
    standing = _standing(case, await cases.steps(scene.tx, case.id), voice)
    highest = await _highest(scene, invitation)
    return CaseLine(standing, invitation.survey, highest, scene.now - case.opened_at)
