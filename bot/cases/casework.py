"""Cases are taken, closed, opened again and noted on."""

from collections.abc import Mapping
from typing import Literal

from bot.access import Role, own_role
from bot.cases import noting
from bot.cases.standings import file_of
from bot.cases.words import LONGEST_NOTE, PREFIX, File
from bot.effects import Scene
from bot.wire.incoming import Said
from bot.words.voice import Voice
from storage import (
    cases,
    colleagues,
    deliveries,
    revisions,
    talks,
)
from storage.cases import Case, State, StepName
from storage.comments import Enclosure
from storage.customers import Profile
from storage.deliveries import Delivery

Verb = Literal["take", "close", "reopen", "note", "dismiss"]
_NOTE: StepName = "note"

_MOVES: Mapping[str, tuple[State, frozenset[State], StepName]] = {
    "take": ("taken", frozenset({"open"}), "taken"),
    "close": ("closed", frozenset({"open", "taken"}), "closed"),
    "dismiss": ("closed", frozenset({"open", "taken"}), "dismissed"),
    "reopen": ("open", frozenset({"closed", "taken"}), "reopened"),
}


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
    mine = wanted and verb != "dismiss" and after.held_by == who.telegram_id
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
    await colleagues.remember(tx, who)
    done, step = True, _NOTE
    if verb != "note":
        state, allowed, named = _MOVES[verb]
        holder = None if state == "open" else person
        done = await cases.move(tx, case, state=state, from_states=allowed, held_by=holder)
        step = named if done else _NOTE
        if done and state == "closed":
            await talks.end(tx, case)
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
    await noting.record(scene, case, verb if done else "note", actor=f"telegram:{person}")
    await revisions.touch_alerts(tx, case.invitation_id)
    return done


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
