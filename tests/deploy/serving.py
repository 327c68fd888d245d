"""The service while it runs, and what it answers."""

import asyncio
import json
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from tests.deploy.layout import Server, stopped


@asynccontextmanager
async def running(server: Server) -> AsyncIterator["subprocess.Popen[str]"]:
    """Let the service run, from the moment when it is well."""
    process = server.starts()
    try:
        async with asyncio.timeout(60):
            while await asyncio.to_thread(asked, server, "/health") != 200:
                assert process.poll() is None, process.communicate()
                await asyncio.sleep(0.05)
        yield process
    finally:
        if process.poll() is None:
            await asyncio.to_thread(stopped, process)


def asked(server: Server, path: str, body: object = None) -> int:
    """Ask the bot for a path, or post to it, and give the status; 0 where nobody answers."""
    request = Request(f"http://127.0.0.1:{server.port}{path}")
    request.add_header("Authorization", f"Bearer {server.key}")
    request.add_header("Content-Type", "application/json")
    data = None if body is None else json.dumps(body).encode()
    try:
        with urlopen(request, data, timeout=10) as reply:  # noqa: S310 - the same
            return int(reply.status)
    except HTTPError as error:
        return error.code
    except OSError:
        return 0
