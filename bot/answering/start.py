"""Somebody presses Start: a greeting, an end to a stop, or the question behind a link."""

from bot.answering import stopping
from bot.answering.guide import help_screen, welcome_screen
from bot.answering.leave import resume_screen
from bot.asking.links import token_in
from bot.asking.opening import open_link
from bot.effects import Reply, Scene, told, voice_of
from bot.rights.privacy_words import note_agreed
from bot.wire.incoming import Said
from bot.words import dates
from storage import customers, interactions, invitations
from storage.customers import Customer
from storage.forgetting.forgotten import welcome_back
from storage.forgetting.forgotten_file import Identity


async def on_start(scene: Scene, said: Said) -> Reply | None:
    """/start, also with the payload of a link: exactly one message."""
    if said.chat_type != "private":
        return None
    customer = await customers.remember(scene.tx, said.person, at=scene.now)
    await customers.mark_started(scene.tx, customer.id, at=scene.now)
    await note_agreed(scene, said, customer)
    identity: Identity = ("telegram", str(said.person.telegram_id))
    await welcome_back(scene.tx, scene.services.database.forgotten_file, identity, at=scene.now)
    if said.payload:
        return await _open_link(scene, said, customer)
    stopped = customer.opted_out_at is not None
    if stopped:
        await stopping.resume(scene, customer)
    return Reply(say=welcome_screen(scene, said, resumed=stopped))


async def on_help(scene: Scene, said: Said) -> Reply | None:
    """/help of a customer."""
    return Reply(say=help_screen(scene, said)) if said.chat_type == "private" else None


async def _open_link(scene: Scene, said: Said, customer: Customer) -> Reply:
    opened = await open_link(scene, said.payload, customer)
    if opened == "stopped":
        return Reply(say=resume_screen(scene, said, "start.stopped"))
    about = await _about(scene, said, customer) if opened == "coming" else None
    if about is not None:
        return told(scene.services, said, "start.coming_about", **about)
    return told(scene.services, said, f"start.{opened}")


async def _about(scene: Scene, said: Said, customer: Customer) -> dict[str, object] | None:
    """Say what the question is about by touchpoint and day: a link may have been passed on."""
    token = token_in(said.payload, scene.services.link_keys)
    ask = await invitations.find_by_token(scene.tx, token or "")
    if ask is None or ask.interaction_id is None or ask.customer_id != customer.id:
        return None
    ended = await interactions.circumstances(scene.tx, ask.interaction_id)
    voice = voice_of(scene.services, said)
    day = dates.day(voice, ended.closed_at.astimezone(scene.zone).date())
    return {"touchpoint": voice.named("touchpoint", ask.touchpoint or ""), "day": day}
