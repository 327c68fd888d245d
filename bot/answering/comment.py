"""A customer writes: a comment, a score typed as a reply, or something this chat is not for."""

from datetime import timedelta

from bot.answering import scores
from bot.answering.guide import guide_screen
from bot.answering.scores import Asked
from bot.cases.casework import keep_note
from bot.effects import Reply, Scene, told
from bot.surveys.questionnaire import buttons_of
from bot.text.folding import trim, visible
from bot.text.typed_scores import read_score
from bot.wire.incoming import Said, Tap
from storage import comments, customers, deliveries, invitations
from storage.comments import Part

LONGEST = 4096  # characters of one message that are kept: all that Telegram sends
GUIDE_EVERY = timedelta(days=1)


async def on_comment(scene: Scene, tap: Tap, asked: Asked) -> Reply:
    """Open the comment window: what the person writes next is the comment."""
    if asked.invitation.state != "answered":
        await scores.look_again(scene, asked)
        return scene.toast(tap, "toast.stale", redraw=asked.invitation.id)
    await scores.open_comment(scene, asked)
    return scene.toast(tap, "toast.comment", redraw=asked.invitation.id)


async def on_message(scene: Scene, said: Said) -> Reply | None:
    """Take in what a customer wrote; nothing is swallowed."""
    if said.chat_type != "private":
        await keep_note(scene, said, clean(said.text or ""))
        return None
    customer = await customers.remember(scene.tx, said.person, at=scene.now)
    await customers.mark_started(scene.tx, customer.id, at=scene.now)
    if said.edited:
        return await _edited(scene, said, customer.id)
    asked = await meant(scene, said, customer.id)
    return await _take(scene, said, asked) if asked else await _guide(scene, said, customer)


async def _edited(scene: Scene, said: Said, customer_id: int) -> Reply | None:
    """Take the newer words of a comment, and of nothing else."""
    known = await comments.find_invitation(
        scene.tx, customer_id=customer_id, message_id=said.message_id
    )
    if known is None:
        return None
    asked = await _asked(scene, known)
    text = clean(said.text or "")
    score, rest = read_score(text, buttons_of(asked.survey, scene.services.words))
    if asked.answer is not None and asked.answer.score == score:
        text = rest  # the score stood before the words when they were first written, too
    return await _keep(scene, said, asked, text)


async def meant(scene: Scene, said: Said, customer_id: int) -> Asked | None:
    """Find the question a message is about: the one replied to, or the one in its window."""
    if said.reply_to is not None:
        delivery = await deliveries.find_by_message(
            scene.tx, chat_id=said.chat_id, message_id=said.reply_to
        )
        if delivery is not None and delivery.customer_id == customer_id:
            return await _asked(scene, delivery.invitation_id or 0)
    invitation = await invitations.commenting(scene.tx, customer_id, now=scene.now)
    return await scores.asked_of(scene, invitation) if invitation else None


async def _asked(scene: Scene, invitation_id: int) -> Asked:
    return await scores.asked_of(scene, await invitations.get(scene.tx, invitation_id))


async def _take(scene: Scene, said: Said, asked: Asked) -> Reply:
    asked = await scores.note_delivered(
        scene, asked, chat_id=said.chat_id, message_id=said.reply_to
    )
    text = clean(said.text or "")
    if scores.is_open(scene, asked):
        score, rest = read_score(text, buttons_of(asked.survey, scene.services.words))
        if score is not None:
            await scores.first_score(scene, asked, score)
            asked = await _asked(scene, asked.invitation.id)
            text = rest
    elif asked.invitation.state != "answered":
        return told(scene.services, said, "start.closed")
    return await _keep(scene, said, asked, text)


async def _keep(scene: Scene, said: Said, asked: Asked, text: str) -> Reply:
    if text or said.media:
        part = Part(said.message_id, scene.now, text or None, said.media, said.file_id)
        await scores.add_comment(scene, asked, part)
    return Reply(redraw=asked.invitation.id)


async def _guide(scene: Scene, said: Said, customer: customers.Customer) -> Reply | None:
    """At most once a day, say what this chat is for and where help is."""
    if customer.guided_at is not None and scene.now - customer.guided_at < GUIDE_EVERY:
        return None
    await customers.mark_guided(scene.tx, customer.id, at=scene.now)
    return Reply(say=guide_screen(scene, said))


def clean(text: str) -> str:
    """Keep words, drop control characters and turns of direction, bound the length."""
    return trim(trim(visible(text))[:LONGEST])
