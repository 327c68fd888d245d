"""Staff undo that another system's name belongs to a person on Telegram: /unbind CUSTOMER."""

from collections.abc import Sequence
from datetime import datetime

from bot.asking.finding import find_customer, is_named
from bot.effects import Reply, Scene, told
from bot.text.courtesy import without_courtesy
from bot.wire.incoming import Said
from storage import audit, bindings
from storage.bindings import Binding
from storage.transaction import Transaction


async def on_unbind(scene: Scene, said: Said) -> Reply:
    """Take the name that is meant, or every name of the person who is, from its person."""
    named = " ".join(without_courtesy(said.words)).strip()
    actor = f"telegram:{said.person.telegram_id}"
    undone = await unbind(scene.tx, named, command="/unbind", actor=actor, now=scene.now)
    if not undone:
        return told(scene.services, said, "staff.unbind.nothing", named=named)
    names = scene.voice(said).joined(f"{each.source}:{each.ref}" for each in undone)
    return told(scene.services, said, "staff.unbind.done", names=names)


async def unbind(
    tx: Transaction, named: str, *, command: str, actor: str, now: datetime
) -> Sequence[Binding]:
    """Undo what is meant by a name, and note who did; a Refusal where nobody is called so."""
    customer = await find_customer(tx, named, command=command)
    if customer.telegram_id is None:
        return []
    all_of_them = await bindings.of_person(tx, customer.id)
    meant = [each for each in all_of_them if is_named(each.source, each.ref, named)]
    for each in meant or all_of_them:
        await bindings.unbind(tx, each, at=now)
        detail = {"customer": customer.id, "source": each.source, "ref": each.ref}
        await audit.record(tx, at=now, actor=actor, action="unbind", detail=detail)
    return meant or all_of_them
