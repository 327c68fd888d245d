"""Somebody blocks the bot or comes back, and a group becomes a supergroup."""

from bot.effects import Scene
from bot.operating.undelivered import note_left, note_let_in
from bot.welcome.greeting import greet_after_all
from bot.welcome.unlisted import tell_unlisted
from bot.wire.incoming import read_person
from bot.wire.raw import Raw, needed, part, words
from storage import chats, customers, departures

AWAY = frozenset({"kicked", "left"})


async def on_membership(scene: Scene, update: Raw) -> None:
    """Note who can no longer be written to; being unblocked is being reachable again."""
    change = part(update, "my_chat_member")
    if part(change, "chat").get("type") != "private":
        await _on_group(scene, change)
        return
    customer = await customers.remember(scene.tx, read_person(part(change, "from")), at=scene.now)
    if words(part(change, "new_chat_member"), "status") in AWAY:
        if customer.unreachable_at is None:
            zone = scene.zone
            await departures.record(scene.tx, customer.id, kind="blocked", at=scene.now, zone=zone)
        await customers.mark_unreachable(scene.tx, customer.id, at=scene.now)
    else:
        await customers.mark_started(scene.tx, customer.id, at=scene.now)


async def _on_group(scene: Scene, change: Raw) -> None:
    """Note that a group put the bot out, or lets it write."""
    chat_id, present = needed(part(change, "chat"), "id"), part(change, "new_chat_member")
    status = words(present, "status")
    if status in AWAY:
        await note_left(scene.services, scene.tx, chat_id, now=scene.now)
    elif status != "restricted" or present.get("can_send_messages") is True:
        await note_let_in(scene.services, scene.tx, chat_id, now=scene.now)
        await tell_unlisted(scene.services, scene.tx, chat_id, scene.now)
        await greet_after_all(scene.tx, chat_id, scene.now)


async def on_migration(scene: Scene, message: Raw) -> None:
    """Follow a group to its new id; what is written there next may be in the same batch."""
    old, new = needed(part(message, "chat"), "id"), needed(message, "migrate_to_chat_id")
    await chats.record_move(scene.tx, old_id=old, new_id=new)
    scene.services.chat_moves = {**scene.services.chat_moves, old: new}
