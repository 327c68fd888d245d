"""A customer writes: a comment, a score typed as a reply, or something this chat is not for."""

import re
import unicodedata
from datetime import timedelta

from bot.answering import scores
from bot.answering.guide import guide_screen
from bot.answering.scores import Asked
from bot.cases.casework import keep_note
from bot.effects import Reply, Scene, told
from bot.settings.config import Survey
from bot.wire.incoming import Said, Tap
from storage import comments, customers, deliveries, invitations
from storage.comments import Part

LONGEST = 4096  # characters of one message that are kept
GUIDE_EVERY = timedelta(days=1)

# A number alone, "5, great", "5!", "4/5": a score. "2 hours late", "4.5" and "5-7 days" are none.
_TYPED = re.compile(
    r"""\s* (?P<score>\d{1,2}) \s*
    (?: $ | [,.;:!\-–—] (?!\d) | / \s* (?P<highest>\d{1,2}) (?: $ | (?=\s) | [,.;:!\-–—] (?!\d) ) )
    (?P<rest>.*)""",
    re.DOTALL | re.VERBOSE,
)
_TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")  # of direction


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
    asked = await _meant(scene, said, customer.id)
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
    score, rest = typed_score(text, asked.survey)
    if asked.answer is not None and asked.answer.score == score:
        text = rest  # the score stood before the words when they were first written, too
    return await _keep(scene, said, asked, text)


async def _meant(scene: Scene, said: Said, customer_id: int) -> Asked | None:
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
        score, rest = typed_score(text, asked.survey)
        if score is not None:
            await scores.first_score(scene, asked, score)
            asked = await _asked(scene, asked.invitation.id)
            text = rest
    elif asked.invitation.state != "answered":
        return told(scene.services, said, "start.closed")
    return await _keep(scene, said, asked, text)


async def _keep(scene: Scene, said: Said, asked: Asked, text: str) -> Reply:
    kept = bool(text) or (said.media is not None and not asked.invitation.anonymous)
    if text or said.media:
        part = Part(said.message_id, scene.now, text or None, said.media, said.file_id)
        await scores.add_comment(scene, asked, part)
    return Reply(redraw=asked.invitation.id, react=kept)


def typed_score(text: str, survey: Survey) -> tuple[int | None, str]:
    """Read a score at the start of a reply, and the words after it."""
    found = _TYPED.match(text)
    if found is None or not scores.on_scale(survey, int(found["score"])):
        return None, text
    if found["highest"] is not None and int(found["highest"]) != scores.highest(survey):
        return None, text
    return int(found["score"]), found["rest"].lstrip(" ,.;:!-–—").strip()


async def _guide(scene: Scene, said: Said, customer: customers.Customer) -> Reply | None:
    """At most once a day, say what this chat is for and where help is."""
    if customer.guided_at is not None and scene.now - customer.guided_at < GUIDE_EVERY:
        return None
    await customers.mark_guided(scene.tx, customer.id, at=scene.now)
    return Reply(say=guide_screen(scene, said))


def clean(text: str) -> str:
    """Keep words, drop control characters and turns of direction, bound the length."""
    normal = unicodedata.normalize("NFC", text)
    return "".join(filter(_is_kept, normal)).strip()[:LONGEST]


def _is_kept(char: str) -> bool:
    if char in "\n\t":
        return True
    return char not in _TURNS and unicodedata.category(char) not in {"Cc", "Cs"}
