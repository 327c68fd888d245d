"""parse_mode HTML, as strict as Telegram's."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from playground.errors import RefusedError, bad_request
from playground.parameters import Json
from playground.text import units

KINDS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "tg-emoji": "custom_emoji",
    "blockquote": "blockquote",
}
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
SPECIAL = re.compile(r"[<&]")
CHARACTER = re.compile(
    r"&(?:#(?P<decimal>\d{1,7})|#x(?P<hex>[0-9a-fA-F]{1,6})|(?P<name>[A-Za-z]+));?"
)
NAME = re.compile(r"[^\s>]*")
ATTRIBUTE = re.compile(r"\s+([^\s=>/]+)(?:\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s>\"']+))?")
CLOSING = re.compile(r"\s*/?>")
END = re.compile(r"</(?P<name>[^\s>]*)\s*>")
USER = "tg://user?id="


@dataclass(slots=True)
class _Open:
    name: str
    offset: int
    attributes: dict[str, str]


@dataclass(slots=True)
class _Reader:
    source: str
    place: int = 0
    size: int = 0
    out: list[str] = field(default_factory=list)
    stack: list[_Open] = field(default_factory=list)
    entities: list[Json] = field(default_factory=list)

    def fail(self, message: str) -> RefusedError:
        return bad_request(f"can't parse entities: {message}")

    def at(self, place: int) -> str:
        return f"at byte offset {len(self.source[:place].encode())}"

    def write(self, words: str) -> None:
        self.out.append(words)
        self.size += units(words)


def parse_html(source: str) -> tuple[str, list[Json]]:
    """Return the plain text and its entities; raise what Telegram would say."""
    reader = _Reader(source)
    while match := SPECIAL.search(source, reader.place):
        reader.write(source[reader.place : match.start()])
        reader.place = match.start()
        if match.group() == "&":
            _character(reader)
        elif source.startswith("</", reader.place):
            _end(reader)
        else:
            _start(reader)
    reader.write(source[reader.place :])
    if reader.stack:
        name = reader.stack[-1].name
        raise reader.fail(f'Can\'t find end tag corresponding to start tag "{name}"')
    return "".join(reader.out), _settled(reader.entities)


def _character(reader: _Reader) -> None:
    match = CHARACTER.match(reader.source, reader.place)
    if match is None:
        words, reader.place = "&", reader.place + 1
    else:
        words, reader.place = _decoded(match), match.end()
    reader.write(words)


def _decoded(match: re.Match[str]) -> str:
    if match["name"]:
        return NAMED.get(match["name"], match.group())
    code = int(match["decimal"]) if match["decimal"] else int(match["hex"], 16)
    surrogate = 0xD800 <= code <= 0xDFFF
    return chr(code) if 0 < code < 0x110000 and not surrogate else match.group()


def _start(reader: _Reader) -> None:
    source, begin = reader.source, reader.place
    named = NAME.match(source, begin + 1)
    name = named.group().rstrip("/").lower() if named else ""
    place = named.end() if named else begin
    if place >= len(source):
        raise reader.fail(f"Unclosed start tag {reader.at(begin)}")
    if name not in KINDS:
        raise reader.fail(f'Unsupported start tag "{name}" {reader.at(begin)}')
    attributes: dict[str, str] = {}
    while match := ATTRIBUTE.match(source, place):
        attributes[match[1].lower()] = CHARACTER.sub(_decoded, (match[2] or "").strip("\"'"))
        place = match.end()
    closing = CLOSING.match(source, place)
    if closing is None:
        raise reader.fail(f"Unclosed start tag {reader.at(begin)}")
    if name == "span" and attributes.get("class") != "tg-spoiler":
        raise reader.fail(f'Tag "span" must have class "tg-spoiler" {reader.at(begin)}')
    reader.stack.append(_Open(name, reader.size, attributes))
    reader.place = closing.end()


def _end(reader: _Reader) -> None:
    begin = reader.place
    if not reader.stack:
        raise reader.fail(f"Unexpected end tag {reader.at(begin)}")
    match = END.match(reader.source, begin)
    if match is None:
        raise reader.fail(f"Unclosed end tag {reader.at(begin)}")
    opened, name = reader.stack.pop(), match["name"].lower()
    if name and name != opened.name:
        raise reader.fail(
            f'Unmatched end tag {reader.at(begin)}, expected "</{opened.name}>", found "</{name}>"'
        )
    reader.place = match.end()
    words = "".join(reader.out)
    entity = _entity(opened, words, size=reader.size)
    if entity is not None:
        reader.entities.append(entity)


def _entity(opened: _Open, words: str, *, size: int) -> Json | None:
    length = size - opened.offset
    if length <= 0:
        return None
    entity: Json = {"type": KINDS[opened.name], "offset": opened.offset, "length": length}
    if opened.name == "a":
        return _link(entity, opened.attributes.get("href") or _tail(words, length))
    if opened.name == "tg-emoji":
        entity["custom_emoji_id"] = opened.attributes.get("emoji-id", "")
    elif opened.name == "blockquote" and "expandable" in opened.attributes:
        entity["type"] = "expandable_blockquote"
    elif opened.name == "code" and opened.attributes.get("class", "").startswith("language-"):
        entity["language"] = opened.attributes["class"].removeprefix("language-")
    return entity


def _tail(words: str, length: int) -> str:
    return words.encode("utf-16-le")[-2 * length :].decode("utf-16-le")


def _link(entity: Json, address: str) -> Json | None:
    if address.startswith(USER) and address.removeprefix(USER).isdigit():
        user = {"id": int(address.removeprefix(USER)), "is_bot": False, "first_name": "Someone"}
        return {**entity, "type": "text_mention", "user": user}
    scheme, separator, rest = address.partition("://")
    if not separator:
        scheme, rest = "http", address
    host = rest.split("/")[0]
    if scheme not in ("http", "https", "tg", "ton") or not host or (" " in rest):
        return None
    if scheme in ("http", "https"):
        if "." not in host and not host.startswith("localhost"):
            return None
        rest = rest if "/" in rest or "?" in rest else f"{rest}/"
    return {**entity, "url": f"{scheme}://{rest}"}


def _settled(entities: list[Json]) -> list[Json]:
    """Let nothing stand inside code, and give a code block the language of the code in it."""
    blocks = [one for one in entities if one["type"] in ("pre", "code")]
    kept = []
    for one in entities:
        around = [block for block in blocks if block is not one and _within(one, block)]
        pre = next((block for block in around if block["type"] == "pre"), None)
        if one["type"] == "code" and pre is not None and _same(one, pre) and "language" in one:
            pre["language"] = one["language"]
        if around and not (one["type"] == "pre" and pre is None):
            continue
        kept.append(one)
    for one in kept:
        if one["type"] == "code":
            one.pop("language", None)
    return kept


def _same(one: Json, other: Json) -> bool:
    return bool(one["offset"] == other["offset"] and one["length"] == other["length"])


def _within(one: Json, other: Json) -> bool:
    return bool(
        other["offset"] <= one["offset"]
        and one["offset"] + one["length"] <= other["offset"] + other["length"]
    )
