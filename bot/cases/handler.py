"""Staff work on cases: /case, /case 17 close NOTE, and the buttons below alerts and cases."""

from typing import cast, get_args

from telegram import Update

from bot.access import Role, own_role
from bot.cases import casework as flow
from bot.cases.casework import Colleague, Outcome, Verb
from bot.cases.words import PREFIX, File, case_keyboard, case_text, cases_keyboard, cases_text
from bot.errors import Refusal
from bot.guard import require
from bot.messages.drawing import redraw
from bot.reports.pages import typed, voice_of
from bot.services import Context, Services
from bot.words import dates
from bot.words.voice import Voice
from storage import cases, deliveries
from storage.database import Transaction
from storage.deliveries import Delivery

_VERBS: tuple[Verb, ...] = get_args(Verb)
_MOST_DIGITS = 15


async def on_case(update: Update, context: Context) -> None:
    """List the open cases, show one, or do something about it; what cannot be done is refused."""
    services, voice = context.services, voice_of(update, context)
    words = typed(update).split(maxsplit=1)[1:]
    replied = await _replied_to(update, services)
    if not words and replied is None:
        lines, whole = await flow.open_cases(services, voice)
        await context.say(cases_text(voice, lines, whole=whole), cases_keyboard(voice, lines))
        return
    number, rest = _number(words[0] if words else "", replied)
    if not rest:
        await _say_case(context, voice, await _looked(services, number, voice))
        return
    verb, note = _verb(voice, number, rest)
    outcome = await _acted(update, context, number, verb, note)
    if not outcome.done and not outcome.mine and not note:
        raise _refusal(voice, services, outcome)
    await _say_case(context, voice, outcome.file)


async def show_case(update: Update, context: Context, body: str) -> None:
    """Show the case that a button names, in a message of its own."""
    require(update, context, Role.AGENT)
    voice = voice_of(update, context)
    number, _ = _number(body.partition(" ")[2], None)
    file = await _looked(context.services, number, voice)
    await context.toast()
    await _say_case(context, voice, file)


async def on_press(update: Update, context: Context) -> None:
    """Do what a button below an alert or a case says, or refuse to."""
    services, voice = context.services, voice_of(update, context)
    _require_agent(update, context)
    pressed = update.callback_query
    data = ((pressed.data if pressed else None) or "").removeprefix(PREFIX)
    token, _, verb = data.partition(":")
    case = await services.database.read(lambda tx: cases.find_by_token(tx, token))
    if case is None or verb not in {*_VERBS, "show"}:
        raise Refusal("staff.stale_button")
    if verb == "show":
        file = await _looked(services, case.id, voice)
        await context.toast()
        await _say_case(context, voice, file)
        return
    outcome = await _acted(update, context, case.id, cast("Verb", verb), "")
    await _redraw(update, context, voice, outcome)
    if not outcome.done and not outcome.mine:
        raise _refusal(voice, services, outcome)
    await context.toast(voice.plain(f"case.done.{verb}", number=case.id))


async def _acted(update: Update, context: Context, number: int, verb: Verb, note: str) -> Outcome:
    user, voice = update.effective_user, voice_of(update, context)
    if user is None:
        raise Refusal("staff.stale_button")
    who = Colleague(user.id, user.full_name)
    outcome = await flow.act(context.services, number, verb, who, voice, note=note)
    if outcome is None:
        raise await _unknown(context.services, number)
    context.services.wake()
    return outcome


async def _redraw(update: Update, context: Context, voice: Voice, outcome: Outcome) -> None:
    """Show in the message that was pressed how the case is now; an alert is drawn as ever."""
    services, pressed = context.services, update.callback_query
    message = pressed.message if pressed else None
    if message is None:
        return
    alert = await _delivery(services, chat_id=message.chat.id, message_id=message.message_id)
    if alert is not None:
        await redraw(services, alert.id)
        return
    text = case_text(voice, outcome.file, services.zone)
    buttons = case_keyboard(voice, outcome.file.standing)
    await services.outbox.edit_text(message.chat.id, message.message_id, text, buttons)


async def _say_case(context: Context, voice: Voice, file: File) -> None:
    zone = context.services.zone
    await context.say(case_text(voice, file, zone), case_keyboard(voice, file.standing))


async def _looked(services: Services, number: int, voice: Voice) -> File:
    file = await flow.look(services, number, voice)
    if file is None:
        raise await _unknown(services, number)
    return file


async def _unknown(services: Services, number: int) -> Refusal:
    newest = await services.database.read(cases.newest)
    if newest is None:
        return Refusal("case.none_yet", example="/comments week low")
    return Refusal("case.unknown", number=number, newest=newest, example=f"/case {newest}")


def _refusal(voice: Voice, services: Services, outcome: Outcome) -> Refusal:
    """Say how the case stands, and what may be done instead."""
    standing = outcome.file.standing
    advice = "take" if standing.state == "open" else "reopen"
    return Refusal(
        f"case.is.{standing.state}",
        number=standing.number,
        name=standing.name,
        when=dates.moment(voice, standing.since, services.zone),
        example=f"/case {standing.number} {advice}",
    )


def _number(text: str, replied: int | None) -> tuple[int, str]:
    """Read "17 close NOTE"; in reply to an alert the number may be left out."""
    head, *rest = text.split(maxsplit=1) or [""]
    digits = head.lstrip("#№")
    if digits.isascii() and digits.isdecimal() and len(digits) <= _MOST_DIGITS:
        return int(digits), rest[0] if rest else ""
    if replied is not None:
        return replied, text
    raise Refusal("case.no_number", word=head, example="/case 17")


def _verb(voice: Voice, number: int, text: str) -> tuple[Verb, str]:
    """Read what is to be done, in any language, and the note after it."""
    head, *rest = text.split(maxsplit=1)
    for verb in _VERBS:
        said = {voice.words.plain(each, f"case.word.{verb}") for each in voice.words.languages}
        if head.casefold() in {verb, *said}:
            note = rest[0] if rest else ""
            if verb == "note" and not note:
                break
            return verb, note
    example = f"/case {number} close called back"
    raise Refusal("case.what", word=head, number=number, example=example)


def _require_agent(update: Update, context: Context) -> None:
    """Let agents through; in the group of the alerts their own ids are enough."""
    services, user, chat = context.services, update.effective_user, update.effective_chat
    alerts = services.config.staff.alerts
    if user is not None and chat is not None and alerts is not None:
        here = chat.id == services.chat_moves.get(alerts, alerts)
        if here and own_role(services.config.staff, user.id) >= Role.AGENT:
            return
    require(update, context, Role.AGENT)


async def _replied_to(update: Update, services: Services) -> int | None:
    """Give the number of the case whose alert a command replies to."""
    message = update.effective_message
    above = message.reply_to_message if message else None
    if message is None or above is None:
        return None
    alert = await _delivery(services, chat_id=message.chat_id, message_id=above.message_id)
    invitation_id = alert.invitation_id if alert else None
    if invitation_id is None:
        return None
    case = await services.database.read(lambda tx: cases.of_invitation(tx, invitation_id))
    return case.id if case else None


async def _delivery(services: Services, *, chat_id: int, message_id: int) -> Delivery | None:
    async def read(tx: Transaction) -> Delivery | None:
        found = await deliveries.find_by_message(tx, chat_id=chat_id, message_id=message_id)
        return found if found is not None and found.kind == "alert" else None

    return await services.database.read(read)
