"""Admins ask who is staff: the settings, beside what Telegram says of the groups."""

from functools import partial

from bot.access import groups_of, people_of
from bot.effects import Reply, Scene
from bot.operating.roster.words import Group, Listed, roster_text
from bot.services import Services
from bot.surveys.question import Screen
from bot.wire.incoming import Said
from bot.wire.members import Member
from bot.words.clipping import MESSAGE, clipped
from bot.words.voice import Voice
from storage import colleagues


async def on_staff(scene: Scene, said: Said) -> Reply:
    """/staff - who has which role, in which groups they are, and who is in none."""
    return Reply(later=partial(_told, scene.services, scene.voice(said)))


async def _told(services: Services, voice: Voice) -> Reply:
    """Ask about everybody who is listed; who else is in a group Telegram tells no bot."""
    people = people_of(services.config.staff)
    names = await services.database.read(lambda tx: colleagues.names(tx, people))
    groups = []
    for chat_id in groups_of(services.config.staff, services.chat_moves):
        found = await services.members.look([(chat_id, person) for person in people])
        there = dict(zip(people, found, strict=True))
        names |= {each: one.name for each, one in there.items() if one is not None and one.name}
        presence = {each: _present(one) for each, one in there.items()}
        groups.append(Group(chat_id, await services.members.title(chat_id), presence))
    listed = [Listed(each, role, names[each]) for each, role in people.items()]
    return Reply(say=Screen(clipped(roster_text(voice, listed, groups), MESSAGE)))


def _present(found: Member | None) -> bool | None:
    return None if found is None else found.present
