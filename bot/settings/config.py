"""Every setting an operator can make, its default, and how it is read and checked."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from pydantic import (
    Field,
    PrivateAttr,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_settings import BaseSettings, InitSettingsSource, SettingsConfigDict

from bot.gates.facts import Rules
from bot.settings.cadence import Cadence
from bot.settings.case_rules import CaseRules
from bot.settings.connections import Http, SourceSection, Storage, TelegramSection
from bot.settings.credentials import HANDED, STATE, TOKEN_FILE, data_folder, with_token
from bot.settings.mistakes import ConfigError, Place, dotted, mistakes, nearest, read_toml
from bot.settings.reporting import Reports
from bot.settings.sections import Language, Section, shaped
from bot.settings.sources import PREFIX, nested, read_variables, value_of
from bot.settings.staff import Staff
from bot.settings.survey import Name, Repeat, Survey, check_can_be_asked
from bot.settings.theme import Themes
from bot.settings.upkeep_settings import Health, Privacy, Retention
from bot.settings.watching import Threshold, Watch, check_warnings
from bot.settings.wording import FollowUp, SurveyText, Touchpoint
from bot.words.naming import DisplayNames

__all__ = ["Config", "ConfigError", "FollowUp", "Repeat", "Survey", "SurveyText", "load"]

SurveyName = Annotated[
    str,
    shaped(r"[a-z0-9-]{1,32}", "the name of a survey has at most 32 of a-z, 0-9 and -"),
]


NO_TOKEN = "0:no-token-is-configured"  # noqa: S105 - it says that there is none


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


class Config(BaseSettings):
    """All settings in force."""

    model_config = SettingsConfigDict(
        case_sensitive=True, extra="forbid", frozen=True, hide_input_in_errors=True
    )

    business: Business = Business()
    telegram: TelegramSection
    storage: Storage = Storage()
    http: Http = Http()
    sources: tuple[SourceSection, ...] = ()
    staff: Staff = Staff()
    cadence: Cadence = Cadence()
    reports: Reports = Reports()
    cases: CaseRules = CaseRules()
    themes: Themes = ()
    touchpoints: dict[Name, Touchpoint] = Field(default_factory=dict)
    watch: Watch = Watch()
    retention: Retention = Retention()
    privacy: Privacy = Privacy()
    health: Health = Health()
    surveys: dict[SurveyName, Survey]
    warnings: tuple[Threshold, ...] = ()
    _file: Path = PrivateAttr(default=Path("config.toml"))
    _environ: Mapping[str, str] = PrivateAttr(default_factory=dict)

    @property
    def file(self) -> Path:
        """The file that these settings were read from."""
        return self._file

    @property
    def names(self) -> DisplayNames:
        """What people read instead of ids."""
        follow_ups = [each for survey in self.surveys.values() for each in survey.follow_up]
        return DisplayNames(
            survey={name: each.name for name, each in self.surveys.items()},
            touchpoint={name: each.name for name, each in self.touchpoints.items()},
            theme={each.name: each.names for each in self.themes},
            reason={each.id: each.labels for one in follow_ups for each in one.reasons},
            default=self.business.default_language,
        )

    def rules_of(self, survey: Survey) -> Rules:
        """Give what the gates go by when they are asked about a survey."""
        return survey.rules(self.cadence, self.business.zone)

    @property
    def secret_files(self) -> tuple[Path, ...]:
        """The files that may hold the token: this one, and one that the environment names."""
        named = self._environ.get(TOKEN_FILE)
        return (self._file, *([Path(named)] if named else []))

    def read_again(self) -> "Config":
        """Read the same file with the same environment, or raise ConfigError."""
        return load(self._file, self._environ)

    @property
    def database_path(self) -> Path:
        """The database file, absolute; a relative one lies beside the configuration.

        Of a service of systemd it lies in the folder for its data.
        """
        return data_folder(self._file, self._environ) / self.storage.file

    @property
    def backups_folder(self) -> Path | None:
        """Where backups go, absolute; a relative one lies beside the database. None for nowhere."""
        folder = self.storage.backups
        return self.database_path.parent / folder if folder else None

    @field_validator("sources")
    @classmethod
    def _told_apart(cls, value: tuple[SourceSection, ...]) -> tuple[SourceSection, ...]:
        if len({each.name for each in value}) < len(value):
            raise ValueError("two sources have one name")
        digests = [digest for each in value for digest in each.key_sha256]
        if len(set(digests)) < len(digests):
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

    @field_validator("warnings")
    @classmethod
    def _can_be_given(
        cls, value: tuple[Threshold, ...], info: ValidationInfo
    ) -> tuple[Threshold, ...]:
        if "surveys" in info.data:
            check_warnings(value, info.data["surveys"])
        return value


def load(
    path: Path, environ: Mapping[str, str] = MappingProxyType({}), *, speaks: bool = True
) -> Config:
    """Read the settings, or raise ConfigError with every mistake in them.

    The environment comes first, then files that it names, then the TOML file. What does not speak
    to Telegram needs no token.
    """
    environ = with_token(environ)
    text = _read(path)
    tables = read_toml(path, text)
    plain, files = read_variables(environ, sections=list(Config.model_fields))
    unreadable: list[str] = []
    given: tuple[dict[str, Any], ...] = (
        nested({place: value_of(environ[name]) for place, name in plain.items()}),
        nested(_read_named(files, environ, unreadable)),
        tables,
        {"telegram": {} if speaks else {"token": NO_TOKEN}, "surveys": {}},
    )
    try:
        sources = tuple(InitSettingsSource(Config, each) for each in given)
        config = Config(_build_sources=(sources, {}))
    except ValidationError as error:
        outside = {**files, **plain}
        found = mistakes(error, model=Config, path=path, text=text, outside=outside)
        raise ConfigError([*unreadable, *found]) from None
    if unreadable:
        raise ConfigError(unreadable)
    config._file = path  # noqa: SLF001 - its own, given once
    config._environ = {  # noqa: SLF001 - the same
        name: value for name, value in environ.items() if name.startswith((PREFIX, HANDED, STATE))
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
