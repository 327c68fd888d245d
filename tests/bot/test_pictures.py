"""Pictures are drawn by a process that may fail, hang or die without anybody waiting for ever."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.pictures.drawer import NoPictureError, Pictures
from bot.pictures.frame import FONT
from bot.pictures.paper import Part, Text, framed
from bot.pictures.pipe import LENGTH
from bot.pictures.svg import svg

PNG = b"\x89PNG\r\n\x1a\n"
HOSTILE = (
    "\0\x1b[31m",
    "\ud83d lone \udc00",
    "x" * 100_000,
    "😀👩‍👩‍👧‍👦",
    "\u202eمرحبا بالعالم",
    """ "quotes" 'single' `back` \\ """,
    "<script>alert(1)</script>",
    "</svg><image href='file:///etc/hostname'/>",
    "{{7*7}} ${7*7} datum.x ]]> <!-- &amp; &#0;",
    "\ufffe\uffff\u2028",
    "",
)
OPEN = '<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="999">'
ENDLESS = "".join(
    [OPEN.format(wide=999), *['<circle r="999" fill-opacity=".1"/>'] * 40_000, "</svg>"]
)


def plain(title: str = "a", *, wide: int = 99, inside: str = "") -> str:
    return f"{OPEN.format(wide=wide)}<text y='50'>{title}</text>{inside}</svg>"


@pytest.fixture(name="pictures")
async def drawing() -> AsyncIterator[Pictures]:
    pictures = Pictures()
    yield pictures
    await pictures.close()


def gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


async def test_one_picture_for_all_who_ask_at_once_and_the_same_again(pictures: Pictures) -> None:
    first, *others = await asyncio.gather(*(pictures.png(plain()) for _ in range(5)))
    assert first.startswith(PNG)
    assert all(each is first for each in others)
    worker = pictures.worker
    assert worker is not None
    os.kill(worker, signal.SIGSTOP)  # nobody draws any more
    assert await pictures.png(plain()) is first
    os.kill(worker, signal.SIGCONT)


async def test_a_document_that_is_refused_costs_nothing_but_its_picture(
    pictures: Pictures,
) -> None:
    await pictures.png(plain())
    worker = pictures.worker
    for bad in ("", "no document", "<svg>", "<svg/>", plain(inside="<circle")):
        with pytest.raises(NoPictureError):
            await pictures.png(bad)
    for never in ("\ud800", "x" * 2_000_001):
        with pytest.raises(NoPictureError, match="document"):
            await pictures.png(never)
    assert (await pictures.png(plain("b"))).startswith(PNG)
    assert pictures.worker == worker


@pytest.mark.parametrize(
    "inside",
    [
        "<image href='{path}' width='9' height='9'/>",
        "<image xmlns:x='http://www.w3.org/1999/xlink' x:href='{path}' width='9' height='9'/>",
        "<use href='#a'/>",
        "<style>@import url('https://example.org/a.css');</style>",
        "<g xmlns='http://www.w3.org/1999/xhtml'/>",
    ],
)
async def test_a_document_that_may_load_something_is_refused(
    pictures: Pictures, inside: str, tmp_path: Path
) -> None:
    path = tmp_path / "mine.png"
    path.write_bytes(await pictures.png(plain()))
    with pytest.raises(NoPictureError, match="loads nothing"):
        await pictures.png(plain(inside=inside.format(path=path)))


async def test_no_text_is_too_strange_to_be_drawn(pictures: Pictures) -> None:
    marks = [Text(0, 20.0 * at, text, bold=at % 2 > 0) for at, text in enumerate(HOSTILE)]
    drawing = framed([Part(400, marks)], title=HOSTILE[0], subtitle=HOSTILE, footer=HOSTILE)
    assert (await pictures.png(svg(drawing))).startswith(PNG)


async def test_letters_that_the_semibold_lacks_are_regular_and_no_font_of_the_machine_is_used(
    pictures: Pictures,
) -> None:
    def drawn(text: str, weight: int) -> str:
        look = f"font-family='{FONT}' font-size='40' font-weight='{weight}' y='50'"
        return plain(inside=f"<text {look}>{text}</text>")

    assert await pictures.png(drawn("a", 400)) != await pictures.png(drawn("a", 600))
    assert await pictures.png(drawn("ệ", 400)) == await pictures.png(drawn("ệ", 600))
    assert await pictures.png(drawn("ệ", 400)) != await pictures.png(drawn("", 400))
    assert await pictures.png(drawn("ع", 400)) == await pictures.png(drawn("ก", 400))


async def test_a_process_that_is_killed_is_followed_by_another(pictures: Pictures) -> None:
    await pictures.png(plain())
    worker = pictures.worker
    assert worker is not None
    os.kill(worker, signal.SIGSTOP)
    asked = asyncio.create_task(pictures.png(plain("never drawn")))
    await asyncio.sleep(0)
    os.kill(worker, signal.SIGKILL)
    with pytest.raises(NoPictureError, match="failed"):
        await asked
    assert (await pictures.png(plain("drawn by the next"))).startswith(PNG)
    assert pictures.worker not in {None, worker}


async def test_a_picture_that_takes_too_long_is_given_up() -> None:
    pictures = Pictures(patience_s=20.0)
    await pictures.warm()
    worker, pictures._patience_s = pictures.worker, 0.3
    assert worker is not None
    with pytest.raises(NoPictureError, match="TimeoutError"):
        await pictures.png(ENDLESS)
    assert gone(worker)
    pictures._patience_s = 20.0
    assert (await pictures.png(plain())).startswith(PNG)
    await pictures.close()


async def test_who_goes_away_leaves_the_others_their_own_pictures(pictures: Pictures) -> None:
    small, large = plain(wide=300), plain(wide=600)
    await pictures.warm()
    going = asyncio.create_task(pictures.png(small))
    staying = asyncio.create_task(pictures.png(large))
    while not pictures._turn.locked():
        await asyncio.sleep(0)
    going.cancel()
    assert _width(await staying) == 1200
    assert _width(await pictures.png(small)) == 600


def _width(png: bytes) -> int:
    return int.from_bytes(png[16:20], "big")


async def test_nothing_is_left_running_at_the_end() -> None:
    pictures = Pictures()
    await pictures.png(plain())
    worker = pictures.worker
    assert worker is not None
    asked = asyncio.create_task(pictures.png(ENDLESS))
    while not pictures._turn.locked():
        await asyncio.sleep(0)
    await pictures.close()
    assert gone(worker)
    with pytest.raises((NoPictureError, asyncio.CancelledError)):
        await asked
    with pytest.raises(NoPictureError, match="stopping"):
        await pictures.png(plain("late"))
    assert pictures.worker is None


async def test_a_process_that_is_only_just_starting_is_ended_too() -> None:
    pictures = Pictures()
    asked = asyncio.create_task(pictures.png(plain()))
    await asyncio.sleep(0)
    await pictures.close()
    assert pictures.worker is None
    assert not _drawing_processes(os.getpid())
    await asyncio.gather(asked, return_exceptions=True)


SOON_FULL = """\
#!{python}
import sys
sys.path[:0] = {path!r}
from bot.pictures import worker
worker.LARGEST = 1
worker.serve(sys.stdin.buffer, sys.stdout.buffer)
"""


async def test_a_process_that_has_grown_too_large_is_replaced_without_losing_a_picture(
    pictures: Pictures, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "python"
    program.write_text(SOON_FULL.format(python=sys.executable, path=[*sys.path, str(Path.cwd())]))
    program.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(program))
    assert (await pictures.png(plain("first"))).startswith(PNG)
    assert pictures.worker is None
    assert (await pictures.png(plain("second"))).startswith(PNG)
    with pytest.raises(NoPictureError):
        await pictures.png("<svg/>")
    assert pictures.worker is None


PARENT = """
import asyncio, sys
from bot.pictures.drawer import Pictures
async def main():
    pictures = Pictures()
    await pictures.warm()
    print(pictures.worker, flush=True)
    await asyncio.sleep(600)
asyncio.run(main())
"""


def test_the_process_ends_when_the_bot_is_killed() -> None:
    root = Path(__file__).parents[2]
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT], cwd=root, stdout=subprocess.PIPE, text=True
    )
    with parent:
        assert parent.stdout is not None
        worker = int(parent.stdout.readline())
        parent.kill()
    end = time.monotonic() + 10
    while not gone(worker) and not _zombie(worker) and time.monotonic() < end:
        time.sleep(0.01)
    assert gone(worker) or _zombie(worker)


def test_a_process_that_nobody_waits_for_ends_itself_in_the_middle_of_a_picture() -> None:
    script = (
        "import sys; from bot.pictures import worker as w; w.LONGEST_S = 1;"
        "w.serve(sys.stdin.buffer, sys.stdout.buffer)"
    )
    request = ENDLESS.encode()
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=Path(__file__).parents[2],
        input=LENGTH.pack(len(request)) + request,
        capture_output=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == -signal.SIGALRM
    assert done.stdout == b""


def _zombie(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] == "Z"


def _drawing_processes(parent: int) -> list[int]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
            command = stat.with_name("cmdline").read_bytes()
        except OSError:
            continue
        if int(fields[1]) == parent and b"picture_worker" in command and fields[0] != "Z":
            found.append(int(stat.parent.name))
    return found
