"""What each person has answered, by what they did and by what the bot has confirmed."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from simulation.acts import Act
from simulation.lots import MINUTE, SurveyLot
from simulation.wire import Call

if TYPE_CHECKING:
    from simulation.judges import Judges

CLOCKS_DIFFER = 5 * MINUTE  # as far as the bot's may be from Telegram's and be believed
EDGE_S = 30.0  # what happens so close to the end of a time may be on either side of it
THANKS = ("Kept: ", "Changed to ", "Записали: ", "Изменили на ")


@dataclass
class Kept:
    """What may be kept of one question; None stands for no score."""

    person: int
    survey: SurveyLot
    possible: set[int | None] = field(default_factory=lambda: {None})
    first: tuple[float, float] | None = None  # when the first score was given, at the earliest
    closed: bool = False  # it was put off, stopped or taken back at some time
    thanked: dict[int, float] = field(default_factory=dict)  # score -> when


class AnswerJudge:
    """Takes updates in their order, as soon as the bot has confirmed them."""

    def __init__(self, judges: "Judges") -> None:
        self._judges = judges
        self._world = judges.world
        self.kept: dict[str, Kept] = {}
        self._words: dict[tuple[int, int], str] = {}  # person and message -> the word it must hold
        self._listening: dict[int, float] = defaultdict(float)  # a prompt stands until then

    def on_confirmed(self, act: Act) -> None:
        """Take in what an update means."""
        if act.meaning in {"score", "typed"}:
            self._score(act)
        elif act.meaning in {"later", "never", "undo"}:
            self._close(act.token)
        elif act.meaning in {"stop", "start"}:
            for token, each in self.kept.items():
                if each.person == act.person:
                    self._close(token)
            self._listening.pop(act.person, None)
        elif act.meaning == "words" and self._world.now < self._listening.get(act.person, 0):
            self._words[act.person, act.message] = act.words
        elif act.meaning == "edit" and (act.person, act.message) in self._words:
            del self._words[act.person, act.message]  # it may be read anew, or too late

    def on_never_confirmed(self, act: Act) -> None:
        """Take in what Telegram has forgotten: it has had its effect, or none."""
        if act.meaning in {"score", "typed"}:
            self._score(act, sure=False)

    def _close(self, token: str) -> None:
        kept = self._of(token)
        if kept is not None:
            kept.closed = True

    def _of(self, token: str) -> Kept | None:
        asked = self._judges.asks.asked.get(token)
        if asked is None:
            return None
        return self.kept.setdefault(token, Kept(asked.person, asked.survey))

    def _score(self, act: Act, *, sure: bool = True) -> None:
        kept = self._of(act.token)
        if kept is None or act.score is None:
            return
        if act.meaning == "typed" and not (act.sure and self._alone(act)):
            for token, asked in self._judges.asks.asked.items():  # it may be about any of them
                other = self._of(token)
                seen = asked.times[0] < act.at + CLOCKS_DIFFER + self._judges.asks.slack()
                if asked.person == act.person and other is not None and seen:
                    other.possible.add(act.score)
        asked = self._judges.asks.asked[act.token]
        now = self._world.now
        first = kept.possible == {None} and act.sure and self._alone(act)
        sure = sure and (act.meaning == "score" or first)  # after a score, digits are words
        sure = sure and not kept.closed and not asked.may_be_gone and self._is_timely(kept, act)
        if kept.first is None or None in kept.possible:
            kept.first = kept.first or (act.at, now)
            asked.answered_at = asked.answered_at or act.at
        if sure:
            kept.possible = {act.score}
            if act.at == kept.first[0]:
                self._listening[act.person] = act.at + kept.survey.comment_window - 5 * MINUTE
        else:
            kept.possible.add(act.score)

    def _alone(self, act: Act) -> bool:
        """Tell whether nothing came in between that a typed score might be about."""
        return not any(
            at >= act.at - 1
            for each in self._judges.asks.asked.values()
            if each.person == act.person
            for at in each.times
        )

    def _is_timely(self, kept: Kept, act: Act) -> bool:
        """Tell whether a score counts whatever became of the ones before it."""
        now, slack = self._world.now, EDGE_S + self._judges.asks.slack()
        changes = kept.first is None or now < kept.first[0] + kept.survey.change_window - slack
        if None not in kept.possible or not changes:
            return changes
        ends = self._world.disk.read(
            "SELECT expires_at FROM invitations WHERE token = ?", act.token
        )
        return bool(ends) and now < ends[0][0] / 1e6 - self._epoch() - slack

    def _epoch(self) -> float:
        return self._world.true_time_s() - self._world.now

    # -- thanks ------------------------------------------------------------------------------------

    def on_arrived(self, call: Call) -> None:
        """Hear the bot thank somebody."""
        if call.method != "answerCallbackQuery" or not call.parameters.get("text"):
            return
        act = self._judges.crowd.queries.get(str(call.parameters["callback_query_id"]))
        thanks = str(call.parameters["text"]).startswith(THANKS)
        if act is None or act.meaning != "score" or act.score is None or not thanks:
            return
        kept = self._of(act.token)
        if kept is not None:
            kept.thanked[act.score] = self._world.now
            kept.possible.add(act.score)

    # -- the database ------------------------------------------------------------------------------

    def compare(self, *, calm: bool) -> None:
        """Compare what is stored with what was said; all is settled when it is calm."""
        rows = self._world.disk.read(
            "SELECT token, score FROM invitations JOIN answers "
            "ON answers.invitation_id = invitations.id"
        )
        stored = dict(rows)
        for token, kept in self.kept.items():
            if kept.thanked and token not in stored:
                words = f"{token} of {kept.person}: {sorted(kept.thanked)}"
                self._judges.say("what was thanked for is in the database", words)
            elif calm and stored.get(token) not in kept.possible:
                words = f"{token} of {kept.person}: {stored.get(token)}, not {kept.possible}"
                self._judges.say("the answer is what the person last gave", words)
        for token in stored.keys() - self.kept.keys():
            self._judges.say("the answer is what the person last gave", f"{token}: nobody gave it")
        if calm:
            self._compare_words()

    def _compare_words(self) -> None:
        kept = " ".join(
            str(body)
            for (body,) in self._world.disk.read(
                "SELECT body FROM comments UNION ALL SELECT body FROM unplaced "
                "UNION ALL SELECT note FROM case_steps"
            )
        )
        for (person, _), words in self._words.items():
            if f"{words} " not in f"{kept} ".replace("\n", " ").replace(",", " "):
                self._judges.say("words are kept", f"{words} of {person}")
