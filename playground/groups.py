"""What happens to groups: made, joined, left, upgraded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

from playground.chats import member
from playground.errors import PlayError
from playground.parameters import Json
from playground.world import GONE, SUPERGROUP_IDS, Chat, Kind, User, World

STATUSES = ("creator", "administrator", "member", "restricted", *GONE)  # the bot restricted: muted


class Groups(World):
    """The acts that concern who is in a group."""

    def create_group(
        self,
        title: str,
        *,
        members: Sequence[int] = (),
        chat_id: int | None = None,
        kind: Kind = "supergroup",
        is_forum: bool = False,
        bot_status: str = "member",
        now: float,
    ) -> Chat:
        """Make a group with the bot in it; the first member is its creator."""
        if chat_id is None:
            chat_id = self._free_id(supergroup=is_forum or kind == "supergroup")
        if chat_id in self.chats or chat_id >= 0 or kind not in get_args(Kind)[1:]:
            raise PlayError(f"cannot make a {kind} {chat_id}")
        kind = "supergroup" if is_forum else kind
        chat = Chat(chat_id, kind, title, is_forum=is_forum, bot_status="left", started=True)
        for place, user_id in enumerate(members):
            chat.members[self.person(user_id).id] = "member" if place else "creator"
        self.chats[chat_id] = chat
        self.emit("chat", chat_id=chat_id)
        if bot_status not in GONE:
            by = self.person(members[0]) if members else self.bot
            self._bot_became(chat, bot_status, by=by, now=now)
        return chat

    def set_member(
        self, chat_id: int, user_id: int, status: str, *, by: int | None = None, now: float
    ) -> None:
        """Let someone join, leave, be removed or promoted; `user_id` may be the bot's."""
        chat = self.place(chat_id)
        if status not in STATUSES or not chat.is_group:
            raise PlayError(f"nobody can be {status!r} in {chat_id}")
        actor = self.person(by) if by else self._head(chat)
        if user_id == self.bot.id:
            self._bot_became(chat, status, by=actor, now=now)
            return
        user = self.person(user_id)
        before = chat.members.get(user_id, "left")
        chat.members[user_id] = status
        self._announce(chat, user, before, status, by=actor, now=now)
        if chat.bot_status == "administrator":
            self._changed("chat_member", chat, user, (before, status), by=actor, now=now)
        self.emit("chat", chat_id=chat.id)

    def migrate(self, chat_id: int, *, new_id: int | None = None, now: float) -> Chat:
        """Turn a basic group into a supergroup with another id."""
        old = self.place(chat_id)
        if old.kind != "group" or old.migrated_to is not None:
            raise PlayError(f"{chat_id} is not a basic group")
        number = new_id if new_id is not None else SUPERGROUP_IDS - abs(chat_id)
        if number in self.chats or number >= 0:
            raise PlayError(f"cannot use {number} for a supergroup")
        new = Chat(
            number,
            "supergroup",
            old.title,
            members=dict(old.members),
            bot_status=old.bot_status,
            started=True,
        )
        self.chats[number] = new
        self.emit("chat", chat_id=number)
        head = self._head(old).body
        self.service(old, {"from": head, "migrate_to_chat_id": number}, now=now)
        old.migrated_to = number
        self.service(new, {"from": head, "migrate_from_chat_id": chat_id}, now=now)
        return new

    def service(self, chat: Chat, body: Json, *, now: float) -> None:
        """Put a service message into a chat; the bot sees all of those that it is there for."""
        message = self.keep(chat, body, now=now)
        if chat.bot_status not in GONE:
            self.updates.add("message", message.body, lane=str(chat.id), now=now)

    def _free_id(self, *, supergroup: bool) -> int:
        start = SUPERGROUP_IDS if supergroup else 0
        same = [number for number in self.chats if (number < SUPERGROUP_IDS) == supergroup]
        return min([start, *same]) - 1

    def _head(self, chat: Chat) -> User:
        heads = [user_id for user_id, status in chat.members.items() if status == "creator"]
        return self.users[heads[0]] if heads else self.bot

    def _bot_became(self, chat: Chat, status: str, *, by: User, now: float) -> None:
        before, chat.bot_status = chat.bot_status, status
        by.seen = True
        self._changed("my_chat_member", chat, self.bot, (before, status), by=by, now=now)
        self._announce(chat, self.bot, before, status, by=by, now=now)
        self.emit("chat", chat_id=chat.id)

    def _announce(
        self, chat: Chat, user: User, before: str, after: str, *, by: User, now: float
    ) -> None:
        came, went = before in GONE and after not in GONE, before not in GONE and after in GONE
        if came:
            self.service(chat, {"from": by.body, "new_chat_members": [user.body]}, now=now)
        elif went:
            self.service(chat, {"from": by.body, "left_chat_member": user.body}, now=now)

    def _changed(
        self, kind: str, chat: Chat, user: User, statuses: tuple[str, str], *, by: User, now: float
    ) -> None:
        change = {
            "chat": chat.body,
            "from": by.body,
            "date": self.date(now),
            "old_chat_member": member(user.body, statuses[0]),
            "new_chat_member": member(user.body, statuses[1]),
        }
        self.updates.add(kind, change, lane=str(chat.id), now=now)
