"""All who judge a world: each is told what happens, and says which promise was not kept."""

from typing import TYPE_CHECKING, Any

from simulation.acts import Act, Crowd
from simulation.answers import AnswerJudge
from simulation.asks import AskJudge
from simulation.disk import Connection
from simulation.life import Life
from simulation.operator import Operator
from simulation.promises import Breach, Promise
from simulation.rows import RowJudge
from simulation.wire import Call

if TYPE_CHECKING:
    from simulation.world import World


class Judges:
    """Hands on what happens, and keeps what was found."""

    def __init__(self, world: "World") -> None:
        self.world = world
        self.breaches: list[Breach] = []
        self.crowd = Crowd(world)
        self.asks = AskJudge(self)
        self.answers = AnswerJudge(self)
        self.rows = RowJudge(self)
        self.operator = Operator(self)

    def say(self, promise: Promise, words: str) -> None:
        """Tell that a promise was not kept; the same again is not told twice."""
        breach = Breach(promise, self.world.now, words)
        if not any((each.promise, each.words) == (promise, words) for each in self.breaches):
            self.breaches.append(breach)
            self.world.note("breach", str(breach))

    # -- Telegram ----------------------------------------------------------------------------------

    def on_begun(self, call: Call) -> None:
        """A call has left."""

    def on_arrived(self, call: Call) -> None:
        """Telegram has carried a call out, or refused it."""
        self.asks.on_arrived(call)
        self.answers.on_arrived(call)
        self.operator.on_arrived(call)

    def on_act(self, act: Act) -> None:
        """Somebody has done something."""
        self.asks.on_act(act)

    def on_confirmed(self, update: dict[str, Any]) -> None:
        """The bot has confirmed an update: it has had its effect."""
        act = self.crowd.acts.pop(update["update_id"], None)
        if act is not None:
            self.asks.on_confirmed(act)
            self.answers.on_confirmed(act)

    # -- the help desk -----------------------------------------------------------------------------

    def on_told(self, body: dict[str, Any], status: int | None, reply: Any) -> None:
        """The bot was told of an interaction."""
        self.operator.on_told(body, status, reply)
        if status == 202:
            self.asks.on_told(str(body["id"]))

    def on_reopening(self, identity: str) -> None:
        """An interaction is about to go on after all."""
        self.asks.on_reopening(identity)

    def on_reopened(self, identity: str, status: int | None, reply: Any) -> None:
        """An interaction goes on after all."""
        self.operator.on_reopened(identity)
        self.asks.on_reopened(identity, status, reply)

    # -- the process -------------------------------------------------------------------------------

    def on_commit(self, connection: Connection) -> None:
        """Something was committed."""
        self.rows.on_commit(connection)

    def on_ready(self) -> None:
        """The bot is up."""
        self.operator.on_ready()

    def on_killed(self) -> None:
        """The bot is about to be killed."""
        self.rows.on_killed()

    def on_ended(self, life: Life) -> None:
        """The process is over."""
        self.operator.on_ended(life)

    # -- the end -----------------------------------------------------------------------------------

    def look(self, *, calm: bool) -> None:
        """Look at everything that is stored."""
        for act in self.crowd.acts.values() if calm else ():
            self.answers.on_never_confirmed(act)
        self.answers.compare(calm=calm)
        self.rows.look_at_tallies()
        self.rows.look_at_unknown()
        if calm:
            self.rows.look_at_alerts()
            self.rows.look_at_digests()
            self.rows.look_at_the_end()
        for error in self.world.errors:
            self.say("nothing surprises the bot", error)
