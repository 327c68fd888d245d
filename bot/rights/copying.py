"""The copy that a person gets of all that is kept about them: as JSON, and as a page to read."""

import html
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.words.seen import seen
from bot.words.voice import Voice
from storage.transaction import Row

_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem}"
    "table{border-collapse:collapse;margin:0 0 1.5rem}"
    "td{padding:.1rem 1rem .1rem 0;vertical-align:top;overflow-wrap:anywhere}"
    "td:first-child{color:#666;white-space:nowrap}"
)


_FIRST = ("customers", "customer_refs", "answers", "comments", "interactions", "invitations")


def as_json(found: Mapping[str, Sequence[Row]], *, now: datetime) -> bytes:
    """Write every row, by table; moments as ISO 8601 in UTC."""
    document = {"made_at": now, **{table: rows for table, rows in found.items() if rows}}
    return json.dumps(document, ensure_ascii=False, indent=2, default=_plain).encode()


def as_page(
    found: Mapping[str, Sequence[Row]], voice: Voice, *, now: datetime, zone: ZoneInfo
) -> bytes:
    """Write the same as a page without anything from elsewhere; moments in the business's zone.

    What joins one row to another is left to the JSON.
    """
    parts = [
        f'<!doctype html><html lang="{voice.language.replace("_", "-")}"><meta charset="utf-8">',
        f"<title>{voice.say('mydata.title')}</title><style>{_STYLE}</style>",
        f"<h1>{voice.say('mydata.title')}</h1>",
        f"<p>{voice.say('mydata.intro', at=_local(now, zone))}</p>",
    ]
    for table in [*_FIRST, *sorted(found.keys() - set(_FIRST))]:
        if rows := found.get(table):
            parts.append(f"<h2>{voice.say(f'mydata.table.{table}')}</h2>")
            parts += [_table(row, zone) for row in rows]
    return "\n".join([*parts, "</html>\n"]).encode()


def _table(row: Row, zone: ZoneInfo) -> str:
    lines = []
    for name, value in row.items():
        if value not in (None, [], {}) and not _joins(name):
            called = html.escape(name.replace("_", " "))
            lines.append(f"<tr><td>{called}</td><td>{_shown(value, zone)}</td></tr>")
    return f"<table>{''.join(lines)}</table>"


def _joins(name: str) -> bool:
    return name in {"id", "test"} or (
        name.endswith("_id") and name not in {"telegram_id", "file_id"}
    )


def _shown(value: object, zone: ZoneInfo) -> str:
    if isinstance(value, datetime):
        return _local(value, zone)
    text = json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value)
    return html.escape(seen(text))


def _plain(value: object) -> str:
    assert isinstance(value, datetime)  # noqa: S101 - all else is of JSON
    return value.isoformat().replace("+00:00", "Z")


def _local(moment: datetime, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}"
