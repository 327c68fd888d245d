"""What a board shows, when that may change, and how it comes to show it."""

import hashlib
import json
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from difflib import get_close_matches

from telegram import InlineKeyboardMarkup

from bot.access import Role, holders
from bot.boards.words import beneath_old_picture, stop_button, with_footer
from bot.effects import Scene
from bot.errors import Refusal
from bot.guard import called
from bot.pictures.page import Page
from bot.reports.measured import NAMED_ONLY, not_measured
from bot.reports.pages import drawn
from bot.reports.understanding import surveys_of
from bot.services import Report, Services
from bot.text.query import command_of
from bot.wire.incoming import Asker
from bot.wire.outcomes import Outcome, may_go_in_words
from bot.words import dates
from bot.words.clipping import CAPTION, MESSAGE
from bot.words.voice import Voice
from metrics.catalogue import METRICS
from storage import audit, boards
from storage.boards import Board
from storage.transaction import Transaction

PREFIX = "b:"
MOST = 6  # boards of one chat
EDIT_EVERY = timedelta(seconds=30)  # one board
APART = timedelta(seconds=60 / 8 * 1.05)  # the boards of one chat: eight a minute, never in a rush

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Face:
    """What a message is to show; `shown` is equal for what looks the same.

    `text` stands below the picture, `words` where there is none, `beneath` below an older picture.
    """

    text: str
    words: str
    beneath: str
    png: bytes | None
    shown: str


def report_of(services: Services, text: str, *, refusal: str) -> Report:
    """Find the report that a board or a digest names.

    A Refusal names the nearest one and an example: `refusal` is the command that it shows.
    """
    reports, name = services.reports, command_of(text)
    if name in reports:
        return reports[name]
    example = example_of(services, refusal)
    close = get_close_matches(name, reports, n=1, cutoff=0.6)
    if close:
        raise Refusal("board.nearest_report", word=name, nearest=close[0], example=example)
    raise Refusal("board.no_report", word=name, names=", ".join(reports), example=example)


def refuse_unmeasured(services: Services, report: Report) -> None:
    """Refuse to keep a report of a metric that no survey has, and offer what is measured."""
    if report.name in METRICS and not surveys_of(services, report.name):
        raise not_measured(services.config, report.name)


def example_of(services: Services, command: str) -> str:
    """Write a command that works here."""
    metrics = [services.versions[name].metric for name in surveys_of(services)]
    metric = next((each for each in metrics if each != NAMED_ONLY), "responses")
    if command == "digest":
        return f"/digest weekly monday 09:00 {metric}"
    return f"/board {metric} week"


async def face_of(services: Services, page: Page, voice: Voice) -> Face:
    """Draw a page as a board; below a picture that cannot be shown anew the words say so."""
    at = dates.moment(voice, services.clock(), services.zone)
    shown = fingerprint(services, page)
    words = with_footer(voice, page.text, at=at, most=MESSAGE)
    beneath = beneath_old_picture(voice, page)
    png = await drawn(services, page)
    if png is not None and page.picture is not None:
        caption = with_footer(voice, page.picture.caption, at=at, most=CAPTION)
        return Face(caption, words, beneath, png, shown)
    return Face(words, words, beneath, None, shown)


def fingerprint(services: Services, page: Page) -> str:
    """Digest what a page shows, without drawing it."""
    picture = page.picture if services.config.reports.pictures else None
    parts = (page.text,) if picture is None else (picture.svg, picture.caption)
    text = json.dumps(parts, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def button_of(services: Services, board: Board) -> InlineKeyboardMarkup:
    """Build the one button of a board."""
    return stop_button(services.voice(board.language), PREFIX + board.token)


async def edit(services: Services, board: Board, face: Face) -> tuple[Outcome, bool]:
    """Let the message show it, and tell whether it is a picture now.

    A picture stays one, and words become one where there is one and it may go.
    """
    outbox, keyboard = services.outbox, button_of(services, board)
    chat_id, message_id = board.chat_id, board.message_id
    if face.png is not None:
        outcome = await outbox.edit_photo(
            chat_id, message_id, face.png, face.text, keyboard, kind="begun"
        )
        if not may_go_in_words(outcome):
            return outcome, True
    if board.picture:
        return await outbox.edit_caption(
            chat_id, message_id, face.beneath, keyboard, kind="begun"
        ), True
    return await outbox.edit_text(chat_id, message_id, face.words, keyboard, kind="begun"), False


async def boards_of(scene: Scene, asker: Asker) -> list[Board]:
    """Read the boards of a chat, those that have yet to follow it to its new id among them."""
    chats = chats_of(scene, asker)
    return [board for chat in chats for board in await boards.of_chat(scene.tx, chat)]


def chats_of(scene: Scene, asker: Asker) -> list[int]:
    """List the ids of a chat: the present one, and those that it had before."""
    here, moves = asker.chat_id or 0, scene.services.chat_moves
    return [here, *(old for old, new in moves.items() if new == here)]


async def not_yours(scene: Scene, made_by: int) -> Refusal:
    """Say who may stop a board or a digest: its maker, and agents and above."""
    able = holders(scene.services.config.staff, Role.AGENT)
    maker, others = await called(scene, [made_by]), await called(scene, able)
    return Refusal("board.not_yours", name=maker, who=others or ["–"])


async def end(services: Services, board: Board, *, reason: str) -> None:
    """End a board that cannot go on, and note why."""
    at = services.clock()
    await services.database.write(lambda tx: end_in(tx, board, actor="bot", reason=reason, at=at))
    services.looked.pop(board.token, None)


async def end_in(tx: Transaction, board: Board, *, actor: str, reason: str, at: datetime) -> None:
    """End a board within a transaction, and note who or what did, unless it had ended."""
    if await boards.remove(tx, board.token):
        await note_end(tx, board, actor=actor, reason=reason, at=at)


async def note_end(tx: Transaction, board: Board, *, actor: str, reason: str, at: datetime) -> None:
    """Note who or what ended a board."""
    detail = {"command": board.command, "chat": board.chat_id, "reason": reason}
    _log.info("a board has ended command=%r reason=%s", board.command, reason)
    await audit.record(tx, at=at, actor=actor, action="end_board", detail=detail)
