"""Whoever runs the bot: starts it, looks at its health, harms its files, and puts them back."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from simulation.life import Life
from simulation.lots import MINUTE, End, spans
from simulation.news import News
from simulation.promises import Promise
from storage.errors import StorageError

if TYPE_CHECKING:
    from simulation.judges import Judges

SAME_REPLY: Promise = "an interaction gets the same reply again"
TAKEN: Promise = "an interaction is taken whatever the clock shows"
_EXPIRED = "SELECT token, expires_at FROM invitations WHERE state = 'expired'"
_COUNTED = "SELECT dedupe, counted_at FROM deliveries WHERE state <> 'planned' AND counted_at > ?"
_MOMENTS = {
    "asked": "SELECT token, asked_at FROM invitations WHERE asked_at > ?",
    "delivered": "SELECT token, delivered_at FROM invitations WHERE delivered_at > ?",
    "counted": _COUNTED,
    "answered": "SELECT id, answered_at FROM answers WHERE answered_at > ?",
}
LOOKS_EVERY = 200.0
NOTICED_WITHIN = 2 * MINUTE  # the bot writes something each minute
LATE = 4 * 3600.0  # no rule of any seed lasts longer


class Operator:
    """Judges what an operator sees: replies, health, starts, and what staff are told."""

    def __init__(self, judges: "Judges") -> None:
        self._judges = judges
        self._world = judges.world
        self._first: dict[str, Any] = {}
        self.news = News(judges)
        self._saved: dict[str, bytes] | None = None  # of the store that was harmed
        self._deleted = False  # under the running bot: there is nothing to be put back
        self._harmed_at = 0.0
        self._ready_at = 0.0

    def foresee(self) -> None:
        """Plan what an operator does by the clock."""
        world = self._world
        moment = LOOKS_EVERY
        while moment < world.lots.acts_for + world.lots.calm_for:
            world.at(moment, self.look)
            moment += LOOKS_EVERY
        self.news.foresee()
        for end in world.lots.ends:
            if end.harm is not None:
                world.at(end.at, lambda each=end: self._harm(each))  # type: ignore[misc]
            else:
                world.at(end.at, lambda each=end: world.doom(each))  # type: ignore[misc]

    # -- health ------------------------------------------------------------------------------------

    def look(self) -> None:
        """Ask for the health, and judge what it says."""
        world, begun, trouble = self._world, self._world.now, self._world.disk.trouble

        def done(status: int | None, document: Any) -> None:
            if status is None:
                return
            said = document["status"]
            noticed = trouble is not None and self._is_noticed(begun)
            if noticed and trouble == world.disk.trouble and said != "failing":
                self._judges.say("health tells the truth", f"{said} while the disk is {trouble}")
            if self._saved is not None:
                if begun - self._harmed_at < NOTICED_WITHIN:
                    return
                if said != "failing":
                    self._judges.say("the store knows itself", f"health is {said} on a lost store")
                self._put_back()
            elif self._is_well(begun) and said != "ok" and not self._is_undelivered(document):
                self._judges.say("health tells the truth", f"{said} with nothing wrong: {document}")

        world.request("GET", "/health", None, done)

    def _is_noticed(self, moment: float) -> bool:
        """Tell whether the disk has been in trouble for so long that the bot must know of it."""
        early = moment - NOTICED_WITHIN
        return any(
            begins < early and moment < ends for begins, ends in spans(self._world.lots.outages)
        )

    def _is_undelivered(self, document: dict[str, Any]) -> bool:
        """Tell whether all that is amiss is a message to staff that was rightly given up."""
        amiss = {"status": document["status"], "waits": set(document.get("waits", {}))}
        given_up = {"status": "degraded", "waits": {"undelivered"}}
        return amiss == given_up and self._judges.rows.tries.is_undelivered()

    def _is_well(self, since: float) -> bool:
        """Tell whether nothing has been wrong for some minutes."""
        lots, lately = self._world.lots, since - 3 * MINUTE
        bad = [(each.begins, each.ends) for each in lots.weather]
        bad += [(each.begins, each.ends) for each in lots.outages]
        bad += [(each.begins, each.ends) for each in lots.turns]
        quiet = all(ends < lately or begins > self._world.now for begins, ends in bad)
        return quiet and self._ready_at < lately and self._world.life is not None

    # -- what the help desk is told ----------------------------------------------------------------

    def on_told(self, body: dict[str, Any], status: int | None, reply: Any) -> None:
        """Judge the reply to an interaction."""
        if status is not None and status not in {202, 503, 429}:
            wrong = any(abs(each.by) > 5 * MINUTE for each in self._world.lots.turns)
            promise: Promise = SAME_REPLY if not wrong else TAKEN
            self._judges.say(promise, f"{body['id']}: {status} {reply}")
        if status != 202:
            return
        first = self._first.setdefault(body["id"], reply)
        if {**first, "replayed": True} != {**reply, "replayed": True}:
            self._judges.say(SAME_REPLY, f"{body['id']}: {reply}")
        self._judge_skips(body, reply)

    def on_reopened(self, identity: str) -> None:
        """Expect another reply from now on: the next end is another visit."""
        self._first.pop(identity, None)

    def _judge_skips(self, body: dict[str, Any], reply: dict[str, Any]) -> None:
        """Nobody is put off for longer than any rule lasts, and nothing new is out of date."""
        now = self._world.true_time_s()
        fresh = now - datetime.fromisoformat(body["closed_at"]).timestamp() < 3600
        for each in reply["decisions"]:
            until, who = each.get("until"), body["customer"]["telegram_id"]
            words = f"{body['id']} of {who}: {each.get('gate')} until {until}"
            if until and datetime.fromisoformat(until).timestamp() - now > LATE:
                self._judges.say("a wrong clock silences nobody", words)
            if each.get("gate") == "expired" and fresh and not reply.get("replayed"):
                self._judges.say(TAKEN, words)

    def look_at_moments(self) -> None:
        """Find questions closed before their time, and moments that have not come yet."""
        if self._world.wrong_by() != 0:
            return
        now = int(self._world.true_time_s() * 1e6) + int(5 * MINUTE * 1e6)
        read, say = self._world.disk.read, self._judges.say
        for token, expires in read(_EXPIRED):
            if expires > now:
                words = f"{token}, {(expires - now) / 6e7:.0f} minutes"
                say("no question is closed before its time", words)
        for what, sql in _MOMENTS.items():
            for key, _ in read(sql, now):
                say("a wrong clock silences nobody", f"{key} was {what} in the future")

    # -- the files ---------------------------------------------------------------------------------

    def has_unwritable(self) -> bool:
        """Tell whether nothing can be written, or could not a minute ago."""
        world = self._world
        lately = (each.begins <= world.now < each.ends + MINUTE for each in world.lots.outages)
        return self._saved is not None or world.disk.trouble is not None or any(lately)

    def harmed_since(self) -> float | None:
        """Tell since when the store has been away, if it is: nothing can be noted in it."""
        return self._harmed_at if self._saved is not None else None

    def _harm(self, end: End) -> None:
        """Harm the store: under the running bot, or after the process was killed."""
        world, disk = self._world, self._world.disk
        if world.life is None or world.life.ready_at is None:
            return
        self._harmed_at = world.now
        if end.how == "now":
            world.kill(end.down)
            left = dict(world.life.left or {})
            world.life.left = disk.harmed(left, str(end.harm))
            if not disk.holds_the_same(left, world.life.left):
                self._saved = left
        else:
            self._saved = disk.files()
            self._deleted = end.harm == "deleted"
            disk.harm(str(end.harm))
        world.note("harm", end.harm)

    def _put_back(self) -> None:
        """Stop the bot, put the files back, and start it again."""
        self._judges.rows.forget()
        world = self._world
        world.note("put back")
        if world.life is not None:
            world.kill(1.0)
            if world.life is not None:
                world.life.left = self._rescued(world.life.left or {}) or self._saved
        else:
            world.disk.put_back(self._saved or {})
            world.at(world.now + 1.0, world.begin)
        self._saved = None

    def _rescued(self, left: dict[str, bytes]) -> dict[str, bytes]:
        """Give what `restore` makes of the copy that the bot saved of a deleted store."""
        if not self._deleted or ".rescued" not in left:
            return {}
        keys = {name: content for name, content in left.items() if name.startswith(".key-")}
        rescued = {"": left[".rescued"], **keys}
        self._world.note("rescued")
        if not self._world.disk.holds_the_same(rescued, self._saved or {}):
            self._judges.say("the store knows itself", "what was saved is not all that was there")
        return rescued

    def on_ready(self) -> None:
        """Judge a start: a store that was harmed is not to be taken for a new one."""
        self._ready_at = self._world.now
        if self._saved is not None:
            self._judges.say("the store knows itself", "ready on a store that was harmed")

    def on_ended(self, life: Life) -> None:
        """Start the bot again if it ended by itself; put back what it misses."""
        if life.error is None or life.left is not None:
            return
        if self._saved is not None:
            self._put_back()
            return
        if not isinstance(life.error, StorageError) or self._world.disk.trouble is None:
            self._world.errors.append(f"the bot ended by itself: {life.error!r}")
        self._world.at(self._world.now + 30, self._world.begin)
