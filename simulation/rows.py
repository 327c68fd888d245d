"""What the database may hold: moves of states, counts, and messages of which nothing is known."""

from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from simulation.disk import Connection
from simulation.lots import STAFF
from simulation.settings import ZONE
from simulation.tries import AT_MOST, DIGEST, Tries
from simulation.wire import Call

if TYPE_CHECKING:
    from simulation.judges import Judges

ASKS: dict[str, str] = {  # what an ask may become; a commit may hold several moves
    "invited": "planned expired skipped",
    "planned": "claimed skipped failed",
    "claimed": "sent unknown unreachable failed planned answered withdrawn",
    "sent": "answered expired withdrawn planned",
    "unknown": "sent answered expired withdrawn planned",
    "unreachable": "invited planned",
    "withdrawn": "sent",
    "expired": "answered",
}
MESSAGES: dict[str, str] = {
    "planned": "claimed withdrawn failed",
    "claimed": "sent planned failed unknown withdrawn",
    "unknown": "sent",
}
REPEATED = ("alert", "digest")  # these are sent at least once
SOON_US = 120_000_000


class RowJudge:
    """Looks at the rows after each commit, and more closely when there is time."""

    def __init__(self, judges: "Judges") -> None:
        self._judges = judges
        self._world = judges.world
        self._asks: dict[int, str] = {}
        self._messages: dict[int, str] = {}
        self.tries = Tries(judges.world)

    def on_commit(self, connection: Connection) -> None:
        """Compare the states with those of the commit before."""
        asks = dict(connection.look("SELECT id, state FROM invitations"))
        for key, state in asks.items():
            before = self._asks.get(key)
            if before is not None and not _may(ASKS, before, state):
                self._judges.say("states move as they may", f"ask {key}: {before} -> {state}")
        rows = connection.look("SELECT id, state, kind FROM deliveries")
        for key, state, kind in rows:
            before = self._messages.get(key)
            again = before == "unknown" and state in {"planned", "claimed"} and kind in REPEATED
            if before is not None and not again and not _may(MESSAGES, before, state):
                self._judges.say("states move as they may", f"{kind} {key}: {before} -> {state}")
        claimed = [row[0] for row in rows if row[1] == "claimed"]
        self.tries.on_claimed([key for key in claimed if self._messages.get(key) != "claimed"])
        self._asks, self._messages = asks, {row[0]: row[1] for row in rows}

    def forget(self) -> None:
        """Begin anew: the file is another one."""
        self._asks, self._messages = {}, {}

    # -- what is not known -----------------------------------------------------------------------

    def look_at_unknown(self) -> None:
        """Find questions whose call was never under way, and which are given up all the same."""
        under_way = self.tries.in_doubt()
        rows = self._world.disk.read(
            "SELECT token, count(*) FROM deliveries JOIN invitations "
            "ON invitations.id = invitation_id WHERE deliveries.state = 'unknown' "
            "AND kind IN ('ask', 'again', 'reminder') GROUP BY token"
        )
        lost = [token for token, times in rows if times > under_way[f"a:{token}"]]
        if lost:
            words = f"{len(lost)} lost that were never called about: {lost[:3]}"
            self._judges.say("only a call under way can be unknown", words)

    # -- what staff are told -----------------------------------------------------------------------

    def look_at_alerts(self) -> None:
        """Find unhappy answers that no message to staff is about, nor a notice to the admins."""
        in_doubt = self.tries.in_doubt()
        lowest = {each.name: each.lowest for each in self._world.lots.surveys}
        told = {
            each.split(":")[1]
            for call in self._world.network.calls
            if call.accepted and call.chat == STAFF and call.method == "sendMessage"
            for each in call.buttons
            if each.startswith("c:")
        }
        rows = self._world.disk.read(
            "SELECT answers.survey, answers.score, cases.token, answers.invitation_id "
            "FROM answers LEFT JOIN cases ON cases.invitation_id = answers.invitation_id"
        )
        for survey, score, token, ask in rows:
            lost = in_doubt[f"c:{token}"] >= AT_MOST and not self.tries.is_notice_due()
            if score <= lowest[survey] and token not in told and not lost:
                words = f"{survey} {score} (ask {ask}), case {token}"
                self._judges.say("staff hear of every unhappy answer", words)

    def look_at_digests(self) -> None:
        """Find digests that were begun and never came, and of which the admins know nothing."""
        in_doubt = self.tries.in_doubt()[DIGEST]
        came = {call.result["message_id"] for call in self._sent_to_staff()}
        rows = self._world.disk.read(
            "SELECT dedupe, state, message_id FROM deliveries WHERE kind = 'digest'"
        )
        for dedupe, state, message in rows:
            lost = state == "failed" and in_doubt >= AT_MOST and not self.tries.is_notice_due()
            if not lost and (state != "sent" or message not in came):
                self._judges.say("every digest is told", f"{dedupe} is {state}")

    def _sent_to_staff(self) -> list[Call]:
        calls = self._world.network.calls
        return [each for each in calls if each.accepted and each.chat == STAFF and each.result
                and each.method == "sendMessage"]  # fmt: skip

    # -- counts ------------------------------------------------------------------------------------

    def look_at_tallies(self) -> None:
        """Count the rows anew, in the plainest way, and compare the totals."""
        self._compare_scores()
        self._compare_asks()

    def _compare_scores(self) -> None:
        counted: Counter[tuple[str, str, int]] = Counter()
        for survey, score, at in self._world.disk.read(
            "SELECT survey, score, answered_at FROM answers WHERE test = 0"
        ):
            counted[survey, _day(at), score] += 1
        stored: Counter[tuple[str, str, int]] = Counter()
        names = ", ".join(f"s{score}" for score in range(11))
        for survey, day, *scores in self._world.disk.read(
            f"SELECT survey, day, {names} FROM tally_scores WHERE dimension = 'total'"  # noqa: S608
        ):
            for score, people in enumerate(scores):
                stored[survey, day, score] += people
        self._same(+counted, +stored)

    def _compare_asks(self) -> None:
        counted: Counter[tuple[str, str, str]] = Counter()
        for survey, at, delivered, state, gate in self._world.disk.read(
            "SELECT survey, asked_at, delivered_at, state, gate FROM invitations "
            "WHERE asked_at IS NOT NULL AND test = 0"
        ):
            day = _day(at)
            counted[survey, day, "asked"] += 1
            counted[survey, day, "delivered"] += delivered is not None
            counted[survey, day, "answered"] += state == "answered" and gate != "cannot_say"
            counted[survey, day, "expired"] += state == "expired" and delivered is not None
        stored: Counter[tuple[str, str, str]] = Counter()
        names = ("asked", "delivered", "answered", "expired")
        for survey, day, *counts in self._world.disk.read(
            f"SELECT survey, day, {', '.join(names)} FROM tally_asks WHERE dimension = 'total'"  # noqa: S608
        ):
            for name, number in zip(names, counts, strict=True):
                stored[survey, day, name] += number
        self._same(+counted, +stored)

    def _same(self, counted: Counter[Any], stored: Counter[Any]) -> None:
        if counted != stored:
            words = f"counted {dict(counted - stored)}, stored {dict(stored - counted)} besides"
            self._judges.say("tallies are what the rows say", words)

    # -- the end -----------------------------------------------------------------------------------

    def look_at_the_end(self) -> None:
        """Find what is due and not done, when nothing has been in its way for long."""
        now = int(self._world.true_time_s() * 1e6) - SOON_US
        read, say = self._world.disk.read, self._judges.say
        for kind, dedupe, state in read(
            "SELECT kind, dedupe, state FROM deliveries "
            "WHERE state = 'planned' AND due_at <= ? OR state = 'claimed'",
            now,
        ):
            say("all that is due comes to its end", f"{kind} {dedupe} is still {state}")
        for token, state in read(
            "SELECT token, state FROM invitations WHERE expires_at <= ? "
            "AND state IN ('invited', 'sent', 'unknown') OR state = 'claimed'",
            now,
        ):
            say("all that is due comes to its end", f"question {token} is still {state}")
        for name, table in (("action", "actions"), ("board", "boards WHERE message_id = 0")):
            if read(f"SELECT 1 FROM {table} LIMIT 1"):  # noqa: S608
                say("all that is due comes to its end", f"an {name} is still to be done")
        for (command,) in read("SELECT command FROM digests WHERE next_at <= ?", now):
            say("all that is due comes to its end", f"digest {command} was not planned")
        for kind, dedupe in read(
            "SELECT kind, dedupe FROM deliveries WHERE state = 'sent' AND shown < revision"
        ):
            say("every message shows what is stored", f"{kind} {dedupe}")


def _may(moves: dict[str, str], before: str, after: str) -> bool:
    """Tell whether one state leads to another in a few moves."""
    reached = {before}
    for _ in range(4):
        if after in reached:
            return True
        reached |= {each for state in reached for each in moves.get(state, "").split()}
    return after in reached


def _day(micros: int) -> str:
    return datetime.fromtimestamp(micros / 1e6, UTC).astimezone(ZONE).date().isoformat()
