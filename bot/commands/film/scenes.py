"""`afterword film`: the demonstration's page in Chromium, the same scenes at every run."""

from __future__ import annotations

import base64
import json
import tempfile
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import aiohttp

from bot.app import serve
from bot.commands.demo.stage import Stage, open_stage
from bot.commands.demo.talk import ask
from bot.commands.film.animation import Frame, animated
from bot.errors import CannotRunError
from playground.browser import NAMES, PROGRAM, Page, chromium
from playground.reach import Reach

IMAGES = Path(__file__).parents[3] / "docs" / "images"
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)  # stands still, but where a scene moves it
CUSTOMER = 42
WIDTH, HEIGHT = 880, 660
WIDE = 1200  # the window is wider: three panes stand side by side
UNLIMITED = {"chat_interval_s": 0, "overall": 0, "group": 0}  # no time passes: no rate is kept
STYLE = """
.hints, .pane-desk, .jump, .chips, .clock, .speaker { display: none !important; }
.picker-open, .block, .reply, .toast { display: none !important; }
.panes { grid-template-columns: 330px 480px !important; margin: 0 !important; }
.bubbles { scrollbar-width: none !important; }
.pressed { outline: 4px solid #e0882b !important; outline-offset: -2px; }
.brand-room { font-size: 20px !important; color: var(--ink) !important; }
* { animation: none !important; transition: none !important; caret-color: transparent !important; }
"""
DRESS = f"""
(() => {{ const sheet = new CSSStyleSheet(); sheet.replaceSync({json.dumps(STYLE)});
document.adoptedStyleSheets = [sheet]; }})()
"""
QUESTION = "#phone [data-place='0.2']"
BOARD, ALERT = "#staff .pictured", "#staff .message:last-child"
TAKE, CLOSE = f"{ALERT} [data-callback$=':take']", f"{ALERT} [data-callback$=':close']"
STILL = """\
[...document.images].every((image) => image.complete && image.naturalWidth)
&& !document.querySelector(".waiting, .busy")
"""
PAINTED = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(1))))"


class Camera:
    """A page on which the scenes are played, and the frames that were taken of it."""

    def __init__(self, page: Page) -> None:
        """Begin without a frame."""
        self._page = page
        self.frames: list[Frame] = []

    async def take(self, words: str, *, ms: int, at: str = "") -> None:
        """Take a frame with words above it, and with a message at the top of its window."""
        await self._page.run(
            f"document.querySelector('.brand-room').textContent = {json.dumps(words)}"
        )
        if at:
            await self._page.run(
                f"(() => {{ const e = document.querySelector({at!r}); const list ="
                " e.closest('.bubbles'); list.scrollTop = e.offsetTop - 8; })()"
            )
        self.frames.append(Frame(await self.shot(WIDTH, HEIGHT), ms))

    async def shot(self, width: int, height: int) -> bytes:
        """Take a picture once everything stands still, with nothing under the mouse."""
        await self._page.run("document.activeElement.blur()")
        await self._page.call("Input.dispatchMouseEvent", type="mouseMoved", x=1, y=1)
        await self._page.until(STILL)
        await self._page.run(PAINTED)
        clip = {"x": 0, "y": 0, "width": width, "height": height, "scale": 1}
        taken = await self._page.call("Page.captureScreenshot", format="png", clip=clip)
        return base64.b64decode(taken["data"])

    async def press(self, button: str, words: str, *, at: str = "") -> None:
        """Show which button is pressed, then press it."""
        found = f"document.querySelector({button!r})"
        await self._page.until(_there(button))
        await self._page.run(f"{found}.classList.add('pressed')")
        await self.take(words, ms=900, at=at)
        await self._page.run(f"{found}.classList.remove('pressed')")
        await self._page.click(button)


async def make_film(*, out: Path = IMAGES) -> AsyncIterator[str]:
    """Play the scenes, write them as one animated PNG and the page as a plain one; tell of each."""
    _check(out)
    with tempfile.TemporaryDirectory(prefix="afterword-film-") as folder:
        async with open_stage(Path(folder), serve, port=0, clock=lambda: NOW) as stage:
            await _furnish(stage)
            async with chromium() as page:
                await page.open(stage.url, width=WIDE, height=HEIGHT)
                await page.run(DRESS)
                camera = Camera(page)
                await _play(camera, page, stage)
                yield _keep(out / "film.png", animated(camera.frames))
                yield _keep(out / "playground.png", await _whole(camera, page, stage))


def _check(out: Path) -> None:
    if PROGRAM is None:
        names = ", ".join(NAMES)
        raise CannotRunError(f"the film is made in a browser, and none of {names} is installed")
    if not out.is_dir():
        raise CannotRunError(f"the film is part of the documentation; {out} is not there")


def _keep(path: Path, picture: bytes) -> str:
    path.write_bytes(picture)
    return f"{path.name}: {len(picture):,} bytes"


async def _furnish(stage: Stage) -> None:
    """Make a board, and a customer whose parcel has just come."""
    async with aiohttp.ClientSession() as http:
        reach = Reach(http, stage.places)
        await reach.play("/play/limits", UNLIMITED)
        person = {"id": CUSTOMER, "first_name": "Clara", "language_code": "en"}
        await reach.play("/play/users", person)
        await reach.play("/play/say", {"user": CUSTOMER, "text": "/start"})
        now = (await reach.play("/demo/clock"))["now"]
        ended = {"id": "T-1", "touchpoint": "delivery", "closed_at": now, "agent": "anna"}
        await reach.bot("/v1/interactions", ended | {"customer": {"telegram_id": CUSTOMER}})
        await reach.play("/demo/clock", {"advance": "2h"})
    await ask(stage.places, "/board nps week")


async def _play(camera: Camera, page: Page, stage: Stage) -> None:
    await page.until(_there(QUESTION))
    await page.until(_there(BOARD))
    await camera.take("One question after a delivery", ms=2200, at=BOARD)
    await camera.press(QUESTION, "A customer taps a score", at=BOARD)
    await page.until("document.querySelector('#phone').innerText.includes('You chose')")
    await page.until(_there(TAKE))
    await camera.take("One tap is a complete answer", ms=1600, at=BOARD)
    await _turn(stage, "1m")
    await page.until(_there("#staff .pictured .stamp em"))
    await camera.take("The board moves", ms=2600, at=BOARD)
    await page.write("#phone .typing", "The parcel came two days late.")
    await page.until(f"document.querySelector({ALERT!r}).innerText.includes('two days late')")
    await camera.take("The unhappy answer is an alert at once", ms=2600, at=ALERT)
    await camera.press(TAKE, "Somebody takes the case", at=ALERT)
    await page.until("!" + _there(TAKE))
    await camera.take("Everybody sees who has it", ms=2200, at=ALERT)
    await camera.press(CLOSE, "and closes it", at=ALERT)
    await page.until("!" + _there(CLOSE))
    await camera.take("Done", ms=3000, at=ALERT)


def _there(selector: str) -> str:
    return f"(document.querySelector({selector!r}) !== null)"


async def _whole(camera: Camera, page: Page, stage: Stage) -> bytes:
    """Show the page as it is, with a report and the help desk's reply to one more interaction."""
    await ask(stage.places, "/nps week")
    await page.run("localStorage.setItem('afterword-hints-seen', 'yes')")
    await page.open(stage.url, width=1320, height=800)
    await page.run("document.querySelector('#ticket-id').textContent = 'T-1002'")
    await page.click("#desk-form .primary")
    await page.until(_there("#desk-replies .decision"))
    await page.run("document.querySelector('#ticket-id').textContent = 'T-1003'")
    return await camera.shot(1320, 800)


async def _turn(stage: Stage, by: str) -> None:
    """Move the clock that otherwise stands still."""
    async with aiohttp.ClientSession() as http:
        await Reach(http, stage.places).play("/demo/clock", {"advance": by})
