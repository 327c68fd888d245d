"""The whole examination, from outside: what is printed, and what is packed."""

import json
from datetime import datetime
from pathlib import Path

from bot.commands.doctor.bundle import pack
from bot.commands.doctor.printed import as_json, report
from bot.operating.checkup.findings import count
from bot.operating.checkup.rounds import look_from_outside
from bot.settings.config import Config
from bot.words.catalogues import Words
from bot.words.voice import Voice

_PACKED = (
    "{bundle} holds what was looked at and how it is (in words only where they name nobody), the "
    "settings without names and secrets, versions, and how many rows each table has."
)


async def examined(
    config: Config, *, now: datetime, json_wanted: bool, bundle: Path | None
) -> tuple[str, bool]:
    """Look at everything; gives the report, and whether nothing has to be mended."""
    voice = Voice(Words.load())
    findings = await look_from_outside(config, now=now)
    well = count(findings, "bad") == 0
    if bundle is not None:
        await pack(config, findings, bundle)
    if json_wanted:
        return json.dumps(as_json(voice, findings), indent=2), well
    packed = "" if bundle is None else f"\n\n{_PACKED.format(bundle=bundle)}"
    return report(voice, findings) + packed, well
