"""What an update does: made in one transaction, from the update and the database alone.

The reply is a value; it is carried out only after the transaction has been committed. An effect may
be run again, when a commit fails, and refuses before it writes: what it wrote is kept.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.errors import Refusal
from bot.pictures.page import Choice, Page, in_rows
from bot.services import Services
from bot.surveys.question import Screen
from bot.text.languages import nearest_language
from bot.wire.incoming import Asker, Said, Tap
from bot.words.voice import Voice
from storage.actions import Action
from storage.customers import Customer, Profile
from storage.transaction import Transaction


@dataclass(frozen=True)
class Reply:
    """What to do after the commit."""

    toast: str | None = None  # the answer to a press
    say: Screen | Page | None = None  # a message of its own
    show: Screen | Page | None = None  # what the pressed message turns into
    redraw: int | None = None  # of an effect: the invitation whose messages are drawn anew
    stale: Sequence[int] = ()  # which messages those are, found in the same transaction
    later: "Callable[[], Awaitable[Reply]] | None" = None  # reads on a snapshot, and says the rest
    react: bool = False  # a sign below what was written: it has been kept
    action: Action | None = None  # what was stored to be carried out


@dataclass(frozen=True)
class Scene:
    """The transaction that an effect is part of, and what it may look at."""

    tx: Transaction
    services: Services
    now: datetime

    @property
    def zone(self) -> ZoneInfo:
        """The zone of the business."""
        return self.services.zone

    def language(self, person: Profile | Customer) -> str:
        """Choose the language to speak with somebody."""
        return language_of(self.services, person)

    def voice(self, asker: Asker) -> Voice:
        """Speak the language of whoever asks."""
        return voice_of(self.services, asker)

    def toast(self, tap: Tap, key: str, *, redraw: int | None = None, **values: object) -> Reply:
        """Answer a tap with a few words."""
        return Reply(toast=self.voice(tap).plain(key, **values), redraw=redraw)


TapEffect = Callable[[Scene, Tap], Awaitable[Reply]]
SaidEffect = Callable[[Scene, Said], Awaitable[Reply | None]]


def language_of(services: Services, person: Profile | Customer) -> str:
    """Choose the language to speak with somebody."""
    code = (
        person.language
        if isinstance(person, Profile)
        else person.chosen_language or person.telegram_language
    )
    default = services.config.business.default_language
    return nearest_language(code, services.words.languages, default)


def voice_of(services: Services, asker: Asker) -> Voice:
    """Speak the language of whoever asks."""
    return services.voice(language_of(services, asker.person))


def business_of(scene: Scene, asker: Asker) -> str:
    """Name the business, or say "our company"."""
    unnamed = scene.voice(asker).plain("business.unnamed")
    return scene.services.config.business.name or unnamed


def told(services: Services, asker: Asker, key: str, **values: object) -> Reply:
    """Answer in words: a press with a toast, a message with a message."""
    voice = voice_of(services, asker)
    if isinstance(asker, Tap):
        return Reply(toast=voice.plain(key, **values))
    return Reply(say=Screen(voice.say(key, **values)))


def refused(services: Services, asker: Asker, refusal: Refusal) -> Reply:
    """Say no in words, and offer what there is instead."""
    reply = told(services, asker, refusal.key, **refusal.values)
    if not refusal.offers or not isinstance(reply.say, Screen):
        return reply
    voice = voice_of(services, asker)
    choices = [Choice(voice.plain(key), body, anew=True) for key, body in refusal.offers]
    return Reply(say=Page(reply.say.text, in_rows(choices, width=2)))
