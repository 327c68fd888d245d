"""The commands that need no running bot: check, key and init."""

import hashlib
import logging
import re
import stat
import subprocess
import sys
import tomllib
from collections import deque
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import click
import pytest
from aiohttp import web
from click.testing import CliRunner, Result

from bot.called_as import COMMANDS, VARIABLE, as_typed
from bot.cli import cli
from bot.commands import init as init_command
from bot.commands.command_line import Failure, say
from bot.commands.init import init, start_words, token_from
from bot.commands.init_file import Wishes
from bot.commands.init_telegram import ANONYMOUS_ADMIN, consumed
from bot.logs import OneLine
from bot.settings.config import load
from tests.loopback import serving

TOKEN = "4242:SECRET-of-the-operator"
TOKEN_IN = "AFTERWORD_TELEGRAM__TOKEN"
ROOT = Path(__file__).resolve().parent.parent


def afterword(*words: str, typed: str = "", **environ: str) -> Result:
    variables = {"AFTERWORD_TELEGRAM__TOKEN": None, **environ}
    return CliRunner().invoke(cli, words, input=typed, env=variables)


def test_help_names_every_command_and_loads_none() -> None:
    code = (
        "import sys; from bot.cli import cli; cli(['--help'], standalone_mode=False);"
        "print([name for name in sys.modules if name in ('telegram', 'aiohttp', 'pydantic')])"
    )
    shown = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=ROOT
    )
    for name in ("run", "demo", "init", "check", "key"):
        assert f"\n  {name} " in shown.stdout
    assert shown.stdout.endswith("\n[]\n")


def test_check_shows_the_settings_with_secrets_starred(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text('[surveys.a]\nmetric = "nps"\n', "utf-8")
    result = afterword("check", "--config", str(path), AFTERWORD_TELEGRAM__TOKEN=TOKEN)
    assert result.exit_code == 0
    assert TOKEN not in result.output
    assert 'token = "**********"' in result.output
    assert "nobody is listed in [staff]" in result.output


def test_check_tells_mistakes_and_fails(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text('[cadence]\nflor = "1d"\n[surveys.a]\nmetric = "nps"\n', "utf-8")
    result = afterword("check", "--config", str(path), AFTERWORD_TELEGRAM__TOKEN=TOKEN)
    assert result.exit_code == 2
    assert result.stderr == f'{path}:2: cadence.flor: unknown key, did you mean "floor"?\n'


def test_key_prints_a_key_and_the_lines_that_accept_it() -> None:
    shown = afterword("key", "helpdesk").output
    [key] = re.findall(r"Bearer ([\w-]{43})\n", shown)
    [source] = tomllib.loads(shown[shown.index("[[sources]]") :])["sources"]
    assert source == {"name": "helpdesk", "key_sha256": hashlib.sha256(key.encode()).hexdigest()}
    assert key not in afterword("key", "helpdesk").output


def test_key_refuses_a_name_that_would_not_load() -> None:
    assert afterword("key", "help desk").exit_code == 2


class Server:
    """Three methods of the Bot API on a loopback port, with updates that wait to be confirmed."""

    def __init__(self) -> None:
        self.waiting: deque[dict[str, Any]] = deque()
        self.later: list[list[dict[str, Any]]] = []
        self.url = ""
        self.webhook = ""
        self.status = "member"
        self.permissions = {"can_send_messages": True}

    async def answer(self, request: web.Request) -> web.Response:
        if request.match_info["token"] != TOKEN:
            return web.json_response({"ok": False, "description": "Unauthorized"}, status=401)
        parameters = await request.json()
        me = {"id": 4242, "is_bot": True, "first_name": "Acme asks", "username": "acme_bot"}
        known = {
            "getMe": me,
            "getChatMember": {"status": self.status},
            "getChat": {"permissions": self.permissions},
            "getWebhookInfo": {"url": self.webhook},
        }
        if request.match_info["method"] in known:
            return web.json_response({"ok": True, "result": known[request.match_info["method"]]})
        while self.waiting and self.waiting[0]["update_id"] < parameters.get("offset", 0):
            self.waiting.popleft()
        result = list(self.waiting)
        if self.later:
            self.waiting.extend(self.later.pop(0))
        return web.json_response({"ok": True, "result": result})


@pytest.fixture
async def server(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Server]:
    monkeypatch.setattr(init_command, "_PAUSE_S", 0)
    server = Server()
    async with serving({"/bot{token}/{method}": server.answer}) as server.url:
        yield server


def added(
    update_id: int, *, chat: int, person: int = 900, status: str = "member"
) -> dict[str, Any]:
    return {
        "update_id": update_id,
        "my_chat_member": {
            "chat": {"id": chat, "type": "supergroup", "title": 'The "staff"\n[x]'},
            "from": {"id": person, "is_bot": person == ANONYMOUS_ADMIN, "first_name": "Ann"},
            "new_chat_member": {"status": status},
        },
    }


def typed(update_id: int, *, chat: int, kind: str = "group") -> dict[str, Any]:
    chat_said = {"id": chat, "type": kind, "title": "Staff"}
    person = {"id": 901, "is_bot": False, "first_name": "Ben"}
    return {"update_id": update_id, "message": {"chat": chat_said, "from": person, "text": "hi"}}


def wishes(
    server: Server, path: Path, *, token: str = TOKEN, kept: str = "", wait: int = 30
) -> Wishes:
    given = dict.fromkeys(("name", "zone", "language", "question"))
    return Wishes(path, token, kept, server.url, wait, yes=True, given=given)


async def test_init_takes_the_group_and_the_admin_from_the_update(
    server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server.later = [[], [added(7, chat=-100900)]]
    path = tmp_path / "config.toml"
    await init(wishes(server, path))
    config = load(path, {})
    assert config.staff.admins == (900,)
    assert config.staff.chats == (-100900,)
    assert config.staff.alerts == -100900
    assert config.telegram.api_url == server.url
    assert config.business.name == "Acme asks"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not server.waiting
    shown = capsys.readouterr().out
    assert "https://t.me/acme_bot?startgroup=" in shown
    assert TOKEN not in shown


async def test_init_confirms_nothing_that_the_bot_still_has_to_see(
    server: Server, tmp_path: Path
) -> None:
    server.waiting.extend([typed(5, chat=42, kind="private"), typed(6, chat=-7)])
    await init(wishes(server, tmp_path / "config.toml"))
    assert [update["update_id"] for update in server.waiting] == [5, 6]
    assert load(tmp_path / "config.toml", {}).staff.admins == (901,)


async def test_init_passes_over_those_who_leave_and_those_who_hide(
    server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server.waiting.append(added(5, chat=-6, status="left"))
    server.waiting.append(added(6, chat=-7, person=ANONYMOUS_ADMIN))
    server.later = [[typed(8, chat=-7)]]
    await init(wishes(server, tmp_path / "config.toml"))
    assert load(tmp_path / "config.toml", {}).staff.admins == (901,)
    assert capsys.readouterr().out.count("is hidden") == 1


def test_only_the_first_updates_are_confirmed() -> None:
    updates = [added(5, chat=-7), typed(6, chat=-7), typed(7, chat=42, kind="private")]
    assert consumed([*updates, typed(8, chat=-7)], chat_id=-7) == 7
    assert consumed(updates[2:], chat_id=-7) is None


async def test_init_leaves_out_a_token_that_is_kept_elsewhere(
    server: Server, tmp_path: Path
) -> None:
    server.waiting.append(typed(5, chat=-7))
    (tmp_path / "token").write_text(f"{TOKEN}\n", "utf-8")
    token, kept = token_from(tmp_path / "token", {"AFTERWORD_TELEGRAM__TOKEN": "another"})
    path = tmp_path / "config.toml"
    await init(wishes(server, path, token=token, kept=kept))
    assert TOKEN not in path.read_text("utf-8")
    variable, _, file = kept.partition("=")
    assert load(path, {variable: file}).telegram.token.get_secret_value() == TOKEN


def test_init_tells_a_token_file_that_it_cannot_read_or_use(tmp_path: Path) -> None:
    file = tmp_path / "token"
    words = ("init", "--config", str(tmp_path / "config.toml"), "--token-file", str(file))
    for content, said in (
        (b"\xff\xfe", f"the token cannot be read from {file}"),
        (b"", f"what is in {file} is no token"),
        (b"4242:SECRET and more", f"what is in {file} is no token"),
    ):
        file.write_bytes(content)
        result = afterword(*words)
        assert result.exit_code == 1
        assert said in result.output
        assert "SECRET" not in result.output


def test_init_says_at_once_that_there_is_no_folder_and_at_an_end_that_nothing_is_written(
    tmp_path: Path,
) -> None:
    path = tmp_path / "none" / "config.toml"
    result = afterword("init", "--config", str(path), AFTERWORD_TELEGRAM__TOKEN=TOKEN)
    assert (result.exit_code, f"there is no folder {path.parent}" in result.output) == (1, True)
    (tmp_path / "config.toml").touch()
    words = ("init", "--config", str(tmp_path / "config.toml"))
    result = afterword(*words, typed="n\n", AFTERWORD_TELEGRAM__TOKEN=TOKEN)
    assert (result.exit_code, "Nothing was written." in result.output) == (1, True)


def test_init_asks_again_for_what_is_no_token(tmp_path: Path) -> None:
    words = ("init", "--config", str(tmp_path / "config.toml"), "--api-url", "http://127.0.0.1:9")
    result = afterword(*words, typed=f"\n   \n42 42\nnot-one\n  {TOKEN} \n")
    assert result.output.count("that is no token: one is a number, a colon and letters") == 3
    assert "did not answer as it should" in result.output
    assert "SECRET" not in result.output


@pytest.mark.parametrize(
    ("kept", "typed"),
    [
        ("", "afterword run --config 'my config.toml'"),
        (
            "AFTERWORD_TELEGRAM__TOKEN_FILE=/my token",
            "AFTERWORD_TELEGRAM__TOKEN_FILE='/my token' afterword run --config 'my config.toml'",
        ),
        (
            TOKEN_IN,
            f"afterword run --config 'my config.toml'   (with {TOKEN_IN} set, as now)",
        ),
    ],
)
def test_what_starts_the_bot_is_written_with_all_it_needs(
    server: Server, kept: str, typed: str
) -> None:
    assert start_words(wishes(server, Path("my config.toml"), kept=kept)) == typed


async def test_init_tells_a_wrong_token_without_showing_it(server: Server, tmp_path: Path) -> None:
    with pytest.raises(Exception, match="does not know this token") as caught:
        await init(wishes(server, tmp_path / "config.toml", token="4242:SECRET-and-wrong"))
    assert "SECRET" not in str(caught.value)
    assert not (tmp_path / "config.toml").exists()


@pytest.mark.parametrize(
    ("status", "permitted", "said"),
    [
        ("restricted", True, "an admin has restricted it"),
        ("member", False, "only its admins may: let members send messages"),
        ("left", True, "is not in it: add it"),
    ],
)
async def test_init_does_not_pass_a_group_where_the_bot_may_not_write(
    server: Server, tmp_path: Path, status: str, said: str, *, permitted: bool
) -> None:
    server.waiting.append(typed(5, chat=-7))
    server.status, server.permissions = status, {"can_send_messages": permitted}
    with pytest.raises(click.ClickException, match=said):
        await init(wishes(server, tmp_path / "config.toml"))
    assert not (tmp_path / "config.toml").exists()


async def test_init_leaves_a_webhook_of_which_nobody_was_asked(
    server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server.webhook = "https://desk.example/secret"
    with pytest.raises(click.ClickException, match="while a webhook is set"):
        await init(wishes(server, tmp_path / "config.toml"))
    shown = capsys.readouterr().out
    assert "a webhook leads to desk.example.\n" in shown
    assert "secret" not in shown


async def test_init_gives_up_when_nobody_comes(server: Server, tmp_path: Path) -> None:
    with pytest.raises(Exception, match="nobody was seen in a group"):
        await init(wishes(server, tmp_path / "config.toml", wait=0))


def test_init_asks_before_it_overwrites(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text("mine", "utf-8")
    words = ("init", "--config", str(path), "--api-url", "http://127.0.0.1:9")
    result = afterword(*words, typed=f"{TOKEN}\nn\n")
    assert result.exit_code == 1
    assert path.read_text("utf-8") == "mine"
    assert TOKEN not in result.output


def test_init_tells_when_the_server_is_not_there(tmp_path: Path) -> None:
    words = ("init", "--config", str(tmp_path / "config.toml"), "--api-url", "http://127.0.0.1:9")
    result = afterword(*words, AFTERWORD_TELEGRAM__TOKEN=TOKEN)
    assert result.exit_code == 1
    assert "did not answer as it should" in result.output
    assert "SECRET" not in result.output


def test_every_command_is_known_where_hints_are_written() -> None:
    assert sorted(COMMANDS) == sorted(cli.commands)


def test_usage_lines_mistakes_and_the_log_name_what_was_typed(tmp_path: Path) -> None:
    here = {VARIABLE: "./run"}
    assert afterword("--help", **here).output.startswith("Usage: ./run [OPTIONS]")
    assert afterword("run", "--help", **here).output.startswith("Usage: ./run start [OPTIONS]")
    wrong = afterword("import", "orders", **here).output
    assert wrong.startswith(
        "Usage: ./run import orders [OPTIONS] FILE\nTry './run import orders --help"
    )
    assert "Usage: cli run [OPTIONS]" in afterword("run", "--help").output
    missing = afterword("check", "--config", str(tmp_path / "none.toml"), **here).output
    assert "`./run init` writes one" in missing
    record = logging.LogRecord("bot", logging.INFO, "", 0, "afterword restore BACKUP", (), None)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLE, "./run")
        assert OneLine().format(record).endswith("./run restore BACKUP")


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("Start it: afterword run --config a.toml", "Start it: ./run start --config a.toml"),
        ("`afterword check`", "`./run check --config config.toml`"),
        ("afterword check --config a.toml", "./run check --config a.toml"),
        ("afterword rotate-links", "./run rotate-links"),
        ("afterword restores", "afterword restores"),
        ("/srv/afterword run", "/srv/afterword run"),
        ("afterword is a bot", "afterword is a bot"),
    ],
)
def test_only_commands_are_written_otherwise(
    monkeypatch: pytest.MonkeyPatch, text: str, typed: str
) -> None:
    assert as_typed(text) == text
    monkeypatch.setenv(VARIABLE, "./run")
    assert as_typed(text) == typed


def test_nothing_is_printed_past_the_one_place_that_writes_commands() -> None:
    printing = [
        path.name
        for path in (ROOT / "bot").rglob("*.py")
        if re.search(r"\bclick\.(echo|secho)\(", path.read_text("utf-8"))
    ]
    assert printing == ["command_line.py"]


def test_what_cannot_be_seen_reaches_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    """Names of customers and files of others may turn the direction or clear the screen."""
    say("bound to \u202egnihton\u200b \x1b[2J")
    Failure("no \u202eliam\x1b[1m").show()
    printed = capsys.readouterr()
    assert printed.out == "bound to gnihton [2J\n"
    assert printed.err == "no liam[1m\n"
