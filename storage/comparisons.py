"""Comparisons that were taken: what was counted when a change was first judged, in `meta`."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from storage import meta
from storage.moments import from_micros, to_micros
from storage.transaction import Transaction

_KEY = "compared:"


@dataclass(frozen=True)
class Taken:
    """One look at a change: its spans, and what was counted in them."""

    at: datetime
    spans: Mapping[str, Any]
    counted: Mapping[str, Any]


async def taken(tx: Transaction, subject: Mapping[str, Any]) -> list[Taken]:
    """List the looks that were taken at one change, the first one first."""
    kept = json.loads(await meta.find(tx, _key(subject)) or "[]")
    return [Taken(from_micros(each["at"]), each["spans"], each["counted"]) for each in kept]


async def keep(tx: Transaction, subject: Mapping[str, Any], looks: list[Taken]) -> None:
    """Keep the looks that were taken at one change."""
    rows = [
        {"at": to_micros(look.at), "spans": look.spans, "counted": look.counted} for look in looks
    ]
    await meta.put(tx, _key(subject), json.dumps(rows))


def _key(subject: Mapping[str, Any]) -> str:
    return _KEY + json.dumps(dict(subject), sort_keys=True, ensure_ascii=False)
