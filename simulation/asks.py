"""How often, when and about what people are asked: judged by the messages that Telegram took.

Written from what is promised; it knows nothing of gates, and reads times off the true clock.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from simulation.acts import Act
from simulation.lots import BEGINS, MINUTE, SurveyLot
from simulation.settings import ZONE
from simulation.wire import Call

if TYPE_CHECKING:
    from simulation.judges import Judges

SLACK_S = 90.0  # between a claim and the message's arrival, when the network is slow


@dataclass
class Asked:
    """A question to a person, by the token of its buttons."""

    token: str
    person: int
    survey: SurveyLot
    interaction: str
    times: list[float] = field(default_factory=list)  # its messages, as Telegram took them
    answered_at: float | None = None
    may_be_gone: bool = False  # withdrawn: it does not count any more
    put_off: bool = False
    touched: bool = False  # somebody pressed a button of it


class AskJudge:
    """Keeps a book of what each person was asked."""

    def __init__(self, judges: "Judges") -> None:
        self._judges = judges
        self._world = judges.world
        self.asked: dict[str, Asked] = {}
        self._of: dict[int, list[Asked]] = defaultdict(list)
        self._stopped: dict[int, float] = {}
        self._reopened: dict[str, float] = {}
        self._begun: dict[str, int] = defaultdict(int)
        self._lost: dict[str, int] = defaultdict(int)

    def slack(self) -> float:
        """Tell how far the true time of an ask may be from the one that the bot had in mind."""
        drift = max((abs(each.by) for each in self._world.lots.turns), default=0.0)
        return SLACK_S + (min(drift, 5 * MINUTE))

    # -- what was sent -----------------------------------------------------------------------------

    def on_arrived(self, call: Call) -> None:
        """Judge a message that asks."""
        if call.method != "sendMessage" or not call.accepted:
            return
        tokens = {each.split(":")[1] for each in call.buttons if each.startswith("a:")}
        if not tokens:
            return
        (token,) = tokens
        asked = self.asked.get(token) or self._find(token, call.chat)
        if asked is not None:
            self._judge(asked, call)
            asked.times.append(self._world.now)

    def _find(self, token: str, person: int) -> Asked | None:
        rows = self._world.disk.read(
            "SELECT invitations.survey, external_id FROM invitations "
            "JOIN interactions ON interactions.id = interaction_id WHERE token = ?",
            token,
        )
        if not rows:
            return None
        survey = next(each for each in self._world.lots.surveys if each.name == rows[0][0])
        asked = self.asked[token] = Asked(token, person, survey, str(rows[0][1]))
        self._of[person].append(asked)
        return asked

    def _judge(self, asked: Asked, call: Call) -> None:
        say, now = self._judges.say, self._world.now
        person, begun = asked.person, call.begun_at
        twin = [each for each in self._of[person] if each is not asked and each.times]
        same = [
            each
            for each in twin
            if (each.interaction, each.survey.name) == (asked.interaction, asked.survey.name)
        ]
        if same and not asked.times:
            say("nobody is asked twice about one thing", f"{person} about {asked.interaction}")
        most = 1 + (asked.survey.reminder is not None) + asked.put_off
        if len(asked.times) >= most:
            say("no message is sent twice", f"question {asked.token}, {len(asked.times) + 1} times")
        if self._stopped.get(person, now) < begun:
            say(
                "nobody is asked after stop", f"{person}, {now - self._stopped[person]:.0f} s after"
            )
        if self._reopened.get(asked.interaction, now) < begun:
            say("nothing is asked about what goes on after all", asked.interaction)
        self._judge_quiet(now)
        self._judge_times(asked, twin)

    def _judge_quiet(self, now: float) -> None:
        if self._world.lots.quiet is None:
            return
        begins, ends = (
            (BEGINS + timedelta(seconds=each)).astimezone(ZONE).time()
            for each in self._world.lots.quiet
        )
        slack = timedelta(seconds=self.slack())
        local = (BEGINS + timedelta(seconds=now)).astimezone(ZONE)
        if begins < (local - slack).time() and (local + slack).time() < ends:
            words = f"at {local:%H:%M}"
            self._judges.say("nobody is asked in quiet hours", words)

    def _judge_times(self, asked: Asked, others: list[Asked]) -> None:
        lots, now, slack = self._world.lots, self._world.now, self.slack()
        book = [each for each in (*others, asked) if not each.may_be_gone]
        before = sorted(at for each in book for at in each.times)
        if before and now - before[-1] < lots.floor - slack:
            self._often(asked, f"floor: {now - before[-1]:.0f} s after the one before")
        most, per = lots.cap
        if sum(at > now - per + slack for at in before) >= most:
            self._often(asked, f"cap: more than {most} in {per:.0f} s")
        if not asked.times:  # else a reminder, or the one that was put off
            self._judge_gaps(asked, book)

    def _judge_gaps(self, asked: Asked, book: list[Asked]) -> None:
        lots, now, slack = self._world.lots, self._world.now, self.slack()
        for each in book:
            if not each.times or each is asked:
                continue
            since = now - each.times[-1]
            if each.survey is not asked.survey:
                if since < lots.gap - slack:
                    self._often(asked, f"gap: {since:.0f} s after {each.survey.name}")
            elif since < self._clock(each, asked.survey) - slack:
                self._often(asked, f"clock: {since:.0f} s after the same")

    def _clock(self, before: Asked, survey: SurveyLot) -> float:
        """Give the least time after which the same may be asked again."""
        if before.answered_at is None and not before.touched:
            return survey.after_silence
        return min(survey.after_silence, survey.after_answer)

    def _often(self, asked: Asked, words: str) -> None:
        self._judges.say(
            "nobody is asked more often than the rules say", f"{asked.person} {asked.token} {words}"
        )

    # -- what people and the help desk did ---------------------------------------------------------

    def on_act(self, act: Act) -> None:
        """Note what may change what counts, as soon as it is done."""
        asked = self.asked.get(act.token)
        if asked is not None:
            asked.touched = True
            asked.put_off |= act.meaning == "later"
        if act.meaning in {"stop", "never"}:
            for each in self._of[act.person]:
                each.may_be_gone = True
        if act.meaning in {"start", "undo"} or act.words.startswith("u:"):
            self._stopped.pop(act.person, None)

    def on_confirmed(self, act: Act) -> None:
        """Note what the bot has taken in."""
        if act.meaning in {"stop", "never"}:
            self._stopped[act.person] = self._world.now
        elif act.meaning in {"start", "undo"}:
            self._stopped.pop(act.person, None)

    def on_reopening(self, identity: str) -> None:
        """Note that a question about it may be taken back from now on."""
        for each in self.asked.values():
            each.may_be_gone |= each.interaction == identity

    def on_reopened(self, identity: str, status: int | None, _reply: Any) -> None:
        """Note that it was taken back."""
        if status == 200:
            self._reopened[identity] = self._world.now

    def on_told(self, identity: str) -> None:
        """Note that it has ended again."""
        self._reopened.pop(identity, None)
