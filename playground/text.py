"""Text as Telegram measures it: UTF-16 units, entities, and what is found in plain words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from playground.errors import bad_request
from playground.parameters import Json, Parameters

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
FOUND = re.compile(
    r"(?P<url>https?://[^\s<>\"]+|(?<![\w@./])(?:[a-z0-9-]+\.)+(?:com|org|net|io|me|dev|example)\b"
    r"(?!@)(?:/[^\s<>\"]*)?)"
    r"|(?P<email>(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|(?P<bot_command>(?<![\w</])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/<>]))"
    r"|(?P<mention>(?<!\w)@[A-Za-z][A-Za-z0-9_]{3,31}(?!\w))"
    r"|(?P<hashtag>(?<!\w)#\w*[^\W\d_]\w*)",
    re.ASCII | re.IGNORECASE,
)
TAIL = ".,;:!?)'\""
ENTITIES = {"text": "entities", "caption": "caption_entities"}  # by the field that has the words
CLOSED = frozenset({"code", "pre", "text_link", "text_mention", "url", "custom_emoji"})


@dataclass(frozen=True, slots=True)
class Formatted:
    """Words and the entities in them, offsets in UTF-16 units."""

    text: str
    entities: tuple[Json, ...] = ()

    def fields(self, name: str) -> Json:
        """Return them as fields of a message, such as `text` and `entities`; none if empty."""
        fields: Json = {name: self.text, ENTITIES[name]: list(self.entities)}
        return {field: value for field, value in fields.items() if value}


def units(text: str) -> int:
    """Return the length in UTF-16 code units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def found(text: str) -> list[Json]:
    """Return the entities that Telegram finds by itself: commands, links, names, tags."""
    entities = []
    for match in FOUND.finditer(text):
        kind = str(match.lastgroup)
        words = match.group().rstrip(TAIL) if kind == "url" else match.group()
        offset = units(text[: match.start()])
        entities.append({"type": kind, "offset": offset, "length": units(words)})
    return entities


def written(text: str) -> Formatted:
    """Return what a person wrote, as Telegram keeps it."""
    clean = text.strip()
    return Formatted(clean, tuple(found(clean)))


def finished(text: str, entities: Iterable[Json]) -> Formatted:
    """Trim the ends, drop empty entities, add the found ones, and sort."""
    clean = text.strip()
    lead = units(text[: len(text) - len(text.lstrip())])
    kept = _inside(entities, lead=lead, size=units(clean))
    shut = [one for one in kept if one["type"] in CLOSED]
    kept += [one for one in found(clean) if not any(_overlap(one, other) for other in shut)]
    kept.sort(key=lambda one: (one["offset"], -one["length"]))
    return Formatted(clean, tuple(kept))


def _inside(entities: Iterable[Json], *, lead: int, size: int) -> list[Json]:
    kept = []
    for one in entities:
        start = max(0, one["offset"] - lead)
        end = min(size, one["offset"] - lead + one["length"])
        if end > start:
            kept.append({**one, "offset": start, "length": end - start})
    return kept


def _overlap(one: Json, other: Json) -> bool:
    return bool(
        one["offset"] < other["offset"] + other["length"]
        and other["offset"] < one["offset"] + one["length"]
    )


def given(p: Parameters, name: str) -> list[Json]:
    """Return the entities that a call lists itself, checked."""
    size = units(p.text(name))
    listed = []
    for one in p.items(ENTITIES[name]):
        if not isinstance(one, dict) or not isinstance(one.get("type"), str):
            raise bad_request("can't parse MessageEntity: expected an Object")
        offset, length = one.get("offset"), one.get("length")
        if not isinstance(offset, int) or not isinstance(length, int):
            raise bad_request("can't parse MessageEntity: Field must be of type Number")
        if offset < 0 or length < 0 or offset + length > size:
            raise bad_request("entity is out of the text")
        listed.append(one)
    return listed
