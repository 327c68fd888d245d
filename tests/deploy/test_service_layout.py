"""The service's layout, as another user: program and settings are root's, the data is theirs.

Every command of docs/operating.md is typed so, an update of an older database and a restore among
them.
"""

import asyncio
import hashlib
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sysconfig
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from pathlib import Path
from tempfile import mkdtemp

import pytest

from bot.cli import cli
from playground.core import Telegram
from playground.server import RunningServer
from playground.server import serve as serve_playground
from storage.schema import migrate, migrations
from tests.bot.stage import ADMIN, OFF, STAFF
from tests.bot.waiting import now_s, until

ROOT = Path(__file__).parents[2]
NOBODY = 65_534
TOKEN = "4242424242:a-token-that-only-the-playground-takes"
KEY = "a-key-of-this-test"
PYTHON = Path("/usr/bin/python3")
SETTINGS = """\
[business]
timezone = "Europe/Berlin"
[telegram]
api_url = "{url}"
[storage]
url = "sqlite:///{state}/afterword.db"
[http]
port = 0
[[sources]]
name = "helpdesk"
key_sha256 = "{digest}"
[staff]
admins = [{admin}]
chats = [{chat}]
[surveys.service]
metric = "csat"
"""
ANSWERS = """\
survey,score,answered_at,customer
service,5,2026-11-01T10:00:00Z,C-1
service,2,2026-11-02T10:00:00Z,C-2
"""


class Layout:
    """Who is who: /etc, /var/lib, and somebody who may only write the latter."""

    def __init__(self, folder: Path, url: str) -> None:
        self.state, self.etc = folder / "state", folder / "etc"
        self.state.mkdir(mode=0o700)
        os.chown(self.state, NOBODY, NOBODY)
        self.etc.mkdir(mode=0o755)
        self.settings = self.etc / "config.toml"
        digest = hashlib.sha256(KEY.encode()).hexdigest()
        words = SETTINGS.format(url=url, state=self.state, digest=digest, admin=ADMIN, chat=STAFF)
        self.settings.write_text(words)
        self.settings.chmod(0o640)
        os.chown(self.settings, 0, NOBODY)
        self.token = self.etc / "token"
        self.token.write_text(TOKEN)
        self.token.chmod(0o640)
        os.chown(self.token, 0, NOBODY)

    def begun(self, *words: str, token: bool = False) -> "subprocess.Popen[str]":
        """Start the program as that user; only who speaks to Telegram is given the token."""
        given = {"AFTERWORD_TELEGRAM__TOKEN_FILE": str(self.token)} if token else {}
        return subprocess.Popen(
            (str(PYTHON), "-m", "bot", *words),
            cwd=self.state,
            user=NOBODY,
            group=NOBODY,
            extra_groups=[],
            env={
                "PATH": "/usr/bin:/bin",
                "PYTHONPATH": f"{ROOT}:{sysconfig.get_path('purelib')}",
                "PYTHONDONTWRITEBYTECODE": "1",
                "AFTERWORD_CONFIG": str(self.settings),
                **given,
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def typed(self, *words: str, token: bool = False) -> "subprocess.CompletedProcess[str]":
        """Type a command and wait for its end."""
        with self.begun(*words, token=token) as process:
            out, err = process.communicate(timeout=60)
        return subprocess.CompletedProcess(words, process.returncode, out, err)

    def does(self, *words: str, token: bool = False) -> str:
        """Type a command that works."""
        done = self.typed(*words, token=token)
        assert done.returncode == 0, f"{words}: {done.stdout}{done.stderr}"
        assert "Traceback" not in done.stderr
        return done.stdout + done.stderr


def _can_be_tried() -> str | None:
    if os.geteuid() != 0:
        return "this is not root, and only root can be somebody else"
    if not PYTHON.exists() or "3.11" not in str(PYTHON.resolve()):
        return f"{PYTHON} is not the Python 3.11 that the packages here are made for"
    code = "import bot.cli, aiosqlite, resvg_py"
    path = f"{ROOT}:{sysconfig.get_path('purelib')}"
    seen = subprocess.run(
        (str(PYTHON), "-c", code),
        env={"PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"},
        user=NOBODY,
        cwd="/",
        capture_output=True,
        check=False,
    )
    return None if seen.returncode == 0 else f"another user cannot read {ROOT}"


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that another user can reach: those of pytest are this user's alone."""
    why = _can_be_tried()
    if why is not None:
        pytest.skip(f"NOT CHECKED: the commands as another user; {why}")
    made = Path(mkdtemp(prefix="afterword-layout-"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made)


@pytest.fixture
async def world() -> AsyncIterator[tuple[Telegram, RunningServer]]:
    telegram = Telegram(limits=OFF, token=TOKEN)
    telegram.create_user("Alice", user_id=ADMIN, language_code="en")
    telegram.create_group("Acme staff", chat_id=STAFF, members=(ADMIN,), now=now_s())
    server = await serve_playground(telegram)
    yield telegram, server
    await server.close()


@pytest.fixture
def layout(folder: Path, world: tuple[Telegram, RunningServer]) -> Layout:
    return Layout(folder, world[1].url)


def greeted(telegram: Telegram) -> bool:
    messages = telegram.chats[STAFF].messages.values()
    return any(each.body.get("from", {}).get("id") == telegram.bot.id for each in messages)


async def runs(layout: Layout, telegram: Telegram) -> str:
    """Start the bot, wait until it greets, and stop it; gives what it printed."""
    process = layout.begun("run", "--greet", token=True)
    try:
        await until(lambda: process.poll() is not None or greeted(telegram))
    finally:
        process.send_signal(signal.SIGTERM)
        out, err = await asyncio.to_thread(process.communicate, timeout=30)
    assert process.returncode == 0, err
    assert "ready" in out
    return out + err


async def test_every_command_works_for_a_user_who_may_write_the_data_alone(
    layout: Layout, world: tuple[Telegram, RunningServer]
) -> None:
    await runs(layout, world[0])
    (layout.state / "answers.csv").write_text(ANSWERS)
    (layout.state / "orders.csv").write_text("day,orders\n2026-11-01,7\n")
    for words in (
        ("--version",),
        ("check",),
        ("key",),
        ("key", "shop"),
        ("import", "answers", "answers.csv"),
        ("import", "orders", "orders.csv"),
        ("export", "answers", "--out", "out.csv"),
        ("tallies", "--verify"),
        ("tallies", "--rebuild"),
        ("backup", "copy.db"),
        ("restore", "copy.db", "--verify"),
        ("restore", "copy.db"),
        ("why", "C-1"),
        ("unbind", "C-1"),
        ("rotate-links",),
    ):
        layout.does(*words)
    assert "no interaction was recorded" in layout.typed("rehearse").stderr
    doctor = await asyncio.to_thread(layout.typed, "doctor", token=True)
    assert "damaged" not in doctor.stdout
    assert "✓ token" in doctor.stdout
    assert len((layout.state / "out.csv").read_text().splitlines()) == 3
    owners = {each.stat().st_uid for each in layout.state.iterdir() if ".csv" not in each.name}
    assert owners == {NOBODY}


def test_all_commands_of_the_page_are_tried() -> None:
    """Here, or where they speak to more than this machine (init, demo) or draw for the papers."""
    tried = set(re.findall(r'"([a-z-]+)"', Path(__file__).read_text("utf-8")))
    elsewhere = {"init", "demo", "gallery", "film"}
    assert set(cli.commands) <= tried | elsewhere


async def test_settings_that_may_not_be_written_are_one_sentence(layout: Layout) -> None:
    done = layout.typed("key", "shop", "--write")
    assert done.returncode != 0
    assert "cannot write" in done.stderr
    assert "Traceback" not in done.stderr
    assert "Bearer" not in done.stdout


async def test_an_update_copies_the_older_database_and_it_can_be_put_back(
    layout: Layout, world: tuple[Telegram, RunningServer]
) -> None:
    database = layout.state / "afterword.db"
    steps = migrations()
    with closing(sqlite3.connect(database, isolation_level=None)) as old:
        migrate(old, path=database, steps=steps[:17])
    for each in layout.state.iterdir():
        os.chown(each, NOBODY, NOBODY)
    await runs(layout, world[0])
    copy = layout.state / "afterword.db.schema-0017.backup"
    assert copy.stat().st_uid == NOBODY
    assert "schema 17" in layout.does("restore", copy.name, "--verify")
    layout.does("restore", copy.name)
    with closing(sqlite3.connect(database)) as back:
        assert back.execute("PRAGMA user_version").fetchone()[0] == 17
