"""Whether the zone of the business is known, and is the one that was meant."""

import os
from datetime import datetime, timedelta
from importlib.metadata import version
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.operating.checkup.findings import Finding
from bot.settings.config import Config
from bot.settings.machine_zone import system_zone

_HALF_A_YEAR = timedelta(days=182)  # in one of the two it is summer
_OFFSETS_OF_UTC = (timedelta(0), timedelta(0))


def look_at_zones(config: Config, *, now: datetime, machine: str | None = None) -> Finding:
    """Look at the time zone data, and at the zone that this machine is set to.

    A machine of UTC says nothing of its business, as many servers.
    """
    name, machine = config.business.timezone, machine or system_zone(os.environ)
    told = {"zone": name, "machine": machine, "version": version("tzdata")}
    try:
        ours = ZoneInfo.no_cache(name)
    except (OSError, ValueError, ZoneInfoNotFoundError):
        return Finding("zones", "bad", "doctor.zones.missing", told)
    theirs = ZoneInfo(machine)
    if _offsets(theirs, now) not in {_offsets(ours, now), _OFFSETS_OF_UTC}:
        return Finding("zones", "look", "doctor.zones.differ", told)
    return Finding("zones", "ok", "doctor.zones.fine", told)


def _offsets(zone: ZoneInfo, now: datetime) -> tuple[timedelta | None, ...]:
    return tuple(at.astimezone(zone).utcoffset() for at in (now, now + _HALF_A_YEAR))
