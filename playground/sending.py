"""Methods that put a new message into a chat."""

from __future__ import annotations

from playground.content import read_caption, read_file, read_place, read_text
from playground.errors import bad_request
from playground.keyboards import INLINE, read_markup
from playground.parameters import Json, Parameters
from playground.world import Chat, World

ACTIONS = frozenset(
    [
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    ]
)
BARRED = {"voice": "voice note", "video_note": "video note"}
WORDLESS = frozenset({"video_note", "sticker"})


def send_message(world: World, p: Parameters, now: float) -> Json:
    """Answer sendMessage."""
    chat = world.writable_chat(p)
    if chat.bars("text"):
        raise bad_request("not enough rights to send text messages to the chat")
    return _send(world, chat, p, read_text(p), now=now)


def send_file(world: World, p: Parameters, now: float, *, kind: str) -> Json:
    """Answer sendPhoto, sendDocument, sendVoice and the others that put a file into a chat."""
    chat = world.writable_chat(p)
    if kind not in p:
        raise bad_request(f"there is no {kind} in the request")
    content = read_file(world, p, kind, p.raw[kind])
    if chat.bars(kind):
        raise bad_request(f"not enough rights to send {BARRED.get(kind, kind)}s to the chat")
    if kind not in WORDLESS:
        content |= read_caption(p)
    return _send(world, chat, p, content, now=now)


def _send(world: World, chat: Chat, p: Parameters, content: Json, *, now: float) -> Json:
    place = read_place(chat, p)
    markup = read_markup(p)
    world.pace.message(world.limits, chat.id, group=chat.is_group, now=now)
    body: Json = {"from": world.bot.body} | place | content
    if p.flag("protect_content"):
        body["has_protected_content"] = True
    if markup is not None and INLINE in markup:
        body["reply_markup"] = markup
    return world.keep(chat, body, now=now, markup=markup).body


def send_chat_action(world: World, p: Parameters, _now: float) -> bool:
    """Answer sendChatAction."""
    chat = world.writable_chat(p)
    action = p.text("action")
    if action not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    thread = p.integer("message_thread_id")
    world.emit("action", chat_id=chat.id, action=action, thread=thread or None)
    return True
