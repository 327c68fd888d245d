"""`python -m playground`: serve an offline Telegram until told to stop."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys

from playground.core import Telegram
from playground.server import serve


async def run(port: int, key: str | None) -> None:
    """Serve until SIGTERM or SIGINT."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    server = await serve(Telegram(), port=port, key=key)
    sys.stdout.write(f"{server.page}\n")
    sys.stdout.flush()
    await stop.wait()
    await server.close()


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m playground", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="default: a free one")
    parser.add_argument("--key", help="of the page and the control API; default: a new one")
    given = parser.parse_args()
    asyncio.run(run(given.port, given.key))


if __name__ == "__main__":
    main()
