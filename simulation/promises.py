"""What is promised, by the names under which a simulation reports that it was not kept."""

from dataclasses import dataclass
from typing import Literal, get_args

Promise = Literal[
    "nobody is asked twice about one thing",
    "nobody is asked more often than the rules say",
    "nobody is asked in quiet hours",
    "nobody is asked after stop",
    "nothing is asked about what goes on after all",
    "no message is sent twice",
    "the answer is what the person last gave",
    "what was thanked for is in the database",
    "words are kept",
    "states move as they may",
    "tallies are what the rows say",
    "an interaction gets the same reply again",
    "health tells the truth",
    "nothing surprises the bot",
    "all that is due comes to its end",
    "every message shows what is stored",
    "only a call under way can be unknown",
    "staff hear of every unhappy answer",
    "every digest is told",
    "no question is closed before its time",
    "a wrong clock silences nobody",
    "an interaction is taken whatever the clock shows",
    "the store knows itself",
    "staff are told of a broken disk",
]
PROMISES: tuple[Promise, ...] = get_args(Promise)


@dataclass(frozen=True)
class Breach:
    """A promise that was not kept, when, and how."""

    promise: Promise
    at: float
    words: str

    def __str__(self) -> str:
        """Say it in one line."""
        hours, rest = divmod(int(self.at), 3600)
        return f"{hours}:{rest // 60:02}:{rest % 60:02} not kept: {self.promise}: {self.words}"
