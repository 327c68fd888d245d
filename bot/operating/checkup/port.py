"""Whether the bot's HTTP port answers; if not, whether the bot could have it."""

import asyncio
import errno
import socket
from collections.abc import Mapping

import aiohttp

from bot.operating.checkup.findings import Finding
from bot.settings.config import Config

_PATIENCE = aiohttp.ClientTimeout(total=5)
_WHY: Mapping[int, str] = {
    errno.EADDRINUSE: "doctor.http.taken",
    errno.EACCES: "doctor.http.forbidden",
    errno.EADDRNOTAVAIL: "doctor.http.nowhere",
}


async def look_at_port(config: Config) -> Finding:
    """Ask the bot how it is; where nothing like it answers, try to take its port."""
    host, port = config.http.host, config.http.port
    url = f"http://{f'[{host}]' if ':' in host else host}:{port}/health"
    told = {"url": url, "host": host, "port": port}
    status = await _status(url)
    if status == "ok":
        return Finding("http", "ok", "doctor.http.well", told)
    if status is not None:
        return Finding("http", "bad", "doctor.http.ill", {**told, "status": status})
    error = await asyncio.to_thread(_taken, host, port)
    if error is None:
        return Finding("http", "look", "doctor.http.silent", told)
    key = _WHY.get(error.errno or 0, "doctor.http.refused")
    return Finding("http", "bad", key, {**told, "said": error.strerror or str(error)})


async def _status(url: str) -> str | None:
    """Read what /health says; None if it is not ours, or nobody answers."""
    try:
        async with aiohttp.ClientSession(timeout=_PATIENCE) as http, http.get(url) as reply:
            document = await reply.json()
    except (aiohttp.ClientError, TimeoutError, ValueError):
        return None
    status = document.get("status") if isinstance(document, dict) else None
    return status if status in {"ok", "degraded", "failing"} else None


def _taken(host: str, port: int) -> OSError | None:
    """Take the port for a moment, as the bot does; gives what is in the way."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_STREAM) as door:
            door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            door.bind((host, port))
            door.listen()
    except OSError as error:
        return error
    return None
