"""The page in a real headless Chromium, against a playground with a little in it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from playground.browser import NAMES, PATIENCE_S, PROGRAM, Page, chromium
from playground.core import Telegram
from playground.desk import Desk
from playground.limits import Limits
from playground.parameters import Upload
from playground.server import RunningServer, serve
from tests.playground.tiny_bot import KEY, TinyBot, polling, served

pytestmark = pytest.mark.skipif(
    PROGRAM is None,
    reason="NOT TRIED: the playground's page in a real browser (its chats, taps, help desk and "
    f"clock). None of {', '.join(NAMES)} is installed; `apt-get install chromium` brings one.",
)

NOW = 1_795_000_000.0
GROUP = -100900
CLARA = 10_001
BOXES = [[{"text": str(n), "callback_data": f"a:tok:{n}"} for n in range(1, 6)]]
SNEAKY = "<img src=x onerror=document.title='gotcha'> & <b>so on</b>"


@dataclass
class Scene:
    """A playground that is served, and the browser that shows it."""

    telegram: Telegram
    page: Page
    server: RunningServer
    question: int

    def call(self, method: str, **fields: Any) -> Any:
        """Call the Bot API as a bot would; it must be accepted."""
        reply = self.telegram.call(method, fields, now=NOW)
        assert reply.status == 200, reply.body
        return reply.body["result"]

    async def heard(self, kind: str) -> list[dict[str, Any]]:
        """Return what waits for the bot, as soon as there is any; the page takes its time."""
        async with asyncio.timeout(PATIENCE_S):
            while True:
                updates = self.telegram.updates.all()
                if found := [update.payload for update in updates if update.kind == kind]:
                    return found
                await asyncio.sleep(0.01)

    async def sees(self, pane: str, words: str) -> None:
        """Wait until a pane shows these words."""
        shown = f"document.querySelector('#{pane}').innerText.includes({json.dumps(words)})"
        await self.page.until(shown)


def furnished() -> tuple[Telegram, int]:
    telegram = Telegram(name="Acme feedback")
    telegram.create_user("Robin", user_id=900)
    telegram.create_user("Clara", user_id=CLARA, language_code="en")
    telegram.create_user("Ирина", user_id=10_002, language_code="ru")
    telegram.create_group("Acme staff", chat_id=GROUP, members=[900], now=NOW)
    telegram.say(CLARA, "/start", now=NOW)
    telegram.say(CLARA, SNEAKY, now=NOW)
    telegram.updates.clear()
    asked = telegram.call(
        "sendMessage",
        {
            "chat_id": CLARA,
            "text": "How <b>was <i>our</i></b> support? <a href='https://t.me/x'>more</a>",
            "parse_mode": "HTML",
            "reply_markup": {"inline_keyboard": BOXES},
        },
        now=NOW,
    )
    return telegram, int(asked.body["result"]["message_id"])


@asynccontextmanager
async def a_scene(*, width: int = 1400, bot: str | None = None) -> AsyncIterator[Scene]:
    telegram, question = furnished()
    attach = Desk(api_url=bot, key=KEY, zone="Europe/Berlin").attach if bot else None
    server = await serve(telegram, attach=attach)
    try:
        async with chromium() as page:
            await page.open(server.page, width=width, height=900)
            yield Scene(telegram, page, server, question)
    finally:
        await server.close()


async def test_a_tap_reaches_the_bot_and_its_answer_reaches_the_phone() -> None:
    async with a_scene() as scene:
        await scene.sees("phone", "How was our support? more")
        await scene.page.click("#phone [data-callback='a:tok:4']")
        await scene.page.until("document.querySelector('#phone .key.waiting')")
        (tap,) = await scene.heard("callback_query")
        assert (tap["from"]["id"], tap["data"]) == (CLARA, "a:tok:4")
        assert tap["message"]["message_id"] == scene.question

        query = tap["id"]
        scene.call("answerCallbackQuery", callback_query_id=query, text="Saved, thank you")
        scene.call("editMessageText", chat_id=CLARA, message_id=scene.question, text="You chose 4")
        await scene.page.until("!document.querySelector('#phone .toast').hidden")
        await scene.sees("phone", "Saved, thank you")
        await scene.sees("phone", "You chose 4")
        await scene.sees("phone", "edited")
        assert await scene.page.run("document.querySelectorAll('#phone .key').length") == 0


async def test_what_people_write_stays_text_and_what_they_type_arrives() -> None:
    async with a_scene() as scene:
        await scene.sees("phone", SNEAKY)
        bold = "document.querySelector('#phone .words strong').outerHTML"
        assert await scene.page.run(bold) == "<strong>was <em>our</em></strong>"
        assert await scene.page.run("document.title") == "Afterword playground"

        await scene.page.write("#phone .typing", "5, great")
        await scene.sees("phone", "5, great")
        await scene.page.click("#staff .chip")
        await scene.page.until("document.querySelector('#staff .message.mine')")
        typed = [(said["chat"]["id"], said["text"]) for said in await scene.heard("message")]
        assert typed == [(CLARA, "5, great"), (GROUP, "/nps week")]


async def test_a_voice_message_goes_and_a_file_comes() -> None:
    async with a_scene() as scene:
        await scene.page.click("#phone .speak")
        (said,) = await scene.heard("message")
        assert (said["chat"]["id"], "voice" in said) == (CLARA, True)
        scene.telegram.limits = Limits(chat_interval_s=0)
        upload = Upload("my-data.json", b"{}", "application/json")
        scene.call("sendDocument", chat_id=CLARA, document=upload)
        await scene.sees("phone", "my-data.json")
        link = "document.querySelector('#phone a.media')"
        assert await scene.page.run(f"{link}.download") == "my-data.json"
        assert (await scene.page.run(f"{link}.getAttribute('href')")).startswith("/play/files/")


async def test_a_colleague_is_offered_commands_in_their_own_language() -> None:
    async with a_scene() as scene:
        await scene.sees("staff", "Robin · English")
        scene.telegram.create_user("Борис", user_id=901, language_code="ru")
        scene.telegram.set_member(GROUP, 901, "member", by=900, now=NOW)
        await scene.page.until("document.querySelector('#speaker option[value=\"901\"]')")
        await scene.page.run(
            "(() => { const who = document.getElementById('speaker'); who.value = '901';"
            " who.dispatchEvent(new Event('change')); })()"
        )
        await scene.sees("staff", "/nps неделя")
        await scene.page.click("#staff .chip")
        await scene.page.until("document.querySelector('#staff .message.mine')")
        *_, said = await scene.heard("message")
        assert (said["from"]["id"], said["text"]) == (901, "/nps неделя")


async def test_another_customer_can_be_chosen_and_presses_start() -> None:
    async with a_scene() as scene:
        await scene.page.click("#picker-open")
        await scene.page.write("#picker-filter", "ирин")
        await scene.sees("phone", "Ирина")
        await scene.page.click("#phone .start")
        await scene.sees("phone", "/start")
        (said,) = await scene.heard("message")
        assert (said["from"]["id"], said["text"]) == (10_002, "/start")


async def test_the_help_desk_ends_an_interaction_and_the_clock_brings_the_question() -> None:
    bot = TinyBot()
    async with served(bot) as url, a_scene(bot=url) as scene, polling(bot, scene.server.url):
        await scene.page.until("document.querySelector('#clock-now').innerText.startsWith('Sun')")
        await scene.page.click("#desk-form .primary")
        await scene.sees("desk", "recommend will be asked in 10 min")
        (posted,) = bot.interactions.values()
        assert posted["customer"]["telegram_id"] == CLARA
        assert posted["agent"] == "anna"
        await scene.page.click("[data-advance='1d']")
        await scene.sees("phone", "How likely? 0 to 10")
        await scene.page.until("document.querySelector('#clock-now').innerText.startsWith('Mon')")
        assert scene.page.complaints == []


@pytest.mark.parametrize("width", [1400, 900, 360, 320])
async def test_the_page_fits_and_asks_nobody_else(width: int) -> None:
    async with a_scene(width=width) as scene:
        await scene.sees("phone", "How was our support?")
        root = "document.documentElement"
        assert await scene.page.run(f"{root}.scrollWidth <= {root}.clientWidth"), width
        home = (scene.server.url, "data:")
        abroad = [url for url in scene.page.requests if not url.startswith(home)]
        assert abroad == []
        without_bot = [words for words in scene.page.complaints if "/demo/clock" not in words]
        assert without_bot == []


READ_TWICE = (
    "performance.getEntriesByType('resource')"
    ".filter((each) => each.name.endsWith('/play/state')).length > 1"
)
HOLD_STATE = """
(() => {
  const real = window.fetch;
  window.fetch = (path, options) => real(path, options).then((answer) =>
    path.startsWith("/play/state") ? new Promise((done) => { window.release = () => done(answer); })
      : answer);
  const stream = new EventSource("/play/events");
  stream.onmessage = (event) => { window.heard ||= event.data.includes("While it was read"); };
  return new Promise((done) => { stream.onopen = () => done(true); });
})()
"""


async def test_what_happens_while_the_state_is_read_is_not_forgotten() -> None:
    async with a_scene() as scene:
        await scene.sees("phone", "How was our support?")
        await scene.page.until(READ_TWICE)  # at the start, and when the stream was open
        await scene.page.run(HOLD_STATE)
        scene.telegram.create_user("Борис", user_id=901, language_code="ru")
        scene.telegram.set_member(GROUP, 901, "member", by=900, now=NOW)
        await scene.page.until("window.release")
        said = {"chat_id": CLARA, "text": "While it was read"}
        assert scene.telegram.call("sendMessage", said, now=NOW + 9).status == 200
        await scene.page.until("window.heard")
        await scene.page.run("window.release()")
        await scene.sees("staff", "Борис")
        await scene.sees("phone", "While it was read")
