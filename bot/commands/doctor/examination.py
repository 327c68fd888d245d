"""The whole examination: this machine, then Telegram."""

import json
from datetime import datetime
from pathlib import Path

from bot.commands.doctor.bundle import pack
from bot.commands.doctor.findings import Finding, as_json, report
from bot.commands.doctor.machine import look_at_machine
from bot.commands.doctor.telegram import look_at_telegram
from bot.settings.config import Config


async def examined(
    config: Config, *, now: datetime, json_wanted: bool, bundle: Path | None
) -> tuple[str, bool]:
    """Look at everything; gives the report, and whether nothing has to be mended."""
    findings: list[Finding] = [each async for each in look_at_machine(config, now=now)]
    findings += [each async for each in look_at_telegram(config)]
    said = json.dumps(as_json(findings), indent=2) if json_wanted else report(findings)
    if bundle is not None:
        await pack(config, findings, bundle)
        said += f"\n\n{bundle} holds this, settings without names or secrets, versions and counts."
    return said, all(each.level != "bad" for each in findings)
