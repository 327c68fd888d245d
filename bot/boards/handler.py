"""Staff keep a report before their eyes: /board REPORT, /board, and the button that stops one."""

import secrets
from functools import partial

from bot.access import Role
from bot.boards import boarding, posting
from bot.boards.boarding import MOST, PREFIX
from bot.boards.words import board_line, list_screen
from bot.effects import Reply, Scene
from bot.errors import Refusal
from bot.guard import held_by, require
from bot.messages.acting import store
from bot.reports.roles import role_needed
from bot.reports.understanding import query_of
from bot.services import Services
from bot.surveys.question import Screen
from bot.wire.incoming import Asker, Said, Tap
from storage import boards
from storage.actions import Action
from storage.boards import Board


async def on_board(scene: Scene, said: Said) -> Reply:
    """Post a board, or list those of this chat."""
    asked = (said.text or "").split(maxsplit=1)[1:]
    if asked:
        return await post_board(scene, said, asked[0])
    return Reply(say=await _listed(scene, said))


async def post_board(scene: Scene, asker: Asker, asked: str) -> Reply:
    """Keep a board whose message is posted after the commit; `asked` is the report's command.

    Refused where the chat has enough of them.
    """
    services = scene.services
    command = boarding.report_of(services, asked, refusal="board")
    inner = query_of(services, asked).lasting()
    require(services, asker, max(command.role, role_needed(services, inner)))
    if len(await boarding.boards_of(scene, asker)) >= MOST:
        raise Refusal("board.too_many", most=MOST, example="/board")
    draft = _draft(scene, asker, inner)
    await boards.add(scene.tx, draft)
    return await store(scene, asker, "board", {"token": draft.token})


async def carry_out(services: Services, action: Action) -> Reply:
    """Post the message of a board."""
    await posting.post(services, action)
    return Reply()


def _draft(scene: Scene, asker: Asker, inner: str) -> Board:
    return Board(
        token=secrets.token_urlsafe(9),
        chat_id=asker.chat_id or 0,
        thread_id=asker.thread_id,
        message_id=0,
        command=inner,
        language=scene.language(asker.person),
        made_by=asker.person.telegram_id,
        made_at=scene.now,
        picture=False,
        shown="",
        edited_at=scene.now,
        next_at=scene.now,
    )


async def on_press(scene: Scene, tap: Tap) -> Reply:
    """Stop the board whose button was pressed, below it or in the list, or refuse to."""
    services, who = scene.services, tap.person.telegram_id
    board = await boards.find(scene.tx, tap.data.removeprefix(PREFIX))
    if board is None or services.chat_moves.get(board.chat_id, board.chat_id) != tap.chat_id:
        raise Refusal("staff.stale_button")
    if held_by(services, tap) < Role.AGENT and who != board.made_by:
        raise Refusal("board.not_yours")
    await boarding.end_in(scene.tx, board, actor=f"telegram:{who}", reason="stopped", at=scene.now)
    later = partial(_taken_down, services, board, chat_id=tap.chat_id)
    if tap.message_id == board.message_id:
        return Reply(toast=scene.voice(tap).plain("board.stopped"), later=later)
    return Reply(show=await _listed(scene, tap), later=later)


async def _taken_down(services: Services, board: Board, *, chat_id: int) -> Reply:
    services.looked.pop(board.token, None)
    if board.message_id:
        await services.outbox.take_buttons(chat_id, board.message_id)
        await services.outbox.unpin(chat_id, board.message_id)
    return Reply()


async def _listed(scene: Scene, asker: Asker) -> Screen:
    voice = scene.voice(asker)
    found = await boarding.boards_of(scene, asker)
    lines = {
        PREFIX + board.token: board_line(voice, number, board, scene.zone)
        for number, board in enumerate(found, start=1)
    }
    example = voice.typed(boarding.example_of(scene.services, "board"))
    return list_screen(
        voice,
        lines,
        title=voice.say("board.list"),
        more=voice.say("board.another", example=example),
        nothing=voice.say("board.none", example=example),
    )
