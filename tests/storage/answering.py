"""People who answer an anonymous question, in a process that may be killed at any statement.

`python tests/storage/answering.py DATABASE KILL_AT SCORE...` prints each answer when it is kept.
With a KILL_AT of 0 it lives, and prints what it does instead: its statements and its key files.
"""

import asyncio
import os
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from storage import anonymous, asks, customers, invitations, pools, versions
from storage.database import Database
from storage.invitations import Draft
from storage.transaction import Transaction

NOW = datetime(2026, 11, 16, 10, 0, tzinfo=UTC)
ZONE = ZoneInfo("UTC")
_QUESTION = versions.Asked(
    "team", "enps", 11, anonymous=True, continues=None, wording="{}", fingerprint="f"
)


async def prepare(database: Database, people: int) -> None:
    """Ask everybody."""

    async def unit(tx: Transaction) -> None:
        version = await versions.keep(tx, _QUESTION, at=NOW)
        for number in range(people):
            person = await customers.add_stranger(tx, name=f"P{number}", at=NOW)
            draft = Draft(f"t{number}", "team", version.id, person.id, "en")
            ask = await asks.add(tx, draft, "planned", at=NOW, zone=ZONE)
            ask = await asks.claim(tx, ask, at=NOW, zone=ZONE)
            await asks.deliver(tx, ask, at=NOW, zone=ZONE)

    await database.write(unit)


async def answer(database: Database, number: int, score: int) -> bool:
    """Let one answer; False if they have."""

    async def unit(tx: Transaction) -> bool:
        ask = await invitations.find_by_token(tx, f"t{number}")
        if ask is None or ask.state == "answered":
            return False
        await asks.answer(tx, ask, at=NOW, zone=ZONE)
        await anonymous.add(tx, ask, score=score, at=NOW, zone=ZONE)
        return True

    return await database.write(unit)


async def check(database: Database) -> int:
    """Do what a start does; tells how many answers were lost."""
    return await database.write(lambda tx: pools.check(tx, at=NOW))


class _Watch:
    """Counts what the process does, and ends it at one of these points."""

    def __init__(self, kill_at: int) -> None:
        self.kill_at, self.done, self.on = kill_at, 0, False

    def hook(self, event: str, args: tuple[object, ...]) -> None:
        if event in {"open", "os.remove", "os.listdir"} and ".key-" in str(args[0]):
            self.note(f"{event} key")

    def note(self, what: str) -> None:
        if not self.on:
            return
        self.done += 1
        if self.kill_at == 0:
            print("did", " ".join(what.split())[:60], flush=True)  # noqa: T201 - the test reads it
        if self.done == self.kill_at:
            os.kill(os.getpid(), signal.SIGKILL)


async def main(path: Path, watch: _Watch, scores: list[int]) -> None:
    """Answer one after another."""
    database = await Database.open(path)
    await check(database)
    assert database._writing is not None
    engine = database._writing.engine
    await engine.call(lambda connection: connection.set_trace_callback(watch.note))
    watch.on = True
    for number, score in enumerate(scores):
        if await answer(database, number, score):
            print("kept", number, flush=True)  # noqa: T201 - the test reads it
    watch.on = False
    await database.close()


if __name__ == "__main__":
    watching = _Watch(int(sys.argv[2]))
    sys.addaudithook(watching.hook)
    asyncio.run(main(Path(sys.argv[1]), watching, [int(each) for each in sys.argv[3:]]))
