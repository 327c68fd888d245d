"""What no transaction can do: stored in the one that asks for it, carried out after the commit."""

from collections.abc import Awaitable, Callable, Mapping

from bot.effects import Reply, Scene
from bot.services import Services
from bot.wire.incoming import Asker, Said
from storage import actions
from storage.actions import Action, Draft
from storage.customers import Profile
from storage.errors import StorageError

Act = Callable[[Services, Action], Awaitable[Reply]]


async def store(
    scene: Scene, asker: Asker, kind: str, body: Mapping[str, str] | None = None
) -> Reply:
    """Store an action; what it has to say goes where it was asked for."""
    draft = Draft(
        kind=kind,
        body=body or {},
        chat_id=asker.chat_id or asker.person.telegram_id,
        thread_id=asker.thread_id,
        reply_to=asker.message_id,
        asked_by=asker.person.telegram_id,
        language=scene.language(asker.person),
    )
    action = await actions.add(scene.tx, draft, at=scene.now)
    return Reply(action=action)


async def carry_out(services: Services, act: Act, action: Action) -> Reply:
    """Carry an action out; only what the database or the bot's end kept from it is tried again."""
    try:
        reply = await act(services, action)
    except StorageError:
        raise
    except Exception:
        await _done(services, action)
        raise
    await _done(services, action)
    return reply


async def _done(services: Services, action: Action) -> None:
    await services.database.write(lambda tx: actions.remove(tx, action.id))


async def left(services: Services) -> list[tuple[Action, Said]]:
    """Find what was not carried out when the bot ended, and who waits for it, where."""
    found = await services.database.read(actions.left)
    return [(action, _asker(action)) for action in found]


def _asker(action: Action) -> Said:
    """Tell whom to reply to; a press is too old to be answered, so that words are a message."""
    return Said(
        person=Profile(action.asked_by, None, None, action.language),
        chat_id=action.chat_id,
        chat_type="private" if action.chat_id > 0 else "supergroup",
        message_id=action.reply_to or 0,
        thread_id=action.thread_id,
    )
