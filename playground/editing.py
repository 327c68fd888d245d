"""Methods that change or remove a message that is there."""

from __future__ import annotations

from playground.content import read_caption, read_file, read_text
from playground.errors import NOT_MODIFIED, bad_request
from playground.keyboards import read_inline
from playground.parameters import Json, Parameters
from playground.world import Chat, Message, World

DELETABLE_S = 48 * 3600
CONTENT = ("text", "entities", "caption", "caption_entities", "photo", "document")
RIGHTS = frozenset({"administrator", "creator"})


def edit_message_text(world: World, p: Parameters, now: float) -> Json:
    """Answer editMessageText."""
    target = _own(world, p)
    content = read_text(p, too_long="MESSAGE_TOO_LONG")
    if "text" not in target[1].body:
        raise bad_request("there is no text in the message to edit")
    return _edit(world, target, content, markup=read_inline(p), now=now)


def edit_message_caption(world: World, p: Parameters, now: float) -> Json:
    """Answer editMessageCaption."""
    target = _own(world, p)
    content = read_caption(p)
    if "text" in target[1].body:
        raise bad_request("there is no caption in the message to edit")
    return _edit(world, target, _files(target[1].body) | content, markup=read_inline(p), now=now)


def edit_message_media(world: World, p: Parameters, now: float) -> Json:
    """editMessageMedia: another picture or file, also in place of a text."""
    target = _own(world, p)
    media = p.mapping("media")
    if media is None or media.get("type") not in ("photo", "document"):
        raise bad_request("can't parse InputMedia: type must be photo or document here")
    content = read_file(world, p, media["type"], media.get("media"))
    return _edit(
        world, target, content | read_caption(Parameters(media)), markup=read_inline(p), now=now
    )


def edit_message_reply_markup(world: World, p: Parameters, now: float) -> Json:
    """Answer editMessageReplyMarkup."""
    target = _own(world, p)
    before = target[1].body
    content = {name: before[name] for name in CONTENT if name in before}
    return _edit(world, target, content, markup=read_inline(p), now=now)


def _own(world: World, p: Parameters) -> tuple[Chat, Message]:
    chat = world.writable_chat(p)
    number = p.integer("message_id")
    if not number:
        raise bad_request("message identifier is not specified")
    message = chat.messages.get(number)
    if message is None:
        raise bad_request("message to edit not found")
    if message.body.get("from", {}).get("id") != world.bot.id:
        raise bad_request("message can't be edited")
    return chat, message


def _files(body: Json) -> Json:
    return {name: body[name] for name in ("photo", "document") if name in body}


def _edit(
    world: World, target: tuple[Chat, Message], content: Json, *, markup: Json | None, now: float
) -> Json:
    chat, message = target
    before = message.body
    after = {name: value for name, value in before.items() if name not in CONTENT} | content
    after.pop("reply_markup", None)
    if markup is not None:
        after["reply_markup"] = markup
    if after == before:
        raise bad_request(NOT_MODIFIED)
    world.pace.edit(world.limits, chat.id, group=chat.is_group, now=now)
    message.body = after | {"edit_date": world.date(now)}
    message.markup = markup
    world.emit("edit", chat_id=chat.id, message=message.view)
    return message.body


def delete_message(world: World, p: Parameters, now: float) -> bool:
    """deleteMessage: its own within two days, and what people write to it in private."""
    chat = world.writable_chat(p)
    message = chat.messages.get(p.integer("message_id"))
    if message is None:
        raise bad_request("message to delete not found")
    own = message.body.get("from", {}).get("id") == world.bot.id
    if not own and chat.is_group and chat.bot_status not in RIGHTS:
        raise bad_request("message can't be deleted")
    if message.body["date"] + DELETABLE_S <= world.date(now):
        raise bad_request("message can't be deleted for everyone")
    number = message.body["message_id"]
    del chat.messages[number]
    chat.deleted.add(number)
    if number in chat.pinned:
        chat.pinned.remove(number)
    world.emit("delete", chat_id=chat.id, message_id=number)
    return True


def pin_chat_message(world: World, p: Parameters, now: float) -> bool:
    """pinChatMessage; in a group the bot must be an administrator."""
    chat = _pinnable(world, p)
    number = p.integer("message_id")
    if number not in chat.messages:
        raise bad_request("message to pin not found")
    if number in chat.pinned:
        return True
    chat.pinned.append(number)
    body = {"from": world.bot.body, "pinned_message": chat.messages[number].body}
    world.keep(chat, body, now=now)
    return True


def unpin_chat_message(world: World, p: Parameters, _now: float) -> bool:
    """unpinChatMessage; without message_id the newest one."""
    chat = _pinnable(world, p)
    number = p.integer("message_id") or (chat.pinned[-1] if chat.pinned else 0)
    if number not in chat.pinned:
        raise bad_request("message to unpin not found")
    chat.pinned.remove(number)
    world.emit("unpin", chat_id=chat.id, message_id=number)
    return True


def unpin_all_chat_messages(world: World, p: Parameters, _now: float) -> bool:
    """Answer unpinAllChatMessages."""
    chat = _pinnable(world, p)
    chat.pinned.clear()
    world.emit("unpin", chat_id=chat.id, message_id=None)
    return True


def _pinnable(world: World, p: Parameters) -> Chat:
    chat = world.writable_chat(p)
    if chat.is_group and chat.bot_status not in RIGHTS:
        raise bad_request("not enough rights to manage pinned messages in the chat")
    return chat
