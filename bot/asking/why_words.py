"""How it reads why somebody was asked or not: every gate's verdict, and the next possible date."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.gates.decide import Verdict
from bot.words import dates, tables
from bot.words.catalogues import FALLBACK
from bot.words.gate_names import gate_name
from bot.words.voice import Voice
from storage.bindings import Binding
from storage.interactions import Ended
from storage.invitations import CANNOT_SAY, Invitation

_ABOUT_ANSWERS = frozenset({"clock", "patience"})  # dates of these were kept that told an answer
_NEVER_CAME = frozenset({"unreachable", "failed"})  # all else is said alike of an anonymous ask

Passing = Callable[[Voice, str], str]  # how a gate reads that had nothing against an ask


@dataclass(frozen=True)
class Verdicts:
    """What one survey decided about one interaction, and when its question is due."""

    ask: Invitation
    steps: Sequence[Verdict]
    due_at: datetime | None


@dataclass(frozen=True)
class Past:
    """One interaction and all that was decided about it."""

    ended: Ended
    verdicts: Sequence[Verdicts]


@dataclass(frozen=True)
class Next:
    """When a survey could ask this person next; no date if time alone does not help."""

    survey: str
    at: datetime | None
    gates: Sequence[str]  # those that stand in the way until then


@dataclass(frozen=True)
class Story:
    """The reply to /why, before it is put into words."""

    person: str
    past: Sequence[Past]
    next: Sequence[Next]
    now: datetime
    zone: ZoneInfo
    keeps_secret: bool = False  # patience knows of an anonymous question, too
    bindings: Sequence[Binding] = ()  # of other systems' names to this person on Telegram


def why_text(voice: Voice, story: Story) -> str:
    """Write the whole story.

    Where it is too long, what had nothing against an ask is named only; then the oldest
    interactions are left out.
    """
    bound = [_bound(voice, story, each) for each in story.bindings]
    head = "\n".join([voice.say("staff.why.title", person=story.person), *bound])
    end = _ahead(voice, story)
    if not story.past:
        return "\n\n".join([head, voice.say("staff.why.no_interactions"), end])
    past = [_past(voice, story, each, _in_words) for each in story.past]
    if tables.units("\n\n".join([head, *past, end])) > tables.MOST_UNITS:
        past = [_past(voice, story, each, _by_name) for each in story.past]
    while len(past) > 1 and tables.units("\n\n".join([head, *past, end])) > tables.MOST_UNITS:
        past.pop()
    return "\n\n".join([head, *past, end])


def _bound(voice: Voice, story: Story, binding: Binding) -> str:
    at = _when(voice, story, binding.bound_at) if binding.bound_at else ""
    name = f"{binding.source}:{binding.ref}"
    return voice.say(f"staff.why.bound_{binding.bound_by or 'before'}", name=name, at=at)


def _past(voice: Voice, story: Story, past: Past, passing: Passing) -> str:
    ended = past.ended
    key = "staff.why.interaction_by" if ended.agent else "staff.why.interaction"
    at, named = _when(voice, story, ended.closed_at), ended.external_id
    head = voice.say(key, at=at, touchpoint=ended.touchpoint, named=named, agent=ended.agent)
    lines = [head, voice.say("staff.why.reopened") if ended.reopened_at else ""]
    lines += [_verdicts(voice, story, each, passing) for each in past.verdicts]
    if not past.verdicts:
        lines.append(voice.say("staff.why.no_survey"))
    return "\n".join(line for line in lines if line)


def _verdicts(voice: Voice, story: Story, one: Verdicts, passing: Passing) -> str:
    ask, became = one.ask, _became(voice, story, one)
    lines = [voice.say("staff.why.survey", survey=ask.survey, became=became)]
    passed = [_passed(voice, story, step, passing) for step in one.steps if step.passed]
    if passed:
        lines.append(voice.say("staff.why.passed", gates=voice.joined(passed)))
    stopped = next((step for step in one.steps if not step.passed), None)
    silent = ask.unsaid or (ask.anonymous and ask.asked_at)
    if stopped is None and ask.gate is not None and not silent:
        stopped = Verdict(ask.gate, passed=False)  # it said no later, when the ask was planned
    if stopped is not None:
        lines.append(_stopped(voice, story, stopped, anonymous=ask.anonymous))
    return "\n".join(lines)


def _passed(voice: Voice, story: Story, step: Verdict, passing: Passing) -> str:
    gate = passing(voice, step.gate)
    if step.until is None:
        return gate
    until = _when(voice, story, step.until)
    return voice.plain("staff.why.passed_until", gate=gate, until=until)


def _in_words(voice: Voice, gate: str) -> str:
    """Say in words what a gate had nothing against, with its name; one of before has but a name."""
    key = f"staff.gate_open.{gate}"
    if not voice.words.has(FALLBACK, key):
        return _by_name(voice, gate)
    return voice.plain("staff.why.gate", words=voice.plain(key), gate=gate)


def _by_name(voice: Voice, gate: str) -> str:
    """Name a gate alone, as it reads in pictures and as the settings have it."""
    name = gate_name(voice, gate)
    return name if name == gate else voice.plain("staff.why.gate", words=name, gate=gate)


def _against(voice: Voice, gate: str) -> str:
    """Say in words what a gate has against an ask, with its name."""
    return voice.plain("staff.why.gate", words=voice.plain(f"staff.gate.{gate}"), gate=gate)


def _stopped(voice: Voice, story: Story, step: Verdict, *, anonymous: bool) -> str:
    gate = _against(voice, step.gate)
    if step.until is None or step.gate in _untold(story, anonymous=anonymous):
        return voice.say("staff.why.stopped", gate=gate)
    until = _when(voice, story, step.until)
    return voice.say("staff.why.stopped_until", gate=gate, until=until)


def _became(voice: Voice, story: Story, one: Verdicts) -> str:
    ask = one.ask
    moments = {
        "asked": ask.asked_at,
        "answered": None if ask.anonymous else ask.answered_at,
        "due": one.due_at,
        "expires": ask.expires_at,
        "decided": ask.decided_at,
    }
    said = {name: _when(voice, story, at) if at else "?" for name, at in moments.items()}
    return voice.plain(f"staff.why.became_{_outcome(ask)}", **said)


def _outcome(ask: Invitation) -> str:
    if ask.anonymous and ask.asked_at is not None and ask.state not in _NEVER_CAME:
        return "anonymous"
    if ask.unsaid:
        return CANNOT_SAY
    return "later" if ask.again and ask.state == "planned" else ask.state


def _ahead(voice: Voice, story: Story) -> str:
    lines = [voice.say("staff.why.next_title")]
    lines += [_next(voice, story, each) for each in story.next]
    lines.append(voice.say("staff.why.next_meaning", zone=story.zone.key))
    return "\n".join(lines)


def _next(voice: Voice, story: Story, each: Next) -> str:
    gates = voice.joined(_against(voice, gate) for gate in each.gates)
    if each.at is None:
        return voice.say("staff.why.next_never", survey=each.survey, gates=gates)
    at = _when(voice, story, each.at)
    key = "staff.why.next_after" if each.gates else "staff.why.next_now"
    return voice.say(key, survey=each.survey, at=at, gates=gates)


def _untold(story: Story, *, anonymous: bool) -> frozenset[str]:
    """Name the gates whose end would tell whether an anonymous question was answered."""
    if anonymous:
        return _ABOUT_ANSWERS
    return frozenset({"patience"}) if story.keeps_secret else frozenset()


def _when(voice: Voice, story: Story, at: datetime) -> str:
    local = at.astimezone(story.zone)
    if local.year == story.now.astimezone(story.zone).year:
        return dates.moment(voice, at, story.zone)
    return dates.moment_of_year(voice, at, story.zone)
