"""Whatever staff type, in whatever language: a page that Telegram takes, or one clear sentence."""

import asyncio
import html
import os
import re
from collections.abc import Iterator
from contextlib import AsyncExitStack

import pytest
from hypothesis import HealthCheck, given, settings

from bot.errors import Refusal
from bot.pictures.lettering import width
from bot.pictures.page import Page
from bot.pictures.paper import Drawing
from bot.pictures.svg import svg
from bot.text.query import command_of
from bot.words.voice import Voice
from tests.bot.chart_cases import rows
from tests.bot.odd_town import NAMES, PLACES, SETTINGS, open_odd_town
from tests.bot.staff_grammar import REPORTS, commands
from tests.bot.town import VOICE, Town
from tests.forms import FORMS

MANY = int(os.environ.get("STAFF_COMMANDS", "0"))  # as many at random; else the same each time
LANGUAGES = VOICE.words.languages
TAGS = {"b", "i", "u", "s", "code", "pre", "a", "blockquote"}
WIDEST = 520 + 8  # units of a picture's paper, and what an estimate of letters may be wrong by
WITHOUT_EXAMPLE = {"staff.not_measured", "staff.overall.none"}  # buttons, or nothing there
OF_DATA = {
    "staff.unknown_value",
    "staff.anonymous_twice",
    "staff.compare.nothing_before",
    "staff.compare.versions",
}


class Desk:
    """A town with a loop to type in."""

    def __init__(self, town: Town, runner: asyncio.Runner) -> None:
        self._town = town
        self._runner = runner

    def reply(self, command: str, language: str = "en") -> Page | Refusal:
        """Type a command; anything but a page or a refusal is a fault."""
        voice = Voice(VOICE.words, language)
        try:
            return self._runner.run(self._town.read(command, voice))
        except Refusal as refusal:
            return refusal


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with asyncio.Runner() as runner:
        stack = AsyncExitStack()
        town = runner.run(stack.enter_async_context(open_odd_town(tmp_path_factory.mktemp("odd"))))
        yield Desk(town, runner)
        runner.run(stack.aclose())


@given(command=commands())
@settings(
    max_examples=MANY or 80,
    derandomize=not MANY,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
def test_every_command_gets_a_page_or_a_clear_sentence(desk: Desk, command: str) -> None:
    check(desk, command)


@pytest.mark.parametrize(
    "command",
    [
        *("/retention vs week", "/retention wek", "/retention 2026..1969", "/compare \x00"),
        *("/nps 20000d", "/overall 20000d", "/nps 1970-01-01..9999-12-30", "/trend 2d 20000d"),
        *("/thumbs 2026 visit=1 agent=anna text", "/agents enps", "/mood " + "a" * 3000),
        *("/responses quarter by agent text", "/csat month by agent text", "/csat month by reason"),
        *("/mood 30d channel=chat", "/frt agent=nobody", "/csat agent=nobody", "/overall lang=en"),
        "/nps survey=care survey=care",
    ],
)
def test_what_once_went_wrong_stays_right(desk: Desk, command: str) -> None:
    check(desk, command)


@pytest.mark.parametrize("report", REPORTS)
def test_every_report_has_a_page_in_every_language(desk: Desk, report: str) -> None:
    command = f"/{report} before 2026-11-10 after" if report == "compare" else f"/{report}"
    if report == "compare":
        command += " survey=care"
    for language in LANGUAGES:
        found = desk.reply(command, language)
        assert isinstance(found, Page), found
        check_page(desk, found, "en" if report == "benchmark" else language)


def check(desk: Desk, command: str) -> None:
    published = command_of(command) == "benchmark"  # in English
    quotes = published or "nobody" in command  # which is said again as it was typed
    for language in LANGUAGES:
        found = desk.reply(command, language)
        if isinstance(found, Refusal):
            check_refusal(desk, found, language)
        else:
            check_page(desk, found, "en" if quotes else language)


def check_refusal(desk: Desk, refusal: Refusal, language: str) -> None:
    words = VOICE.words
    assert words.has(language, refusal.key), refusal.key
    said = words.say(language, refusal.key, **refusal.values)
    assert faults_of_html(said) == []
    assert units(html.unescape(said)) <= 700, said
    if refusal.key in WITHOUT_EXAMPLE:
        return
    shown = words.typed(language, str(refusal.values["example"]))
    assert html.escape(shown, quote=False) in said
    answered = desk.reply(shown, language)
    nothing = isinstance(answered, Refusal) and answered.key in OF_DATA
    assert isinstance(answered, Page) or nothing, (refusal.key, shown, answered)


def check_page(desk: Desk, page: Page, language: str) -> None:
    assert faults_of_html(page.text) == []
    assert 0 < units(html.unescape(re.sub(r"<[^>]*>", "", page.text))) <= 4096
    for row in page.rows:
        assert len(row) <= 8
        for choice in row:
            assert 0 < units(choice.label) <= 64, choice.label
            report = choice.body.replace("/board ", "/")  # "live" posts what it shows as a board
            if command_of(report) in FORMS:
                check_button(desk, report, language)
            else:
                assert re.fullmatch(r"/case \d+", choice.body)
    if page.picture is not None:
        assert faults_of_html(page.picture.caption) == []
        assert units(html.unescape(re.sub(r"<[^>]*>", "", page.picture.caption))) <= 1024
        check_drawing(page.picture.drawing, language)
    assert foreign(page.text, language) == [], page.text


_pressed: set[str] = set()


def check_button(desk: Desk, body: str, language: str) -> None:
    """A button is pressed once: a page, or a refusal that is not about how it is written."""
    if body in _pressed:
        return
    _pressed.add(body)
    found = desk.reply(body, language)
    if isinstance(found, Refusal):
        assert found.key in OF_DATA, (body, found.key, found.values)


def check_drawing(drawing: Drawing, language: str) -> None:
    assert len(svg(drawing)) < 300_000
    for row in rows(drawing, "text"):
        assert foreign(row["text"], language) == [], row
        assert width(row["text"], row["size"], bold=row["bold"]) <= WIDEST, row
        assert "\n" not in row["text"]
    for row in rows(drawing):
        for name in ("x", "x2"):
            assert -0.01 <= row.get(name, 0) <= 520.01, row


# -- oracles ------------------------------------------------------------------------------------

_LATIN = re.compile(r"[A-Za-z]{4,}")
_DATA = " ".join(
    (*NAMES, *PLACES, SETTINGS, "again Europe/Berlin late agent- Person chat CSAT eNPS")
)


def foreign(text: str, language: str) -> list[str]:
    """List English words in what is no English: none but names and what customers wrote."""
    if language == "en":
        return []
    plain = html.unescape(re.sub(r"<code>.*?</code>|=\S+|</?[a-z]+[^<>]*>", " ", text))
    return [word for word in _LATIN.findall(plain) if word not in _DATA and set(word) != {"x"}]


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def faults_of_html(markup: str) -> list[str]:
    """List what Telegram would not take: a tag that is none, left open or closed crosswise."""
    opened: list[str] = []
    found: list[str] = []
    for piece in re.findall(r"<[^<>]*>|<|&[^;\s]*;?", markup):
        match = re.fullmatch(r"<(/?)([a-z]+)(?: (?:href|class)=\"[^\"]*\"| expandable)?>", piece)
        if piece.startswith("&"):
            found += [] if piece in {"&lt;", "&gt;", "&amp;", "&quot;"} else [piece]
        elif match is None or match[2] not in TAGS:
            found.append(piece)
        elif not match[1]:
            opened.append(match[2])
        elif not opened or opened.pop() != match[2]:
            found.append(piece)
    return found + opened
