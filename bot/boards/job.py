"""Keep boards true: look when something was stored, edit what shows something else."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from itertools import groupby

from bot.boards import boarding, posting
from bot.boards.boarding import APART, EDIT_EVERY
from bot.errors import Refusal
from bot.guard import held_in
from bot.reports.pages import page_behind
from bot.reports.roles import role_needed
from bot.reports.understanding import today
from bot.services import BoardLook, Services
from bot.wire.outcomes import Edited, Moved, Outcome, Refused, Sent, TryLater, is_lost
from storage import boards, chats
from storage.boards import Board
from storage.errors import StorageError
from storage.transaction import Transaction

_log = logging.getLogger(__name__)

LOOK_EVERY = timedelta(seconds=3)  # while answers come in
LOOK_ANYWAY = timedelta(minutes=5)


async def refresh_boards(services: Services, now: datetime) -> bool:
    """Begin to look at the boards that may have changed, one chat beside another."""

    async def read(tx: Transaction) -> tuple[list[Board], int]:
        due = await boards.due(tx, now=now, not_since=now - APART)
        return due, await boards.change_mark(tx)

    due, change = await services.database.read(read)
    look = BoardLook(now, f"{change} {today(services)}")
    worth = [board for board in due if _is_worth(services, board, look)]
    worth.sort(key=lambda board: board.chat_id)  # and within a chat the oldest first, as read
    for chat_id, group in groupby(worth, key=lambda board: board.chat_id):
        if chat_id in services.redrawing:
            continue
        task = asyncio.create_task(_refresh(services, list(group), look), name=f"boards{chat_id}")
        services.redrawing[chat_id] = task
        task.add_done_callback(partial(_ended, services, chat_id))
    return False


def _is_worth(services: Services, board: Board, look: BoardLook) -> bool:
    """Tell whether something may have changed since the last look, or it is long ago."""
    last = services.looked.get(board.token)
    if last is None or look.at - last.at >= LOOK_ANYWAY:
        return True
    moved = board.chat_id in services.chat_moves
    return moved or (look.mark != last.mark and look.at - last.at >= LOOK_EVERY)


def _ended(services: Services, chat_id: int, _task: asyncio.Task[bool]) -> None:
    services.redrawing.pop(chat_id, None)


async def _refresh(services: Services, due: Sequence[Board], look: BoardLook) -> bool:
    """Look at the boards of a chat until one was edited: the next one waits for its turn."""
    for board in due:
        services.looked[board.token] = look
        try:
            if await refresh(services, board):
                return True
        except StorageError as error:
            _log.warning("a board waits for the database: %s", error)
            services.looked.pop(board.token, None)
        except Refusal as refusal:
            _log.debug("a board cannot be told now command=%r key=%s", board.command, refusal.key)
        except Exception:  # noqa: BLE001 - one board's fault is not the others'
            _log.exception("a board cannot be made: it stays as it is command=%r", board.command)
    return False


async def refresh(services: Services, board: Board) -> bool:
    """Let one board show what holds now; True if its chat has had its turn."""
    boarding.report_of(services, board.command, refusal="board")
    if not _is_allowed(services, board):
        await boarding.end(services, board, reason="no longer allowed")
        return True
    if board.chat_id in services.chat_moves:
        await posting.post_anew(services, board)
        return True
    voice = services.voice(board.language)
    page = await page_behind(services, board.command, voice)
    if boarding.fingerprint(services, page) == board.shown:
        return False
    if not await _claimed(services, board):
        services.looked.pop(board.token, None)
        return True
    face = await boarding.face_of(services, page, voice)
    outcome, pictured = await boarding.edit(services, board, face)
    await _note(services, replace(board, shown=face.shown, picture=pictured), outcome)
    return True


async def _claimed(services: Services, board: Board) -> bool:
    """Take the chat's turn: boards were read as due a while ago, and only a claim can decide."""
    now = services.clock()
    return await services.database.write(
        lambda tx: boards.claim(tx, board.token, now=now, not_since=now - APART)
    )


def _is_allowed(services: Services, board: Board) -> bool:
    """Tell whether whoever made the board might still ask for it there."""
    held = held_in(services, user_id=board.made_by, chat_id=board.chat_id)
    return held >= role_needed(services, board.command)


async def _note(services: Services, board: Board, outcome: Outcome) -> None:
    """Keep what came of an edit; one that may have been lost is made again."""
    at = services.clock()
    match outcome:
        case _ if is_lost(outcome):
            await boarding.end(services, board, reason=str(outcome))
        case Moved(chat_id):
            services.chat_moves[board.chat_id] = chat_id
            await services.database.write(
                lambda tx: chats.record_move(tx, old_id=board.chat_id, new_id=chat_id)
            )
        case Edited() | Sent() | Refused():
            if isinstance(outcome, Refused):
                _log.warning("a board was refused: it waits for other figures %s", outcome)
            await services.database.write(
                lambda tx: boards.shows(
                    tx,
                    board.token,
                    shown=board.shown,
                    picture=board.picture,
                    at=at,
                    next_at=at + EDIT_EVERY,
                )
            )
        case _:
            seconds = outcome.seconds if isinstance(outcome, TryLater) else 0.0
            until = at + max(EDIT_EVERY, timedelta(seconds=seconds))
            await services.database.write(
                lambda tx: boards.wait(tx, board.token, at=at, until=until)
            )
            services.looked.pop(board.token, None)
