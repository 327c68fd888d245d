"""A person wants a copy of all that is kept about them: a file for machines, one to read."""

from functools import partial

from bot.effects import Reply, Scene, told
from bot.messages.acting import store
from bot.rights.copying import as_json, as_page
from bot.services import Services
from bot.surveys.question import Screen
from bot.wire.incoming import Said
from bot.wire.outcomes import Sent
from bot.words.voice import Voice
from storage import actions, customers
from storage.actions import Action
from storage.forgetting.erasing import person
from storage.forgetting.holdings import NOBODYS
from storage.forgetting.telling import everything
from storage.transaction import Row, Transaction

ACTION = "my_data"
_MOST_BYTES = 45_000_000  # Telegram takes 50 MB from a bot


async def on_my_data(scene: Scene, said: Said) -> Reply | None:
    """/mydata - the files are made after the commit, and come by themselves."""
    if said.chat_type != "private":
        return None
    if await customers.find_by_telegram(scene.tx, said.person.telegram_id) is None:
        return told(scene.services, said, "forget.nothing")
    return await store(scene, said, ACTION)


async def carry_out(services: Services, action: Action) -> Reply:
    """Read all on one snapshot and send both files; a kill before them repeats it."""
    found = await services.database.read(partial(_read, action.asked_by))
    voice = Voice(services.words, action.language, services.config.names)
    if found is None:
        return Reply(say=Screen(voice.say("forget.nothing")))
    now = services.clock()
    machine, page = as_json(found, now=now), as_page(found, voice, now=now, zone=services.zone)
    if len(machine) > _MOST_BYTES or len(page) > _MOST_BYTES:
        return Reply(say=Screen(voice.say("mydata.too_large")))
    if not await services.database.write(lambda tx: actions.remove(tx, action.id)):
        return Reply()
    for content, name, key in (
        (page, "afterword-my-data.html", "mydata.page"),
        (machine, "afterword-my-data.json", "mydata.json"),
    ):
        outcome = await services.outbox.send_file(
            action.chat_id, content, name, voice.say(key), kind="reply"
        )
        if not isinstance(outcome, Sent):
            return Reply(say=Screen(voice.say("mydata.not_sent")))
    return Reply()


async def _read(telegram_id: int, tx: Transaction) -> dict[str, list[Row]] | None:
    """Read every table that holds something of the person, `customers` first."""
    customer = await customers.find_by_telegram(tx, telegram_id)
    if customer is None:
        return None
    found = await everything(tx, await person(tx, customer.id))
    assert not found.keys() & NOBODYS.keys()  # noqa: S101 - one table is in one place
    return {"customers": found.pop("customers"), **dict(sorted(found.items()))}
