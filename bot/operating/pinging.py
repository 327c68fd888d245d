"""An address is called while all is well, so that silence is the alarm."""

import logging
from datetime import datetime

import aiohttp

from bot.operating.condition import health
from bot.services import Services

_log = logging.getLogger(__name__)
_PATIENCE = aiohttp.ClientTimeout(total=10)


async def ping(services: Services, now: datetime) -> bool:
    """Call the address once, if /health says `ok`: whatever it says else is silence; never True.

    The address is a secret of whoever watches: it is never written anywhere.
    """
    url = services.config.health.ping_url
    due = services.next_ping_at
    if url is None or (due is not None and now < due):
        return False
    services.next_ping_at = now + services.config.health.ping_every
    if (await health(services, now))["status"] != "ok":
        return False
    try:
        async with (
            aiohttp.ClientSession(timeout=_PATIENCE, trust_env=True) as http,
            http.get(url.get_secret_value(), allow_redirects=False) as reply,
        ):
            if reply.status >= 400:
                _log.warning("who watches the bot answered %s", reply.status)
    except (aiohttp.ClientError, TimeoutError, ValueError) as error:
        _log.warning("who watches the bot cannot be reached: %s", type(error).__name__)
    return False
