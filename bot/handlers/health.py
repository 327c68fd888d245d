"""Staff ask whether everything runs: /health."""

from collections.abc import Iterator, Mapping

from telegram import Update

from bot.context import Context
from bot.flows.condition import health
from bot.flows.shortcuts import voice_of
from bot.views.voice import Voice


async def on_health(update: Update, context: Context) -> None:
    """Answer with the same figures as the health page."""
    services = context.services
    document = await health(services, services.clock())
    await context.say(health_text(voice_of(update, context), document))


def health_text(voice: Voice, document: Mapping[str, object]) -> str:
    """Write the figures one to a line, the status first."""
    lines = [voice.say("staff.health.title", status=document.get("status", "?"))]
    lines += [
        voice.say("staff.health.line", name=name, value=value)
        for name, value in _flat(document)
        if name != "status"
    ]
    return "\n".join(lines)


def _flat(document: Mapping[str, object], before: str = "") -> Iterator[tuple[str, object]]:
    for name, value in document.items():
        label = f"{before}{name.replace('_', ' ')}"
        if isinstance(value, Mapping):
            yield from _flat(value, f"{label}: ")
        else:
            yield label, _word(value)


def _word(value: object) -> object:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "-" if value is None else value
