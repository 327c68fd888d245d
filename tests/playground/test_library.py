"""python-telegram-bot understands what the playground says."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import get_args

import pytest
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeChat,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    Message,
    ReplyParameters,
)
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter
from telegram.request import HTTPXRequest

from playground.core import Telegram
from playground.faults import Fault
from playground.people import PIXEL, Attachment
from playground.server import RunningServer

KEYBOARD = InlineKeyboardMarkup([[InlineKeyboardButton("5 ★", callback_data="a5")]])


@pytest.fixture
async def bot(server: RunningServer) -> AsyncIterator[Bot]:
    requests = (HTTPXRequest(), HTTPXRequest())
    base = f"{server.url}/bot"
    async with Bot(
        "1:abc", base_url=base, request=requests[0], get_updates_request=requests[1]
    ) as made:
        yield made


async def test_a_question_is_asked_tapped_and_thanked_for(
    telegram: Telegram, bot: Bot, now: float
) -> None:
    assert bot.username == "afterword_demo_bot"
    sent = await bot.send_message(42, "<b>How?</b>", parse_mode="HTML", reply_markup=KEYBOARD)
    assert sent.reply_markup == KEYBOARD
    assert sent.entities[0].type == "bold"
    telegram.tap(42, sent.id, "a5", chat_id=42, now=now)
    telegram.say(42, "because", reply_to=sent.id, now=now)
    tapped, said = await bot.get_updates(timeout=0, allowed_updates=["message", "callback_query"])
    query = tapped.callback_query
    assert query is not None
    assert query.message is not None
    assert (query.data, query.from_user.id, query.message.is_accessible) == ("a5", 42, True)
    assert said.message is not None
    assert said.message.reply_to_message == sent
    edited = await bot.edit_message_text("You chose 5", 42, sent.id, reply_markup=KEYBOARD)
    assert isinstance(edited, Message)
    assert edited.text == "You chose 5"
    assert await query.answer("Saved")
    with pytest.raises(BadRequest, match="query id is invalid"):
        await query.answer("Saved")
    with pytest.raises(BadRequest, match="not modified"):
        await bot.edit_message_text("You chose 5", 42, sent.id, reply_markup=KEYBOARD)


async def test_refusals_become_the_right_exceptions(
    telegram: Telegram, bot: Bot, now: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(43, "x")
    telegram.block(42, now=now)
    with pytest.raises(Forbidden, match="blocked by the user"):
        await bot.send_message(42, "x")
    telegram.faults.add(Fault("flood", retry_after=9))
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    with pytest.raises(RetryAfter) as wait:
        await bot.send_message(42, "x")
    assert wait.value.retry_after == timedelta(seconds=9)
    group = telegram.create_group("Staff", members=[42], kind="group", now=now)
    new = telegram.migrate(group.id, now=now)
    with pytest.raises(ChatMigrated) as moved:
        await bot.send_message(group.id, "x")
    assert moved.value.new_chat_id == new.id


async def test_pictures(bot: Bot) -> None:
    sent = await bot.send_photo(42, PIXEL, caption="week", reply_markup=KEYBOARD)
    assert sent.photo[0].width == 1
    media = InputMediaPhoto(PIXEL, caption="<i>month</i>", parse_mode="HTML")
    edited = await bot.edit_message_media(media, 42, sent.id)
    assert isinstance(edited, Message)
    assert edited.caption == "month"
    downloaded = await bot.get_file(sent.photo[0].file_id)
    assert downloaded.file_size == len(PIXEL)
    document = await bot.send_document(42, b"1,2", filename="answers.csv")
    assert document.document is not None
    assert document.document.file_name == "answers.csv"


async def test_what_people_sent_goes_on_by_its_id(telegram: Telegram, bot: Bot, now: float) -> None:
    for kind in get_args(Attachment):
        said = telegram.say(42, attachment=kind, now=now)
        known = (said[kind][-1] if kind == "photo" else said[kind])["file_id"]
        sent = await getattr(bot, f"send_{kind}")(42, known)
        again = getattr(sent, kind)
        assert (again[-1] if kind == "photo" else again).file_id == known, kind
    document = telegram.say(42, attachment="document", now=now)["document"]["file_id"]
    with pytest.raises(BadRequest, match="another type"):
        await bot.send_voice(42, document)


async def test_a_message_is_reacted_to(telegram: Telegram, bot: Bot, now: float) -> None:
    number = telegram.say(42, "thanks", now=now)["message_id"]
    assert await bot.set_message_reaction(42, number, "👍")
    assert telegram.chats[42].messages[number].view["reaction"] == "👍"
    assert await bot.set_message_reaction(42, number)
    assert "reaction" not in telegram.chats[42].messages[number].view
    with pytest.raises(BadRequest, match=r"(?i)reaction_invalid"):
        await bot.set_message_reaction(42, number, "🦊")
    with pytest.raises(BadRequest, match="to react not found"):
        await bot.set_message_reaction(42, 777, "👍")
    telegram.block(42, now=now)
    with pytest.raises(Forbidden):
        await bot.set_message_reaction(42, number, "👍")


async def test_groups_commands_and_the_rest(telegram: Telegram, bot: Bot, now: float) -> None:
    chat = telegram.create_group("Staff", members=[42], bot_status="administrator", now=now)
    full = await bot.get_chat(chat.id)
    assert full.title == "Staff"
    heads = await bot.get_chat_administrators(chat.id)
    assert {head.status for head in heads} == {"creator", "administrator"}
    assert (await bot.get_chat_member(chat.id, 42)).status == "creator"
    updates = await bot.get_updates(timeout=0)
    assert updates[0].my_chat_member is not None
    assert updates[1].message is not None
    commands = [BotCommand("nps", "the score")]
    await bot.set_my_commands(commands, scope=BotCommandScopeChat(chat.id), language_code="en")
    scope = BotCommandScopeChat(chat.id)
    assert await bot.get_my_commands(scope, language_code="en") == tuple(commands)
    reply = ReplyParameters(updates[1].message.id)
    sent = await bot.send_message(
        chat.id, "who?", reply_parameters=reply, reply_markup=ForceReply()
    )
    assert await bot.pin_chat_message(chat.id, sent.id)
    assert await bot.send_chat_action(chat.id, "typing")
    assert await bot.delete_message(chat.id, sent.id)
    assert (await bot.get_webhook_info()).pending_update_count == 2
    assert await bot.delete_webhook(drop_pending_updates=True)
    assert await bot.leave_chat(chat.id)
