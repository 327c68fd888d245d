"""The world in which the blindly written lines of staff are read, and what is made of each."""

import sqlite3
import tomllib
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.app import PLAN
from bot.services import Report, Services
from bot.text.query import Query
from tests.bot.stage import ADMIN, BASE, BOB, FREE, STAFF, Stage, stage_of

LINES: Sequence[Mapping[str, Any]] = tomllib.loads(
    Path(__file__).with_name("staff_lines.toml").read_text("utf-8")
)["lines"]
NAME = "afterword_demo_bot"
BEFORE = datetime(2026, 10, 20, 10, 0, tzinfo=UTC)
NOW = datetime(2026, 11, 25, 11, 0, tzinfo=UTC)  # noon in Berlin
ADMINS = {"en": ADMIN, "ru": 902, "zh-hans": 903}  # by the language of their Telegram
CASES = {12: "closed", 17: "open", 28: "open"}
SETTINGS = (
    FREE
    + """\
[surveys.recommend]
metric = "nps"
about = "relationship"
touchpoints = ["support", "checkout"]
delay = "0s"
[surveys.after-chat]
metric = "csat"
touchpoints = ["support"]
delay = "0s"
[surveys.effort]
metric = "ces"
touchpoints = ["checkout"]
delay = "0s"
[surveys.team]
metric = "enps"
touchpoints = ["team"]
delay = "0s"
"""
)


@dataclass
class Examined:
    """A stage on which every query is noted that a report is asked for."""

    stage: Stage
    asked: list[Query] = field(default_factory=list)

    async def reads(self, line: Mapping[str, Any]) -> tuple[list[Query], str | None]:
        """Let the admin of a language type a line; gives what was asked for, and the reply."""
        self._clean()
        self.asked.clear()
        before = len(self.stage.from_bot(STAFF))
        text = line["text"].replace(NAME, str(self.stage.telegram.bot.username))
        await self.stage.says(ADMINS[line["lang"]], text, chat_id=STAFF)
        said = [_words(each) for each in self.stage.from_bot(STAFF)[before:]]
        return list(self.asked), "\n".join(said) if said else None

    def _clean(self) -> None:
        """Put cases, boards and digests back as they were."""
        with closing(sqlite3.connect(self.stage.config.database_path)) as connection, connection:
            connection.execute("DELETE FROM digests")
            connection.execute("DELETE FROM boards")
            connection.execute("DELETE FROM case_steps WHERE step <> 'opened'")
            connection.execute("UPDATE cases SET state = 'closed', held_by = ?", (ADMIN,))
            connection.execute(
                "UPDATE cases SET state = 'open', held_by = NULL WHERE id IN (17, 28)"
            )
            for number, state in CASES.items():
                found = connection.execute("SELECT state FROM cases WHERE id = ?", (number,))
                assert found.fetchone() == (state,)


def _words(message: Mapping[str, Any]) -> str:
    return str(message.get("text") or message.get("caption") or "")


@asynccontextmanager
async def examined_in(folder: Path) -> AsyncIterator[Examined]:
    """Set up the world that the lines are about."""
    asked: list[Query] = []
    plan = replace(PLAN, reports=[_noted(each, asked) for each in PLAN.reports])
    base = BASE.replace("[{admin}]", str(list(ADMINS.values())))
    async with stage_of(folder, SETTINGS, base=base, plan=plan, start=BEFORE) as stage:
        stage.telegram.privacy = False  # the bot is silent of itself
        for language, user in ADMINS.items():
            if user != ADMIN:
                stage.join(user, name=f"Admin {language}", language=language)
                stage.telegram.chats[STAFF].members[user] = "member"
        await _seed(stage)
        await stage.pass_time(NOW - stage.clock())
        for number in range(6):
            await stage.ended(touchpoint="delivery", **_about(BOB, number, "en"))
        yield Examined(stage, asked)


def _noted(report: Report, asked: list[Query]) -> Report:
    async def read(services: Services, query: Query) -> Any:
        asked.append(query)
        return await report.read(services, query)

    return replace(report, read=read)


async def _seed(stage: Stage) -> None:
    """Let customers of every language say the worst about every agent, channel and touchpoint."""
    for number in range(10):  # three answers each
        user = 1000 + number if number else BOB
        language = ("en", "ru", "zh-hans")[number % 3]
        await stage.starts(user, name=f"Customer {number}", language=language)
        places = ["support", "support", "checkout", "checkout"]
        for place in (*(reversed(places) if number % 2 else places), "delivery"):
            asked = len(stage.questions(user))
            await stage.ended(touchpoint=place, **_about(user, number, language))
            if len(stage.questions(user)) > asked:
                await stage.score(1, user=user)


def _about(user: int, number: int, language: str) -> dict[str, Any]:
    return {
        "customer": {"telegram_id": user, "language": language},
        "agent": ("anna", "ben")[number // 3 % 2],
        "channel": ("chat", "email", "phone")[number % 3],
    }
