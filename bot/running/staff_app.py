"""Staff commands and buttons, dispatched by python-telegram-bot with a typed context."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from telegram import Update
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    ExtBot,
    filters,
)

from bot.access import Role
from bot.guard import Handler, guarded
from bot.services import Command, Context, Services, StaffApplication
from bot.wire.incoming import Raw

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class StaffDispatcher:
    """Takes raw updates that only read."""

    application: StaffApplication

    async def dispatch(self, update: Raw) -> None:
        """Hand an update to the handler of its command or button."""
        parsed = Update.de_json(dict(update), self.application.bot)
        await self.application.process_update(parsed)

    async def close(self) -> None:
        """Let the library end what it began."""
        await self.application.shutdown()


async def staff_application(
    bot: ExtBot[None],
    services: Services,
    commands: Sequence[Command],
    buttons: Mapping[str, Handler],
) -> StaffDispatcher:
    """Build the library's application without its updater and without its job queue."""
    builder = (
        Application.builder()
        .bot(bot)
        .updater(None)
        .job_queue(None)
        .context_types(ContextTypes(context=Context))
    )
    application = cast(StaffApplication, builder.build())
    application.bot_data["services"] = services
    for command in commands:
        handler = guarded(command.role, command.answer)
        application.add_handler(
            CommandHandler(command.name, handler, filters=filters.UpdateType.MESSAGE)
        )
    for prefix, answer in buttons.items():
        handler = guarded(Role.ANYONE, answer)  # a button asks for the role of what it repeats
        application.add_handler(CallbackQueryHandler(handler, pattern=f"^{prefix}:"))
    application.add_error_handler(_on_error)
    await application.initialize()
    return StaffDispatcher(application)


async def _on_error(update: object, context: Context) -> None:
    """Log a fault and apologise to whoever asked: the one error handler."""
    _log.error("a staff command failed", exc_info=context.error)
    if not isinstance(update, Update):
        return
    context.happening = update
    words, language = context.services.words, context.language(update)
    if update.callback_query is not None:
        await context.toast(words.plain(language, "toast.trouble"))
    else:
        await context.say(words.say(language, "toast.trouble"))
