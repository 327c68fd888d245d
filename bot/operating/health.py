"""Staff ask whether everything runs: /health."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from telegram import Update

from bot.operating.condition import health
from bot.reports.pages import voice_of
from bot.services import Context
from bot.words.voice import Voice


async def on_health(update: Update, context: Context) -> None:
    """Answer with the same figures as the health page."""
    services = context.services
    document = await health(services, services.clock())
    await context.say(health_text(voice_of(update, context), document))


def health_text(voice: Voice, document: Mapping[str, object]) -> str:
    """Write the figures one to a line, the status first."""
    status = voice.plain(f"staff.health.status_{document['status']}")
    lines = [voice.say("staff.health.title", status=status)]
    lines += [
        voice.say("staff.health.line", name=name, value=value)
        for name, value in _flat(voice, document)
    ]
    return "\n".join(lines)


def _flat(voice: Voice, document: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for key, value in document.items():
        if key == "status":
            continue
        name = voice.plain(f"staff.health.name_{key}")
        if isinstance(value, Mapping):
            for inner, each in _flat(voice, value):
                yield voice.plain("staff.health.inside", outer=name, name=inner), each
        else:
            yield name, _word(voice, value)


def _word(voice: Voice, value: object) -> str:
    if value is None:
        return voice.plain("staff.health.nothing")
    if isinstance(value, bool):
        return voice.plain("staff.value.yes" if value else "staff.value.no")
    return voice.number(Decimal(str(value))) if isinstance(value, (int, float)) else str(value)
