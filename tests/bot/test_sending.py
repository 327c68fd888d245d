"""What Telegram says to a call becomes a value, and nothing is sent twice."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from aiohttp import web
from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.wire.calling import Kind
from bot.wire.outbox import Outbox
from bot.wire.outcomes import Edited, Gone, Moved, Outcome, Refused, Sent, TryLater, Unknown
from bot.wire.pacing import Pacer
from bot.wire.transport import Telegram
from tests.bot.bot_api import TOKEN, Answer, Clock, Server, agreed, listening, refused
from tests.loopback import serving


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
async def address(server: Server) -> AsyncIterator[str]:
    async with listening(server) as address:
        yield address


@pytest.fixture
async def outbox(address: str, clock: Clock) -> AsyncIterator[Outbox]:
    telegram = Telegram(TOKEN, api_url=address)
    yield Outbox(telegram.calls, Pacer(clock, clock.sleep), sleep=clock.sleep)
    await telegram.close()


KEYBOARD = InlineKeyboardMarkup([[InlineKeyboardButton("1", callback_data="a:1")]])


async def test_a_message_is_sent_as_documented(server: Server, outbox: Outbox) -> None:
    sent = await outbox.send_text(7, "<b>Hi</b>", KEYBOARD, kind="reply", reply_to=3, thread_id=9)
    assert sent == Sent(5)
    method, given = server.calls[0]
    assert method == "sendMessage"
    assert given["chat_id"] == 7
    assert given["text"] == "<b>Hi</b>"
    assert given["parse_mode"] == "HTML"
    assert given["message_thread_id"] == 9
    assert given["link_preview_options"] == {"is_disabled": True}
    assert given["reply_parameters"]["message_id"] == 3
    assert given["reply_markup"] == {"inline_keyboard": [[{"text": "1", "callback_data": "a:1"}]]}


async def test_a_picture_leaves_as_a_form_and_the_rest_as_json(
    server: Server, outbox: Outbox
) -> None:
    await outbox.send_photo(7, b"png", "<b>Hi</b>", KEYBOARD, kind="reply")
    await outbox.edit_photo(7, 5, b"png", "<b>Hi</b>", KEYBOARD)
    (_, sent), (_, edited) = server.calls
    assert sent["photo"].filename == "afterword.png"
    assert sent["chat_id"] == "7"
    assert json.loads(sent["reply_markup"])["inline_keyboard"][0][0]["callback_data"] == "a:1"
    assert json.loads(edited["media"])["caption"] == "<b>Hi</b>"


BLOCKED = "Forbidden: bot was blocked by the user"
OUTCOMES: list[tuple[Answer | None, Outcome | type]] = [
    (refused(403, BLOCKED), Gone(BLOCKED)),
    (refused(403, "Forbidden: user is deactivated"), Gone),
    (refused(403, "Forbidden: bot was kicked from the group chat"), Gone),
    (refused(403, "Forbidden: bot is not a member of the supergroup chat"), Gone),
    (refused(403, "Forbidden: bot can't initiate conversation with a user"), Gone),
    (refused(400, "Bad Request: chat not found"), Gone("Chat not found")),
    (refused(400, "Bad Request: group chat was deactivated"), Gone),
    (refused(400, "Bad Request: message is not modified: ..."), Edited(changed=False)),
    (refused(400, "Bad Request: message to edit not found"), Refused("Message to edit not found")),
    (refused(400, "Bad Request: message can't be edited"), Refused),
    (refused(400, "Bad Request: can't parse entities: unclosed tag"), Refused),
    (refused(400, "Bad Request: message text is empty"), Refused),
    (refused(400, "Bad Request: message is too long"), Refused),
    (refused(400, "Bad Request: BUTTON_DATA_INVALID"), Refused),
    (
        refused(400, "Bad Request: group chat was upgraded", migrate_to_chat_id=-1009),
        Moved(-1009),
    ),
    (refused(403, "Forbidden: something nobody has heard of"), Gone),
    ((403, b"<html>Your proxy does not like this</html>"), TryLater),
    ((404, b"<html>Your proxy does not know this</html>"), TryLater),
    (refused(413, "Request Entity Too Large"), Refused),
    ((413, b"<html>Request Entity Too Large</html>"), Refused),
    (refused(409, "Conflict: something"), TryLater),
    (refused(401, "Unauthorized"), TryLater),
    (refused(404, "Not Found"), TryLater),
    (refused(500, "Internal Server Error"), Unknown),
    ((502, b"<html>Bad Gateway</html>"), Unknown),
    ((200, b'{"ok": true, "resu'), Unknown),
    ((200, b"[]"), Unknown),
    ((200, b'{"ok": false}'), Unknown),
    (None, Unknown),
]


@pytest.mark.parametrize(("answer", "outcome"), OUTCOMES)
async def test_every_refusal_is_a_value(
    server: Server, outbox: Outbox, answer: Answer | None, outcome: Outcome | type
) -> None:
    server.answers = [answer]
    delivery = await outbox.send_text(7, "Hi", kind="begun")
    assert delivery == outcome if not isinstance(outcome, type) else isinstance(delivery, outcome)
    assert len(server.calls) == 1
    assert TOKEN not in repr(delivery)


async def test_an_edit_without_a_keyboard_drops_it(server: Server, outbox: Outbox) -> None:
    server.answers = [agreed({"message_id": 4}), agreed(True)]
    assert await outbox.edit_text(7, 4, "Thanks", KEYBOARD) == Edited()
    assert await outbox.edit_text(7, 4, "Thanks") == Edited()
    assert "reply_markup" in server.calls[0][1]
    assert "reply_markup" not in server.calls[1][1]


Act = Callable[[Outbox], Any]


@pytest.mark.parametrize(
    "act",
    [lambda out: out.send_text(7, "Hi", kind="reply"), lambda out: out.edit_text(7, 4, "Hi")],
)
async def test_a_flood_refusal_is_waited_for(
    server: Server, outbox: Outbox, clock: Clock, act: Act
) -> None:
    server.answers = [refused(429, "Too Many Requests: retry after 3", retry_after=3)] * 2
    assert isinstance(await act(outbox), (Sent, Edited))
    assert clock.now == 6.0
    assert len(server.calls) == 3


async def test_a_long_wait_is_left_to_the_caller(
    server: Server, outbox: Outbox, clock: Clock
) -> None:
    server.answers = [refused(429, "Too Many Requests: retry after 30", retry_after=30)]
    delivery = await outbox.send_text(7, "Hi", kind="begun")
    assert isinstance(delivery, TryLater)
    assert delivery.seconds == 30
    assert isinstance(await outbox.send_text(7, "Hi", kind="begun"), TryLater)
    assert await outbox.send_text(8, "Hi", kind="begun") == Sent(5)
    assert clock.now == 0.0
    assert len(server.calls) == 2


async def test_a_wait_that_just_fits_is_waited_for(
    server: Server, outbox: Outbox, clock: Clock
) -> None:
    server.answers = [refused(429, "Too Many Requests: retry after 10", retry_after=10)]
    assert await outbox.send_text(7, "Hi", kind="begun") == Sent(5)
    assert clock.now == 10.0


async def test_a_flood_refusal_that_names_no_time(server: Server, outbox: Outbox) -> None:
    server.answers = [refused(429, "Too Many Requests")]
    delivery = await outbox.send_text(7, "Hi", kind="begun")
    assert isinstance(delivery, TryLater)
    assert delivery.seconds == 5.0


async def test_what_never_left_is_tried_again_and_then_left(clock: Clock) -> None:
    telegram = Telegram(TOKEN, api_url="http://127.0.0.1:9")  # nobody listens there
    outbox = Outbox(telegram.calls, Pacer(clock, clock.sleep), sleep=clock.sleep)
    delivery = await outbox.send_text(7, "Hi", kind="begun")
    await telegram.close()
    assert isinstance(delivery, TryLater)
    assert 3 < clock.now <= 10


async def test_a_pause_that_just_fits_is_made(clock: Clock) -> None:
    telegram = Telegram(TOKEN, api_url="http://127.0.0.1:9")
    patience_s: dict[Kind, float] = {"begun": 0.5, "reply": 0.5}
    pauses: list[float] = []

    async def pause(seconds: float) -> None:
        pauses.append(seconds)

    pacer = Pacer(clock, clock.sleep)
    outbox = Outbox(telegram.calls, pacer, sleep=pause, patience_s=patience_s)
    assert isinstance(await outbox.send_text(7, "Hi", kind="begun"), TryLater)
    await telegram.close()
    assert pauses == [0.5]


async def test_a_bot_that_stops_ends_a_pause_and_says_why_it_was_made(clock: Clock) -> None:
    telegram = Telegram(TOKEN, api_url="http://127.0.0.1:9")
    pausing = asyncio.Event()

    async def pause(_seconds: float) -> None:
        pausing.set()
        await asyncio.Future()

    outbox = Outbox(telegram.calls, Pacer(clock, clock.sleep), sleep=pause)
    sending = asyncio.create_task(outbox.send_text(7, "Hi", kind="begun"))
    await pausing.wait()
    outbox.hurry()
    delivery = await sending
    await telegram.close()
    assert isinstance(delivery, TryLater)
    assert delivery.reason != "the bot was stopping"
    assert delivery.seconds == 0.5


async def test_a_reply_that_does_not_come_is_unknown(address: str, clock: Clock) -> None:
    hanging = asyncio.Event()
    calls = 0

    async def hang(_: web.Request) -> web.Response:
        nonlocal calls
        calls += 1
        await hanging.wait()
        return web.Response()

    async with serving({"/{any:.*}": hang}) as url:
        telegram = Telegram(TOKEN, api_url=url)
        telegram.calls._request._read_timeout = 0.05
        outbox = Outbox(telegram.calls, Pacer(clock, clock.sleep), sleep=clock.sleep)
        delivery = await outbox.send_text(7, "Hi", kind="begun")
        hanging.set()
        await telegram.close()
    assert isinstance(delivery, Unknown)
    assert calls == 1


@pytest.mark.parametrize(
    "answer",
    [agreed(True), refused(400, "Bad Request: query is too old"), refused(429, "x", retry_after=9)],
)
async def test_a_press_is_answered_once(server: Server, outbox: Outbox, answer: Answer) -> None:
    server.answers = [answer]
    await outbox.answer_tap("77", "Thanks! " * 50, alert=True)
    assert [method for method, _ in server.calls] == ["answerCallbackQuery"]
    assert len(server.calls[0][1]["text"]) == 200
    assert server.calls[0][1]["show_alert"] is True


async def test_the_library_speaks_through_the_same_transport(server: Server, address: str) -> None:
    server.answers = [agreed({"id": 1, "is_bot": True, "first_name": "B", "username": "b_bot"})]
    telegram = Telegram(TOKEN, api_url=address + "/")
    async with telegram.bot as bot:
        assert bot.username == "b_bot"
        server.answers = [agreed([{"update_id": 1}])]
        assert await telegram.polls.call("getUpdates", {"offset": None, "limit": 1}) == [
            {"update_id": 1}
        ]
        server.answers = [
            agreed({"message_id": 1, "date": 1, "chat": {"id": 7, "type": "private"}})
        ]
        await bot.send_document(7, b"a,b\n", filename="a.csv")
    assert server.calls[1] == ("getUpdates", {"limit": 1})
    assert server.calls[2][1]["document"].filename == "a.csv"
    await telegram.close()
