"""What somebody sees who has the chat, the file, its log and copies of both, and no key.

Nothing here is the bot's own code: pages and frames are read as SQLite's documentation has them.
"""

import re
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.bot.stage import ADMIN, STAFF, Stage

COMMANDS = (
    *(f"/enps {words}" for words in ("today", "week", "year by day", "week vs last week")),
    *(f"/enps week by {cut}" for cut in ("touchpoint", "channel", "version", "weekday")),
    "/enps week touchpoint=support",
    "/enps year text",
    "/responses week",
    "/responses today by day",
    "/responses week by channel",
    "/trend enps",
    "/compare survey=team before 2026-11-16 settling=0d",
    "/overall week",
    "/comments survey=team",
    "/comments week",
    "/themes survey=team",
    "/agents week",
    "/contacts week",
    "/retention month",
    "/frt week",
    "/benchmark week",
    "/surveys",
    "/cadence",
    "/watch",
    "/board",
    "/digest",
    "/health",
)  # fmt: skip
_CLOCK = re.compile(r"\d\d:\d\d(:\d\d)?|now: .*|last poll age s: .*")
_RANDOM = re.compile(r"[0-9a-f]{32}(:.*)?")
_SCORES = re.compile(r"score|s\d+")
Rows = Mapping[str, Counter[tuple[object, ...]]]  # by table


async def replies(stage: Stage, people: range) -> dict[str, str]:
    """Type every command of staff, and ask over HTTP how the bot is."""
    found = {}
    for text in (*COMMANDS, *(f"/why {user}" for user in people)):
        await stage.says(ADMIN, text, chat_id=STAFF)
        found[text] = _CLOCK.sub("-", stage.texts(STAFF)[-1])
    health = await stage.health()
    found["GET /health"] = str({key: health[key] for key in ("status", "scheduled", "unknown")})
    return found


@dataclass(frozen=True)
class Copy:
    """The bytes of the file and of its log at a moment."""

    file: bytes
    log: bytes

    @classmethod
    def of(cls, database: Path) -> "Copy":
        """Take both as they lie there."""
        log = database.with_name(f"{database.name}-wal")
        return cls(database.read_bytes(), log.read_bytes() if log.exists() else b"")

    def states(self) -> Iterator[bytes]:
        """Give the file as it was after each commit that the log still has, the oldest first."""
        size = int.from_bytes(self.log[8:12], "big")
        pages = bytearray(self.file)
        at = 32
        while size and at + 24 + size <= len(self.log):
            head, page = self.log[at : at + 24], self.log[at + 24 : at + 24 + size]
            at += 24 + size
            if head[8:16] != self.log[16:24]:
                break  # of an earlier round
            number, whole = int.from_bytes(head[:4], "big"), int.from_bytes(head[4:8], "big")
            pages.extend(bytes(max(0, number * size - len(pages))))
            pages[(number - 1) * size : number * size] = page
            if whole:
                yield bytes(pages[: whole * size])
        if not self.log:
            yield self.file


def rows_of(image: bytes) -> Rows:
    """Read every table of a file; what is random or a moment is told by its kind alone."""
    plain = bytearray(image)
    plain[18:20] = b"\x01\x01"  # without a log
    connection = sqlite3.connect(":memory:")
    connection.deserialize(bytes(plain))
    names = [name for (name,) in connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
    )]  # fmt: skip
    found = {}
    for name in names:
        cursor = connection.execute(f'SELECT * FROM "{name}"')
        columns = [each[0] for each in cursor.description]
        found[name] = Counter(
            tuple(_plain(name, column, value) for column, value in zip(columns, row, strict=True))
            for row in cursor
        )
    connection.close()
    return found


def _plain(table: str, column: str, value: object) -> object:
    if isinstance(value, bytes):
        return f"{len(value)} bytes"
    if isinstance(value, int) and value > 10**14:
        return "a moment"
    if isinstance(value, str) and (
        column in {"token", "fingerprint", "received_at"}
        or table == "meta"
        or _RANDOM.fullmatch(value.removeprefix("portion:"))
        or re.search(r"\d\d:\d\d", value)
    ):
        return "random"
    return value


def answered_and_scored(image: bytes) -> tuple[set[int], Counter[int]]:
    """Tell who has answered, and how often each score stands anywhere in a file."""
    plain = bytearray(image)
    plain[18:20] = b"\x01\x01"
    connection = sqlite3.connect(":memory:")
    connection.deserialize(bytes(plain))
    try:
        people = {
            row[0]
            for row in connection.execute(
                "SELECT telegram_id FROM invitations JOIN customers ON customers.id = customer_id"
                " WHERE state = 'answered'"
            )
        }
        scores: Counter[int] = Counter()
        tables = [row[0] for row in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
            " AND name <> 'worths'"  # what a score counts for is not an answer
        )]  # fmt: skip
        for table in tables:
            cursor = connection.execute(f'SELECT * FROM "{table}"')
            columns = [each[0] for each in cursor.description]
            totals = "dimension" in columns and table.startswith("tally")
            for row in cursor:
                values = dict(zip(columns, row, strict=True))
                if totals and values["dimension"] != "total":
                    continue
                for column in filter(_SCORES.fullmatch, columns):
                    if values[column] is None:
                        continue
                    if column == "score":
                        scores[values[column]] += 1
                    elif table == "tally_scores":
                        scores[int(column[1:])] += values[column]
        return people, scores
    finally:
        connection.close()
