"""Staff ask whether everything runs: /health."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import partial

from bot.effects import Reply, Scene
from bot.operating.condition import health
from bot.services import Services
from bot.surveys.question import Screen
from bot.wire.incoming import Said
from bot.words.voice import Voice


async def on_health(scene: Scene, said: Said) -> Reply:
    """Answer with the same figures as the health page."""
    return Reply(later=partial(_read, scene.services, scene.voice(said)))


async def _read(services: Services, voice: Voice) -> Reply:
    document = await health(services, services.clock())
    return Reply(say=Screen(health_text(voice, document)))


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
        elif key == "why":
            yield name, voice.plain(f"staff.health.why_{value}")
        else:
            yield name, _word(voice, value)


def _word(voice: Voice, value: object) -> str:
    if value is None:
        return voice.plain("staff.health.nothing")
    if isinstance(value, bool):
        return voice.plain("staff.value.yes" if value else "staff.value.no")
    return voice.number(Decimal(str(value))) if isinstance(value, (int, float)) else str(value)
