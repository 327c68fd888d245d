"""The settings of a seed, as an operator would write them."""

import hashlib
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from simulation.lots import ADMIN, BEGINS, KEY, STAFF, Lots, SurveyLot

ZONE = ZoneInfo("Europe/Berlin")
HEAD = """\
[business]
name = "Acme"
timezone = "Europe/Berlin"
contact = "help@acme.example"
[telegram]
api_url = "http://telegram.invalid"
token = "4242424242:a-token-that-only-the-simulation-takes"
[storage]
url = "sqlite:///{folder}/afterword.db"
[http]
port = 0
[[sources]]
name = "helpdesk"
key_sha256 = "{key}"
[staff]
admins = [{admin}]
chats = [{staff}]
[reports]
pictures = false
"""


def written(lots: Lots, folder: Path) -> str:
    """Write the config file."""
    key = hashlib.sha256(KEY.encode()).hexdigest()
    head = HEAD.format(folder=folder, key=key, admin=ADMIN, staff=STAFF)
    return "\n".join([head, _cadence(lots), *map(_survey, lots.surveys)])


def _cadence(lots: Lots) -> str:
    begins, ends = lots.quiet or (0.0, 0.0)
    most, per = lots.cap
    return f"""\
[cadence]
floor = "{lots.floor:.0f}s"
gap = "{lots.gap:.0f}s"
cap = {{ asks = {most}, per = "{per:.0f}s" }}
quiet_hours = {{ from = "{_clock(begins)}", to = "{_clock(ends)}" }}
patience = {{ factor = 1.0, limit = "{lots.gap:.0f}s" }}
drop_after = "24h"
later_after = "{lots.floor + 60:.0f}s"
"""


def _clock(after: float) -> str:
    return f"{(BEGINS + timedelta(seconds=after)).astimezone(ZONE):%H:%M}"


def _survey(lot: SurveyLot) -> str:
    lines = [
        f"[surveys.{lot.name}]",
        f'metric = "{lot.metric}"',
        f'touchpoints = ["{lot.touchpoint}"]',
        f'delay = "{lot.delay:.0f}s"',
        f'expires = "{lot.expires:.0f}s"',
        f'change_window = "{lot.change_window:.0f}s"',
        f'comment_window = "{lot.comment_window:.0f}s"',
    ]
    if lot.reminder is not None and lot.reminder < lot.expires:
        lines.append(f'reminder = {{ after = "{lot.reminder:.0f}s" }}')
    lines += [
        f"[surveys.{lot.name}.repeat]",
        f'after_answer = "{lot.after_answer:.0f}s"',
        f'after_silence = "{lot.after_silence:.0f}s"',
        f"[[surveys.{lot.name}.follow_up]]",
        f"scores = [{lot.scores[0]}, {lot.lowest}]",
        'reasons = ["speed", "manner", "product"]',
        "",
    ]
    return "\n".join(lines)
