"""Unhappy answers reach people at once: one message about each, which is edited as more is said."""

from functools import partial

from bot.cases.casework import open_about, open_with_words
from bot.effects import Scene
from bot.settings.config import Survey
from bot.surveys.questionnaire import lowest_band_end
from metrics.small_numbers import ANONYMOUS_FLOOR
from storage import anonymous, deliveries
from storage.invitations import Invitation


async def alert_about(scene: Scene, invitation: Invitation, survey: Survey, *, score: int) -> None:
    """Plan an alert about a score in the lowest band and open its case; a change edits it."""
    chat_id = scene.services.config.staff.alerts
    if chat_id is None or invitation.test or score > lowest_band_end(survey):
        return
    plan = partial(
        deliveries.plan,
        scene.tx,
        kind="alert",
        survey=invitation.survey,
        chat_id=scene.services.chat_moves.get(chat_id, chat_id),
        due_at=scene.now,
    )
    if not invitation.anonymous:
        await open_about(scene, invitation, score=score)
        await plan(dedupe=f"alert:{invitation.id}", invitation_id=invitation.id)
        return
    name, highest = invitation.survey, lowest_band_end(survey)
    people = await anonymous.count_low(scene.tx, survey=name, highest=highest)
    if people and people % ANONYMOUS_FLOOR == 0:  # in steps, so that no single one can be seen
        await plan(dedupe=f"alert:{name}:{people}", body={"survey": name, "count": people})


async def alert_of_words(scene: Scene, invitation: Invitation, *, message_id: int) -> None:
    """Open a case about words that a customer had passed on, and tell staff once for each time."""
    await open_with_words(scene, invitation)
    chat_id = scene.services.config.staff.alerts
    if chat_id is not None:
        await deliveries.plan(
            scene.tx,
            kind="alert",
            dedupe=f"passed on:{invitation.id}:{message_id}",
            survey=invitation.survey,
            chat_id=scene.services.chat_moves.get(chat_id, chat_id),
            due_at=scene.now,
            invitation_id=invitation.id,
        )
