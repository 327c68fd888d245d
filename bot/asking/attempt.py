"""One try to send a message: claimed when its turn has come, and called at once."""

from dataclasses import dataclass, field, replace

from bot.asking.claiming import claim
from bot.effects import Scene
from bot.messages.drawing import DrawnMessage
from bot.services import Services
from bot.wire.calling import Ready
from bot.wire.parameters import addressed, known_file, pictured, written
from storage import deliveries
from storage.deliveries import LEASE, Delivery
from storage.transaction import Transaction


@dataclass
class Attempt:
    """A message that waits for its turn; nothing of it is stored until then.

    `made` is what no transaction can draw, written before. `in_doubt` tells that the message may be
    claimed though its call has not begun: then it is planned again.
    """

    services: Services
    delivery: Delivery
    made: DrawnMessage | None = None
    in_doubt: bool = field(default=False, init=False)

    async def claim(self) -> Ready | None:
        """Put it to the gates, claim and draw it, in one commit that the call follows at once.

        None if it may not go, or if the commit took longer than the claim's lease.
        """
        began = self.services.clock()
        self.in_doubt = True  # a commit may have succeeded, whatever is heard of it
        drawing = await self.services.database.write(self._claimed)
        if drawing is None:
            self.in_doubt = False
            return None
        if self.services.clock() >= began + LEASE:
            return None  # the machine slept: the gates were asked in another time
        self.in_doubt = False
        return _ready(drawing if self.made is None else self.made, drawing.delivery)

    async def _claimed(self, tx: Transaction) -> DrawnMessage | None:
        fresh = await deliveries.get(tx, self.delivery.id)
        if fresh.chat_id != self.delivery.chat_id:
            return None  # the chat has moved while this waited for the turn of the old one
        return await claim(Scene(tx, self.services, self.services.clock()), fresh)


def _ready(drawing: DrawnMessage, delivery: Delivery) -> Ready:
    to = addressed(delivery.chat_id, reply_to=None, thread_id=delivery.thread_id)
    screen = drawing.screen
    if drawing.png is not None:
        return "sendPhoto", {**to, **pictured(drawing.png, screen.text, screen.keyboard)}
    if screen.file is not None:
        return known_file(to, screen.file, screen.text)
    return "sendMessage", {**to, **written(screen.text, screen.keyboard)}


def in_words(made: DrawnMessage) -> DrawnMessage:
    """Give a message without its picture."""
    return replace(made, png=None)
