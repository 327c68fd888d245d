"""Which time zone this machine is set to."""

from collections.abc import Mapping
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_LOCALTIME = Path("/etc/localtime")
_ZONES = "zoneinfo/"


def system_zone(environ: Mapping[str, str], localtime: Path = _LOCALTIME) -> str:
    """Give the zone that the machine is set to, UTC where that cannot be told."""
    linked = str(localtime.resolve()) if localtime.is_symlink() else ""
    for name in (environ.get("TZ", "").lstrip(":"), linked.partition(_ZONES)[2]):
        try:
            if name:
                return ZoneInfo(name).key
        except (OSError, ValueError, ZoneInfoNotFoundError):
            continue
    return "UTC"
