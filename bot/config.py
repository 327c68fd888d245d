"""Every setting an operator can make, its default, and how it is read and checked."""

import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from pydantic import (
    AfterValidator,
    Field,
    PrivateAttr,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.config_cadence import Cadence
from bot.config_parts import Language, Section, Url, check_url, shaped
from bot.config_report import ConfigError, Place, dotted, mistakes, nearest, read_toml
from bot.config_reports import Reports
from bot.config_sources import PREFIX, Given, nested, read_variables, value_of
from bot.config_survey import FollowUp, Repeat, Survey, SurveyText, check_can_be_asked

__all__ = ["Config", "ConfigError", "FollowUp", "Repeat", "Survey", "SurveyText", "load"]

_TOKEN = re.compile(r"\d+:[\w-]+(/test)?", re.ASCII)
_SQLITE = "sqlite:///"
WEBHOOK_PATH = "/telegram/webhook"

Person = Annotated[int, Field(gt=0, lt=2**53)]
Group = Annotated[int, Field(lt=0, gt=-(2**53))]
SurveyName = Annotated[
    str,
    shaped(r"[a-z0-9-]{1,32}", "the name of a survey has at most 32 of a-z, 0-9 and -"),
]
SourceName = Annotated[
    str,
    shaped(r"[\w.-]{1,64}", "the name of a source has at most 64 letters, digits, dots and -"),
]
KeyDigest = Annotated[
    str,
    AfterValidator(str.lower),
    shaped(r"[0-9a-f]{64}", "64 hex digits, as `afterword key` prints them"),
]


class Business(Section):
    """Who asks."""

    name: str = Field(default="", max_length=100)
    timezone: str = "UTC"
    default_language: Language = "en"
    contact: str = Field(default="", max_length=300)

    @property
    def zone(self) -> ZoneInfo:
        """The zone of quiet hours, days and periods."""
        return ZoneInfo(self.timezone)

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (OSError, ValueError, ZoneInfoNotFoundError):
            close = nearest(value, available_timezones())
            raise ValueError(f'no time zone is called "{value}"{close}') from None
        return value


class Telegram(Section):
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


class Source(Section):
    """A system that may post interactions."""

    name: SourceName
    key_sha256: KeyDigest


class Staff(Section):
    """Who may ask for figures, and where."""

    admins: tuple[Person, ...] = ()
    analysts: tuple[Person, ...] = ()
    agents: tuple[Person, ...] = ()
    viewers: tuple[Person, ...] = ()
    chats: tuple[Group, ...] = ()
    alerts: int | None = Field(default_factory=lambda data: next(iter(data.get("chats", ())), None))


class Config(BaseSettings):
    """All settings in force."""

    model_config = SettingsConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    business: Business = Business()
    telegram: Telegram
    storage: Storage = Storage()
    http: Http = Http()
    sources: tuple[Source, ...] = ()
    staff: Staff = Staff()
    cadence: Cadence = Cadence()
    reports: Reports = Reports()
    surveys: dict[SurveyName, Survey]
    _file: Path = PrivateAttr(default=Path("config.toml"))
    _environ: Mapping[str, str] = PrivateAttr(default_factory=dict)

    @property
    def file(self) -> Path:
        """The file that these settings were read from."""
        return self._file

    def read_again(self) -> "Config":
        """Read the same file with the same environment, or raise ConfigError."""
        return load(self._file, self._environ)

    @property
    def database_path(self) -> Path:
        """The database file, absolute; a relative one lies beside the configuration."""
        return self._file.absolute().parent / self.storage.url.removeprefix(_SQLITE)

    @field_validator("sources")
    @classmethod
    def _told_apart(cls, value: tuple[Source, ...]) -> tuple[Source, ...]:
        if len({each.name for each in value}) < len(value):
            raise ValueError("two sources have one name")
        if len({each.key_sha256 for each in value}) < len(value):
            raise ValueError("two sources have one key")
        return value

    @field_validator("surveys")
    @classmethod
    def _some(cls, value: dict[str, Survey]) -> dict[str, Survey]:
        if not value:
            raise ValueError('one survey is needed, such as [surveys.service] with metric = "csat"')
        return value

    @field_validator("surveys")
    @classmethod
    def _can_be_asked(cls, value: dict[str, Survey], info: ValidationInfo) -> dict[str, Survey]:
        if "cadence" in info.data:
            check_can_be_asked(value, drop_after=info.data["cadence"].drop_after)
        return value


def load(path: Path, environ: Mapping[str, str] = MappingProxyType({})) -> Config:
    """Read the settings, or raise ConfigError with every mistake in them.

    The environment comes first, then files that it names, then the TOML file.
    """
    text = _read(path)
    tables = read_toml(path, text)
    plain, files = read_variables(environ, sections=list(Config.model_fields))
    unreadable: list[str] = []
    given: tuple[dict[str, Any], ...] = (
        nested({place: value_of(environ[name]) for place, name in plain.items()}),
        nested(_read_named(files, environ, unreadable)),
        tables,
        {"telegram": {}, "surveys": {}},
    )
    try:
        config = Config(_build_sources=(tuple(Given(Config, each) for each in given), {}))
    except ValidationError as error:
        outside = {**files, **plain}
        found = mistakes(error, model=Config, path=path, text=text, outside=outside)
        raise ConfigError([*unreadable, *found]) from None
    if unreadable:
        raise ConfigError(unreadable)
    config._file = path  # noqa: SLF001 - its own, given once
    config._environ = {  # noqa: SLF001 - the same
        name: value for name, value in environ.items() if name.startswith(PREFIX)
    }
    return config


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except FileNotFoundError:
        raise ConfigError([f"{path}: no such file; `afterword init` writes one"]) from None
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8"
        raise ConfigError([f"{path}: cannot be read: {reason}"]) from None


def _read_named(
    files: Mapping[Place, str],
    environ: Mapping[str, str],
    unreadable: list[str],
) -> dict[Place, Any]:
    """Read the files that variables name; an unreadable one is a mistake like any other."""
    values = {}
    for place, variable in files.items():
        try:
            values[place] = value_of(Path(environ[variable]).read_text("utf-8").strip())
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "not UTF-8"
            unreadable.append(f"{variable}: {dotted(place)}: the file cannot be read: {reason}")
    return values
