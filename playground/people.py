"""What people do: write, tap, edit, block, and what of it the bot gets to see."""

from __future__ import annotations

from typing import Literal

from playground.content import quoted, thread_of
from playground.errors import PlayError
from playground.groups import Groups
from playground.parameters import Json, Upload
from playground.text import TEXT_LIMIT, units, written
from playground.world import ANONYMOUS_ADMIN, GONE, Chat, Message, Query, User

Attachment = Literal["voice", "photo", "document", "video", "audio", "video_note", "sticker"]
FIRST_USER_ID = 1000
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f64540"
    "0000000049454e44ae426082"
)
ATTACHED = {
    "photo": Upload("photo.png", PIXEL, "image/png"),
    "voice": Upload("voice.ogg", b"OggS", "audio/ogg"),
    "document": Upload("note.txt", b"a note", "text/plain"),
    "video": Upload("video.mp4", b"a video", "video/mp4"),
    "audio": Upload("song.mp3", b"a song", "audio/mpeg"),
    "video_note": Upload("round.mp4", b"a face", "video/mp4"),
    "sticker": Upload("sticker.webp", b"a cat", "image/webp"),
}
WORDLESS = ("video_note", "sticker")  # nothing can be written below them


class People(Groups):
    """The acts of people."""

    def create_user(
        self,
        first_name: str,
        *,
        user_id: int | None = None,
        username: str | None = None,
        language_code: str | None = None,
        last_name: str | None = None,
    ) -> User:
        """Let someone have a phone; the bot cannot write to them before they press Start."""
        number = user_id if user_id is not None else max(FIRST_USER_ID, *self.users, 0) + 1
        if number <= 0 or number in self.chats or number in (self.bot.id, ANONYMOUS_ADMIN):
            raise PlayError(f"cannot make a user {number}")
        user = User(number, first_name, username, language_code, last_name)
        self.users[number] = user
        self.chats[number] = Chat(number, "private", user=user)
        self.emit("user", user=user.body)
        return user

    def say(
        self,
        user_id: int,
        text: str = "",
        *,
        chat_id: int | None = None,
        reply_to: int | None = None,
        thread: int | None = None,
        attachment: Attachment | None = None,
        anonymous: bool = False,
        now: float,
    ) -> Json:
        """Write a message, with a voice note or a picture if told; the text is its caption then.

        `anonymous` (or GroupAnonymousBot as the user) writes as an anonymous administrator. A
        `thread` that is not there yet becomes a topic of the forum.
        """
        chat = self._speaking_in(user_id, chat_id)
        body = self._author(chat, user_id, anonymous=anonymous)
        body |= self._place(chat, reply_to=reply_to, thread=thread)
        body |= self._words(text, attachment)
        if not chat.started:
            chat.started = True
            self.emit("chat", chat_id=chat.id)
        message = self.keep(chat, body, now=now)
        self._show("message", chat, message, now=now)
        return message.body

    def edit(self, user_id: int, message_id: int, text: str, *, chat_id: int, now: float) -> Json:
        """Change what someone wrote."""
        chat = self._speaking_in(user_id, chat_id)
        message = chat.messages.get(message_id)
        if message is None or message.body["from"]["id"] != user_id or "text" not in message.body:
            raise PlayError(f"user {user_id} wrote no text {message_id} in {chat_id}")
        before = {name: value for name, value in message.body.items() if name != "entities"}
        message.body = before | self._words(text, None) | {"edit_date": self.date(now)}
        self.emit("edit", chat_id=chat.id, message=message.view)
        self._show("edited_message", chat, message, now=now)
        return message.body

    def tap(self, user_id: int, message_id: int, data: str, *, chat_id: int, now: float) -> str:
        """Press a button and return the id of the callback query.

        Any data is let through, as a changed client could send it; see `button` for a real one.
        """
        user, chat = self.person(user_id), self.place(chat_id)
        if chat.blocked or user.deactivated:
            raise PlayError(f"user {user_id} cannot press buttons")
        if message_id in chat.messages:
            shown = chat.messages[message_id].body
        elif message_id in chat.deleted:
            shown = {"chat": chat.body, "message_id": message_id, "date": 0}
        else:
            raise PlayError(f"no message {message_id} in {chat_id}")
        user.seen = True
        identity = self.open_query(Query(user_id, chat_id, message_id, now))
        payload: Json = {"id": identity, "from": user.body, "message": shown}
        payload |= {"chat_instance": str(10**18 + abs(chat_id)), "data": data}
        self.updates.add("callback_query", payload, lane=f"user {user_id}", now=now)
        return identity

    def button(self, chat_id: int, message_id: int, *, row: int, column: int) -> str:
        """Return the data of a button that is on screen."""
        message = self.place(chat_id).messages.get(message_id)
        rows = ((message.markup if message else None) or {}).get("inline_keyboard", [])
        if not (0 <= row < len(rows) and 0 <= column < len(rows[row])):
            raise PlayError(f"no button {row}, {column} on message {message_id} in {chat_id}")
        if "callback_data" not in rows[row][column]:
            raise PlayError(f"button {row}, {column} is not one that calls back")
        return str(rows[row][column]["callback_data"])

    def block(self, user_id: int, *, now: float) -> None:
        """Block the bot."""
        self._set_blocked(user_id, blocked=True, now=now)

    def unblock(self, user_id: int, *, now: float) -> None:
        """Let the bot write again."""
        self._set_blocked(user_id, blocked=False, now=now)

    def deactivate(self, user_id: int) -> None:
        """Delete someone's account."""
        self.person(user_id).deactivated = True

    def _set_blocked(self, user_id: int, *, blocked: bool, now: float) -> None:
        user, chat = self.person(user_id), self.place(user_id)
        if chat.blocked == blocked:
            return
        chat.blocked = blocked
        statuses = ("member", "kicked") if blocked else ("kicked", "member")
        self._changed("my_chat_member", chat, self.bot, statuses, by=user, now=now)
        self.emit("user", user=user.body, blocked=blocked)

    def _speaking_in(self, user_id: int, chat_id: int | None) -> Chat:
        if user_id != ANONYMOUS_ADMIN:
            self.person(user_id)
        chat = self.place(user_id if chat_id is None else chat_id)
        if chat.blocked or chat.migrated_to is not None:
            raise PlayError(f"nobody can write in {chat.id} now")
        if user_id == ANONYMOUS_ADMIN:
            return chat
        user = self.person(user_id)
        there = chat.user is user or chat.members.get(user_id, "left") not in GONE
        if user.deactivated or not there:
            raise PlayError(f"user {user_id} is not in {chat.id}")
        return chat

    def _author(self, chat: Chat, user_id: int, *, anonymous: bool) -> Json:
        if not anonymous and user_id != ANONYMOUS_ADMIN:
            return {"from": self.person(user_id).body}
        if chat.kind != "supergroup":
            raise PlayError("only supergroups have anonymous administrators")
        author = User(ANONYMOUS_ADMIN, "Group", "GroupAnonymousBot", is_bot=True)
        return {"from": author.body, "sender_chat": chat.body}

    def _place(self, chat: Chat, *, reply_to: int | None, thread: int | None) -> Json:
        place: Json = {}
        if thread is not None:
            if not chat.is_forum:
                raise PlayError(f"{chat.id} has no topics")
            chat.topics.add(thread)
            place = {"message_thread_id": thread, "is_topic_message": True}
        if reply_to is None:
            return place
        if reply_to not in chat.messages:
            raise PlayError(f"no message {reply_to} in {chat.id}")
        replied = {"reply_to_message": quoted(chat, reply_to)}
        return thread_of(chat, replied) | place | replied

    def _words(self, text: str, attachment: Attachment | None) -> Json:
        words = written(text)
        if attachment is None and not 1 <= units(words.text) <= TEXT_LIMIT:
            raise PlayError("a message needs 1 to 4096 characters")
        if attachment is None:
            return words.fields("text")
        if attachment not in ATTACHED:
            raise PlayError(f"nobody can send a {attachment}")
        if text and attachment in WORDLESS:
            raise PlayError(f"nothing can be written below a {attachment}")
        return self._file(attachment) | words.fields("caption")

    def _file(self, kind: Attachment) -> Json:
        return self.files.keep(ATTACHED[kind], kind=kind).shown(kind)

    def _show(self, kind: str, chat: Chat, message: Message, *, now: float) -> None:
        if not self._sees(chat, message.body):
            return
        author = self.users.get(message.body["from"]["id"])
        if author is not None:
            author.seen = True
        self.updates.add(kind, message.body, lane=str(chat.id), now=now)

    def _sees(self, chat: Chat, body: Json) -> bool:
        if not chat.is_group:
            return True
        if chat.bot_status in GONE:
            return False
        if not self.privacy or chat.bot_status == "administrator":
            return True
        to_bot = body.get("reply_to_message", {}).get("from", {}).get("id") == self.bot.id
        return to_bot or self._is_command(body)

    def _is_command(self, body: Json) -> bool:
        text = str(body.get("text") or body.get("caption") or "")
        for entity in body.get("entities") or body.get("caption_entities") or ():
            if entity["type"] == "bot_command" and entity["offset"] == 0:
                _, at, name = text[: entity["length"]].partition("@")
                return not at or name.lower() == str(self.bot.username).lower()
        return False
