"""Staff keep a report before their eyes: /board REPORT, /board, and the button that stops one."""

from dataclasses import replace
from datetime import datetime

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update

from bot.access import Role
from bot.boards import boarding, stepping
from bot.boards.boarding import MOST, PREFIX, Face
from bot.boards.words import Line, boards_text
from bot.errors import Refusal
from bot.guard import held_by, require, role_needed
from bot.reports.pages import page_behind, typed, voice_of
from bot.services import Context
from bot.wire.outcomes import Outcome, Refused, Sent
from bot.words.voice import Voice
from storage import boards
from storage.boards import Board


async def on_board(update: Update, context: Context) -> None:
    """Post a board, or list those of this chat."""
    asked = typed(update).split(maxsplit=1)[1:]
    if asked:
        await post_board(update, context, asked[0])
    else:
        await context.say(*await _listed(update, context))


async def post_board(update: Update, context: Context, asked: str) -> None:
    """Post a message that keeps a report true; `asked` is the command of the report.

    Refused where the chat has enough of them.
    """
    services, chat, voice = context.services, update.effective_chat, voice_of(update, context)
    command = boarding.report_of(services, asked, refusal="board")
    inner = boarding.canonical(services, asked)
    require(update, context, max(command.role, role_needed(services, inner)))
    if chat is None:
        return
    if len(await boarding.boards_of(services, chat.id)) >= MOST:
        raise Refusal("board.too_many", most=MOST, example="/board")
    steps = await stepping.steps_of(services, inner)
    page = await page_behind(services, inner, voice)
    face = await boarding.face_of(services, page, voice)
    draft = _draft(update, inner, voice, now=services.clock(), steps=steps)
    face, outcome = await _said(context, face, boarding.stop_button(voice, draft.token))
    if not isinstance(outcome, Sent):
        return
    made = boarding.new_board(face, draft, message_id=outcome.message_id, now=services.clock())
    await services.database.write(lambda tx: boards.add(tx, made))
    await services.outbox.pin(chat.id, made.message_id)


async def _said(
    context: Context, face: Face, button: InlineKeyboardMarkup
) -> tuple[Face, Outcome | None]:
    """Send the message; where pictures may not go, in words."""
    outcome = await context.say(face.text, button, png=face.png)
    if face.png is None or not isinstance(outcome, Refused):
        return face, outcome
    return replace(face, png=None), await context.say(face.words, button)


def _draft(
    update: Update, inner: str, voice: Voice, *, now: datetime, steps: boards.Steps
) -> Board:
    chat, user, message = update.effective_chat, update.effective_user, update.effective_message
    in_topic = message is not None and message.is_topic_message
    return Board(
        token=boarding.new_token(),
        chat_id=chat.id if chat else 0,
        thread_id=message.message_thread_id if message is not None and in_topic else None,
        message_id=0,
        command=inner,
        language=voice.language,
        made_by=user.id if user else 0,
        made_at=now,
        picture=False,
        shown="",
        steps=steps,
        edited_at=now,
        next_at=now,
    )


async def on_press(update: Update, context: Context) -> None:
    """Stop the board whose button was pressed, below it or in the list, or refuse to."""
    services, pressed, user = context.services, update.callback_query, update.effective_user
    token = ((pressed.data if pressed else None) or "").removeprefix(PREFIX)
    board = await services.database.read(lambda tx: boards.find(tx, token))
    chat = update.effective_chat
    if board is None or chat is None or user is None:
        raise Refusal("staff.stale_button")
    if services.chat_moves.get(board.chat_id, board.chat_id) != chat.id:
        raise Refusal("staff.stale_button")
    require(update, context, Role.VIEWER)
    if held_by(update, context) < Role.AGENT and user.id != board.made_by:
        raise Refusal("board.not_yours")
    await boarding.end(services, board, actor=f"telegram:{user.id}", reason="stopped")
    message = pressed.message if pressed else None
    if message is not None and message.message_id == board.message_id:
        await context.toast(voice_of(update, context).plain("board.stopped"))
    else:
        await context.show(*await _listed(update, context))
    await services.outbox.take_buttons(chat.id, board.message_id)
    await services.outbox.unpin(chat.id, board.message_id)


async def _listed(update: Update, context: Context) -> tuple[str, InlineKeyboardMarkup | None]:
    services, voice, chat = context.services, voice_of(update, context), update.effective_chat
    found = await boarding.boards_of(services, chat.id) if chat else []
    zone = services.zone
    lines = [Line(board.command, board.made_at.astimezone(zone).date()) for board in found]
    text = boards_text(voice, lines, example=voice.typed(boarding.example_of(services, "board")))
    buttons = [
        InlineKeyboardButton(
            voice.plain("board.stop_number", number=number), callback_data=PREFIX + board.token
        )
        for number, board in enumerate(found, start=1)
    ]
    rows = [buttons[at : at + 3] for at in range(0, len(buttons), 3)]
    return text, InlineKeyboardMarkup(rows) if rows else None
