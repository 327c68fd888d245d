"""What is kept of a person, why, how long and who sees it: the operator's words or our own."""

import hashlib
from datetime import timedelta

from bot.effects import Reply, Scene, business_of
from bot.surveys.question import Screen
from bot.wire.incoming import Asker, Said
from bot.words.durations import duration
from bot.words.voice import Voice
from storage import customers, meta
from storage.customers import Customer

_VERSION_CHARS = 12
_YEAR = timedelta(days=365)


async def on_privacy(scene: Scene, said: Said) -> Reply | None:
    """/privacy - in a person's own chat."""
    if said.chat_type != "private":
        return None
    return Reply(say=Screen(privacy_text(scene, said)))


def privacy_text(scene: Scene, asker: Asker) -> str:
    """Give the words in the language of whoever asks, as HTML."""
    config, voice = scene.services.config, scene.voice(asker)
    own = config.privacy.text
    if own:
        chosen = own.get(voice.language) or own.get(config.business.default_language)
        body = voice.say("privacy.own", text=chosen or next(iter(own.values())))
    else:
        kept = config.retention
        body = voice.say(
            "privacy.default",
            business=business_of(scene, asker),
            words=_long(voice, kept.words),
            people=_long(voice, kept.people),
            backups=_long(voice, kept.backups),
        )
    contact = config.business.contact
    more = [voice.say("help.contact", contact=contact)] if contact else []
    return "\n\n".join([body, voice.say("privacy.rights"), *more])


def _long(voice: Voice, length: timedelta) -> str:
    """Name a length of time, in years where it is some."""
    years, rest = divmod(length, _YEAR)
    return duration(voice, length) if rest or not years else voice.count("privacy.years", years)


async def note_agreed(scene: Scene, asker: Asker, customer: Customer) -> None:
    """Keep which words somebody pressed Start below, and the words themselves once."""
    text = privacy_text(scene, asker)
    version = hashlib.sha256(text.encode()).hexdigest()[:_VERSION_CHARS]
    await meta.keep(scene.tx, f"privacy:{version}", text)
    await customers.note_agreed(scene.tx, customer.id, version=version, at=scene.now)
