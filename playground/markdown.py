"""parse_mode MarkdownV2, as strict as Telegram's about what must be escaped."""

from __future__ import annotations

from dataclasses import dataclass, field

from playground.errors import RefusedError, bad_request
from playground.parameters import Json
from playground.text import units

RESERVED = frozenset("_*[]()~`>#+-=|{}.!")
MARKS = ("```", "__", "||", "*", "_", "~", "`", "[")
KINDS = {
    "```": "pre",
    "__": "underline",
    "||": "spoiler",
    "*": "bold",
    "_": "italic",
    "~": "strikethrough",
    "`": "code",
    "[": "text_link",
}


@dataclass(slots=True)
class _Reader:
    source: str
    place: int = 0
    size: int = 0
    out: list[str] = field(default_factory=list)
    stack: list[tuple[str, int, int]] = field(default_factory=list)
    entities: list[Json] = field(default_factory=list)
    quote: int | None = None

    def fail(self, message: str) -> RefusedError:
        return bad_request(f"can't parse entities: {message}")

    def write(self, words: str, taken: int) -> None:
        self.out.append(words)
        self.size += units(words)
        self.place += taken

    def inside(self) -> str:
        return self.stack[-1][0] if self.stack else ""


def parse_markdown(source: str) -> tuple[str, list[Json]]:
    """Return the plain text and its entities; raise what Telegram would say."""
    reader = _Reader(source)
    while reader.place < len(source):
        _step(reader)
    if reader.stack:
        mark, _, begin = reader.stack[-1]
        kind = KINDS[mark].replace("_", " ").title().replace(" ", "")
        offset = len(source[:begin].encode())
        raise reader.fail(f"Can't find end of {kind} entity at byte offset {offset}")
    _end_quote(reader)
    return "".join(reader.out), reader.entities


def _step(reader: _Reader) -> None:
    letter = reader.source[reader.place]
    if letter == "\\" and reader.source[reader.place + 1 : reader.place + 2].isascii():
        reader.write(reader.source[reader.place + 1 : reader.place + 2], 2)
    elif reader.inside() in ("`", "```"):
        _inside_code(reader, letter)
    elif letter == "]" and reader.inside() == "[":
        _end_link(reader)
    elif letter == ">" and (not reader.out or reader.out[-1].endswith("\n")):
        reader.quote = reader.size if reader.quote is None else reader.quote
        reader.place += 1
    elif mark := next((one for one in MARKS if reader.source.startswith(one, reader.place)), None):
        _mark(reader, mark)
    elif letter in RESERVED:
        raise reader.fail(
            f"Character '{letter}' is reserved and must be escaped with the preceding '\\'"
        )
    else:
        _plain(reader, letter)


def _plain(reader: _Reader, letter: str) -> None:
    if letter == "\n" and reader.quote is not None and reader.source[reader.place + 1 :][:1] != ">":
        _end_quote(reader)
    reader.write(letter, 1)


def _end_quote(reader: _Reader) -> None:
    if reader.quote is not None and reader.size > reader.quote:
        length = reader.size - reader.quote
        reader.entities.append({"type": "blockquote", "offset": reader.quote, "length": length})
    reader.quote = None


def _inside_code(reader: _Reader, letter: str) -> None:
    mark = reader.inside()
    if reader.source.startswith(mark, reader.place):
        _mark(reader, mark)
    else:
        reader.write(letter, 1)


def _mark(reader: _Reader, mark: str) -> None:
    if reader.inside() != mark or mark == "[":
        reader.stack.append((mark, reader.size, reader.place))
        reader.place += len(mark)
        return
    _, offset, begin = reader.stack.pop()
    reader.place += len(mark)
    entity: Json = {"type": KINDS[mark], "offset": offset, "length": reader.size - offset}
    if mark == "```":
        _language(reader, entity, begin)
    if entity["length"]:
        reader.entities.append(entity)


def _language(reader: _Reader, entity: Json, begin: int) -> None:
    first, newline, _ = reader.source[begin + 3 :].partition("\n")
    words = "".join(reader.out)
    block = words.encode("utf-16-le")[2 * entity["offset"] :].decode("utf-16-le")
    if not newline or not block.startswith(f"{first}\n") or (first and not first.isidentifier()):
        return
    body = block.removeprefix(f"{first}\n").removesuffix("\n")
    reader.out = [words[: len(words) - len(block)], body]
    reader.size = entity["offset"] + units(body)
    entity["length"] = units(body)
    if first:
        entity["language"] = first


def _end_link(reader: _Reader) -> None:
    _, offset, _ = reader.stack.pop()
    start = reader.place + 1
    close = reader.source.find(")", start)
    if reader.source[start : start + 1] != "(" or close < 0:
        raise reader.fail("Character ']' is reserved and must be escaped with the preceding '\\'")
    address = reader.source[start + 1 : close].replace("\\", "")
    reader.place = close + 1
    entity = {"type": "text_link", "offset": offset, "length": reader.size - offset}
    if entity["length"] and address:
        reader.entities.append({**entity, "url": address})
