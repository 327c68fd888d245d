"""The service's layout: program and settings are root's, the data another user's.

Every command of docs/operating.md is typed so, an update of an older database and a restore among
them.
"""

import asyncio
import os
import re
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from bot.clock import system_clock
from storage.schema import migrate, migrations
from tests.bot.waiting import until
from tests.deploy.layout import NOBODY, PATH, ROOT, Server, stopped
from tests.deploy.serving import asked, running
from tests.wheel import build_wheel

PAGE = (ROOT / "docs" / "operating.md").read_text("utf-8")
IN_A_CHECKOUT = {"gallery", "film"}  # they draw the documentation
BEFORE = 17
ANSWERS = """\
survey,score,answered_at,customer
{survey},5,2026-11-01T10:00:00Z,C-1
{survey},2,2026-11-02T10:00:00Z,C-2
"""


async def types(server: Server, *words: str) -> str:
    """Type what asks Telegram, which is served from here."""
    return await asyncio.to_thread(server.does, *words)


async def test_every_command_of_the_page_works(server: Server) -> None:
    body = {"id": "T-1", "touchpoint": "support", "customer": {"id": "C-1"}}
    async with running(server):
        now = system_clock().isoformat()
        posted = await asyncio.to_thread(
            asked, server, "/v1/interactions", {**body, "closed_at": now}
        )
        assert posted == 202
        token = (server.etc / "token").rename(server.etc / "taken-away")
        while_it_runs(server)
        assert "telegram.token: missing: set AFTERWORD_TELEGRAM__TOKEN" in server.refuses("doctor")
        token.rename(server.etc / "token")
        told = await asyncio.to_thread(server.typed, "doctor")
        assert "✓ token" in told.stdout, told.stdout
        assert "✗" not in told.stdout
        await types(server, "doctor", "--bundle", "for-help.zip")
    (server.etc / "token").unlink()
    while_it_stands(server)
    await asyncio.to_thread(server.does, "demo", "--once")
    owners = {path.stat().st_uid for path in server.state.rglob("*") if path.suffix != ".csv"}
    assert owners == {NOBODY}
    assert {path.stat().st_uid for path in server.opt.rglob("*")} == {0}
    assert not list(server.opt.rglob("bot/__pycache__/*.pyc.*"))


def while_it_runs(server: Server) -> None:
    """What may be typed at any time, and without a token."""
    assert re.search(
        r"^afterword \S+, Python \S+, SQLite \S+$", server.does("--version"), re.MULTILINE
    )
    assert f"# database: {server.state}/afterword.db" in server.does("check")
    assert server.does("key").startswith("helpdesk: ")
    server.does("key", "shop")
    server.does("why", "C-1")
    server.does("rehearse")
    server.does("backup", "copy.db")
    server.does("restore", "copy.db", "--verify")
    server.does("tallies", "--verify")
    server.does("export", "answers", "--out", "none.csv")
    assert "is using" in server.refuses("restore", "copy.db")


def while_it_stands(server: Server) -> None:
    """What needs the bot stopped, and no token."""
    [survey] = re.findall(
        r"^\[surveys\.(.*)\]$", (server.etc / "config.toml").read_text(), re.MULTILINE
    )
    (server.state / "answers.csv").write_text(ANSWERS.format(survey=survey))
    (server.state / "orders.csv").write_text("day,orders\n2026-11-01,7\n")
    for words in (
        ("import", "answers", "answers.csv"),
        ("import", "orders", "orders.csv"),
        ("tallies", "--rebuild"),
        ("export", "answers", "--out", "out.csv"),
        ("unbind", "helpdesk:C-1"),
        ("rotate-links",),
        ("audit",),
        ("forget", "helpdesk:C-1", "--yes"),
    ):
        server.does(*words)
    assert len((server.state / "out.csv").read_text().splitlines()) == 3
    server.does("restore", "copy.db")
    assert "0 rows written" in server.does("export", "answers", "--out", "after.csv")


def test_all_commands_of_the_page_are_tried() -> None:
    tried = set(re.findall(r'\("([a-z-]+)"|"(demo|doctor)"', Path(__file__).read_text("utf-8")))
    named = set(re.findall(r"`afterword ([a-z-]+)", PAGE))
    by_the_readme = {"init", "run"}
    assert named - {word for each in tried for word in each} <= IN_A_CHECKOUT | by_the_readme


async def test_settings_are_changed_by_root_alone(server: Server) -> None:
    settings = server.etc / "config.toml"
    assert server.refuses("key", "shop", "--write").startswith(f"cannot write {settings}: ")
    words = (str(server.program), "key", "shop", "--write", "--config", str(settings))
    subprocess.run(words, cwd="/", env={"PATH": PATH}, check=True, capture_output=True)
    assert (settings.stat().st_mode & 0o777, settings.stat().st_gid) == (0o640, NOBODY)
    assert "shop: interactions and orders" in server.does("key")


async def test_another_user_is_told_to_use_sudo(server: Server) -> None:
    done = subprocess.run(
        (str(server.command), "check"),
        env={"PATH": PATH},
        cwd="/",
        user=1,
        group=1,
        extra_groups=[],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (
        2,
        "afterword: type it as root: sudo afterword check\n",
    )


async def test_an_update_copies_the_older_database_and_it_can_be_put_back(
    server: Server, folder: Path, wheel: Path, library: Path
) -> None:
    server.opt = folder / "opt"  # the others' is not updated
    server.install(build_wheel(folder, version="0.0.9"), library)
    assert "afterword 0.0.9," in server.does("--version")
    database = server.state / "afterword.db"
    with closing(sqlite3.connect(database, isolation_level=None)) as old:
        migrate(old, path=database, steps=migrations()[:BEFORE])
    for each in server.state.iterdir():
        os.chown(each, NOBODY, NOBODY)
    server.does("backup", "before-the-update.db")
    server.install(wheel, library)
    assert "afterword 0.0.9," not in server.does("--version")
    server.does("check")
    async with running(server):
        pass
    copy = server.state / f"afterword.db.schema-{BEFORE:04d}.backup"
    assert (copy.stat().st_uid, copy.stat().st_mode & 0o777) == (NOBODY, 0o600)
    for name in (copy.name, "before-the-update.db"):
        assert f"schema {BEFORE}" in server.does("restore", name, "--verify")
        server.does("restore", name)
        with closing(sqlite3.connect(database)) as back:
            assert back.execute("PRAGMA user_version").fetchone()[0] == BEFORE
    async with running(server):
        assert await asyncio.to_thread(asked, server, "/health") == 200


async def test_a_lost_database_is_begun_anew_by_the_service_s_user(server: Server) -> None:
    async with running(server):
        pass
    (server.state / "afterword.db").unlink()
    process = server.starts()
    _, told = await asyncio.to_thread(process.communicate, timeout=60)
    assert process.returncode == 2
    assert "afterword run --new-store" in told
    process = server.starts("--new-store")
    await until(lambda: process.poll() is not None or (server.state / "afterword.db").exists())
    while await asyncio.to_thread(asked, server, "/health") != 200:
        assert process.poll() is None
    await asyncio.to_thread(stopped, process)
