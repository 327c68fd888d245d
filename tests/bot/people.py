"""What people do on a stage, and what they see there."""

from abc import ABC, abstractmethod
from typing import Any

from playground.core import Telegram
from playground.wire import wall_clock

BOB = 42
CHARLIE = 43
WALL = wall_clock()


class People(ABC):
    """Those who write, press, edit and block, and what is in their chats."""

    def __init__(self, telegram: Telegram) -> None:
        self.telegram = telegram

    @abstractmethod
    async def settle(self) -> None:
        """Wait until the bot has nothing left to do."""

    def join(self, user: int, *, name: str = "Bob", language: str = "en") -> None:
        """Add a person to Telegram."""
        self.telegram.create_user(name, user_id=user, language_code=language)

    async def starts(self, user: int = BOB, *, name: str = "Bob", language: str = "en") -> None:
        """Add a person who presses Start."""
        self.join(user, name=name, language=language)
        await self.says(user, "/start")

    async def says(self, user: int, text: str, **more: Any) -> dict[str, Any]:
        """Let somebody write, and wait for what follows."""
        said = self.telegram.say(user, text, now=WALL(), **more)
        await self.settle()
        return dict(said)

    async def taps(
        self, user: int, data: str, *, message: int | None = None, chat: int | None = None
    ) -> str | None:
        """Let somebody press a button; gives the toast that they see."""
        chat = user if chat is None else chat
        message = self.question(chat)["message_id"] if message is None else message
        query = self.press(user, data, message=message, chat=chat)
        await self.settle()
        return self.toast(query)

    def press(self, user: int, data: str, *, message: int, chat: int | None = None) -> str:
        """Let somebody press a button, without waiting; gives the id of the press."""
        chat = user if chat is None else chat
        return self.telegram.tap(user, message, data, chat_id=chat, now=WALL())

    async def edits(self, user: int, message: int, text: str) -> None:
        """Let somebody change what they wrote."""
        self.telegram.edit(user, message, text, chat_id=user, now=WALL())
        await self.settle()

    async def sends(self, user: int, *, anew: int | None = None, **content: Any) -> int:
        """Let Telegram bring a message that holds just this, or `anew` one; gives its number.

        It is for what the playground's phone cannot send.
        """
        chat = self.telegram.chats[user]
        held: dict[str, Any] = {"from": self.telegram.users[user].body, **content}
        kind, body = "edited_message", {"message_id": anew, "date": 1, "chat": chat.body, **held}
        if anew is None:
            kind, body = "message", self.telegram.keep(chat, held, now=WALL()).body
        self.telegram.updates.add(kind, body, lane=str(user), now=WALL())
        await self.settle()
        return int(body["message_id"])

    async def blocks(self, user: int = BOB) -> None:
        """Let somebody block the bot."""
        self.telegram.block(user, now=WALL())
        await self.settle()

    async def unblocks(self, user: int = BOB) -> None:
        """Let somebody take the bot back."""
        self.telegram.unblock(user, now=WALL())
        await self.settle()

    def toast(self, query: str) -> str | None:
        """What was said to a press; None if it was answered without words."""
        for call in reversed(self.telegram.calls):
            if (
                call.method == "answerCallbackQuery"
                and call.parameters.get("callback_query_id") == query
            ):
                return call.parameters.get("text")
        raise AssertionError("the press was not answered")

    async def score(self, score: int, *, user: int = BOB) -> str | None:
        """Press the button of a score on the newest question."""
        return await self.taps(user, self.button(user, f":{score}", kind="a:"))

    async def does(self, verb: str, *, user: int = BOB) -> str | None:
        """Press the button of a verb on the newest question."""
        return await self.taps(user, self.button(user, f":{verb}", kind="k:"))

    def button(self, chat: int, ending: str, *, kind: str = "") -> str:
        """Find the data of a button of the newest question."""
        for row in self.question(chat)["reply_markup"]["inline_keyboard"]:
            for button in row:
                data = str(button["callback_data"])
                if data.startswith(kind) and data.endswith(ending):
                    return data
        raise AssertionError(f"no button {kind}…{ending}")

    def messages(self, chat: int = BOB) -> list[dict[str, Any]]:
        """Every message in a chat, oldest first."""
        return [dict(each.body) for _, each in sorted(self.telegram.chats[chat].messages.items())]

    def from_bot(self, chat: int = BOB) -> list[dict[str, Any]]:
        """What the bot has written in a chat."""
        me = self.telegram.bot.id
        return [each for each in self.messages(chat) if each.get("from", {}).get("id") == me]

    def texts(self, chat: int = BOB) -> list[str]:
        """The words that the bot has written in a chat, as they stand."""
        return [str(each.get("text")) for each in self.from_bot(chat)]

    def questions(self, chat: int = BOB) -> list[dict[str, Any]]:
        """The bot's messages that carry buttons about a question."""
        return [each for each in self.from_bot(chat) if _is_question(each)]

    def question(self, chat: int = BOB) -> dict[str, Any]:
        """The newest message with buttons."""
        return self.questions(chat)[-1]


def _is_question(message: dict[str, Any]) -> bool:
    keyboard = message.get("reply_markup", {}).get("inline_keyboard", [])
    return any(
        str(b.get("callback_data", ""))[:2] in {"a:", "k:", "r:"} for row in keyboard for b in row
    )
