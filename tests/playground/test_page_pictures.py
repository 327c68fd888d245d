"""Pictures on the page in a real Chromium: shown whole, captioned, and turned in place."""

from __future__ import annotations

import struct
import zlib

import pytest

from playground.browser import NAMES, PROGRAM
from playground.parameters import Upload
from tests.playground.test_page import GROUP, NOW, Scene, a_scene

pytestmark = pytest.mark.skipif(
    PROGRAM is None,
    reason="NOT TRIED: pictures on the playground's page in a real browser."
    f" None of {', '.join(NAMES)} is installed.",
)

SHOWN = """\
(() => {
  const image = document.querySelector("#staff .picture img");
  if (!image?.complete || !image.naturalWidth) return null;
  const box = (each) => each.getBoundingClientRect();
  const bubble = document.querySelector("#staff .pictured .bubble");
  const keys = document.querySelector("#staff .pictured .keyboard");
  return { source: image.getAttribute("src"), natural: [image.naturalWidth, image.naturalHeight],
    shown: [box(image).width, box(image).height], bubble: box(bubble).width, keys: box(keys).width,
    words: bubble.querySelector(".words").innerText, title: keys.innerText,
    pane: document.querySelector("#staff .bubbles").clientWidth,
    over: document.documentElement.scrollWidth - innerWidth };
})()
"""


def png(width: int, height: int, grey: int) -> Upload:
    """Draw a plain rectangle (PNG, W3C Recommendation, section 11)."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    rows = chunk(b"IDAT", zlib.compress((b"\0" + bytes([grey]) * width) * height))
    return Upload("a.png", b"\x89PNG\r\n\x1a\n" + header + rows + chunk(b"IEND", b""), "image/png")


def photo(scene: Scene, side: int = 900) -> int:
    """Send a tall picture with a caption and a row of buttons."""
    sent = scene.call(
        "sendPhoto",
        chat_id=GROUP,
        photo=png(608, side, 120),
        caption="<b>NPS +42</b> of a week",
        parse_mode="HTML",
        reply_markup={"inline_keyboard": [[{"text": "earlier", "callback_data": "s:1"}]]},
    )
    return int(sent["message_id"])


@pytest.mark.parametrize("width", [1400, 390])
async def test_a_picture_is_shown_whole_with_its_caption_and_its_buttons(width: int) -> None:
    async with a_scene(width=width) as scene:
        photo(scene)
        seen = await scene.page.until(SHOWN)
        assert seen["natural"] == [608, 900]
        across, down = seen["shown"]
        assert down / across == pytest.approx(900 / 608, rel=0.01)  # neither squeezed nor cut
        assert seen["bubble"] - 1 <= across <= seen["bubble"] + 1 <= seen["pane"]
        assert across > 0.7 * min(seen["pane"], 460)
        assert seen["keys"] == pytest.approx(seen["bubble"], abs=1)
        assert (seen["words"], seen["title"]) == ("NPS +42 of a week", "earlier")
        assert seen["over"] <= 0
        assert (
            await scene.page.run(
                "document.querySelector('#staff .words strong, #staff .words b').innerText"
            )
            == "NPS +42"
        )


async def test_a_picture_is_turned_in_place() -> None:
    async with a_scene() as scene:
        number = photo(scene)
        before = await scene.page.until(SHOWN)
        await scene.page.click("#staff [data-callback='s:1']")
        await scene.page.until("document.querySelector('#staff .key.waiting')")
        (tap,) = await scene.heard("callback_query")
        scene.call("answerCallbackQuery", callback_query_id=tap["id"])
        scene.call(
            "editMessageMedia",
            chat_id=GROUP,
            message_id=number,
            media={"type": "photo", "media": "attach://new", "caption": "The week before"},
            new=png(608, 400, 30),
            reply_markup={"inline_keyboard": [[{"text": "later", "callback_data": "s:2"}]]},
        )
        await scene.sees("staff", "The week before")
        after = await scene.page.until(SHOWN)
        assert after["source"] != before["source"]
        assert (after["natural"], after["title"]) == ([608, 400], "later")
        assert await scene.page.run("document.querySelectorAll('#staff .picture').length") == 1
        await scene.sees("staff", "edited")


async def test_a_message_that_came_before_the_page_listened_is_seen_all_the_same() -> None:
    async with a_scene() as scene:
        scene.telegram.say(900, "/nps week", chat_id=GROUP, now=NOW)
        await scene.sees("staff", "/nps week\n")
        scene.call("sendChatAction", chat_id=GROUP, action="upload_photo")
