"""How Telegram, the database, our own server and other systems are reached."""

import re
from datetime import date, timedelta
from ipaddress import ip_network
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    SecretStr,
    ValidationInfo,
    field_validator,
)

from bot.settings.sections import Section, Url, check_url, shaped

_TOKEN = re.compile(r"\d+:[\w-]+(/test)?", re.ASCII)
_SQLITE = "sqlite:///"
_SOON = timedelta(days=14)
WEBHOOK_PATH = "/telegram/webhook"

SourceName = Annotated[
    str,
    shaped(r"[\w.-]{1,64}", "the name of a source has at most 64 letters, digits, dots and -"),
]
KeyDigest = Annotated[
    str,
    AfterValidator(str.lower),
    shaped(r"[0-9a-f]{64}", "64 hex digits, as `afterword key` prints them"),
]
KeyDigests = Annotated[
    tuple[KeyDigest, ...],
    BeforeValidator(lambda value: (value,) if isinstance(value, str) else value),
    Field(min_length=1, max_length=3),
]
Scope = Literal["interactions", "orders", "customers", "metrics"]


def _check_network(value: str) -> str:
    try:
        ip_network(value, strict=False)
    except ValueError:
        raise ValueError('an address or a network is written "127.0.0.1" or "10.0.0.0/8"') from None
    return value


Network = Annotated[str, AfterValidator(_check_network)]


class TelegramSection(Section):
    """How Telegram is reached."""

    token: SecretStr
    api_url: Url = "https://api.telegram.org"
    mode: Literal["polling", "webhook"] = "polling"
    webhook_url: str = Field(default="", validate_default=True)

    @property
    def webhook_path(self) -> str:
        """Where on our own server Telegram's updates come in: the path of `webhook_url`."""
        path = urlsplit(self.webhook_url).path
        return path if path.strip("/") else WEBHOOK_PATH

    @property
    def webhook_address(self) -> str:
        """What Telegram is told to call; an address without a path gets ours."""
        has_path = urlsplit(self.webhook_url).path.strip("/")
        return self.webhook_url if has_path else self.webhook_url + WEBHOOK_PATH

    @field_validator("token")
    @classmethod
    def _shaped(cls, value: SecretStr) -> SecretStr:
        if not _TOKEN.fullmatch(value.get_secret_value()):
            raise ValueError("a token has digits, a colon and letters, as @BotFather gives it")
        return value

    @field_validator("webhook_url")
    @classmethod
    def _needed(cls, value: str, info: ValidationInfo) -> str:
        if not value and info.data.get("mode") == "webhook":
            raise ValueError('needed when mode = "webhook"')
        return check_url(value) if value else value


class Storage(Section):
    """Where everything is kept."""

    url: str = "sqlite:///afterword.db"
    backups: str = "backups"

    @property
    def file(self) -> str:
        """The path in the URL."""
        return self.url.removeprefix(_SQLITE)

    @field_validator("url")
    @classmethod
    def _sqlite(cls, value: str) -> str:
        if not value.startswith(_SQLITE) or value == _SQLITE:
            raise ValueError('written "sqlite:///file.db" or "sqlite:////folder/file.db"')
        return value


class Http(Section):
    """Where interactions and webhooks are received."""

    host: str = Field(default="127.0.0.1", min_length=1)
    port: int = Field(default=8080, ge=0, le=65535)
    trusted_proxies: tuple[Network, ...] = ()
    connections: int = Field(default=1000, ge=8, le=50_000)
    connections_per_peer: int = Field(default=100, ge=1)


class PostingRate(Section):
    """How many requests a source may make: in the long run, and at once."""

    per_second: float = Field(default=50.0, ge=0.001, le=10_000)
    burst: int = Field(default=2000, ge=1, le=1_000_000)


class SourceSection(Section):
    """A system that may post; while a key is changed both are listed."""

    name: SourceName
    key_sha256: KeyDigests
    scopes: tuple[Scope, ...] = ("interactions", "orders")
    expires: date | None = None
    rate: PostingRate = PostingRate()

    def is_over(self, today: date) -> bool:
        """Tell whether the keys are past their date, the last day on which they count."""
        return self.expires is not None and today > self.expires

    def ending(self, today: date) -> str | None:
        """Say that the keys are past their date, or will be in 14 days, and what to do."""
        if not self.is_over(today + _SOON):
            return None
        verb = "was" if self.is_over(today) else "is"
        return (
            f"the key of {self.name} {verb} good until {self.expires}: `afterword key {self.name} "
            "--write` makes the next one, and `expires` in its [[sources]] needs a later day"
        )
