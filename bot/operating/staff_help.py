"""Staff ask what they can ask: /help, /help TOPIC, /help COMMAND, and buttons to each."""

from typing import get_args

from bot.effects import Reply, Scene
from bot.guard import held_by
from bot.operating import help_words
from bot.operating.help_words import Taught
from bot.operating.teaching import here, offered, said_of
from bot.pictures.page import Page
from bot.services import Group
from bot.wire.incoming import Asker, Said
from bot.words.vocabulary import normal, vocabulary
from bot.words.voice import Voice

_TOPICS: tuple[Group, ...] = get_args(Group)


async def on_help(scene: Scene, said: Said) -> Reply:
    """Tell what a person can do here, what is in a topic, or what one command does."""
    return Reply(say=await help_page(scene, said, " ".join(said.words)))


async def help_page(scene: Scene, asker: Asker, wanted: str) -> Page:
    """Write the page that is wanted, for the role of whoever asks, in the form that works there."""
    services, role = scene.services, held_by(scene.services, asker)
    at = "" if asker.chat_type == "private" else f"@{services.me.username}"
    voice, commands = (
        scene.voice(asker),
        offered(services, role, alone=None if at else asker.person.telegram_id),
    )
    known = Taught(role, at, commands, await here(scene, role), said_of(services))
    word = normal(wanted).lstrip("/").partition("@")[0].strip()
    if not word:
        return help_words.first_page(voice, known)
    named = next((each for each in services.commands if each.name == word), None)
    if named is not None:
        return help_words.command_page(voice, known, named)
    topic = _topic(voice, word)
    if topic is not None:
        return help_words.topic_page(voice, known, topic)
    names = [each.name for each in commands]
    return help_words.unknown_page(voice, known, wanted, vocabulary().nearest(word, names))


def _topic(voice: Voice, word: str) -> Group | None:
    """Find a topic by one of its words in any language."""
    for topic in _TOPICS:
        said = (voice.words.plain(each, f"help.words.{topic}") for each in voice.words.languages)
        if word in {normal(each) for every in said for each in every.split(",")}:
            return topic
    return None
