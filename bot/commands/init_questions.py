"""What `afterword init` asks for: each with a default, so that Enter is an answer."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

import click

from bot.commands.command_line import say
from bot.settings.machine_zone import system_zone
from bot.settings.mistakes import nearest
from bot.text.languages import normal_language
from bot.words.seen import seen

_LONGEST_NAME = 100
LANGUAGES = ("en", "ru", "zh-Hans")


@dataclass(frozen=True)
class FirstSurvey:
    """A question to begin with: the table in the settings, and how it reads in the choice."""

    name: str
    metric: str
    asks: str
    more: str = ""


FIRST_SURVEYS = (
    FirstSurvey("service", "csat", "helped?     How satisfied are you with the service? (1 to 5)"),
    FirstSurvey(
        "recommend",
        "nps",
        "recommend?  How likely are you to recommend us? (0 to 10)",
        'about = "relationship"\n',
    ),
    FirstSurvey("effort", "ces", "easy?       We made it easy for you: do you agree? (1 to 7)"),
    FirstSurvey("mood", "mood", "faces?      How was it? (a row of faces)"),
)


@dataclass(frozen=True)
class Answers:
    """What the operator said, or what was taken for it."""

    name: str
    zone: str
    language: str
    survey: FirstSurvey


def ask(given: Mapping[str, str | None], *, bot_name: str, yes: bool) -> Answers:
    """Ask for what was not given on the command line; with `yes`, for nothing.

    BadParameter for what cannot be.
    """
    zone, language = system_zone(os.environ), system_language(os.environ)
    return Answers(
        name=_said(given["name"], "Name of the business", bot_name, yes=yes),
        zone=_checked(given["zone"], "Time zone", zone, _zone, yes=yes),
        language=_checked(
            given["language"], f"Language ({', '.join(LANGUAGES)})", language, _language, yes=yes
        ),
        survey=_survey(given["question"], yes=yes),
    )


def _said(given: str | None, label: str, default: str, *, yes: bool) -> str:
    if given is not None or yes:
        return _name(given if given is not None else default)
    return str(click.prompt(label, default=default, value_proc=_name))


def _name(value: str) -> str:
    name = seen(" ".join(value.split()))
    if not 1 <= len(name) <= _LONGEST_NAME:
        raise click.BadParameter(f"a name has 1 to {_LONGEST_NAME} letters")
    return name


def _checked(
    given: str | None, label: str, default: str, check: "click.ParamType[str]", *, yes: bool
) -> str:
    if given is not None:
        return str(check.convert(given, None, None))
    if yes:
        return default
    return str(click.prompt(label, default=default, type=check))


class _Zone(click.ParamType[str]):
    name = "zone"

    def convert(self, value: str, param: object, ctx: object) -> str:  # noqa: ARG002 - click's
        try:
            return ZoneInfo(value.strip()).key
        except (OSError, ValueError, ZoneInfoNotFoundError):
            close = nearest(value, available_timezones())
            raise click.BadParameter(f'no time zone is called "{value}"{close}') from None


class _Language(click.ParamType[str]):
    name = "language"

    def convert(self, value: str, param: object, ctx: object) -> str:  # noqa: ARG002 - click's
        code = normal_language(value.strip())
        written = (code or "").replace("_", "-")
        if written not in LANGUAGES:
            raise click.BadParameter(f"there are {', '.join(LANGUAGES)}")
        return written


_zone, _language = _Zone(), _Language()


def _survey(given: str | None, *, yes: bool) -> FirstSurvey:
    if given is not None:
        return next(each for each in FIRST_SURVEYS if each.asks.startswith(given))
    if yes:
        return FIRST_SURVEYS[0]
    say("\nWhich question shall customers be asked first? More can be added later.")
    for number, each in enumerate(FIRST_SURVEYS, 1):
        say(f"  {number}  {each.asks}")
    number = click.prompt("Question", default=1, type=click.IntRange(1, len(FIRST_SURVEYS)))
    return FIRST_SURVEYS[int(number) - 1]


def system_language(environ: Mapping[str, str]) -> str:
    """Give the machine's language, if it is one of ours; else English."""
    said = environ.get("LC_ALL") or environ.get("LC_MESSAGES") or environ.get("LANG") or ""
    code = normal_language(said.partition(".")[0].replace("@", "_")) or ""
    found = next((each for each in LANGUAGES if code.replace("_", "-").startswith(each)), None)
    return found or ("zh-Hans" if code.startswith("zh") else "en")
