"""What a customer says while staff talk with them: it comes into the case, and to nothing else."""

from collections.abc import Sequence
from datetime import timedelta

from bot.cases.noting import plan_news
from bot.effects import Reply, Scene
from bot.wire.incoming import Said
from storage import case_words, cases, revisions, talks
from storage.case_words import Words
from storage.comments import Enclosure, Part
from storage.customers import Customer

TOGETHER = timedelta(minutes=1)  # words that staff are told of in one message
_FULL = 1500  # characters of such a message, after which another one begins


async def hear(scene: Scene, said: Said, customer: Customer, part: Part) -> Reply | None:
    """Keep words with the case that staff talk with their writer about; None if they do not."""
    tx, now = scene.tx, scene.now
    if customer.talk_case is None:
        return None
    case = await talks.going_on(tx, customer.id, now=now)
    if case is None:
        return None
    lead = _lead(await case_words.of_case(tx, case.id), scene)
    added = await case_words.add(
        tx,
        case.id,
        "customer",
        place=(said.chat_id, said.message_id),
        at=now,
        body=part.body,
        file=_file(part),
        lead_id=lead,
    )
    if added is not None and lead is None:
        await plan_news(scene, case, f"heard:{added}", {"heard": added})
    until = now + scene.services.config.cases.talk_ends
    await talks.go_on(tx, case, customer_id=customer.id, until=until)
    await revisions.touch_alerts(tx, case.invitation_id)
    return Reply(react=True)


def _lead(talk: Sequence[Words], scene: Scene) -> int | None:
    """Find the words with which the next ones are told, if they come soon enough after them."""
    since: list[Words] = []
    for words in reversed(talk):
        if words.speaker != "customer":
            break
        since.insert(0, words)
        if words.lead_id is None:
            break
    if not since or since[0].lead_id is not None or scene.now - since[0].said_at > TOGETHER:
        return None
    return since[0].id if sum(len(each.body or "") for each in since) < _FULL else None


async def hear_anew(scene: Scene, said: Said, part: Part) -> bool:
    """Let newer words of a message in a case replace the older; False if it is in none."""
    words = await case_words.find(scene.tx, chat_id=said.chat_id, message_id=said.message_id)
    if words is None or words.speaker != "customer":
        return False
    await case_words.replace(scene.tx, words.id, body=part.body, file=_file(part))
    case = await cases.find(scene.tx, words.case_id)
    if case is not None:
        await revisions.touch_alerts(scene.tx, case.invitation_id)
    return True


def _file(part: Part) -> Enclosure | None:
    return Enclosure(part.media, part.file_id) if part.media and part.file_id else None
