"""The demonstration's config.toml."""

from __future__ import annotations

from pathlib import Path

STAFF_GROUP = -100900
ADMIN = 900
COLLEAGUE = 901
TIMEZONE = "Europe/Berlin"
TOKEN = "4242424242:" + "demonstration-of-afterword-offline-"  # the playground takes any token

_CONFIG = """\
[business]
name = "Acme"
timezone = "{timezone}"
default_language = "en"
contact = "help@acme.example"

[telegram]
api_url = "{api_url}"
token = "{token}"

[storage]
url = "sqlite:///demo.db"

[http]
host = "127.0.0.1"
port = {port}

[[sources]]
name = "helpdesk"
key_sha256 = "{key_sha256}"

[staff]
admins = [{admin}]
chats = [{group}]
alerts = {group}

# The rules on how often a person may be asked are the usual ones: move the clock to see them work.
[cadence]
floor = "24h"
gap = "7d"
quiet_hours = {{ from = "21:00", to = "09:00" }}

[surveys.recommend]
metric = "nps"
about = "relationship"
touchpoints = ["delivery"]
delay = "10m"
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
delay = "10m"
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
delay = "10m"

[surveys.checkout]
metric = "stars"
touchpoints = ["checkout"]
delay = "10m"
"""


def write_config(folder: Path, *, api_url: str, port: int, key_sha256: str) -> Path:
    """Write the configuration into `folder` and return its path."""
    path = folder / "config.toml"
    words = _CONFIG.format(
        timezone=TIMEZONE,
        api_url=api_url,
        token=TOKEN,
        port=port,
        key_sha256=key_sha256,
        admin=ADMIN,
        group=STAFF_GROUP,
    )
    path.write_text(words, encoding="utf-8")
    return path
