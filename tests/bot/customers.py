"""A business that asks a lot, and customers who write to it in every way, each for one test."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from typing import Any

from tests.bot.stage import ADMIN, BOB, FREE, STAFF, Stage, stage_of

# Nothing holds a question back, so that a second one may be open when somebody writes.
SETTINGS = (
    FREE
    + """\
[surveys.after-chat]
metric = "csat"
touchpoints = ["support"]
delay = "0s"
[[surveys.after-chat.follow_up]]
scores = [1, 2]
reasons = ["speed", "manner", "other"]
[surveys.delivered]
metric = "csat"
touchpoints = ["delivery"]
delay = "0s"
[surveys.recalled]
metric = "csat"
touchpoints = ["talk"]
delay = "0s"
reminder = { after = "3d" }
[surveys.team]
metric = "enps"
touchpoints = ["team"]
delay = "0s"
[surveys.recommend]
metric = "nps"
touchpoints = ["shop"]
delay = "0s"
[surveys.starred]
metric = "stars"
touchpoints = ["visit"]
delay = "0s"
[surveys.helped]
metric = "thumbs"
touchpoints = ["page"]
delay = "0s"
[surveys.easy]
metric = "ces"
touchpoints = ["setup"]
delay = "0s"
text.en = { low = "not at all", high = "certainly" }
"""
)
WHICH = "Your words are kept. Which question are they about?"
KEPT = "Your comment is kept. Thank you for taking the time."
TAP_TOO = "Your comment is kept. One more tap, please: which of these is it?"
PROMPT = "✍️ Write your comment as a message, here in this chat."
STOPPED = "You will not be asked any more. /start if you change your mind."
CAN_BE_SENT = (
    "That cannot be kept here. "
    "You can send words, voice and video messages, photos, videos and files."
)
_OF = "JOIN customers ON customers.id = customer_id WHERE telegram_id = ?"
_PARTS = f"""
SELECT survey, body, media FROM comments JOIN invitations ON invitations.id = invitation_id {_OF}
ORDER BY message_id
"""


def scores(stage: Stage, user: int = BOB) -> dict[str, int]:
    """What somebody has answered, by survey."""
    rows = stage.rows(f"SELECT survey, score FROM answers {_OF}", user)
    return {row["survey"]: row["score"] for row in rows}


def parts(
    stage: Stage, user: int = BOB, *, survey: str | None = None
) -> list[tuple[str | None, str | None]]:
    """What is kept of somebody, with one question or any: words and medium of each message."""
    rows = stage.rows(_PARTS, user)
    return [(row["body"], row["media"]) for row in rows if survey in {None, row["survey"]}]


def kept(stage: Stage, user: int = BOB, *, survey: str | None = None) -> list[str]:
    """The words that are kept of somebody, with one question or any."""
    return [str(body) for body, _ in parts(stage, user, survey=survey)]


def buttons(message: dict[str, Any]) -> dict[str, str]:
    """What stands on the buttons below a message, with what each carries."""
    rows = message["reply_markup"]["inline_keyboard"]
    return {each["text"]: each["callback_data"] for row in rows for each in row}


class Customer:
    """Somebody who writes to the bot, and what becomes of it."""

    def __init__(self, stage: Stage, number: int, *, language: str = "en") -> None:
        self.stage, self.number, self.name = stage, number, f"Customer {number}."
        self._seen = 0
        stage.join(number, name=self.name, language=language)

    async def asked(self, touchpoint: str = "support") -> dict[str, Any]:
        """Let an interaction be over; gives what was decided about it."""
        person = {"telegram_id": self.number}
        reply = await self.stage.ended(touchpoint=touchpoint, customer=person)
        self.looks()
        return dict(reply["decisions"][0])

    def looks(self) -> None:
        """Read all there is; what comes after it is news."""
        self._seen = len(self.stage.from_bot(self.number))

    async def says(self, text: str = "", **more: Any) -> int:
        said = await self.stage.says(self.number, text, **more)
        return int(said["message_id"])

    async def sends(self, **content: Any) -> int:
        return await self.stage.sends(self.number, **content)

    async def edits(self, message: int, text: str) -> None:
        await self.stage.edits(self.number, message, text)

    async def scores(self, score: int) -> None:
        await self.stage.score(score, user=self.number)

    async def is_stopped(self) -> bool:
        """Tell whether the next decision is that they want no question."""
        return (await self.asked()).get("gate") == "opted_out"

    @property
    def offered(self) -> list[str]:
        """What stands on the buttons of the scores below the newest question."""
        below = buttons(self.stage.question(self.number))
        return [text for text, data in below.items() if data.startswith("a:")]

    @property
    def answers(self) -> dict[str, int]:
        return scores(self.stage, self.number)

    @property
    def parts(self) -> list[tuple[str | None, str | None]]:
        return parts(self.stage, self.number)

    @property
    def question(self) -> str:
        """What the newest question's message says now, below the question itself."""
        return str(self.stage.question(self.number)["text"]).partition("\n\n")[2]

    @property
    def news(self) -> list[str]:
        """What the bot has written since they last looked."""
        return self.stage.texts(self.number)[self._seen :]

    @property
    def alerts(self) -> list[str]:
        """What staff read about them."""
        told = self.stage.texts(STAFF)
        return [each for each in told if f"Customer: {self.name}" in each.splitlines()]

    async def case(self) -> dict[str, Any]:
        """Give their case as staff are shown it."""
        [row] = self.stage.rows(
            f"SELECT cases.id FROM cases JOIN invitations ON invitations.id = invitation_id {_OF}",
            self.number,
        )
        await self.stage.says(ADMIN, f"/case {row['id']}", chat_id=STAFF)
        return self.stage.from_bot(STAFF)[-1]

    def reaction(self, message: int) -> str:
        """The sign that the bot has put below a message of theirs."""
        return self.stage.telegram.chats[self.number].messages[message].reaction


class Crowd:
    """As many customers as a test wants, each for it alone."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self._numbers = count(1_000)

    def comes(self, *, language: str = "en") -> Customer:
        """Give somebody who has not even pressed Start."""
        return Customer(self.stage, next(self._numbers), language=language)

    async def new(self, asked: str | None = "support", *, language: str = "en") -> Customer:
        """Let somebody press Start and be asked about a touchpoint, if any."""
        customer = self.comes(language=language)
        await customer.says("/start")
        customer.looks()
        if asked is not None:
            await customer.asked(asked)
        return customer


@asynccontextmanager
async def crowd_of(folder: Path) -> AsyncIterator[Crowd]:
    """Set up one business for the customers of many tests."""
    async with stage_of(folder, SETTINGS) as stage:
        yield Crowd(stage)
