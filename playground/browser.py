"""A real headless Chromium, driven over its DevTools protocol."""

from __future__ import annotations

import asyncio
import re
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from itertools import count
from typing import Any

import aiohttp

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PROGRAM = next(filter(None, map(shutil.which, NAMES)), None)
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    "--remote-debugging-port=0",
)
PATIENCE_S = 60.0  # a busy machine is no fault of the page
KEYS = {  # their numbers, and what they type
    "Tab": (9, ""),
    "Enter": (13, "\r"),
    "End": (35, ""),
    "Home": (36, ""),
    "ArrowLeft": (37, ""),
    "ArrowUp": (38, ""),
    "ArrowRight": (39, ""),
    "ArrowDown": (40, ""),
}
SILENT_ROLES = frozenset({"InlineTextBox", "generic", "none", "ListMarker"})
LISTENING = re.compile(rb"DevTools listening on ws://127\.0\.0\.1:(\d+)/")


class PageError(AssertionError):
    """The page raised, or what was waited for never came."""


class Page:
    """One open tab."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._numbers = count(1)
        self.complaints: list[str] = []  # exceptions, console errors, refused requests
        self.requests: list[str] = []

    async def open(self, url: str, *, width: int, height: int) -> None:
        """Load a page and start to listen to its complaints."""
        for domain in ("Runtime", "Log", "Page", "Network", "Accessibility"):
            await self.call(f"{domain}.enable")
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 700}
        await self.call("Emulation.setDeviceMetricsOverride", **size)
        await self.call("Page.navigate", url=url)
        await self.until("document.documentElement.dataset.ready === 'yes'")

    async def call(self, method: str, **parameters: object) -> dict[str, Any]:
        """Send one command and wait for its answer."""
        number = next(self._numbers)
        await self._socket.send_json({"id": number, "method": method, "params": parameters})
        while True:
            heard = await self._socket.receive_json(timeout=PATIENCE_S)
            if heard.get("id") == number:
                if "error" in heard:
                    raise PageError(f"{method}: {heard['error']}")
                return dict(heard["result"])
            self._hear(heard)

    def _hear(self, event: dict[str, Any]) -> None:
        facts = event.get("params", {})
        match event.get("method"):
            case "Runtime.exceptionThrown":
                details = facts["exceptionDetails"]
                self.complaints.append(str(details.get("exception", details)))
            case "Runtime.consoleAPICalled" if facts["type"] == "error":
                self.complaints.append(str(facts["args"]))
            case "Log.entryAdded" if facts["entry"]["level"] == "error":
                self.complaints.append(f"{facts['entry']['text']} {facts['entry'].get('url')}")
            case "Network.requestWillBeSent":
                self.requests.append(facts["request"]["url"])
            case _:
                pass

    async def run(self, script: str) -> Any:  # noqa: ANN401
        """Evaluate a script and return its value."""
        answer = await self.call(
            "Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True
        )
        if "exceptionDetails" in answer:
            raise PageError(f"{script}: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    async def until(self, script: str) -> Any:  # noqa: ANN401
        """Evaluate, frame by frame, until the value is true; return it."""
        within = f"const end = performance.now() + {PATIENCE_S / 2 * 1000};"
        looped = (
            f"new Promise((resolve, reject) => {{ {within}"
            f" const look = () => {{ const found = (() => {{ try {{ return {script}; }}"
            " catch { return false; } })(); if (found) resolve(found);"
            " else if (performance.now() > end) reject(new Error('never'));"
            " else setTimeout(look, 20); }; look(); })"
        )
        try:
            return await self.run(looped)
        except PageError as error:
            shown = await self.run("document.body.innerText")
            raise PageError(f"never: {script}\n{self.complaints}\n{shown}") from error

    async def click(self, selector: str) -> None:
        """Press the mouse on the first element that fits, once nothing lies over it."""
        middle = await self.until(
            f"(() => {{ const e = document.querySelector({selector!r}); if (!e || e.disabled)"
            " return null; e.scrollIntoView({block: 'center'});"
            " const b = e.getBoundingClientRect();"
            " const at = {x: b.x + b.width / 2, y: b.y + b.height / 2};"
            " return b.width && e.contains(document.elementFromPoint(at.x, at.y)) ? at : null; })()"
        )
        for kind in ("mousePressed", "mouseReleased"):
            pressed = {"type": kind, "button": "left", "clickCount": 1}
            await self.call("Input.dispatchMouseEvent", **middle, **pressed)

    async def write(self, selector: str, text: str) -> None:
        """Type into a field and press Enter."""
        await self.run(f"document.querySelector({selector!r}).focus()")
        await self.type(text)
        await self.press("Enter")

    async def type(self, text: str) -> None:
        """Type where the focus is."""
        await self.call("Input.insertText", text=text)

    async def press(self, key: str, times: int = 1, *, shift: bool = False) -> None:
        """Press a key of KEYS, so often, where the focus is."""
        number, text = KEYS[key]
        pressed: dict[str, object] = {"key": key, "code": key, "windowsVirtualKeyCode": number}
        pressed["modifiers"] = 8 if shift else 0
        for _ in range(times):
            await self.call("Input.dispatchKeyEvent", type="keyDown", text=text, **pressed)
            await self.call("Input.dispatchKeyEvent", type="keyUp", **pressed)

    async def emulate(self, *, dark: bool) -> None:
        """Let the page believe that the reader likes it dark, or light."""
        wish = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        await self.call("Emulation.setEmulatedMedia", features=[wish])

    async def read_aloud(self, selector: str) -> list[str]:
        """Return what a screen reader finds in an element, in order: "role: name" or the words."""
        root = await self.call("DOM.getDocument")
        found = await self.call(
            "DOM.querySelector", nodeId=root["root"]["nodeId"], selector=selector
        )
        tree = await self.call("Accessibility.getFullAXTree")
        inside = await self.call("DOM.describeNode", nodeId=found["nodeId"])
        nodes = {node["nodeId"]: node for node in tree["nodes"]}
        wanted = inside["node"]["backendNodeId"]
        top = next(each for each in tree["nodes"] if each.get("backendDOMNodeId") == wanted)
        return list(_spoken(top, nodes))


def _spoken(node: dict[str, Any], nodes: dict[str, dict[str, Any]]) -> Iterator[str]:
    role, name = node["role"]["value"], node.get("name", {}).get("value", "")
    if not node["ignored"] and role not in SILENT_ROLES:
        if role == "StaticText":
            yield name
        elif name:
            yield f"{role}: {name}"
    if role not in {"button", "link"}:  # their names are their words
        for child in node.get("childIds", ()):
            if child in nodes:
                yield from _spoken(nodes[child], nodes)


@asynccontextmanager
async def chromium() -> AsyncIterator[Page]:
    """Start a browser with a fresh profile, and end it."""
    if PROGRAM is None:
        raise PageError(f"none of {', '.join(NAMES)} is installed")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        process = await asyncio.create_subprocess_exec(
            PROGRAM,
            *FLAGS,
            f"--user-data-dir={profile}",
            "about:blank",
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            port = await _port(process)
            async with aiohttp.ClientSession() as http, await _connect(http, port) as socket:
                yield Page(socket)
        finally:
            with suppress(ProcessLookupError):
                process.terminate()
            await process.communicate()


async def _port(process: asyncio.subprocess.Process) -> int:
    if process.stderr is None:
        raise PageError("the browser was started without a pipe to hear from")
    async with asyncio.timeout(PATIENCE_S):
        while line := await process.stderr.readline():
            if found := LISTENING.search(line):
                return int(found[1])
    raise PageError("the browser did not start")


async def _connect(http: aiohttp.ClientSession, port: int) -> aiohttp.ClientWebSocketResponse:
    async with http.get(f"http://127.0.0.1:{port}/json") as response:
        tabs = await response.json()
    address = next(tab["webSocketDebuggerUrl"] for tab in tabs if tab["type"] == "page")
    return await http.ws_connect(address, max_msg_size=0)
