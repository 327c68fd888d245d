"""What is arranged with Telegram from the start: who we are, how updates come in, the menus.

Each is tried until it stands, and the webhook is looked at again every few minutes, and at once
when a poll meets another one. What does not stand is in `Services.waits`, for /health.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress

from telegram.error import TelegramError

from bot.logs import redact
from bot.operating.menus import Menus
from bot.running.introducing import ask_who_we_are, keep_who_we_are
from bot.services import Services
from bot.wire.outcomes import Gone, Refused, TryLater
from bot.wire.raw import Raw, number, words
from bot.wire.receiving import TokenRefusedError
from bot.wire.refusals import explained, is_token_refused, is_unknown_method
from bot.wire.transport import RawApi
from storage.errors import StorageError

_log = logging.getLogger(__name__)

ALLOWED_UPDATES = (
    *("message", "edited_message", "callback_query", "my_chat_member"),
    "chat_member",  # comes to administrators of a group alone
)
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.5, 15.0
LOOK_EVERY_S = 180.0
_SOON_S = 5.0  # a start waits no longer to hear who we are: others wait for it
_ANOTHER = "another program receives with this token"


class Arranging:
    """Arranges everything, and goes on seeing to it."""

    def __init__(
        self, services: Services, api: RawApi, menus: Menus, *, webhook_secret: str
    ) -> None:
        """Nothing stands yet."""
        self._services = services
        self._api = api
        self._menus = menus
        self._webhook_secret = webhook_secret
        self._standing: set[str] = set()
        self._bell = asyncio.Event()
        self._failures = 0
        self._conflict = False
        self._next: dict[str, float] = {}  # when what does not stand is tried again
        self._look_at = _now_s() + LOOK_EVERY_S
        self._acts: dict[str, Callable[[], Awaitable[None]]] = {
            "name": self._introduce,
            "webhook": self._set_webhook,
            "menus": self._menus.tell,
        }

    async def meet(self) -> bool:
        """Ask once who we are, if that is not known; TokenRefusedError as of `begin`.

        True, so that whoever waits for it can tell that it came to its end.
        """
        if self._services.me.name is None:
            await self._try("name")
        return True

    async def begin(self) -> bool:
        """Try once what updates need; come back, with True, when the bot has a name.

        TokenRefusedError if Telegram does not know the token.
        """
        if "name" not in self._standing:
            await self._try("name")
        while self._services.me.name is None:
            await self._heard(max(0.0, self._next.get("name", 0.0) - _now_s()))
            await self._try("name")
        await self._try("webhook")
        return True

    async def run(self) -> None:
        """Go on for ever; TokenRefusedError if Telegram does not know the token any more."""
        while True:
            for name in [each for each in self._missing() if self._next.get(each, 0) <= _now_s()]:
                await self._try(name)
            if not self._missing():
                self._failures = 0
            await self._heard(self._wait_s())
            if "webhook" in self._standing and (self._conflict or _now_s() >= self._look_at):
                await self._look()

    def tell_menus(self) -> None:
        """Let the menus be told anew."""
        self._menus.forget_refusals()
        self._standing.discard("menus")
        self._next.pop("menus", None)
        self._bell.set()

    def note_conflict(self) -> None:
        """Look at once: a poll met another one, or a webhook."""
        self._conflict = True
        self._bell.set()

    def _missing(self) -> list[str]:
        return [name for name in self._acts if name not in self._standing]

    def _wait_s(self) -> float:
        """Tell how long there is nothing to do."""
        missing = self._missing()
        following = [self._next.get(name, 0.0) for name in missing]
        if "webhook" not in missing:
            following.append(self._look_at)
        return max(0.0, min(following) - _now_s())

    async def _try(self, name: str) -> None:
        """Try one thing, which then stands, or is tried again after a while."""
        try:
            await self._acts[name]()
        except TelegramError as error:
            self._next[name] = _now_s() + self._failed(name, error)
        except StorageError as error:
            _log.warning("what was arranged could not be kept: %s", error)
            self._next[name] = _now_s() + self._pause_s()
        else:
            self._standing.add(name)
            if self._services.waits.pop(name, None) is not None:
                _log.info("stands at last: %s", name)

    def _failed(self, name: str, error: TelegramError) -> float:
        """Say what does not stand; gives after how many seconds it is tried again."""
        if is_token_refused(error) and not is_unknown_method(error):
            raise TokenRefusedError(
                "Telegram does not accept the token: take the current one from @BotFather"
            ) from None
        said, outcome = redact(str(error))[:300], explained(error)
        self._services.waits[name] = said
        if isinstance(outcome, (Refused, Gone)) or is_unknown_method(error):
            _log.error("%s", _MISTAKES[name].format(said=said))
            return LOOK_EVERY_S
        _log.warning("%s, trying again: %s", _TROUBLES[name], said)
        least_s: float = outcome.seconds if isinstance(outcome, TryLater) else 0.0
        return max(self._pause_s(), least_s)

    def _pause_s(self) -> float:
        pause_s: float = min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2**self._failures)
        self._failures = min(self._failures + 1, 10)
        return pause_s

    async def _heard(self, within_s: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(within_s):
                await self._bell.wait()
        self._bell.clear()

    # -- what is arranged ----------------------------------------------------------------------

    async def _introduce(self) -> None:
        services = self._services
        services.me = await ask_who_we_are(self._api, read_timeout=_SOON_S)
        await keep_who_we_are(services.database, services.config, services.me)

    async def _set_webhook(self) -> None:
        settings = self._services.config.telegram
        if settings.mode == "webhook":
            await self._api.call(
                "setWebhook",
                {
                    "url": settings.webhook_address,
                    "secret_token": self._webhook_secret,
                    "allowed_updates": list(ALLOWED_UPDATES),
                },
            )
            return
        try:
            await self._api.call("deleteWebhook")
        except TelegramError as error:
            if not is_unknown_method(error):  # a server without webhooks has none to delete
                raise

    async def _look(self) -> None:
        """Compare the webhook with what it ought to be; what differs no longer stands."""
        self._look_at = _now_s() + LOOK_EVERY_S
        try:
            found = await self._api.call("getWebhookInfo")
        except TelegramError as error:
            if not is_unknown_method(error):
                self._standing.discard("webhook")
                self._services.waits["webhook"] = redact(str(error))[:300]
            return
        settings = self._services.config.telegram
        webhook = settings.mode == "webhook"
        if (words(found, "url") or "") != (settings.webhook_address if webhook else ""):
            _log.warning("another program has changed the webhook of this bot: setting it right")
            self._standing.discard("webhook")
            self._next.pop("webhook", None)
            self._services.waits["webhook"] = "changed by another program"
            self._conflict = False
        self._note_updates(_ANOTHER if self._conflict else _stuck(found) if webhook else None)
        self._conflict = False

    def _note_updates(self, trouble: str | None) -> None:
        if trouble is None:
            self._services.waits.pop("updates", None)
        elif self._services.waits.get("updates") != trouble:
            self._services.waits["updates"] = trouble
            _log.warning("updates do not come in: %s", trouble)


def _now_s() -> float:
    return asyncio.get_running_loop().time()


def _stuck(found: Raw) -> str | None:
    """Tell why updates wait at Telegram, if any do and it says why."""
    waiting = number(found, "pending_update_count") or 0
    return redact(words(found, "last_error_message") or "") or None if waiting else None


_TROUBLES = {
    "name": "Telegram cannot be reached",
    "webhook": "how updates come in could not be arranged",
    "menus": "the menus could not be told",
}
_MISTAKES = {
    "name": "Telegram does not say who the bot is: {said}",
    "webhook": (
        "setWebhook was refused: {said}. This is a mistake in [telegram] of the settings, most "
        "often in webhook_url; until it is mended no updates come in"
    ),
    "menus": "the menus were refused: {said}",
}
