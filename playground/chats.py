"""Methods about chats and the people in them."""

from __future__ import annotations

from playground.errors import bad_request
from playground.parameters import Json, Parameters
from playground.world import GONE, RESTRICTED_OUT, Chat, World

RIGHTS = [
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_pin_messages",
    "can_manage_topics",
]
PERMISSIONS = [
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
]
_PERMITS = {
    "text": "can_send_messages",
    "audio": "can_send_audios",
    "document": "can_send_documents",
    "photo": "can_send_photos",
    "video": "can_send_videos",
    "video_note": "can_send_video_notes",
    "voice": "can_send_voice_notes",
    "sticker": "can_send_other_messages",
}
GIFTS = [
    "unlimited_gifts",
    "limited_gifts",
    "unique_gifts",
    "premium_subscription",
    "gifts_from_channels",
]


def member(user: Json, status: str) -> Json:
    """Return a ChatMember with every field that its status must have."""
    fields: Json = {"user": user, "status": status}
    if status == "administrator":
        fields |= {"can_be_edited": False, "is_anonymous": False} | dict.fromkeys(RIGHTS, True)
    elif status == "creator":
        fields["is_anonymous"] = False
    elif status == "kicked":
        fields["until_date"] = 0
    elif status in {"restricted", RESTRICTED_OUT}:  # may do nothing, and is there or not
        there = status == "restricted"
        fields |= {"status": "restricted", "is_member": there, "until_date": 0}
        fields |= dict.fromkeys(PERMISSIONS, False)
    return fields


def get_chat(world: World, p: Parameters, _now: float) -> Json:
    """Answer getChat."""
    chat = world.known_chat(p)
    full = chat.body | {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(GIFTS, False),
    }
    if chat.is_group:
        full["permissions"] = dict.fromkeys(PERMISSIONS, True) | {
            _PERMITS[kind]: False for kind in chat.barred
        }
    if chat.pinned:
        full["pinned_message"] = chat.messages[chat.pinned[-1]].body
    return full


def _members(world: World, chat: Chat) -> dict[int, str]:
    return chat.members | {world.bot.id: chat.bot_status}


def _user(world: World, user_id: int) -> Json:
    if user_id == world.bot.id:
        return world.bot.body
    if user_id not in world.users:
        raise bad_request("PARTICIPANT_ID_INVALID")
    return world.users[user_id].body


def get_chat_member(world: World, p: Parameters, _now: float) -> Json:
    """Answer getChatMember."""
    chat = world.writable_chat(p)
    user_id = p.integer("user_id")
    user = _user(world, user_id)
    if not chat.is_group:
        return member(user, "member")
    return member(user, _members(world, chat).get(user_id, "left"))


def get_chat_administrators(world: World, p: Parameters, _now: float) -> list[Json]:
    """Answer getChatAdministrators."""
    chat = world.writable_chat(p)
    if not chat.is_group:
        raise bad_request("there are no administrators in the private chat")
    return [
        member(_user(world, user_id), status)
        for user_id, status in _members(world, chat).items()
        if status in ("creator", "administrator")
    ]


def get_chat_member_count(world: World, p: Parameters, _now: float) -> int:
    """Answer getChatMemberCount."""
    chat = world.writable_chat(p)
    if not chat.is_group:
        return 2
    return sum(status not in GONE for status in _members(world, chat).values())


def leave_chat(world: World, p: Parameters, _now: float) -> bool:
    """Answer leaveChat."""
    chat = world.writable_chat(p)
    if not chat.is_group:
        raise bad_request("chat member status can't be changed in private chats")
    chat.bot_status = "left"
    world.emit("chat", chat_id=chat.id)
    return True
