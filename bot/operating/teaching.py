"""What a person may be taught here: commands for their role, and examples that work."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.access import Role, agents_of
from bot.effects import Scene
from bot.reports.measured import NAMED_ONLY, OWN, measured, summed_up, taught
from bot.reports.understanding import today
from bot.services import Command, Services
from bot.text.query import is_typable, quoted
from bot.words.vocabulary import Keyed, Spoken
from metrics.catalogue import METRICS
from storage import cases, interactions

_A_MONTH = timedelta(days=30)


@dataclass(frozen=True)
class Here:
    """What there is to name in examples: surveys as configured, and the newest interaction."""

    day: date
    surveys: Sequence[str]
    metric: str | None  # what figures are shown by, if there is one for the person
    by: str  # a cut that it has
    touchpoint: str | None
    agent: str | None
    customer: str | None
    case: int | None


def offered(services: Services, role: Role, *, alone: int | None = None) -> list[Command]:
    """List the commands that a role allows, and that have something to tell here.

    `alone` is the person whose private chat it is: an agent's own figures are offered there.
    """
    own = alone is not None and bool(agents_of(services.config.staff, alone))
    return [
        each
        for each in services.commands
        if (own and each.name == OWN)
        or (each.menu and each.role <= role and taught(services.config, each.name))
    ]


async def here(scene: Scene, role: Role) -> Here:
    """Look at what there is."""
    services, tx = scene.services, scene.tx
    surveys = services.config.surveys
    metrics = [
        each for each in measured(services.config) if each != NAMED_ONLY or role >= Role.ANALYST
    ]
    metric = next((each for each in metrics if each != NAMED_ONLY), next(iter(metrics), None))
    first = next((each for each in surveys.values() if each.metric == metric), None)
    latest = await interactions.latest(tx)
    named = [latest.touchpoint, *(first.touchpoints if first else ())] if latest else []
    asked = [each for each in named if first is None or each in (first.touchpoints or named)]
    return Here(
        day=today(services),
        surveys=list(surveys),
        metric=metric,
        by="week" if first is None or first.anonymous else "agent",
        touchpoint=next((each for each in asked if is_typable(each)), None),
        agent=latest.agent if latest and is_typable(latest.agent or "") else None,
        customer=latest.customer if latest else None,
        case=await cases.newest(tx),
    )


def said_of(services: Services) -> Mapping[str, object]:
    """Fill the words about commands that name a report or metrics: those that there are here."""
    shown = [each for each in measured(services.config) if each != NAMED_ONLY]
    return {
        "example": Spoken(f"/board {next(iter(shown), 'responses')} week"),
        "names": [Keyed(f"staff.metric.{each}") for each in summed_up(services.config)],
    }


def examples(found: Here, command: str) -> list[str]:
    """Write commands that work here, in English; without a word more where nothing needs one."""
    if command in METRICS:
        return _of_metric(_with_metric(found, command))
    write = _EXAMPLES.get(command)
    return [f"/{command}"] if write is None else write(found)


def _with_metric(found: Here, metric: str) -> Here:
    """See the examples of another metric; what staff answer in secret is not cut by agent."""
    return replace(found, metric=metric, by="week" if metric == NAMED_ONLY else found.by)


def _of_metric(found: Here) -> list[str]:
    metric = found.metric
    lines = [f"/{metric} week", f"/{metric} month by {found.by}"]
    if found.touchpoint and metric != NAMED_ONLY:
        lines.append(f"/{metric} last month touchpoint={quoted(found.touchpoint)}")
    return [*lines, f"/{metric} this week vs last week"]


def _measured(rest: str) -> Callable[[Here], list[str]]:
    """Write an example that names a metric in the place of the star."""
    return lambda found: [" ".join(rest.replace("*", found.metric or "").split())]


def _compare(found: Here) -> list[str]:
    return [f"/compare {found.metric or ''} before {found.day - _A_MONTH} after"]


def _of_case(found: Here) -> list[str]:
    numbered = [f"/case {found.case}", f"/case {found.case} note called back"]
    return ["/case", *(numbered if found.case else [])]


def _of_customer(command: str) -> Callable[[Here], list[str]]:
    return lambda found: [f"/{command} {found.customer}"] if found.customer else []


def _of_survey(command: str) -> Callable[[Here], list[str]]:
    return lambda found: [f"/{command} {quoted(found.surveys[0])}"]


def _comments(found: Here) -> list[str]:
    agent = [f"/comments month agent={quoted(found.agent)}"] if found.agent else []
    return ["/comments week low", *agent]


_EXAMPLES: Mapping[str, Callable[[Here], list[str]]] = {
    "overall": lambda _: ["/overall month"],
    "agents": _measured("/agents * quarter"),
    "responses": lambda _: ["/responses week by channel"],
    "trend": _measured("/trend * quarter by week"),
    "compare": _compare,
    "frt": lambda _: ["/frt week by channel"],
    "retention": lambda _: ["/retention month"],
    "contacts": lambda _: ["/contacts month by channel"],
    "benchmark": lambda _: ["/benchmark"],
    "comments": _comments,
    "themes": lambda _: ["/themes month"],
    "cases": lambda _: ["/cases week"],
    "case": _of_case,
    "board": lambda found: [f"/board {found.metric or 'responses'} week"],
    "digest": lambda found: [f"/digest weekly monday 09:00 {found.metric or 'responses'}"],
    "cadence": _of_survey("cadence"),
    "why": _of_customer("why"),
    "skip": _of_customer("skip"),
    "unbind": _of_customer("unbind"),
    "forget": _of_customer("forget"),
    "test": _of_survey("test"),
    "help": lambda _: ["/help compare"],
}
