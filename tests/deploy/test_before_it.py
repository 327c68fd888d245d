"""nginx and Caddy before the service, each by its file in deploy/: what they pass on, and whose."""

import asyncio
import re
import shutil
import ssl
import subprocess
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial
from http.client import HTTPConnection, HTTPSConnection
from pathlib import Path
from typing import Any

import pytest

from tests.bot.stage import _free_port
from tests.deploy.layout import DEPLOY, PATH, Server
from tests.deploy.serving import running

STRANGER, ANOTHER = "127.0.0.2", "127.0.0.3"
NGINX = """\
daemon off;
pid {folder}/pid;
error_log stderr;
events {{}}
http {{
access_log off;
client_body_temp_path {folder}/body;
proxy_temp_path {folder}/proxy;
fastcgi_temp_path {folder}/fastcgi;
uwsgi_temp_path {folder}/uwsgi;
scgi_temp_path {folder}/scgi;
{site}
}}
"""
Asks = Callable[..., tuple[int, str]]


def tool(name: str) -> str:
    found = shutil.which(name, path=PATH)
    if found is None:
        pytest.skip(f"NOT CHECKED: {name} before the service; it is not installed")
    return found


@asynccontextmanager
async def nginx(folder: Path, *, upstream: int) -> AsyncIterator[Asks]:
    """Run it with its file, less the places of the certificate and the ports."""
    port, certificate = _free_port(), folder / "cert.pem"
    subject = ("-subj", "/CN=feedback.example.com", "-addext", "subjectAltName=IP:127.0.0.1")
    made = ("-newkey", "rsa:2048", "-nodes", "-keyout", folder / "key.pem", "-out", certificate)
    words = (tool("openssl"), "req", "-x509", "-days", "2", *subject, *made)
    subprocess.run(words, check=True, capture_output=True)
    site = (DEPLOY / "nginx.conf").read_text().replace(":8080", f":{upstream}")
    site = site.replace("listen 443", f"listen 127.0.0.1:{port}")
    site = re.sub(r"/etc/letsencrypt\S+/fullchain.pem", str(certificate), site)
    site = re.sub(r"/etc/letsencrypt\S+/privkey.pem", str(folder / "key.pem"), site)
    whole = folder / "nginx.conf"
    whole.write_text(NGINX.format(folder=folder, site=site))
    trust = ssl.create_default_context(cafile=str(certificate))

    def asks(path: str, *, who: str = STRANGER, **more: Any) -> tuple[int, str]:
        line = HTTPSConnection(
            "127.0.0.1", port, context=trust, timeout=10, source_address=(who, 0)
        )
        return said(line, path, **more)

    checked = subprocess.run(
        (tool("nginx"), "-t", "-e", "stderr", "-c", whole), capture_output=True, check=False
    )
    assert checked.returncode == 0, checked.stderr
    process = subprocess.Popen(
        (tool("nginx"), "-e", "stderr", "-c", whole), stderr=subprocess.DEVNULL
    )
    async with listening(process, asks):
        yield asks


@asynccontextmanager
async def caddy(folder: Path, *, upstream: int) -> AsyncIterator[Asks]:
    """Run it with its file, at an address for which no certificate has to be fetched."""
    port = _free_port()
    site = (DEPLOY / "Caddyfile").read_text().replace(":8080", f":{upstream}")
    site = site.replace("feedback.example.com", f"http://127.0.0.1:{port}")
    site = site.replace("{\n", "{\n\tadmin off\n\tauto_https off\n", 1)
    whole = folder / "Caddyfile"
    whole.write_text(site)

    def asks(path: str, *, who: str = STRANGER, **more: Any) -> tuple[int, str]:
        line = HTTPConnection("127.0.0.1", port, timeout=10, source_address=(who, 0))
        return said(line, path, **more)

    words = (tool("caddy"), "run", "--adapter", "caddyfile", "--config", whole)
    process = subprocess.Popen(
        words, env={"PATH": PATH, "HOME": str(folder)}, stderr=subprocess.DEVNULL
    )
    async with listening(process, asks):
        yield asks


@asynccontextmanager
async def listening(process: "subprocess.Popen[bytes]", asks: Asks) -> AsyncIterator[None]:
    """Wait until it listens, and end it afterwards."""
    try:
        async with asyncio.timeout(20):
            while not await asyncio.to_thread(answers, asks):
                assert process.poll() is None
                await asyncio.sleep(0.05)
        yield
    finally:
        process.terminate()
        await asyncio.to_thread(process.wait, 20)


def answers(asks: Asks) -> bool:
    try:
        asks("/")
    except OSError:
        return False
    return True


def said(
    line: HTTPConnection, path: str, *, body: bytes | None = None, **headers: object
) -> tuple[int, str]:
    """Ask on a line, and give the status and the kind of the answer."""
    named = {name.replace("_", "-"): str(value) for name, value in headers.items()}
    try:
        line.request("GET" if body is None else "POST", path, body, named)
        reply = line.getresponse()
        return reply.status, str(reply.headers.get_content_type())
    finally:
        line.close()


@pytest.mark.parametrize("proxy", [nginx, caddy])
async def test_what_is_passed_on_and_whose_it_is(
    server: Server, folder: Path, proxy: Callable[..., AbstractAsyncContextManager[Asks]]
) -> None:
    settings = server.etc / "config.toml"
    port = f"port = {server.port}"
    text = settings.read_text().replace(port, f'{port}\ntrusted_proxies = ["127.0.0.1"]')
    settings.write_text(text)
    async with running(server), proxy(folder, upstream=server.port) as asks:
        await asyncio.to_thread(passes_on, asks, server)
        await asyncio.to_thread(tells_who_asks, asks)


def passes_on(asks: Asks, server: Server) -> None:
    ours = "application/problem+json"
    assert asks("/v1/openapi.json") == (200, "application/json")
    assert asks("/telegram/webhook", body=b"{}")[1] == ours
    for path in ("/", "/health", "/metrics", "/telegram/webhook/more", "/v2/", "/telegram"):
        status, kind = asks(path)
        assert (path, status, kind == ours) == (path, 404, False)
    allowed = {"Authorization": f"Bearer {server.key}", "Content_Type": "application/json"}
    assert asks("/v1/interactions", body=b"{}", **allowed) == (422, ours)
    assert asks("/v1/interactions", body=b" " * 100_000, **allowed) == (413, ours)
    large = asks("/v1/interactions", body=b" " * 2_000_000, **allowed)
    assert large[0] in {413, 502}  # Caddy counts while it passes on, and the bot hangs up first


def tells_who_asks(asks: Asks) -> None:
    """Ten wrong keys from one address, which says each time that it is another one."""
    posts = partial(asks, "/v1/interactions", body=b"{}", Authorization="Bearer no")
    seen = [posts(X_Forwarded_For=f"9.9.9.{number}") for number in range(12)]
    assert [status for status, _ in seen] == [401] * 10 + [429] * 2
    assert posts(who=ANOTHER)[0] == 401
