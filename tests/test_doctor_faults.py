"""The doctor before faults that are really there, and no others."""

import asyncio
import errno
import os
import shutil
import socket
import sys
import zoneinfo
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import web

from bot.clock import system_clock
from bot.operating.checkup.dangers import look_at_dangers
from bot.operating.checkup.findings import Finding
from bot.operating.checkup.letters import look_at_drawing
from bot.operating.checkup.machine import look_at_disk
from bot.operating.checkup.port import look_at_port
from bot.operating.checkup.stored import look_at_database
from bot.operating.checkup.telegram import look_at_telegram
from bot.operating.checkup.zones import look_at_zones
from bot.pictures.drawer import Pictures
from bot.settings.config import load
from tests.bot.town import VOICE
from tests.loopback import serving
from tests.office import NOW, ROOT, SETTINGS, Office
from tests.test_doctor import Telegram, telegram

__all__ = ["telegram"]  # the fixture


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def told(found: Finding) -> tuple[str, str]:
    return found.level, found.words(VOICE)


# -- the disk and the database ------------------------------------------------------------------


def test_a_disk_without_room_for_a_copy(office: Office) -> None:
    """The database is larger than what is free; of it the disk holds nothing but holes."""
    path = office.config.database_path
    path.touch()
    try:
        os.truncate(path, shutil.disk_usage(path.parent).free + 1)
    except OSError as error:
        if error.errno != errno.EFBIG:
            raise
        pytest.skip("NOT CHECKED: a disk that is nearly full; this one takes no file so large")
    level, words = told(look_at_disk(office.config))
    assert level == "bad"
    assert words.endswith("free some space, a backup needs as much again")


async def test_a_file_that_is_no_database(office: Office) -> None:
    office.config.database_path.write_bytes(b"this is a letter to my aunt" * 400)
    (found,) = await look_at_database(office.config, now=NOW)
    assert found.level == "bad"
    assert "is not a database" in found.words(VOICE)


async def test_touchpoints_that_no_survey_asks_about_any_more(office: Office) -> None:
    rows = [f"support,2,2026-11-0{day}T10:00:00Z,C-9,,,{place},,," for day, place in PLACES]
    taken = await asyncio.to_thread(office.takes, office.file(*rows))
    assert taken.exit_code == 0, taken.output
    asking = 'touchpoints = ["checkout"]\n'
    office.settings.write_text(f'{SETTINGS}{asking}[surveys.more]\nmetric = "csat"\n{asking}')
    found = await look_at_database(office.config, now=NOW)
    assert [each.key for each in found if each.name == "settings"] == ["doctor.settings.fine"]
    every = SETTINGS.replace('metric = "nps"', f'metric = "nps"\n{asking}')
    every = every.replace('metric = "csat"', f'metric = "csat"\n{asking}') + asking
    office.settings.write_text(every)
    (found_gone,) = [
        each
        for each in await look_at_database(office.config, now=NOW)
        if each.key == "doctor.settings.touchpoints"
    ]
    assert "asks about any more: event, support; was that meant?" in found_gone.words(VOICE)
    later = NOW + timedelta(days=200)
    found = await look_at_database(office.config, now=later)
    assert [each.key for each in found if each.name == "settings"] == ["doctor.settings.fine"]


PLACES = ((1, "support"), (2, "checkout"), (3, "event"))


# -- pictures -----------------------------------------------------------------------------------


@contextmanager
def another(folder: Path, patch: pytest.MonkeyPatch, *modules: str) -> Iterator[Path]:
    """Another package before ours, where the drawing process finds it; this one has its own."""
    for place in ("bot", "bot/pictures"):
        (folder / place).mkdir(parents=True)
        (folder / place / "__init__.py").touch()
    for name in modules:
        shutil.copy(ROOT / "bot/pictures" / name, folder / "bot/pictures")
    with patch.context() as patched:
        patched.syspath_prepend(folder)
        yield folder / "bot/pictures"


async def drawing(office: Office) -> tuple[str, str]:
    pictures = Pictures()
    try:
        return told(await look_at_drawing(office.config, pictures))
    finally:
        await pictures.close()


async def test_a_drawing_process_that_does_not_start(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with another(tmp_path / "other", monkeypatch) as place:
        (place / "worker.py").write_text("raise SystemExit\n")
        level, words = await drawing(office)
    assert level == "bad"
    assert words.startswith("no picture can be drawn (")
    assert words.endswith("replies are words; install the program again")


async def test_pictures_without_letters(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with another(tmp_path / "other", monkeypatch, "worker.py", "pipe.py") as place:
        (place / "fonts").mkdir()
        level, words = await drawing(office)
    assert level == "bad"
    assert words.startswith("pictures have no letters (Latin, Cyrillic, Chinese): the fonts are")


async def test_who_wants_no_pictures_is_not_told_of_them(office: Office) -> None:
    office.settings.write_text(f"{SETTINGS}[reports]\npictures = false\n")
    assert (await drawing(office))[0] == "ok"


# -- the zone -----------------------------------------------------------------------------------


def test_time_zone_data_that_is_missing(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    config, known = office.config, zoneinfo.TZPATH
    for loaded in [each for each in sys.modules if each.partition(".")[0] == "tzdata"]:
        monkeypatch.setitem(sys.modules, loaded, None)  # also what another test has loaded
    monkeypatch.setitem(sys.modules, "tzdata", None)
    zoneinfo.reset_tzpath([])
    try:
        level, words = told(look_at_zones(config, now=NOW, machine="UTC"))
    finally:
        zoneinfo.reset_tzpath(known)
    assert level == "bad"
    assert words.startswith("the data of Europe/Berlin cannot be read: install the package tzdata")


@pytest.mark.parametrize(
    ("machine", "level"),
    [
        ("UTC", "ok"),
        ("Etc/UTC", "ok"),
        ("Europe/Paris", "ok"),
        ("America/New_York", "look"),
        ("Africa/Lagos", "look"),  # as Berlin in winter, not in summer
    ],
)
def test_a_machine_that_is_set_to_another_zone(office: Office, machine: str, level: str) -> None:
    found = look_at_zones(office.config, now=NOW, machine=machine)
    assert found.level == level
    assert (machine in found.words(VOICE)) == (level == "look")


# -- the port -----------------------------------------------------------------------------------


async def at_port(office: Office, port: int, host: str = "127.0.0.1") -> tuple[str, str]:
    office.settings.write_text(f'{SETTINGS}[http]\nhost = "{host}"\nport = {port}\n')
    return told(await look_at_port(office.config))


@pytest.fixture
def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as door:
        return int(door.getsockname()[1])


async def test_a_port_that_another_program_has(office: Office) -> None:
    async def stranger(_: web.Request) -> web.Response:
        return web.json_response({"status": "brewing tea"})

    async with serving({"/health": stranger}) as url:
        port = int(url.rpartition(":")[2])
        level, words = await at_port(office, port)
    assert level == "bad"
    assert words.startswith(f"port {port} belongs to another program: stop that, or")


async def test_a_bot_that_is_not_well_says_so_itself(office: Office) -> None:
    async def ill(_: web.Request) -> web.Response:
        return web.json_response({"status": "failing"}, status=503)

    async with serving({"/health": ill}) as url:
        level, words = await at_port(office, int(url.rpartition(":")[2]))
    assert level == "bad"
    assert words.startswith("the bot is failing, it says at http://127.0.0.1:")


async def test_a_port_that_is_free(office: Office, free_port: int) -> None:
    level, words = await at_port(office, free_port)
    assert level == "look"
    assert words.endswith("/health: the bot does not run")


async def test_an_address_of_another_machine(office: Office, free_port: int) -> None:
    level, words = await at_port(office, free_port, host="255.255.255.254")
    assert level == "bad"
    assert words == "255.255.255.254 is no address of this machine: correct host in [http]"


@pytest.mark.skipif(os.geteuid() == 0, reason="NOT CHECKED: a port below 1024; this is root")
async def test_a_port_that_only_root_may_open(office: Office) -> None:
    level, words = await at_port(office, 81)
    assert level == "bad"
    assert "this user may not open port 81" in words


# -- who may read, and what it runs on ----------------------------------------------------------


def dangers(office: Office, name: str, **more: tuple[int, int, int]) -> list[tuple[str, str]]:
    found = look_at_dangers(office.config, today=NOW.date(), **more)
    return [told(each) for each in found if each.name == name]


def test_a_token_file_that_everybody_can_read(office: Office, tmp_path: Path) -> None:
    office.settings.chmod(0o600)
    words = office.settings.read_text().splitlines(keepends=True)
    token = next(each for each in words if each.startswith("token")).split('"')[1]
    office.settings.write_text("".join(each for each in words if not each.startswith("token")))
    file = tmp_path / "token"
    file.write_text(f"{token}\n")
    for mode, level in ((0o604, ["look"]), (0o640, [])):
        file.chmod(mode)
        config = load(office.settings, {"AFTERWORD_TELEGRAM__TOKEN_FILE": str(file)})
        found = look_at_dangers(config, today=NOW.date())
        kept = [each for each in found if each.name == "token file"]
        assert [each.level for each in kept] == level
        for each in kept:
            assert each.words(VOICE).endswith(f"read the token in {file}: chmod o-r it")


def test_an_old_sqlite(office: Office) -> None:
    (old,) = dangers(office, "sqlite", sqlite=(3, 40, 1))
    assert old[0] == "look"
    assert old[1].startswith("SQLite 3.40.1 may undo a commit")
    assert dangers(office, "sqlite", sqlite=(3, 53, 0)) == [("ok", "SQLite 3.53.0")]


# -- webhook mode -------------------------------------------------------------------------------

AGO = system_clock() - timedelta(minutes=5)
HOOKS = [
    ({"url": "https://bot.example/telegram/webhook"}, "ok", "it is set"),
    ({"url": ""}, "bad", "Telegram calls another address than webhook_url"),
    ({"url": "https://evil.example/hook"}, "bad", "another program sets it"),
    (
        {"last_error_message": "Connection refused", "last_error_date": int(AGO.timestamp())},
        "bad",
        "could not deliver within the last hour (Connection refused)",
    ),
    ({"last_error_message": "Connection refused", "last_error_date": 1}, "ok", "it is set"),
]


@pytest.mark.parametrize(("info", "level", "words"), HOOKS)
async def test_what_telegram_says_of_the_webhook(
    office: Office, telegram: Telegram, info: dict[str, object], level: str, words: str
) -> None:
    hook = 'mode = "webhook"\nwebhook_url = "https://bot.example"\n'
    lines = f'[telegram]\napi_url = "{telegram.url}"\n{hook}'
    office.settings.write_text(SETTINGS.replace("[telegram]\n", lines))
    telegram.webhook = {"url": "https://bot.example/telegram/webhook", **info}
    looked = [each async for each in look_at_telegram(office.config)]
    (found,) = [each for each in looked if each.name == "webhook"]
    assert found.level == level
    assert words in found.words(VOICE)
