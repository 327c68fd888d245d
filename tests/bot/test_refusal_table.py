"""What Telegram refuses is read in one table, and every caller does what helps."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.wire.outbox import Outbox
from bot.wire.outcomes import Concern, Edited, Gone, Outcome, Refused, Sent
from bot.wire.pacing import Pacer
from bot.wire.refusals import RULES, concern_of
from bot.wire.transport import Telegram
from tests.bot.bot_api import TOKEN, Clock, Server, listening, refused

GROUP = -100900


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
async def outbox(server: Server) -> AsyncIterator[Outbox]:
    clock = Clock()
    async with listening(server) as address:
        telegram = Telegram(TOKEN, api_url=address)
        yield Outbox(telegram.calls, Pacer(clock, clock.sleep), sleep=clock.sleep)
        await telegram.close()


THREADLESS = ("Bad Request: message thread not found", "Bad Request: TOPIC_CLOSED")
NO_PICTURE = (
    (403, "Forbidden: CHAT_SEND_PHOTOS_FORBIDDEN"),
    (400, "Bad Request: not enough rights to send photos to the chat"),
    (413, "Request Entity Too Large"),
)


@pytest.mark.parametrize("said", THREADLESS)
async def test_message_thread_not_found_or_topic_closed_is_sent_once_more_without_the_thread(
    server: Server, outbox: Outbox, said: str
) -> None:
    server.answers = [refused(400, said)]
    sent = await outbox.send_text(GROUP, "Hi", kind="reply", reply_to=3, thread_id=9)
    assert sent == Sent(5)
    (_, first), (_, second) = server.calls
    assert first["message_thread_id"] == 9
    assert "message_thread_id" not in second
    assert "reply_parameters" in second


async def test_a_reply_that_would_go_into_the_closed_topic_is_a_message_of_its_own(
    server: Server, outbox: Outbox
) -> None:
    server.answers = [refused(400, THREADLESS[1])] * 2
    sent = await outbox.send_text(GROUP, "Hi", kind="reply", reply_to=3, thread_id=9)
    assert sent == Sent(5)
    assert [
        sorted({"message_thread_id", "reply_parameters"} & form.keys()) for _, form in server.calls
    ] == [
        ["message_thread_id", "reply_parameters"],
        ["reply_parameters"],
        [],
    ]


async def test_it_is_not_tried_for_ever(server: Server, outbox: Outbox) -> None:
    server.answers = [refused(400, THREADLESS[0])] * 9
    outcome = await outbox.send_text(GROUP, "Hi", kind="begun")
    assert isinstance(outcome, Refused)
    assert len(server.calls) == 1


async def test_a_picture_keeps_its_picture_without_the_thread(
    server: Server, outbox: Outbox
) -> None:
    server.answers = [refused(400, THREADLESS[0])]
    sent = await outbox.send_photo(GROUP, b"png", "Hi", kind="begun", thread_id=9)
    assert sent == Sent(5)
    assert [method for method, _ in server.calls] == ["sendPhoto", "sendPhoto"]


@pytest.mark.parametrize(
    ("answer", "chat", "expected"),
    [
        *((each, GROUP, (Refused, "picture")) for each in NO_PICTURE),
        ((400, "Bad Request: not enough rights to send text messages"), GROUP, (Refused, "chat")),
        ((400, "Bad Request: have no rights to send a message"), GROUP, (Refused, "chat")),
        ((400, "Bad Request: CHAT_WRITE_FORBIDDEN"), GROUP, (Refused, "chat")),
        (
            (400, "Bad Request: need administrator rights"),
            GROUP,
            (Refused, "chat"),
        ),
        ((403, "Forbidden: CHAT_SEND_PLAIN_FORBIDDEN"), GROUP, (Refused, "chat")),
        ((403, "Forbidden: something nobody has heard of"), GROUP, (Refused, "chat")),
        ((403, "Forbidden: bot was kicked from the supergroup chat"), GROUP, (Gone, "chat")),
        ((403, "Forbidden: bot is not a member of the channel chat"), GROUP, (Gone, "chat")),
        ((400, "Bad Request: chat not found"), GROUP, (Gone, "chat")),
        ((400, "Bad Request: chat not found"), 42, (Gone, "person")),
        ((403, "Forbidden: user is deactivated"), 42, (Gone, "person")),
        ((403, "Forbidden: bot was blocked by the user"), 42, (Gone, "person")),
        ((400, "Bad Request: PEER_ID_INVALID"), 42, (Gone, "person")),
        ((400, "Bad Request: message to edit not found"), GROUP, (Refused, "message")),
        ((400, "Bad Request: message can't be edited"), GROUP, (Refused, "message")),
        ((400, "Bad Request: message is not modified: so it is"), GROUP, (Edited, None)),
        ((400, "Bad Request: IMAGE_PROCESS_FAILED"), GROUP, (Refused, "file")),
        ((400, "Bad Request: can't parse entities: unclosed tag"), GROUP, (Refused, "content")),
        ((400, "Bad Request: something nobody has heard of"), GROUP, (Refused, "content")),
    ],
)
async def test_a_refusal_tells_what_it_is_about(
    server: Server,
    outbox: Outbox,
    answer: tuple[int, str],
    chat: int,
    expected: tuple[type[Outcome], Concern | None],
) -> None:
    server.answers = [refused(*answer)]
    found: Any = await outbox.send_photo(chat, b"png", "Hi", kind="begun")
    assert (type(found), getattr(found, "concerns", None)) == expected
    assert len(server.calls) == 1


def test_the_words_of_the_table_are_lower_case_and_stand_once() -> None:
    words = [each for rule in RULES for each in rule.words]
    assert words == [each.lower() for each in words]
    assert len(words) == len(set(words))
    assert concern_of("Forbidden: bot was kicked from the group chat") == "chat"
    assert concern_of(None) == "content"
