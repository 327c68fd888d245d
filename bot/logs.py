"""How events are logged: one line each, and no secret in any of them."""

import base64
import logging
import re
import sys
import time
from collections.abc import Mapping
from types import TracebackType
from urllib.parse import quote

from bot.called_as import as_typed
from bot.words.seen import seen

_TOKEN = re.compile(r"\d{5,}(?::|%3[Aa])[A-Za-z0-9_-]{30,}")
STARS = "***"
_SHORTEST_SECRET = 6  # shorter ones would star ordinary words
_QUIET: Mapping[str, int] = {
    "aiosqlite": logging.WARNING,
    "asyncio": logging.WARNING,
    "httpcore": logging.WARNING,
    "httpx": logging.WARNING,
    "telegram": logging.INFO,
    "uvicorn": logging.WARNING,
}
_secrets: set[str] = set()


def keep_secret(secret: str) -> None:
    """Star this text, also in its encoded forms, wherever it would be logged."""
    if len(secret) < _SHORTEST_SECRET:
        return
    encoded = base64.b64encode(secret.encode()).decode().rstrip("=")
    url_safe = encoded.replace("+", "-").replace("/", "_")
    _secrets.update({secret, quote(secret, safe=""), encoded, url_safe})


def redact(text: str) -> str:
    """Give the text with every secret starred."""
    for secret in sorted(_secrets, key=len, reverse=True):
        text = text.replace(secret, STARS)
    return _TOKEN.sub(STARS, text)


class OneLine(logging.Formatter):
    """Puts an event with its traceback on one line and stars the secrets, last of all."""

    def __init__(self) -> None:
        self.converter = time.gmtime
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s", "%Y-%m-%dT%H:%M:%SZ")

    def format(self, record: logging.LogRecord) -> str:
        """Give the line."""
        line = super().format(record).rstrip()
        one = redact(" | ".join(line.splitlines()))
        return seen(as_typed(one))


class Redacting(logging.Filter):
    """Stars the secrets of a record for handlers that bring a formatter of their own."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record pass, without its secrets."""
        record.msg, record.args = redact(record.getMessage()), ()
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = redact(record.exc_text)
        return True


def setup_logging(*, level: int = logging.INFO) -> None:
    """Send every event, warning and uncaught error to standard error, one line each."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(OneLine())
    handler.addFilter(Redacting())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.captureWarnings(capture=True)
    for name, lowest in _QUIET.items():
        logging.getLogger(name).setLevel(max(level, lowest))
    sys.excepthook = _log_uncaught


def _log_uncaught(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    logging.getLogger("afterword").critical("uncaught error", exc_info=(kind, error, trace))
