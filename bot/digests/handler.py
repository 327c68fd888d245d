"""Staff are sent a report on time: /digest weekly monday 09:00 REPORT, /digest, /digest stop."""

from datetime import datetime

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update

from bot.access import Role
from bot.boards import boarding
from bot.boards.words import Line, digests_text
from bot.digests import digesting
from bot.digests.schedule import Schedule, read_schedule, says_stop
from bot.errors import Refusal
from bot.guard import held_by, require, role_needed
from bot.reports.pages import typed, voice_of
from bot.services import Context, Services
from bot.words import dates
from bot.words.vocabulary import Spoken
from bot.words.voice import Voice
from storage import digests
from storage.digests import Digest, Draft

PREFIX = "d:"
MOST = 6  # digests of one chat


async def on_digest(update: Update, context: Context) -> None:
    """Make a digest, list those of this chat, or stop one; one too many is refused."""
    services, chat = context.services, update.effective_chat
    asked = typed(update).split(maxsplit=1)[1:]
    found = await digesting.digests_of(services, chat.id) if chat else []
    stopping = bool(asked) and says_stop(asked[0], services.words)
    if stopping and len(found) == 1:
        await _stop(update, context, found[0])
        await context.say(voice_of(update, context).say("digest.stopped"))
    elif stopping or not asked:
        await context.say(*await _listed(update, context))
    elif len(found) >= MOST:
        raise Refusal("digest.too_many", most=MOST, example="/digest")
    else:
        await _make(update, context, asked[0])


async def _make(update: Update, context: Context, text: str) -> None:
    services, voice, now = context.services, voice_of(update, context), context.services.clock()
    schedule, rest = read_schedule(text, services.words, example=voice.plain("digest.example"))
    rest = rest or _usual(services)
    command = boarding.report_of(services, rest, refusal="digest")
    inner = digesting.canonical(services, rest)
    require(update, context, max(command.role, role_needed(services, inner)))
    draft = _draft(update, services, schedule, inner, voice, now)
    made = await services.database.write(lambda tx: digests.add(tx, draft))
    first = dates.moment(voice, made.next_at, services.zone)
    words = voice.say(
        "digest.made",
        command=Spoken(inner),
        schedule=digesting.told(voice, schedule),
        zone=services.zone.key,
        first=first,
    )
    button = InlineKeyboardButton(voice.plain("board.stop"), callback_data=f"{PREFIX}{made.id}")
    await context.say(words, InlineKeyboardMarkup([[button]]))


def _usual(services: Services) -> str:
    """Name the report of a digest that names none."""
    if "overall" in services.reports:
        return "/overall"
    return "/" + boarding.example_of(services, "board").split()[1]


def _draft(
    update: Update,
    services: Services,
    schedule: Schedule,
    inner: str,
    voice: Voice,
    now: datetime,
) -> Draft:
    chat, user, message = update.effective_chat, update.effective_user, update.effective_message
    in_topic = message is not None and message.is_topic_message
    return Draft(
        chat_id=chat.id if chat else 0,
        thread_id=message.message_thread_id if message is not None and in_topic else None,
        command=inner,
        every=schedule.every,
        day=schedule.day,
        at=schedule.at,
        language=voice.language,
        made_by=user.id if user else 0,
        made_at=now,
        next_at=schedule.following(now, services.zone),
    )


async def on_press(update: Update, context: Context) -> None:
    """Stop the digest whose button was pressed, and show those that are left.

    A button that is no longer good is refused.
    """
    services, pressed, chat = context.services, update.callback_query, update.effective_chat
    number = ((pressed.data if pressed else None) or "").removeprefix(PREFIX)
    require(update, context, Role.VIEWER)
    found = await digesting.digests_of(services, chat.id) if chat else []
    digest = next((each for each in found if str(each.id) == number), None)
    if digest is None:
        raise Refusal("staff.stale_button")
    await _stop(update, context, digest)
    await context.show(*await _listed(update, context))


async def _stop(update: Update, context: Context, digest: Digest) -> None:
    services, user = context.services, update.effective_user
    if user is None or (held_by(update, context) < Role.AGENT and user.id != digest.made_by):
        raise Refusal("board.not_yours")
    actor = f"telegram:{user.id}"
    await services.database.write(
        lambda tx: digesting.end(services, tx, digest, actor=actor, reason="stopped")
    )


async def _listed(update: Update, context: Context) -> tuple[str, InlineKeyboardMarkup | None]:
    services, voice, chat = context.services, voice_of(update, context), update.effective_chat
    found = await digesting.digests_of(services, chat.id) if chat else []
    zone = services.zone
    text = digests_text(
        voice,
        [_line(voice, digest) for digest in found],
        zone=zone,
        example=voice.plain("digest.example"),
    )
    buttons = [
        InlineKeyboardButton(
            voice.plain("board.stop_number", number=number), callback_data=f"{PREFIX}{digest.id}"
        )
        for number, digest in enumerate(found, start=1)
    ]
    rows = [buttons[at : at + 3] for at in range(0, len(buttons), 3)]
    return text, InlineKeyboardMarkup(rows) if rows else None


def _line(voice: Voice, digest: Digest) -> Line:
    return Line(
        command=digest.command,
        since=digest.made_at.date(),
        schedule=digesting.told(voice, digesting.schedule_of(digest)),
        next_at=digest.next_at,
        paused=digest.skipped >= 4,
    )
