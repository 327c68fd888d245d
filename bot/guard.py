"""What stands before every staff handler: who is asking, in which chat, and may they."""

from collections.abc import Callable, Coroutine
from typing import Any

from telegram import Update

from bot.access import Role, is_anonymous_admin, role_of
from bot.errors import Refusal
from bot.reports.understanding import query_of
from bot.services import Context, Services
from bot.text.query import command_of

Handler = Callable[[Update, Context], Coroutine[Any, Any, None]]


def guarded(role: Role, answer: Handler) -> Handler:
    """Let only those through who may; checked again for every button."""

    async def checked(update: Update, context: Context) -> None:
        context.happening = update
        try:
            require(update, context, role)
            await answer(update, context)
        except Refusal as refusal:
            await refuse(context, refusal)

    return checked


def require(update: Update, context: Context, role: Role) -> None:
    """Raise a Refusal unless the person has the role in this chat."""
    user, chat = update.effective_user, update.effective_chat
    message = update.effective_message
    by_group = update.callback_query is None and message is not None and message.sender_chat
    if role > Role.ANYONE and (by_group or is_anonymous_admin(user.id if user else None)):
        raise Refusal("staff.anonymous_admin")
    if chat is None or held_by(update, context) < role:
        raise Refusal("staff.denied", role=role.name.lower())


def held_by(update: Update, context: Context) -> Role:
    """Tell the role of whoever wrote or pressed, in this chat."""
    user, chat = update.effective_user, update.effective_chat
    if chat is None:
        return Role.ANYONE
    services = context.services
    return role_of(
        services.config.staff,
        user_id=user.id if user else None,
        chat_id=chat.id,
        chat_type=chat.type,
        chat_moves=services.chat_moves,
    )


def held_in(services: Services, *, user_id: int, chat_id: int) -> Role:
    """Tell the role of a person in a chat of which only the id is known, wherever it is now."""
    here = services.chat_moves.get(chat_id, chat_id)
    return role_of(
        services.config.staff,
        user_id=user_id,
        chat_id=here,
        chat_type="private" if here > 0 else "supergroup",
        chat_moves=services.chat_moves,
    )


async def refuse(context: Context, refusal: Refusal) -> None:
    """Say no in words: as a toast to a press, as a reply to a command."""
    words, language = context.services.words, context.language(context.happening)
    if context.happening.callback_query is not None:
        await context.toast(words.plain(language, refusal.key, **refusal.values))
    else:
        await context.say(words.say(language, refusal.key, **refusal.values))


def role_needed(services: Services, text: str) -> Role:
    """Tell which role a command needs: a survey or metric that it names is for who may ask it.

    A command that is not in the table needs the highest.
    """
    roles = {each.name: each.role for each in services.commands}
    needed = roles.get(command_of(text), Role.ADMIN)
    if command_of(text) not in services.reports:
        return needed
    query = query_of(services, text)
    metrics = [query.metric] if query.metric else []
    metrics += [services.versions[query.survey].metric] if query.survey else []
    return max([needed, *(roles.get(metric, Role.ADMIN) for metric in metrics)])
