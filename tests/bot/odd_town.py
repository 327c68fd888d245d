"""A town of every metric, whose agents and touchpoints have the oddest names one can type."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

from bot.app import STAFF_COMMANDS
from metrics.catalogue import METRICS
from storage import cases
from storage.transaction import Transaction
from tests.bot.counter import Counter
from tests.bot.town import NOW, Town, open_town

SETTINGS = """
[business]
timezone = "Europe/Berlin"
[telegram]
token = "123456:TOKEN"
[surveys.recommend]
metric = "nps"
[surveys.partners]
metric = "nps"
[surveys.care]
metric = "csat"
[surveys.checkout]
metric = "csat"
purpose = "<b>& \\"fewer\\" returns"
touchpoints = ["checkout"]
[surveys.effort]
metric = "ces"
[surveys.parcel]
metric = "stars"
[surveys.visit]
metric = "mood"
[surveys.workshop]
metric = "score"
[surveys.article]
metric = "thumbs"
[surveys.settled]
metric = "recovery"
[surveys.quiet]
metric = "csat"
anonymous = true
[surveys.team]
metric = "enps"
[[themes]]
name = "<late> & co"
words.en = ["late*"]
words.ru = ["позд*"]
words.zh_Hans = ["晚"]
"""
NAMES = (
    "anna",
    'Anna "the K" O\'Neil',
    "<b>bold</b>",
    "&amp; <i>",
    "🦊🦊",
    "שלום عليكم",
    "two\nlines\tand a tab",
    "n" * 300,
    '“all” «the» "quotes"',
    "by=week",
    "张伟",
    "-0",
    "\N{RIGHT-TO-LEFT OVERRIDE}evil",
    "{name} %s",
)
PLACES = ("support", "checkout", "de<li>very", "a b=c", "店铺")
MANY = 27  # agents whose names are plain, so that a table has to end somewhere
COMMENTS = (
    "late <b>again</b> & again",
    "Опять поздно, поздно!",
    "太晚了",
    "x" * 3000,
    "🙃" * 1500,
    "\N{RIGHT-TO-LEFT OVERRIDE}late\n\n\nlate",
    "<",
)


@asynccontextmanager
async def open_odd_town(folder: Path) -> AsyncIterator[Town]:
    """Fill a town with answers of every metric, and with interactions and orders."""
    async with open_town(folder, SETTINGS) as town:
        town.services.commands = STAFF_COMMANDS
        await _everybody_answers(town)
        await _odd_names(town)
        await _rewordings(town)
        await _at_the_counter(Counter(town))
        yield town


async def _everybody_answers(town: Town) -> None:
    for name, survey in town.services.config.surveys.items():
        scale = METRICS[survey.metric].scales[survey.points]
        every = range(scale.low, scale.high + 1)
        scores = (*every, *every, scale.high, scale.low) * (1 + (name in {"recommend", "care"}))
        for days_ago in (0, 1, 8, 40, 200):
            place = {"touchpoint": "support", "agent": "anna", "channel": "chat", "visit": "1"}
            await town.answer(name, *scores, days_ago=days_ago, **place)
        await town.ask(name, 4, touchpoint="support")
        await town.skip(name, 2, gate="gap")


async def _odd_names(town: Town) -> None:
    for at, name in enumerate((*NAMES, *(f"agent-{n:02}" for n in range(MANY)))):
        place = {"agent": name, "touchpoint": PLACES[at % len(PLACES)], "visit": str(at % 12 + 1)}
        await town.answer(
            "care",
            *(1, 2, 5, 5, 5, 4)[at % 6 :],
            *(1,) * (at % 7),
            days_ago=at % 30,
            comment=COMMENTS[at % len(COMMENTS)],
            reason=("speed", "manner", "<odd>")[at % 3],
            language=("en", "ru", "zh_Hans", "tlh")[at % 4],
            channel=("chat", "ph<o>ne")[at % 2],
            **place,
        )
        await town.answer("recommend", *(0, 10, 10)[at % 3 :], days_ago=at % 9, **place)

    async def open_them(tx: Transaction) -> None:
        for invitation in range(1, 8):
            await cases.open_case(tx, invitation, score=1, at=NOW - timedelta(days=1))

    await town.services.database.write(open_them)


async def _rewordings(town: Town) -> None:
    await town.renew("parcel")
    await town.answer("parcel", 1, 2, 3, 4, 5, 5, 5, days_ago=0)
    await town.renew("visit", continues=town.services.versions["visit"].fingerprint)
    await town.answer("visit", 3, 3, 2, days_ago=0)


async def _at_the_counter(counter: Counter) -> None:
    for at, name in enumerate(NAMES):
        where = PLACES[at % len(PLACES)]
        await counter.ended(0, 1, 5000, None, 3, days_ago=at, agent=name, touchpoint=where)
    await counter.visited(*range(40), days_ago=3)
    await counter.visited(*range(0, 40, 2), days_ago=40)
    await counter.ordered({ago: 0 if ago % 5 == 0 else 10**9 for ago in range(60)})
