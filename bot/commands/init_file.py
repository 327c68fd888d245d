"""The words of the first config.toml, which `afterword init` fills in."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.commands.init_questions import Answers
from bot.commands.init_telegram import Meeting

SOURCE = "helpdesk"
_FILE = """\
# The settings of Afterword. config.example.toml has all of them, each with its default and a line
# about it. `afterword check` shows what is in force.

[business]
name = {name}                  # stands for {{business}} in the wording
timezone = {zone}        # of quiet hours, days and periods
default_language = {language}       # for customers whose language is unknown
# contact = "help@acme.example"  # told to a customer who writes something else

[telegram]
{token}
api_url = {api_url}

[storage]
url = "sqlite:///afterword.db"   # beside this file

[http]
host = "127.0.0.1"             # where interactions are posted to: /v1/interactions
port = 8080

# Who may post interactions: `afterword key NAME --write` adds another system, or changes this key.
[[sources]]
name = "{source}"
key_sha256 = "{digest}"

[staff]
admins = [{admin}]             # Telegram user ids; /id tells people theirs
chats = [{chat_id}]            # {chat}
alerts = {chat_id}             # where unhappy answers go

# How often one person may be asked, over all surveys.
[cadence]
floor = "24h"                  # at least this long between any two asks
gap = "7d"                     # at least this long between two different surveys
cap = {{ asks = 3, per = "90d" }}
quiet_hours = {{ from = "21:00", to = "09:00" }}

# One question after each interaction. More surveys are more tables like this one; the first that
# passes every rule is asked.
[surveys.{survey}]
metric = "{metric}"                # nps csat ces stars mood score thumbs enps
{more}"""


@dataclass(frozen=True)
class Wishes:
    """What the operator asked for."""

    path: Path
    token: str
    token_kept_elsewhere: str
    api_url: str
    wait_s: int
    yes: bool
    given: Mapping[str, str | None]  # name, zone, language, question: as on the command line


def first_config(wishes: Wishes, met: Meeting, said: Answers, *, digest: str) -> str:
    """Fill in what is known; the token stays out when it is kept elsewhere."""
    token = f"token = {_text(wishes.token)}   # let nobody else read this file"
    if wishes.token_kept_elsewhere:
        token = f"# The token is not here: it is read from {_line(wishes.token_kept_elsewhere)}"
    return _FILE.format(
        name=_text(said.name),
        zone=_text(said.zone),
        language=_text(said.language),
        source=SOURCE,
        digest=digest,
        survey=said.survey.name,
        metric=said.survey.metric,
        more=said.survey.more,
        token=token,
        api_url=_text(wishes.api_url),
        chat_id=met.chat_id,
        chat=_line(met.title),
        admin=met.person_id or 0,
    )


def _text(value: str) -> str:
    """Write a TOML string; JSON's differ in one character only."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _line(value: str) -> str:
    """Keep a comment on its line."""
    return "".join(each if each.isprintable() else " " for each in value)
