"""An operator's folder: settings, files of answers, and the commands that read and write them."""

import asyncio
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from bot.cli import cli
from bot.settings.config import Config
from storage.database import Database
from storage.recount import Difference, verify
from tests.settings import in_force

ROOT = Path(__file__).resolve().parent.parent
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
SETTINGS = """\
[business]
name = "Acme"
timezone = "Europe/Berlin"
[telegram]
token = "4242424242:a-token-that-only-the-playground-takes"
[surveys.recommend]
metric = "nps"
[surveys.support]
metric = "csat"
[surveys.team]
metric = "enps"
"""
HEADER = "survey,score,answered_at,customer,comment,reason,touchpoint,agent,language,channel"
ANSWER = 'support,2,2024-11-01T10:00:00Z,C-9,"slow, ""very""\nslow",speed,support,anna,zh-hans,chat'


class Office:
    """A folder with settings and a database, as an operator has it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.settings = folder / "config.toml"
        self.settings.write_text(SETTINGS, "utf-8")

    @property
    def config(self) -> Config:
        return in_force(self.settings)

    def file(self, *lines: str, name: str = "a.csv", header: str = HEADER) -> Path:
        return self.raw("\n".join([header, *lines, ""]).encode(), name=name)

    def raw(self, content: bytes, *, name: str = "a.csv") -> Path:
        path = self.folder / name
        path.write_bytes(content)
        return path

    def takes(self, file: Path, *words: str) -> Result:
        """Import a file as an operator does."""
        typed = ("import", "answers", str(file), "--config", str(self.settings), *words)
        return CliRunner().invoke(cli, typed)

    def hands_out(self, *words: str) -> bytes:
        typed = ("export", "answers", "--config", str(self.settings), *words)
        result = CliRunner().invoke(cli, typed)
        assert result.exit_code == 0, result.output
        return result.stdout_bytes

    def rows(self, sql: str) -> list[dict[str, Any]]:
        connection = sqlite3.connect(self.config.database_path)
        connection.row_factory = sqlite3.Row
        try:
            return [dict(row) for row in connection.execute(sql)]
        finally:
            connection.close()

    def differences(self) -> list[Difference]:
        """What the daily counts say otherwise than the rows."""

        async def compare() -> list[Difference]:
            database = await Database.open_read_only(self.config.database_path)
            try:
                return await database.read(lambda tx: verify(tx, self.config.business.zone))
            finally:
                await database.close()

        return asyncio.run(compare())


def answer(place: int) -> str:
    at = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=7 * place)
    words = f"words {place}" if place % 5 == 0 else ""
    return f"support,{1 + place % 5},{at.isoformat()},C-{place % 97},{words},,,agent{place % 7},en,"
