"""What the gates are told about a person: which asks count, and what was asked already."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.asking.gathering import Matter, facts_about, occasion_of, stored_occasion
from bot.asking.links import new_token
from bot.asking.planning import plan_ask
from bot.asking.supplying import quota_reached_at
from bot.gates.facts import Facts, Occasion, Quota
from simulation.blank import blank
from storage import anonymous, asks, customers, interactions, versions
from storage.customers import Customer
from storage.database import Database
from storage.interactions import Interaction
from storage.invitations import Draft, Invitation
from storage.transaction import Transaction
from storage.versions import Asked
from tests.bot.gates.test_decide import NEVER_QUIET, rules

NOW = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Berlin")
Step = Callable[[Transaction, Invitation], Awaitable[Invitation]]
CLAIM: Step = partial(asks.claim, at=NOW, zone=ZONE)
ARRIVE: Step = partial(asks.deliver, at=NOW, zone=ZONE)
LATER: Step = partial(asks.put_off, expires_at=NOW + timedelta(days=9), zone=ZONE)
EXPIRE: Step = partial(asks.expire, zone=ZONE)
TAKE_BACK: Step = partial(asks.take_back, gate="live_talk", at=NOW, zone=ZONE)


@dataclass
class Desk:
    """One customer and the interactions with them."""

    database: Database
    customer: Customer
    told: int = 0

    async def interaction(self) -> int:
        self.told += 1
        ended = Interaction(f"T-{self.told}", "support", NOW)
        return await self.database.write(
            lambda tx: interactions.add(
                tx, ended, source="desk", customer_id=self.customer.id, visit=1, at=NOW
            )
        )

    async def invitation(self, survey: str, interaction: int, *life: Step) -> Invitation:
        """Plan a question, then let this happen to it."""

        async def unit(tx: Transaction) -> Invitation:
            asked = Asked(survey, "csat", 5, False, None, "{}", survey)
            version = await versions.keep(tx, asked, at=NOW)
            draft = Draft(
                new_token(), survey, version.id, self.customer.id, "en", interaction, visit=1
            )
            ask = await asks.add(tx, draft, "planned", at=NOW, zone=ZONE)
            await plan_ask(tx, ask, chat_id=42, at=NOW)
            for step in life:
                ask = await step(tx, ask)
            return ask

        return await self.database.write(unit)

    async def facts(self, own: Invitation | None = None) -> Facts:
        matter = Matter(self.customer, "one", rules(), closed_at=NOW, own=own)
        return await self.database.read(lambda tx: facts_about(tx, matter, "ended", now=NOW))


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    database = await Database.open(blank(tmp_path / "a.db"))
    profile = customers.Profile(42, "Bob")
    customer = await database.write(lambda tx: customers.remember(tx, profile, at=NOW))
    yield Desk(database, customer)
    await database.close()


SENT: tuple[Step, ...] = (CLAIM, ARRIVE)
LIVES: dict[str, tuple[Step, ...]] = {
    "planned": (),
    "claimed": (CLAIM,),
    "sent": SENT,
    "unknown": (CLAIM, partial(asks.end, how="lose", zone=ZONE)),
    "answered": (*SENT, partial(asks.answer, at=NOW, zone=ZONE)),
    "expired": (*SENT, EXPIRE),
    "withdrawn": (*SENT, TAKE_BACK),
    "skipped": (TAKE_BACK,),
}


async def test_a_question_that_was_asked_is_not_asked_again(desk: Desk) -> None:
    """A second message about one invitation is a duplicate, unless the person said later."""
    own = await desk.invitation("one", await desk.interaction(), *SENT)
    assert (await desk.facts(own)).asked_already
    put_off = await desk.invitation("one", await desk.interaction(), *SENT, LATER)
    facts = await desk.facts(put_off)
    assert facts.asked_already
    assert facts.again


async def test_an_interaction_that_another_question_asked_about_is_done(desk: Desk) -> None:
    """One question for one interaction, also when two were planned."""
    first, second = await desk.interaction(), await desk.interaction()
    own = await desk.invitation("one", first)
    assert not (await desk.facts(own)).asked_already
    await desk.invitation("two", second, *SENT)
    assert not (await desk.facts(own)).asked_already
    await desk.invitation("two", first, *SENT)
    assert (await desk.facts(own)).asked_already


async def test_the_question_being_decided_is_no_past_ask(desk: Desk) -> None:
    """A planned one counts for every other."""
    own = await desk.invitation("one", await desk.interaction())
    assert (await desk.facts(own)).asks == []
    assert [each.at for each in (await desk.facts()).asks] == [NOW]


@pytest.mark.parametrize("state", ["planned", "claimed", "sent", "unknown", "answered", "expired"])
async def test_what_was_asked_or_will_be_counts(desk: Desk, state: str) -> None:
    assert (await desk.invitation("one", await desk.interaction(), *LIVES[state])).state == state
    assert len((await desk.facts()).asks) == 1


@pytest.mark.parametrize("state", ["withdrawn", "skipped"])
async def test_what_was_taken_back_does_not_count(desk: Desk, state: str) -> None:
    assert (await desk.invitation("one", await desk.interaction(), *LIVES[state])).state == state
    assert (await desk.facts()).asks == []


async def test_later_is_not_ignoring(desk: Desk) -> None:
    """Of a question that was put off and then ran out, one message counts as ignored."""
    life = (*SENT, LATER, *SENT, EXPIRE)
    own = await desk.invitation("one", await desk.interaction(), *life)
    await desk.database.write(
        lambda tx: plan_ask(tx, own, chat_id=42, at=NOW + timedelta(days=1), kind="again")
    )
    assert [each.expired for each in (await desk.facts()).asks] == [True, False]


async def test_what_the_gates_look_at_in_an_interaction_is_kept_with_it(desk: Desk) -> None:
    """The same facts when a question is claimed as when the interaction came in, and reopening."""
    ended = Interaction(
        "T-9", "support", NOW, opened_at=NOW - timedelta(hours=1), messages=3,
        tags={"vip": "1", "spam": "no", "loud": " False"},
    )  # fmt: skip

    async def unit(tx: Transaction) -> tuple[Occasion, Occasion]:
        kept = await interactions.add(
            tx, ended, source="desk", customer_id=desk.customer.id, visit=1, at=NOW
        )
        before = stored_occasion(await interactions.circumstances(tx, kept))
        await interactions.mark_reopened(tx, kept, at=NOW)
        return before, stored_occasion(await interactions.circumstances(tx, kept))

    before, after = await desk.database.write(unit)
    assert before == occasion_of(ended)
    assert before == Occasion(frozenset({"vip"}), 3, timedelta(hours=1))
    assert after == replace(before, reopened=True)


async def test_an_anonymous_quota_counts_by_days(desk: Desk) -> None:
    """The day on which a portion was counted ends at midnight in the zone of the business."""
    own = await desk.invitation("one", await desk.interaction())
    given = rules(quota=Quota(5, timedelta(days=30), anonymous=True), quiet_hours=NEVER_QUIET)

    async def unit(tx: Transaction) -> list[datetime | None]:
        found = []
        for _ in range(5):
            await anonymous.add(tx, own, score=4, at=NOW, zone=ZONE)
            found.append(await quota_reached_at(tx, "one", given))
        return found

    midnight = datetime(2026, 11, 16, 23, 0, tzinfo=UTC)
    assert await desk.database.write(unit) == [None] * 4 + [midnight]
