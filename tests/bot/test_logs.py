"""No secret reaches a log, whatever happens."""

import io
import logging

import pytest

from bot.logs import OneLine, Redacting, keep_secret, redact

TOKEN = "123456789:AAExampleExampleExampleExample12345"


def fresh_logger() -> logging.Logger:
    logger = logging.getLogger("test.logs")
    logger.propagate = False
    logger.handlers.clear()
    return logger


def fail() -> None:
    raise ValueError(f"no such bot: {TOKEN}\nsecond line")


@pytest.fixture
def written() -> tuple[logging.Logger, io.StringIO]:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(OneLine())
    logger = fresh_logger()
    logger.addHandler(handler)
    return logger, stream


@pytest.mark.parametrize(
    "text", [TOKEN, f"https://api/bot{TOKEN}/getMe", TOKEN.replace(":", "%3A"), f"'{TOKEN}'"]
)
def test_a_token_is_starred(text: str) -> None:
    assert "AAExample" not in redact(text)
    assert "***" in redact(text)


def test_ordinary_words_stay() -> None:
    assert redact("at 12:30 chat 123456:7 said hello") == "at 12:30 chat 123456:7 said hello"


def test_an_exact_secret_is_starred_in_every_form() -> None:
    keep_secret("pa ss/wo+rd")
    for form in ("pa ss/wo+rd", "pa%20ss%2Fwo%2Brd", "cGEgc3Mvd28rcmQ"):
        assert redact(f"x={form}.") in ("x=***.", "x=***")


def test_short_secrets_do_not_star_words() -> None:
    keep_secret("a")
    assert redact("banana") == "banana"


def test_arguments_and_tracebacks_are_starred_on_one_line(
    written: tuple[logging.Logger, io.StringIO],
) -> None:
    logger, stream = written
    try:
        fail()
    except ValueError:
        logger.exception("failed at %s", f"/bot{TOKEN}/")
    text = stream.getvalue()
    assert "AAExample" not in text
    assert text.count("\n") == 1
    assert "ValueError: no such bot: *** | second line" in text


def test_the_filter_serves_other_formatters() -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(Redacting())
    logger = fresh_logger()
    logger.addHandler(handler)
    try:
        fail()
    except ValueError:
        logger.exception("failed %s", TOKEN)
    assert "AAExample" not in stream.getvalue()
