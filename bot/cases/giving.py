"""A case is handed on to a colleague, who is named by @name, name or Telegram id."""

from bot.access import Role, own_role
from bot.cases.noting import record
from bot.cases.speaking import check_holder
from bot.effects import Scene
from bot.errors import Refusal
from bot.wire.incoming import Said
from storage import cases, colleagues, revisions
from storage.cases import Case
from storage.colleagues import Colleague

_MOST_DIGITS = 15


async def give(scene: Scene, said: Said, case: Case, words: str) -> None:
    """Let a colleague have a case; Refusal where it is not theirs to give, or nobody is meant."""
    await check_holder(scene, said, case)
    named, _, note = words.partition(" ")
    to = await _colleague(scene, case, named)
    who = said.person
    await colleagues.remember(scene.tx, who)
    await cases.move(
        scene.tx, case, state="taken", from_states={"open", "taken"}, held_by=to.telegram_id
    )
    await cases.add_step(
        scene.tx,
        case.id,
        step="given",
        at=scene.now,
        actor=who.telegram_id,
        note=": ".join(part for part in (to.name, note.strip()) if part),
    )
    await record(scene, case, "give", actor=f"telegram:{who.telegram_id}")
    await revisions.touch_alerts(scene.tx, case.invitation_id)


async def _colleague(scene: Scene, case: Case, named: str) -> Colleague:
    """Find the one agent who is meant, known by what they did here or by the settings."""
    staff = scene.services.config.staff
    every = [*staff.agents, *staff.analysts, *staff.admins]
    known = await colleagues.known(scene.tx, every)
    found = [each for each in known if _means(named, each)]
    if len(found) == 1 and own_role(staff, found[0].telegram_id) >= Role.AGENT:
        return found[0]
    example = f"/case {case.id} give {(found or known)[0].telegram_id if known else 42}"
    names = ", ".join(f"{each.name} ({each.telegram_id})" for each in known)
    raise Refusal("case.give_whom", named=named, names=names, example=example)


def _means(named: str, colleague: Colleague) -> bool:
    if named.isascii() and named.isdecimal() and len(named) <= _MOST_DIGITS:
        return int(named) == colleague.telegram_id
    bare = named.removeprefix("@").casefold()
    username = (colleague.username or "").casefold()
    return bool(bare) and (
        bare == username
        or (not named.startswith("@") and bare == colleague.name.casefold().split()[0])
    )
