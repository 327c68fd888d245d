"""Admins ask what is wrong: /doctor."""

from functools import partial

from bot.effects import Reply, Scene
from bot.operating.checkup.rounds import look_from_inside
from bot.operating.checkup.words import doctor_text
from bot.services import Services
from bot.surveys.question import Screen
from bot.wire.incoming import Said
from bot.words.voice import Voice


async def on_doctor(scene: Scene, said: Said) -> Reply:
    """/doctor - what is wrong with the bot and around it, each with what to do."""
    return Reply(later=partial(_looked, scene.services, scene.voice(said)))


async def _looked(services: Services, voice: Voice) -> Reply:
    findings = await look_from_inside(services, now=services.clock())
    return Reply(say=Screen(doctor_text(voice, findings)))
