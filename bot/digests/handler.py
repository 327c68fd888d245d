"""Staff are sent a report on time: /digest weekly monday 09:00 REPORT, /digest, /digest stop."""

from collections.abc import Sequence

from bot.access import Role
from bot.boards import boarding
from bot.boards.words import list_screen, stop_button
from bot.digests import digesting
from bot.digests.schedule import Schedule, read_schedule, says_stop
from bot.digests.words import digest_line, schedule_of, schedule_text
from bot.effects import Reply, Scene, told
from bot.errors import Refusal
from bot.guard import held_by, require
from bot.reports.roles import role_needed
from bot.services import Services
from bot.surveys.question import Screen
from bot.wire.incoming import Asker, Said, Tap
from bot.words import dates
from bot.words.vocabulary import Spoken
from storage import colleagues, digests
from storage.digests import Digest, Draft

PREFIX = "d:"
MOST = 6  # digests of one chat


async def on_digest(scene: Scene, said: Said) -> Reply:
    """Make a digest, list those of this chat, or stop one; one too many is refused."""
    asked = (said.text or "").split(maxsplit=1)[1:]
    found = await digesting.digests_of(scene, said)
    stopping = bool(asked) and says_stop(asked[0], scene.services.words)
    if stopping and len(found) == 1:
        await _stop(scene, said, found[0])
        return told(scene.services, said, "digest.stopped")
    if stopping or not asked:
        return Reply(say=await _listed(scene, said))
    return await _make(scene, said, asked[0], found)


async def _make(scene: Scene, said: Said, text: str, found: Sequence[Digest]) -> Reply:
    services, voice = scene.services, scene.voice(said)
    schedule, rest = read_schedule(text, services.words, example=voice.plain("digest.example"))
    rest = rest or _usual(services)
    command = boarding.report_of(services, rest, refusal="digest")
    inner = digesting.canonical(services, rest)
    require(services, said, max(command.role, role_needed(services, inner)))
    boarding.refuse_unmeasured(services, command)
    draft = _draft(scene, said, schedule, inner)
    same = next((each for each in found if digesting.is_same(services, each, draft)), None)
    if same is not None:
        return await _comes_already(scene, said, same)
    if len(found) >= MOST:
        raise Refusal("digest.too_many", most=MOST, example="/digest")
    await colleagues.remember(scene.tx, said.person)
    made = await digests.add(scene.tx, draft)
    first = dates.moment(voice, made.next_at, services.zone)
    words = voice.say(
        "digest.made",
        command=Spoken(inner),
        schedule=schedule_text(voice, schedule),
        zone=services.zone.key,
        first=first,
    )
    return Reply(say=Screen(words, stop_button(voice, f"{PREFIX}{made.id}")))


async def _comes_already(scene: Scene, said: Said, digest: Digest) -> Reply:
    """Say that a digest comes already, since when and by whom."""
    voice, zone, who = scene.voice(said), scene.zone, digest.made_by
    return told(
        scene.services,
        said,
        "digest.already_yours" if who == said.person.telegram_id else "digest.already",
        command=Spoken(digest.command),
        schedule=schedule_text(voice, schedule_of(digest)),
        zone=zone.key,
        since=dates.moment(voice, digest.made_at, zone),
        name=(await colleagues.names(scene.tx, [who]))[who],
        next=dates.moment(voice, digest.next_at, zone),
    )


def _usual(services: Services) -> str:
    """Name the report of a digest that names none."""
    if "overall" in services.reports:
        return "/overall"
    return "/" + boarding.example_of(services, "board").split()[1]


def _draft(scene: Scene, said: Said, schedule: Schedule, inner: str) -> Draft:
    return Draft(
        chat_id=said.chat_id,
        thread_id=said.thread_id,
        command=inner,
        every=schedule.every,
        day=schedule.day,
        at=schedule.at,
        language=scene.language(said.person),
        made_by=said.person.telegram_id,
        made_at=scene.now,
        next_at=schedule.following(scene.now, scene.zone),
    )


async def on_press(scene: Scene, tap: Tap) -> Reply:
    """Stop the digest whose button was pressed, and show those that are left, or refuse to."""
    number = tap.data.removeprefix(PREFIX)
    found = await digesting.digests_of(scene, tap)
    digest = next((each for each in found if str(each.id) == number), None)
    if digest is None:
        raise Refusal("staff.stale_button")
    await _stop(scene, tap, digest)
    return Reply(show=await _listed(scene, tap))


async def _stop(scene: Scene, asker: Asker, digest: Digest) -> None:
    who = asker.person.telegram_id
    if held_by(scene.services, asker) < Role.AGENT and who != digest.made_by:
        raise await boarding.not_yours(scene, digest.made_by)
    actor = f"telegram:{who}"
    await digesting.end(scene.tx, digest, actor=actor, reason="stopped", at=scene.now)


async def _listed(scene: Scene, asker: Asker) -> Screen:
    voice, zone = scene.voice(asker), scene.zone
    found = await digesting.digests_of(scene, asker)
    lines = {
        f"{PREFIX}{digest.id}": digest_line(voice, number, digest, zone)
        for number, digest in enumerate(found, start=1)
    }
    example = voice.plain("digest.example")
    return list_screen(
        voice,
        lines,
        title=voice.say("digest.list", zone=zone.key),
        more=voice.say("digest.another", example=example),
        nothing=voice.say("digest.none", example=example),
    )
