"""What a call wants a message to say: its words, its file, what it replies to, its topic."""

from __future__ import annotations

from collections.abc import Callable

from playground.errors import bad_request
from playground.html import parse_html
from playground.markdown import parse_markdown
from playground.parameters import Json, Parameters
from playground.text import CAPTION_LIMIT, TEXT_LIMIT, Formatted, finished, given, units
from playground.world import Chat, World

PARSERS: dict[str, Callable[[str], tuple[str, list[Json]]]] = {
    "html": parse_html,
    "markdownv2": parse_markdown,
}


def read_words(p: Parameters, name: str) -> Formatted:
    """Return the words of a parameter with their entities, parsed as parse_mode says."""
    source, mode = p.text(name), p.text("parse_mode").lower()
    if not mode:
        return finished(source, given(p, name))
    if mode not in PARSERS:
        raise bad_request("unsupported parse_mode")
    return finished(*PARSERS[mode](source))


def read_text(p: Parameters, *, too_long: str = "message is too long") -> Json:
    """Return the `text` and `entities` of a message, refusing empty and overlong ones."""
    if not p.text("text"):
        raise bad_request("message text is empty")
    words = read_words(p, "text")
    if not words.text:
        raise bad_request("text must be non-empty")
    if units(words.text) > TEXT_LIMIT:
        raise bad_request(too_long)
    return words.fields("text")


def read_caption(p: Parameters) -> Json:
    """Return the `caption` and `caption_entities` of a message; nothing when there is none."""
    words = read_words(p, "caption")
    if units(words.text) > CAPTION_LIMIT:
        raise bad_request("message caption is too long")
    return words.fields("caption")


def read_file(world: World, p: Parameters, kind: str, value: object) -> Json:
    """Return the `photo`, `document`, `voice` or the like of a message."""
    return world.files.meant(p, value, kind).shown(kind)


def read_place(chat: Chat, p: Parameters) -> Json:
    """Return what ties a new message to a topic and to the message that it replies to."""
    place: Json = {}
    thread = p.integer("message_thread_id")
    if thread:
        if thread not in chat.topics:
            raise bad_request("message thread not found")
        place = {"message_thread_id": thread, "is_topic_message": True}
    replied = _replied(chat, p)
    return place | thread_of(chat, replied) | replied


def thread_of(chat: Chat, replied: Json) -> Json:
    """Return the thread that a reply lands in: its topic, or in supergroups the first message.

    Only topics can be written to by number; `is_topic_message` tells the two apart.
    """
    parent = replied.get("reply_to_message")
    if parent is None or chat.kind != "supergroup":
        return {}
    if parent.get("is_topic_message"):
        return {"message_thread_id": parent["message_thread_id"], "is_topic_message": True}
    if chat.is_forum:
        return {}
    return {"message_thread_id": parent.get("message_thread_id", parent["message_id"])}


def _replied(chat: Chat, p: Parameters) -> Json:
    asked = p.mapping("reply_parameters") or {}
    old = {"message_id": p.integer("reply_to_message_id")} if "reply_to_message_id" in p else {}
    reply = Parameters(asked or old)
    number = reply.integer("message_id")
    if not number:
        return {}
    if number in chat.messages and reply.integer("chat_id", chat.id) == chat.id:
        return {"reply_to_message": quoted(chat, number)}
    if reply.flag("allow_sending_without_reply") or p.flag("allow_sending_without_reply"):
        return {}
    raise bad_request("message to be replied not found")


def quoted(chat: Chat, number: int) -> Json:
    """Return a message as a reply carries it: without what it itself replied to."""
    body = chat.messages[number].body
    return {name: value for name, value in body.items() if name != "reply_to_message"}
