"""Staff ask why somebody was asked or not: /why CUSTOMER."""

from functools import partial

from bot.asking.explaining import explain
from bot.asking.why_words import Story, why_text
from bot.effects import Reply, Scene
from bot.services import Services
from bot.surveys.question import Screen
from bot.text.courtesy import without_courtesy
from bot.wire.incoming import Said
from bot.words.voice import Voice
from storage import audit
from storage.transaction import Transaction


async def on_why(scene: Scene, said: Said) -> Reply:
    """Tell every gate's verdict on one person's last interactions, and the next possible date."""
    named = " ".join(without_courtesy(said.words))
    who = said.person.telegram_id
    await audit.looked(scene.tx, at=scene.now, by=who, at_what="why", detail={"named": named})
    return Reply(later=partial(_read, scene.services, named, scene.voice(said)))


async def _read(services: Services, named: str, voice: Voice) -> Reply:
    async def read(tx: Transaction) -> Story:
        now = services.clock()
        return await explain(tx, services.config, named, now=now, command="/why")

    return Reply(say=Screen(why_text(voice, await services.database.read(read))))
