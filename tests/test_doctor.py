"""`afterword doctor`: each thing that can be wrong, brought about and told in one sentence."""

import asyncio
import json
import os
from collections.abc import AsyncIterable, AsyncIterator, Callable
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from aiohttp import web
from click.testing import CliRunner

from bot.cli import cli
from bot.clock import system_clock
from bot.commands.doctor.examination import examined
from bot.operating.checkup.findings import Finding
from bot.operating.checkup.machine import look_at_machine
from bot.operating.checkup.stored import look_at_database
from bot.operating.checkup.telegram import look_at_telegram
from tests.bot.town import VOICE
from tests.loopback import serving
from tests.office import SETTINGS, Office

TOKEN = "4242424242:a-token-that-only-the-playground-takes"
CHAT = -100900
ROW = 'support,2,2026-11-01T10:00:00Z,C-secret,"my cat is ill",,,anna,,'


class Telegram:
    """Four methods of the Bot API, and what they say."""

    def __init__(self) -> None:
        self.me: dict[str, Any] = {"id": 4242, "username": "acme_bot"}
        self.member: dict[str, Any] | None = {"status": "member"}
        self.chat: dict[str, Any] = {"type": "supergroup", "permissions": {}}
        self.webhook: dict[str, Any] | None = {"url": "", "pending_update_count": 0}
        self.off = timedelta(0)
        self.url = ""

    async def answer(self, request: web.Request) -> web.Response:
        if request.match_info["token"] != TOKEN:
            return self.dated({"ok": False, "error_code": 401}, status=401)
        method = request.match_info["method"]
        results = {"getMe": self.me, "getChatMember": self.member, "getWebhookInfo": self.webhook}
        results["getChat"] = self.chat
        if results[method] is None:
            described = {"ok": False, "description": "Bad Request: chat not found"}
            return self.dated(described, status=400)
        return self.dated({"ok": True, "result": results[method]})

    def dated(self, document: dict[str, Any], *, status: int = 200) -> web.Response:
        told = format_datetime(system_clock() + self.off, usegmt=True)
        return web.json_response(document, status=status, headers={"Date": told})


@pytest.fixture
async def telegram() -> AsyncIterator[Telegram]:
    told = Telegram()
    async with serving({"/bot{token}/{method}": told.answer}) as told.url:
        yield told


@pytest.fixture
async def office(tmp_path: Path, telegram: Telegram) -> Office:
    """Settings, a database with one answer, and a Telegram that is well."""
    found = Office(tmp_path)
    words = SETTINGS.replace("[telegram]", f'[telegram]\napi_url = "{telegram.url}"')
    found.settings.write_text(words + f"[staff]\nadmins = [900]\nchats = [{CHAT}]\n")
    found.settings.chmod(0o600)
    taken = await asyncio.to_thread(found.takes, found.file(ROW))
    assert taken.exit_code == 0, taken.output
    return found


async def said(looked: AsyncIterable[Finding], name: str) -> tuple[str, str]:
    """What the doctor says about one thing: the level and the words."""
    found = [each async for each in looked if each.title == name]
    assert found, name
    return found[0].level, found[0].words(VOICE)


async def here(office: Office) -> AsyncIterator[Finding]:
    for found in await look_at_database(office.config, now=system_clock()):
        yield found
    for found in look_at_machine(office.config, now=system_clock()):
        yield found


async def test_who_is_well_is_told_so(office: Office) -> None:
    words, well = await examined(office.config, now=system_clock(), json_wanted=True, bundle=None)
    levels = {each["name"]: each["level"] for each in json.loads(words)}
    assert well
    for name in ("token", "privacy", f"chat {CHAT}", "webhook", "clock", "database", "disk"):
        assert levels[name] == "ok", name
    for name in ("settings", "zones", "drawing", "rights"):
        assert levels[name] == "ok", name


ABROAD: list[tuple[Callable[[Telegram], object], str, str, str]] = [
    (lambda t: t.me.update(can_read_all_group_messages=True), "privacy", "look", "/setprivacy"),
    (lambda t: setattr(t, "member", {"status": "left"}), f"chat {CHAT}", "bad", "is not in it"),
    (lambda t: setattr(t, "member", None), f"chat {CHAT}", "bad", "Chat not found"),
    (
        lambda t: setattr(t, "member", {"status": "restricted", "can_send_messages": False}),
        f"chat {CHAT}",
        "bad",
        "an admin has restricted it",
    ),
    (
        lambda t: t.chat.update(permissions={"can_send_messages": False}),
        f"chat {CHAT}",
        "bad",
        "let members send messages",
    ),
    (
        lambda t: t.chat.update(permissions={"can_send_photos": False}),
        f"chat {CHAT}",
        "look",
        "no pictures",
    ),
    (
        lambda t: setattr(t, "webhook", {"url": "https://x.example"}),
        "webhook",
        "bad",
        "mode is polling",
    ),
    (
        lambda t: setattr(t, "webhook", {"pending_update_count": 500}),
        "updates",
        "look",
        "500 updates wait",
    ),
    (lambda t: setattr(t, "off", timedelta(minutes=9)), "clock", "bad", "set this machine's clock"),
    (lambda t: setattr(t, "off", timedelta(minutes=1)), "clock", "look", "time service"),
]


@pytest.mark.parametrize(("fault", "name", "level", "words"), ABROAD)
async def test_what_is_wrong_at_telegram(
    office: Office,
    telegram: Telegram,
    fault: Callable[[Telegram], object],
    name: str,
    level: str,
    words: str,
) -> None:
    fault(telegram)
    found = await said(look_at_telegram(office.config), name)
    assert found[0] == level
    assert words in found[1]


async def test_an_admin_is_not_bound_by_what_members_may(
    office: Office, telegram: Telegram
) -> None:
    telegram.member = {"status": "administrator"}
    telegram.chat["permissions"] = {"can_send_messages": False}
    assert (await said(look_at_telegram(office.config), f"chat {CHAT}"))[0] == "ok"


async def test_check_tells_it_too_and_shows_the_settings_all_the_same(
    office: Office, telegram: Telegram
) -> None:
    telegram.chat["permissions"] = {"can_send_messages": False}
    words = ["check", "--config", str(office.settings)]
    shown = (await asyncio.to_thread(CliRunner().invoke, cli, words)).output
    assert f"# note: chat {CHAT}: the bot may not write in it, only its admins may" in shown
    url = f'api_url = "{telegram.url}"'
    away = office.settings.read_text().replace(url, 'api_url = "http://127.0.0.1:9"')
    office.settings.write_text(away)
    shown = (await asyncio.to_thread(CliRunner().invoke, cli, words)).output
    assert "# note: Telegram could not be asked about the chats" in shown
    assert f"chats = [{CHAT}]" in shown


async def test_a_wrong_token_is_one_sentence_and_not_shown(office: Office) -> None:
    text = office.settings.read_text()
    office.settings.write_text(text.replace(TOKEN, "4242424242:another-token-altogether-here"))
    level, words = await said(look_at_telegram(office.config), "token")
    assert level == "bad"
    assert words == "Telegram does not know this token: copy it again from @BotFather"


def damage(office: Office) -> None:
    path = office.config.database_path
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2 // 4096 * 4096)
        file.write(b"\0" * 8192)


def newer(office: Office) -> None:
    import sqlite3

    with sqlite3.connect(office.config.database_path) as database:
        database.execute("PRAGMA user_version = 999")
    database.close()


def old_backup(office: Office) -> None:
    folder = office.folder / "backups"
    folder.mkdir()
    (folder / "afterword-20200101T000000Z.db").touch()


HERE: list[tuple[Callable[[Office], object], str, str, str]] = [
    (damage, "database", "bad", "afterword restore BACKUP"),
    (newer, "database", "bad", "update the program"),
    (lambda o: o.config.database_path.chmod(0o644), "rights", "look", "chmod 600"),
    (lambda o: o.settings.chmod(0o644), "token file", "look", "can read the token"),
    (old_backup, "backups", "bad", "is the bot running?"),
    (
        lambda o: o.settings.write_text(
            o.settings.read_text().replace("[surveys.support]", "[surveys.other]")
        ),
        "settings",
        "look",
        "surveys that have data but are not in the settings any more: support",
    ),
]


@pytest.mark.parametrize(("fault", "name", "level", "words"), HERE)
async def test_what_is_wrong_here(
    office: Office, fault: Callable[[Office], object], name: str, level: str, words: str
) -> None:
    fault(office)
    found = await said(here(office), name)
    assert found[0] == level
    assert words in found[1]


async def test_who_cannot_be_asked_is_not_called_wrong(office: Office) -> None:
    text = office.settings.read_text()
    url = text.partition('api_url = "')[2].partition('"')[0]
    office.settings.write_text(text.replace(url, "http://127.0.0.1:9"))
    level, words = await said(look_at_telegram(office.config), "telegram")
    assert (level, "could not be asked" in words) == ("unknown", True)


async def test_one_question_without_an_answer_loses_no_other(
    office: Office, telegram: Telegram
) -> None:
    telegram.webhook = None
    assert (await said(look_at_telegram(office.config), "webhook"))[0] == "unknown"
    assert (await said(look_at_telegram(office.config), "clock"))[0] == "ok"


async def test_a_folder_that_is_missing_is_told(office: Office) -> None:
    text = office.settings.read_text()
    office.settings.write_text(text + '[storage]\nurl = "sqlite:///no/such/place.db"\n')
    level, words = await said(here(office), "disk")
    assert (level, "there is no folder" in words) == ("bad", True)


async def test_the_bundle_holds_no_secret_and_nobody(office: Office) -> None:
    source = (
        f'[[sources]]\nname = "wilhelmina-shop"\nkey_sha256 = "{"a" * 64}"\nexpires = 2020-01-01\n'
    )
    watcher = '[health]\nping_url = "http://127.0.0.1:9/ping-secret"\n'
    renamed = office.settings.read_text().replace("[surveys.support]", "[surveys.other]")
    office.settings.write_text(renamed + source + watcher)
    target = office.folder / "bundle.zip"
    words, well = await examined(
        office.config, now=system_clock(), json_wanted=False, bundle=target
    )
    assert well
    assert "0 to mend" in words
    assert words.endswith("without names and secrets, versions, and how many rows each table has.")
    with ZipFile(target) as bundle:
        assert sorted(bundle.namelist()) == [
            *("report.txt", "settings.json", "tables.txt", "versions.txt")
        ]
        packed = "".join(bundle.read(name).decode() for name in bundle.namelist())
    assert "answers 1" in packed
    assert "! settings  doctor.settings.surveys\n" in packed  # what is wrong, of nobody
    named = (
        "C-secret",
        "cat is ill",
        "anna",
        "Acme",
        "acme_bot",
        "wilhelmina",
        "surveys that have",
        "ping-secret",
        "a" * 64,
    )
    for secret in (TOKEN, str(CHAT), *named):
        assert secret not in packed, secret
    assert str(office.folder) not in packed
    assert target.stat().st_mode & 0o777 == 0o600


async def test_it_says_by_its_exit_code(office: Office, telegram: Telegram) -> None:
    words = ["doctor", "--config", str(office.settings)]
    done = await asyncio.to_thread(CliRunner().invoke, cli, words)
    assert done.exit_code == 0, done.output
    telegram.member = {"status": "kicked"}
    done = await asyncio.to_thread(CliRunner().invoke, cli, words)
    assert done.exit_code == 1
    assert done.output.startswith("✗ chat")
    assert (os.geteuid() == 0) == ("run by root" in done.output)
