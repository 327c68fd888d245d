"""A server of its own for each test, made by the words of deploy/README.md, and a Telegram."""

import asyncio
import re
import shutil
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

import pytest

from playground.core import Telegram
from playground.server import RunningServer
from playground.server import serve as serve_playground
from tests.bot.stage import ADMIN, OFF, STAFF, _free_port
from tests.bot.waiting import now_s, until
from tests.deploy.layout import DEPLOY, NOBODY, PATH, Server, cannot_be_tried, install, library_of
from tests.wheel import build_wheel

TOKEN = "4242424242:a-token-that-only-the-playground-takes"
NOT_HERE = ("useradd", "python3 -m venv", "/bin/pip", "deploy/afterword", "systemctl")


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_wheel(tmp_path_factory.mktemp("wheel"))


@contextmanager
def reachable() -> Iterator[Path]:
    """Make a folder that another user can reach: those of pytest are this user's alone."""
    made = Path(mkdtemp(prefix="afterword-server-"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made)


@pytest.fixture(scope="session")
def library() -> Iterator[Path]:
    why = cannot_be_tried()
    if why is not None:
        pytest.skip(f"NOT CHECKED: the program as another user's service; {why}")
    with reachable() as folder:
        yield library_of(folder)


@pytest.fixture(scope="session")
def program(library: Path, wheel: Path) -> Iterator[Path]:
    """The program as root has installed it, for all servers: none of them changes it."""
    with reachable() as folder:
        install(folder / "opt", wheel, library)
        compiling = (folder / "opt" / "bin" / "python", "-c", "import bot.app, bot.cli")
        subprocess.run(compiling, env={"PATH": PATH}, cwd="/", check=True)
        yield folder / "opt"


@pytest.fixture
def folder() -> Iterator[Path]:
    with reachable() as folder:
        yield folder


@pytest.fixture
async def telegram() -> AsyncIterator[tuple[Telegram, RunningServer]]:
    world = Telegram(limits=OFF, token=TOKEN)
    world.create_user("Alice", user_id=ADMIN, language_code="en")
    world.create_group(
        "Acme staff", chat_id=STAFF, members=(ADMIN,), bot_status="left", now=now_s()
    )
    server = await serve_playground(world)
    yield world, server
    await server.close()


@pytest.fixture
async def server(program: Path, folder: Path, telegram: tuple[Telegram, RunningServer]) -> Server:
    """Type what the README says, but for what would change this very machine."""
    server = Server(folder, program)
    server.make_folders()
    (folder / "token").write_text(TOKEN)
    world, api = telegram
    lines = [
        line for line in block("## A service of systemd") if not any(map(line.count, NOT_HERE))
    ]
    script = server.here("\n".join(lines)).replace("-g afterword", f"-g {NOBODY}")
    script = script.replace("chgrp afterword", f"chgrp {NOBODY}")
    script = script.replace("init --no-start", f"init --yes --api-url {api.url} --no-start")
    process = subprocess.Popen(
        ("sh", "-e", "-c", script),
        cwd=folder,
        env={"PATH": PATH, "LANG": "C.UTF-8"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    await until(lambda: process.poll() is not None or (server.etc / "token").exists())
    world.set_member(STAFF, world.bot.id, "member", by=ADMIN, now=now_s())
    shown, _ = await asyncio.to_thread(process.communicate, timeout=60)
    assert process.returncode == 0, shown
    server.key = re.findall(r"Bearer ([\w-]{43})", shown)[0]
    server.port = _free_port()
    settings = server.etc / "config.toml"
    settings.write_text(settings.read_text().replace("port = 8080", f"port = {server.port}"))
    assert (settings.stat().st_mode & 0o777, settings.stat().st_gid) == (0o640, NOBODY)
    assert server.program.stat().st_uid == 0
    return server


def block(heading: str, *, number: int = 0) -> list[str]:
    """Give the lines of a block of commands below a heading of deploy/README.md."""
    below = (DEPLOY / "README.md").read_text("utf-8").split(f"\n{heading}\n", 1)[1]
    blocks = re.findall(r"^```sh\n(.*?)^```$", below.split("\n## ")[0], re.MULTILINE | re.DOTALL)
    return str(blocks[number]).splitlines()
