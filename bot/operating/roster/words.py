"""How the list of staff reads."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.access import Role
from bot.words.voice import Voice


@dataclass(frozen=True)
class Listed:
    """Somebody whom the settings name; who only is an agent of other systems has no role."""

    id: int
    role: Role
    name: str

    @property
    def full(self) -> str:
        """The name with the number by which the settings know the person."""
        return self.name if self.name == str(self.id) else f"{self.name} ({self.id})"


@dataclass(frozen=True)
class Group:
    """A staff group, and who of those listed is there: None where Telegram does not say."""

    id: int
    title: str | None
    presence: Mapping[int, bool | None]


def roster_text(voice: Voice, listed: Sequence[Listed], groups: Sequence[Group]) -> str:
    """Write roles, then groups, then who is in none of them."""
    blocks = [[voice.say("staff.roster.title"), *_roles(voice, listed, groups)]]
    if groups:
        blocks.append([_group(voice, each, listed) for each in groups])
        blocks.append(_absent(voice, listed, groups))
    return "\n\n".join("\n".join(block) for block in blocks if block)


def _roles(voice: Voice, listed: Sequence[Listed], groups: Sequence[Group]) -> list[str]:
    lines = []
    for role in sorted(Role, reverse=True):
        people = [each.full for each in listed if each.role is role]
        if role is Role.ANYONE:
            lines += [voice.say("staff.roster.own", people=people)] if people else []
            continue
        if role is Role.VIEWER and groups:
            people.append(voice.plain("staff.roster.members"))
        named = voice.plain(f"staff.role.{role.name.lower()}")
        nobody = [voice.plain("staff.roster.nobody")]
        lines.append(voice.say("staff.roster.role", role=named, people=people or nobody))
    return lines


def _group(voice: Voice, group: Group, listed: Sequence[Listed]) -> str:
    called = f"{group.title} ({group.id})" if group.title else str(group.id)
    if group.presence and set(group.presence.values()) == {None}:
        return voice.say("staff.roster.untold", group=called)
    people = [each.name for each in listed if group.presence[each.id]]
    nobody = [voice.plain("staff.roster.none_listed")]
    return voice.say("staff.roster.group", group=called, people=people or nobody)


def _absent(voice: Voice, listed: Iterable[Listed], groups: Iterable[Group]) -> list[str]:
    """Tell who is in none of the groups, apart from whom Telegram does not tell of."""
    absent: list[str] = []
    untold: list[str] = []
    for each in listed:
        places = {group.presence[each.id] for group in groups}
        if True not in places:
            (untold if None in places else absent).append(each.full)
    lines = [voice.say("staff.roster.absent", people=absent)] if absent else []
    return [*lines, voice.say("staff.roster.unsure", people=untold)] if untold else lines
