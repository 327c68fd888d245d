"""How calls reach the Bot API: aiohttp under python-telegram-bot, and what a failure proves."""

import os
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Final

import aiohttp
import orjson
from telegram import Bot
from telegram.error import NetworkError, RetryAfter, TimedOut
from telegram.request import BaseRequest, RequestData
from telegram.request._requestparameter import RequestParameter

from bot.logs import keep_secret, redact

os.environ.setdefault("PTB_TIMEDELTA", "true")  # the library's own switch: spans as timedelta
_JSON = {"Content-Type": "application/json"}
_KEEP_ALIVE_S = 15.0  # Telegram closes idle connections later than this
Heard = Callable[[datetime | None], None]  # is told the time of each reply, None if it has none
Count = Callable[[int], None]  # is told the status of each reply
_Seconds = Any  # the library marks "not given" by a private object of its own


class NotSentError(NetworkError):
    """No connection came about, so nothing reached Telegram: trying again is safe."""


class NoReplyError(TimedOut):
    """The call went out and no whole reply came back: it may have been carried out."""


class AiohttpRequest(BaseRequest):
    """One shared aiohttp session behind python-telegram-bot."""

    def __init__(
        self,
        *,
        connections: int = 256,
        connect_timeout: float = 5.0,
        read_timeout: float = 10.0,
        heard: Heard | None = None,
        count: Count | None = None,
    ) -> None:
        self._connections = connections
        self._heard = heard
        self._count = count
        self._connect_timeout = connect_timeout
        self._read_timeout = read_timeout
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """How long to wait for a reply when a call names no time of its own."""
        return self._read_timeout

    async def initialize(self) -> None:
        """Open the session; opening it again is harmless."""
        if self._session is None or self._session.closed:
            connector = aiohttp.TCPConnector(
                limit=self._connections, keepalive_timeout=_KEEP_ALIVE_S, ttl_dns_cache=60
            )
            self._session = aiohttp.ClientSession(
                connector=connector,
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": self.USER_AGENT},
            )

    async def shutdown(self) -> None:
        """Close the session with its connections."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def reconnect(self) -> None:
        """Give up every connection, so that the next call makes a new one."""
        await self.shutdown()
        await self.initialize()

    async def do_request(  # noqa: PLR0917 - the library's signature
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: _Seconds = BaseRequest.DEFAULT_NONE,
        write_timeout: _Seconds = BaseRequest.DEFAULT_NONE,
        connect_timeout: _Seconds = BaseRequest.DEFAULT_NONE,
        pool_timeout: _Seconds = BaseRequest.DEFAULT_NONE,  # noqa: ARG002 - connecting covers it
    ) -> tuple[int, bytes]:
        """Make one call and give its status and body, or raise what its failure proves."""
        if self._session is None or self._session.closed:
            raise NotSentError("the connection to Telegram is closed")
        connect = _given(connect_timeout, self._connect_timeout)
        read = _given(read_timeout, self._read_timeout)
        write = _given(write_timeout, read)
        timeout = aiohttp.ClientTimeout(
            total=connect + write + read, connect=connect, sock_connect=connect, sock_read=read
        )
        body = _body(request_data)
        try:
            async with self._session.request(
                method,
                url,
                data=body,
                headers=_JSON if isinstance(body, bytes) else None,
                timeout=timeout,
                allow_redirects=False,
            ) as response:
                reply = await response.read()
                if self._count is not None:
                    self._count(response.status)
                if self._heard is not None and reply.startswith(b"{"):  # not a proxy's own page
                    self._heard(_told_time(response.headers))
                return response.status, reply
        except (aiohttp.ClientError, OSError) as error:
            raise _explained(error) from None  # the cause may hold the address with the token

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Read a reply, also one with broken characters; NoReplyError if it is no object."""
        try:
            parsed = orjson.loads(payload)
        except ValueError:
            parsed = _parse_broken(payload)
        if not isinstance(parsed, dict):
            raise NoReplyError("Telegram's reply is not a JSON object")
        return parsed


class RawApi:
    """Calls methods by name with plain values, and gives the plain result."""

    def __init__(self, base_url: str, request: AiohttpRequest) -> None:
        self._base_url: Final = base_url
        self._request: Final = request

    async def call(
        self,
        method: str,
        parameters: Mapping[str, object] | None = None,
        *,
        read_timeout: float | None = None,
    ) -> Any:  # noqa: ANN401 - whatever the method gives
        """Call a method; parameters that are None are left out.

        NoReplyError if the reply has no result.
        """
        given = (parameters or {}).items()
        data = RequestData([RequestParameter.from_input(k, v) for k, v in given if v is not None])
        await self._request.initialize()
        wait_s = self._request.read_timeout if read_timeout is None else read_timeout
        try:
            return await self._request.post(f"{self._base_url}/{method}", data, wait_s)
        except KeyError:
            raise NoReplyError("Telegram's reply has no result") from None

    async def reconnect(self) -> None:
        """Give up every connection of this instance."""
        await self._request.reconnect()

    async def close(self) -> None:
        """Close this instance's connections."""
        await self._request.shutdown()


class Telegram:
    """The ways to one bot: the library's object, plain calls, and plain calls for polling."""

    def __init__(
        self, token: str, *, api_url: str, heard: Heard | None = None, count: Count | None = None
    ) -> None:
        keep_secret(token)
        root = api_url.rstrip("/")
        calls = AiohttpRequest(heard=heard, count=count)
        polls = AiohttpRequest(connections=4, heard=heard, count=count)
        self.bot = Bot(
            token,
            base_url=f"{root}/bot",
            base_file_url=f"{root}/file/bot",
            request=calls,
            get_updates_request=polls,
        )
        self.calls = RawApi(f"{root}/bot{token}", calls)
        self.polls = RawApi(f"{root}/bot{token}", polls)

    async def close(self) -> None:
        """Close every connection."""
        await self.calls.close()
        await self.polls.close()


def seconds_to_wait(error: RetryAfter) -> float:
    """Tell how long Telegram asks us to wait."""
    span = error.retry_after
    return span.total_seconds() if isinstance(span, timedelta) else float(span)


def _given(value: _Seconds, default: float) -> float:
    return value if isinstance(value, (int, float)) else default


def _body(data: RequestData | None) -> aiohttp.FormData | bytes | None:
    """Write a call as JSON, which costs the least of the ways there are; as a form with files."""
    if data is None:
        return None
    if not data.contains_files:
        return orjson.dumps(data.parameters)
    form = aiohttp.FormData(data.json_parameters)
    for name, (filename, content, content_type) in data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=content_type)
    return form


def _told_time(headers: Mapping[str, str]) -> datetime | None:
    """Read when a reply was made; one from a cache (it has an age) tells nothing of now."""
    if "Age" in headers:
        return None
    try:
        made = parsedate_to_datetime(headers.get("Date", ""))
    except ValueError:
        return None
    return made if made.tzinfo is not None else made.replace(tzinfo=UTC)


def _explained(error: Exception) -> NetworkError:
    what = redact(f"{type(error).__name__}: {error}")
    never_left = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL)
    if isinstance(error, never_left):
        return NotSentError(what)
    return NoReplyError(what)


def _parse_broken(payload: bytes) -> object:
    try:
        return orjson.loads(payload.decode(errors="replace"))
    except ValueError as error:
        raise NoReplyError(f"Telegram's reply is not JSON: {error}") from None
