"""Staff keep a report before their eyes: /board REPORT, /board, and the button that stops one."""

import secrets
from dataclasses import replace
from functools import partial

from bot.access import Role
from bot.boards import boarding, posting
from bot.boards.boarding import MOST, PREFIX
from bot.boards.sameness import means_same
from bot.boards.words import board_line, list_screen, way_to
from bot.effects import Reply, Scene, told
from bot.errors import Refusal
from bot.guard import held_by, require
from bot.messages.acting import store
from bot.reports.roles import role_needed
from bot.reports.understanding import query_of
from bot.services import Services
from bot.surveys.question import Screen
from bot.wire.incoming import Asker, Said, Tap
from bot.words import dates
from bot.words.vocabulary import Spoken
from storage import boards, colleagues
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
    boarding.refuse_unmeasured(services, command)
    found = await boarding.boards_of(scene, asker)
    same = next((each for each in found if _is_same(scene, asker, each, inner)), None)
    if same is not None:
        return await _stands_already(scene, asker, same)
    if len(found) >= MOST:
        raise Refusal("board.too_many", most=MOST, example="/board")
    draft = _draft(scene, asker, inner)
    await colleagues.remember(scene.tx, asker.person)
    await boards.add(scene.tx, draft)
    return await store(scene, asker, "board", {"token": draft.token})


def _is_same(scene: Scene, asker: Asker, board: Board, inner: str) -> bool:
    here = board.thread_id == asker.thread_id
    return here and means_same(scene.services, board.command, inner)


async def _stands_already(scene: Scene, asker: Asker, board: Board) -> Reply:
    """Say that a board stands here already, since when and by whom, and lead to it."""
    voice, who = scene.voice(asker), board.made_by
    reply = told(
        scene.services,
        asker,
        "board.already_yours" if who == asker.person.telegram_id else "board.already",
        command=Spoken(board.command),
        since=dates.moment(voice, board.made_at, scene.zone),
        name=(await colleagues.names(scene.tx, [who]))[who],
    )
    if not isinstance(reply.say, Screen):
        return reply
    buttons = way_to(voice, board, data=PREFIX + board.token, chat_id=asker.chat_id or 0)
    return replace(reply, say=replace(reply.say, keyboard=buttons))


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
        raise await boarding.not_yours(scene, board.made_by)
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
