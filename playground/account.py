"""Methods about the bot itself: who it is, its commands and descriptions, its taps and files."""

from __future__ import annotations

import json
import re

from playground.errors import TOO_OLD, bad_request
from playground.parameters import Json, Parameters
from playground.text import units
from playground.world import World

COMMAND = re.compile(r"[a-z0-9_]{1,32}")
LANGUAGE = re.compile(r"([a-z]{2})?")
TOAST_LIMIT = 200
ABOUT = {"description": 512, "short_description": 120}  # how long they may be
SCOPES = {
    "default": (),
    "all_private_chats": (),
    "all_group_chats": (),
    "all_chat_administrators": (),
    "chat": ("chat_id",),
    "chat_administrators": ("chat_id",),
    "chat_member": ("chat_id", "user_id"),
}


def get_me(world: World, _p: Parameters, _now: float) -> Json:
    """Answer getMe."""
    return world.bot.body | {
        "can_join_groups": True,
        "can_read_all_group_messages": not world.privacy,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def log_out(_world: World, _p: Parameters, _now: float) -> bool:
    """`logOut` and `close`: nothing happens."""
    return True


def answer_callback_query(world: World, p: Parameters, now: float) -> bool:
    """answerCallbackQuery: once, and not too late."""
    identity = p.text("callback_query_id")
    query = world.queries.get(identity)
    if query is None:
        raise bad_request(TOO_OLD)
    if units(p.text("text")) > TOAST_LIMIT:
        raise bad_request("MESSAGE_TOO_LONG")
    if p.text("url"):
        raise bad_request("URL_INVALID")
    del world.queries[identity]
    if query.at + world.limits.answer_within_s <= now:
        raise bad_request(TOO_OLD)
    world.emit(
        "toast",
        callback_query_id=identity,
        user_id=query.user_id,
        chat_id=query.chat_id,
        message_id=query.message_id,
        text=p.text("text"),
        show_alert=p.flag("show_alert"),
    )
    return True


def _scope(world: World, p: Parameters) -> tuple[str, str]:
    scope = p.mapping("scope") or {"type": "default"}
    kind = str(scope.get("type"))
    if kind not in SCOPES:
        raise bad_request("can't parse BotCommandScope: unsupported type specified")
    fields = Parameters(scope)
    if SCOPES[kind]:
        world.known_chat(fields)
    language = p.text("language_code")
    if not LANGUAGE.fullmatch(language):
        raise bad_request("invalid language code specified")
    kept = {"type": kind} | {name: fields.integer(name) for name in SCOPES[kind]}
    return json.dumps(kept), language


def set_my_commands(world: World, p: Parameters, _now: float) -> bool:
    """Answer setMyCommands."""
    commands = p.items("commands")
    if len(commands) > 100:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    key = _scope(world, p)
    world.commands[key] = [_command(one) for one in commands]
    world.emit("commands")
    return True


def _command(one: object) -> Json:
    fields = Parameters(one) if isinstance(one, dict) else Parameters()
    name = fields.text("command").removeprefix("/")
    if not COMMAND.fullmatch(name):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= units(fields.text("description")) <= 256:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name, "description": fields.text("description")}


def get_my_commands(world: World, p: Parameters, _now: float) -> list[Json]:
    """Answer getMyCommands."""
    return world.commands.get(_scope(world, p), [])


def delete_my_commands(world: World, p: Parameters, _now: float) -> bool:
    """Answer deleteMyCommands."""
    world.commands.pop(_scope(world, p), None)
    world.emit("commands")
    return True


def describe(world: World, p: Parameters, _now: float, *, name: str) -> bool:
    """Answer setMyDescription and setMyShortDescription."""
    if units(p.text(name)) > ABOUT[name]:
        raise bad_request(f"bot {name.replace('_', ' ')} is too long")
    world.about[name, p.text("language_code")] = p.text(name)
    return True


def described(world: World, p: Parameters, _now: float, *, name: str) -> Json:
    """Answer getMyDescription and getMyShortDescription."""
    return {name: world.about.get((name, p.text("language_code")), "")}


def get_file(world: World, p: Parameters, _now: float) -> Json:
    """Answer getFile."""
    stored = world.files.get(p.text("file_id"))
    if stored is None:
        raise bad_request("invalid file_id")
    return stored.body | {"file_path": stored.path}
