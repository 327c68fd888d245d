"""Many customers who have each been asked one question, written straight into both worlds."""

from datetime import datetime, timedelta

from bot.clock import system_clock
from bot.running.state import keep_state
from bot.settings.config import Config
from playground.core import Telegram
from storage import asks, customers, deliveries
from storage.customers import Profile
from storage.database import Database
from storage.invitations import Draft
from storage.transaction import Transaction
from tests.bot.waiting import now_s

FIRST = 10_000
SURVEY = "after-chat"


async def ask_everybody(telegram: Telegram, config: Config, people: int) -> dict[int, int]:
    """Let every customer have an open question; gives the message of each."""
    messages = {person: _show(telegram, person) for person in range(FIRST, FIRST + people)}
    now = system_clock() - timedelta(minutes=1)
    database = await Database.open(config.database_path)
    try:
        kept = await keep_state(database, config, now=now)
        version = kept.versions[SURVEY].id

        async def unit(tx: Transaction) -> None:
            for person, message in messages.items():
                await _asked(tx, config, person, message, version=version, now=now)

        await database.write(unit)
    finally:
        await database.close()
    return messages


def token_of(person: int) -> str:
    """The token that this person's buttons carry."""
    return f"token-of-{person}"


def _show(telegram: Telegram, person: int) -> int:
    telegram.create_user(f"P{person}", user_id=person, language_code="en")
    chat = telegram.chats[person]
    chat.started = True
    body = {"from": telegram.bot.body, "text": "How was it?"}
    return int(telegram.keep(chat, body, now=now_s()).body["message_id"])


async def _asked(
    tx: Transaction, config: Config, person: int, message: int, *, version: int, now: datetime
) -> None:
    zone = config.business.zone
    customer = await customers.remember(tx, Profile(person, f"P{person}"), at=now)
    draft = Draft(
        token=token_of(person),
        survey=SURVEY,
        version_id=version,
        interaction_id=None,
        customer_id=customer.id,
        touchpoint="support",
        agent="anna",
        channel="chat",
        language="en",
        visit=1,
    )
    invitation = await asks.add(
        tx, draft, "planned", at=now, zone=zone, expires_at=now + timedelta(days=14)
    )
    dedupe = f"ask:{invitation.id}"
    await deliveries.plan(
        tx,
        kind="ask",
        dedupe=dedupe,
        chat_id=person,
        due_at=now,
        invitation_id=invitation.id,
        customer_id=customer.id,
        survey=SURVEY,
        counts=True,
    )
    planned = (await deliveries.of_invitation(tx, invitation.id))[0]
    await deliveries.claim(tx, planned, now=now)
    await deliveries.mark_sent(tx, planned.id, chat_id=person, message_id=message, now=now)
    claimed = await asks.claim(tx, invitation, at=now, zone=zone)
    await asks.deliver(tx, claimed, at=now, zone=zone)
