"""The demonstration's config.toml."""

from __future__ import annotations

import re
from pathlib import Path

STAFF_GROUP = -100900
ADMIN = 900
STAFF = {  # id -> name and language, one of each that is shipped
    ADMIN: ("Robin", "en"),
    901: ("Борис", "ru"),
    902: ("陈思远", "zh-hans"),
}
TIMEZONE = "Europe/Berlin"
TOKEN = "4242424242:" + "demonstration-of-afterword-offline-"  # the playground takes any token

_TOUCHPOINTS = re.compile(r"^touchpoints = .*$", re.MULTILINE)
# What it leaves out is as usual, the rules on how often a person may be asked among it.
_CONFIG = """\
[business]
name = "Acme"
timezone = "{timezone}"
contact = "help@acme.example"

[telegram]
api_url = "{api_url}"
token = "{token}"

[storage]
url = "sqlite:///demo.db"

[http]
port = {port}

[[sources]]
name = "helpdesk"
key_sha256 = "{key_sha256}"

[staff]
admins = [{admin}]
analysts = {colleagues}
agent_ids = {{ anna = 900, boris = 901, chen = 902 }}
chats = [{group}]
alerts = {group}

[surveys.recommend]
metric = "nps"
touchpoints = ["delivery"]
purpose = "Whether people would send a friend to us; read by everyone, on Mondays."
[[surveys.recommend.follow_up]]
scores = [0, 6]
reasons = ["speed", "manner", "product", "price", "other"]
prompt.en = "What would have made it better?"
prompt.ru = "Что можно было сделать лучше?"
prompt.zh-hans = "怎样会更好？"

[surveys.after-chat]
metric = "csat"
touchpoints = ["support"]
purpose = "How each talk went; helps us to find what to explain better."
[[surveys.after-chat.follow_up]]
scores = [1, 2]
reasons = ["speed", "manner", "product", "price", "other"]
prompt.en = "What went wrong?"
prompt.ru = "Что пошло не так?"
prompt.zh-hans = "哪里不满意？"

[surveys.ease]
metric = "ces"
touchpoints = ["onboarding"]
purpose = "Whether the first steps are easy; decides what the guide explains next."

[surveys.checkout]
metric = "stars"
touchpoints = ["checkout"]
purpose = "How paying went; the shop looks at it after each change."

[surveys.visit]
metric = "mood"
touchpoints = ["shop"]
purpose = "How a visit to the shop felt; read by those who work there."

[surveys.workshop]
metric = "score"
touchpoints = ["workshop"]
purpose = "What each workshop was worth; plans the next ones."

[surveys.article]
metric = "thumbs"
touchpoints = ["help-page"]
purpose = "Whether a help page helped; the ones that do not are written anew."

[surveys.settled]
metric = "recovery"
purpose = "Whether what went wrong is settled, some days after the case was closed."

# Nobody is asked this in the demonstration; its answers were imported.
[surveys.team]
metric = "enps"
touchpoints = ["staff-day"]
purpose = "How it is to work here; read by everyone, twice a year."

[[themes]]
name = "delivery"
words.en = ["deliver*", "courier", "parcel", "packed"]
words.ru = ["достав*", "курьер", "посылка"]
words.zh_Hans = ["快递", "包裹", "送到"]

[[themes]]
name = "waiting"
words.en = ["wait*", "too long", "called back", "days"]
words.ru = ["долго", "ждать", "перезвонить"]
words.zh_Hans = ["等了", "太慢", "回电话"]

[[themes]]
name = "price"
words.en = ["price", "expensive"]
words.ru = ["цена", "дороже"]
words.zh_Hans = ["价格", "贵了"]

[[themes]]
name = "forms"
words.en = ["form", "guide"]
words.ru = ["анкета", "инструкция"]
words.zh_Hans = ["表格", "说明"]
"""


def write_config(
    folder: Path, *, api_url: str, port: int, key_sha256: str, asking: bool = True
) -> Path:
    """Write the configuration into `folder` and return its path; unless `asking`, nobody is asked.

    It is the same but for the touchpoints, so the questions stay what they are.
    """
    path = folder / "config.toml"
    words = _CONFIG.format(
        timezone=TIMEZONE,
        api_url=api_url,
        token=TOKEN,
        port=port,
        key_sha256=key_sha256,
        admin=ADMIN,
        colleagues=sorted(STAFF.keys() - {ADMIN}),
        group=STAFF_GROUP,
    )
    if not asking:
        words = _TOUCHPOINTS.sub('touchpoints = ["not-yet"]', words)
    path.write_text(words, encoding="utf-8")
    return path
