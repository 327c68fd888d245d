"""A customer writes: a comment, a score typed as a reply, or something this chat is not for."""

import re
import unicodedata
from datetime import timedelta

from bot.config import Survey
from bot.effects import Reply, Scene
from bot.flows import answering
from bot.flows.answering import Asked
from bot.incoming import Said, Tap
from bot.views.guide import closed_screen, guide_screen
from storage import comments, customers, deliveries, invitations
from storage.comments import Part

LONGEST = 2000  # characters of one message that are kept
GUIDE_EVERY = timedelta(days=1)

# A number alone, "5, great", "5!", "4/5": a score. "2 hours late" is none.
_TYPED = re.compile(r"\s*(\d{1,2})(?:\s*/\s*(\d{1,2}))?\s*(?:$|[,.;:!\-–—](?P<rest>.*))", re.DOTALL)


async def on_comment(scene: Scene, tap: Tap, asked: Asked) -> Reply:
    """Open the comment window: what the person writes next is the comment."""
    if asked.invitation.state != "answered":
        await answering.look_again(scene, asked)
        return scene.toast(tap, "toast.stale", redraw=asked.invitation.id)
    await answering.open_comment(scene, asked)
    return scene.toast(tap, "toast.comment", redraw=asked.invitation.id)


async def on_message(scene: Scene, said: Said) -> Reply | None:
    """Take in what a customer wrote; nothing is swallowed."""
    if said.chat_type != "private":
        return None
    customer = await customers.remember(scene.tx, said.person, at=scene.now)
    await customers.mark_started(scene.tx, customer.id, at=scene.now)
    asked = await _meant(scene, said, customer.id)
    if asked is None:
        return None if said.edited else await _guide(scene, said, customer)
    return await _take(scene, said, asked)


async def _meant(scene: Scene, said: Said, customer_id: int) -> Asked | None:
    """Find the question a message is about: replied to, edited earlier, or in the window."""
    if said.reply_to is not None:
        delivery = await deliveries.find_by_message(
            scene.tx, chat_id=said.chat_id, message_id=said.reply_to
        )
        if delivery is not None and delivery.invitation_id is not None:
            return await _asked(scene, delivery.invitation_id)
    if said.edited:
        known = await comments.find_invitation(
            scene.tx, customer_id=customer_id, message_id=said.message_id
        )
        return await _asked(scene, known) if known is not None else None
    invitation = await invitations.commenting(scene.tx, customer_id, now=scene.now)
    return await answering.asked_of(scene, invitation) if invitation else None


async def _asked(scene: Scene, invitation_id: int) -> Asked:
    return await answering.asked_of(scene, await invitations.get(scene.tx, invitation_id))


async def _take(scene: Scene, said: Said, asked: Asked) -> Reply:
    asked = await answering.note_delivered(
        scene, asked, chat_id=said.chat_id, message_id=said.reply_to
    )
    text = clean(said.text or "")
    if answering.is_open(scene, asked):
        score, rest = typed_score(text, asked.survey)
        if score is not None:
            await answering.first_score(scene, asked, score)
            asked = await _asked(scene, asked.invitation.id)
            text = rest
    elif asked.invitation.state != "answered":
        return scene.say(said, closed_screen(scene.services.words, scene.language(said.person)))
    if text or said.media:
        part = Part(said.message_id, scene.now, text or None, said.media, said.file_id)
        await answering.add_comment(scene, asked, part)
    return Reply(redraw=asked.invitation.id)


def typed_score(text: str, survey: Survey) -> tuple[int | None, str]:
    """Read a score at the start of a reply, and the words after it."""
    found = _TYPED.match(text)
    if found is None or not answering.on_scale(survey, int(found[1])):
        return None, text
    if found[2] is not None and int(found[2]) != answering.highest(survey):
        return None, text
    return int(found[1]), (found["rest"] or "").strip()


async def _guide(scene: Scene, said: Said, customer: customers.Customer) -> Reply | None:
    """At most once a day, say what this chat is for and where help is."""
    if customer.guided_at is not None and scene.now - customer.guided_at < GUIDE_EVERY:
        return None
    await customers.mark_guided(scene.tx, customer.id, at=scene.now)
    contact = scene.services.config.business.contact
    return scene.say(said, guide_screen(scene.services.words, scene.language(said.person), contact))


def clean(text: str) -> str:
    """Keep words, drop control characters, bound the length."""
    normal = unicodedata.normalize("NFC", text)
    kept = (c for c in normal if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs"})
    return "".join(kept).strip()[:LONGEST]
