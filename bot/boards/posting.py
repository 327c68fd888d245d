"""Posting the message of a board: the first one, and another where its group has moved to."""

from dataclasses import replace
from datetime import datetime

from bot.boards.boarding import EDIT_EVERY, Face, button_of, face_of, note_end, report_of
from bot.messages.replying import Message, send_reply
from bot.reports.pages import page_behind
from bot.services import Services
from bot.wire.outcomes import Sent
from storage import actions, boards
from storage.actions import Action
from storage.boards import Board
from storage.errors import StorageError
from storage.transaction import Transaction


async def post(services: Services, action: Action) -> None:
    """Post the message of a board that is kept already; where none can be made, the board goes.

    The action is over right before the call: a kill during it loses the board and never doubles it.
    """
    token = action.body["token"]
    board = await services.database.read(lambda tx: boards.find(tx, token))
    if board is None or board.message_id:
        return
    try:
        board, face = await _drawn(services, board)
    except StorageError:
        raise
    except Exception:
        await _drop(services, board)
        raise
    if await services.database.write(lambda tx: actions.remove(tx, action.id)):
        await _send(services, board, face, reply_to=action.reply_to)


async def _drawn(services: Services, board: Board) -> tuple[Board, Face]:
    voice = services.voice(board.language)
    report_of(services, board.command, refusal="board")
    page = await page_behind(services, board.command, voice)
    return board, await face_of(services, page, voice)


async def _drop(services: Services, board: Board) -> None:
    await services.database.write(lambda tx: boards.remove(tx, board.token))


async def _send(services: Services, board: Board, face: Face, *, reply_to: int | None) -> None:
    message = Message(face.words, button_of(services, board), face.png, face.text)
    place = board.chat_id, board.thread_id
    outcome, pictured = await send_reply(services, message, place=place, reply_to=reply_to)
    if not isinstance(outcome, Sent):
        await _drop(services, board)
        return
    face, now = face if pictured else replace(face, png=None), services.clock()
    here = services.chat_moves.get(board.chat_id, board.chat_id)
    draft = replace(board, chat_id=here)
    made = _new_board(face, draft, message_id=outcome.message_id, now=now)

    async def unit(tx: Transaction) -> bool:
        return await boards.remove(tx, made.token) and await boards.add(tx, made)

    if await services.database.write(unit):
        await services.outbox.pin(made.chat_id, made.message_id)
    else:  # somebody stopped it meanwhile
        await services.outbox.take_buttons(made.chat_id, made.message_id)


def _new_board(face: Face, draft: Board, *, message_id: int, now: datetime) -> Board:
    """Describe a board whose message has just been sent."""
    return replace(
        draft,
        message_id=message_id,
        picture=face.png is not None,
        shown=face.shown,
        edited_at=now,
        next_at=now + EDIT_EVERY,
    )


async def post_anew(services: Services, board: Board) -> None:
    """Follow a group to its new id, where the old messages are not: once, or not at all.

    The row goes before the message is sent: a kill in between loses the board and never doubles it.
    """
    board, face = await _drawn(services, board)
    chat_id, button = services.chat_moves[board.chat_id], button_of(services, board)
    if not await services.database.write(lambda tx: boards.remove(tx, board.token)):
        return  # somebody stopped it while it was drawn
    message = Message(face.words, button, face.png, face.text)
    place = chat_id, None
    outcome, pictured = await send_reply(
        services, message, place=place, reply_to=None, kind="begun"
    )
    face, now = face if pictured else replace(face, png=None), services.clock()

    async def unit(tx: Transaction) -> None:
        if isinstance(outcome, Sent):
            draft = replace(board, chat_id=chat_id, thread_id=None)
            await boards.add(tx, _new_board(face, draft, message_id=outcome.message_id, now=now))
        else:
            await note_end(tx, board, actor="bot", reason=str(outcome), at=now)

    await services.database.write(unit)
    if isinstance(outcome, Sent):
        await services.outbox.pin(chat_id, outcome.message_id)
