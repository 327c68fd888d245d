"""Unhappy answers reach people at once: one message about each, which is edited as more is said."""

from bot.cases.casework import open_about
from bot.effects import Scene
from bot.settings.config import Survey
from bot.surveys.questionnaire import lowest_band_end
from storage import anonymous, deliveries
from storage.invitations import Invitation

STEP = 5  # anonymous answers are told in steps, so that no single one can be seen


async def alert_about(scene: Scene, invitation: Invitation, survey: Survey, *, score: int) -> None:
    """Plan an alert about a score in the lowest band and open its case; a change edits it."""
    chat_id = scene.services.config.staff.alerts
    if chat_id is None or invitation.test or score > lowest_band_end(survey):
        return
    chat_id = scene.services.chat_moves.get(chat_id, chat_id)
    if invitation.anonymous:
        await _count(scene, invitation, survey, chat_id)
        return
    await open_about(scene, invitation, score=score)
    await deliveries.plan(
        scene.tx,
        kind="alert",
        dedupe=f"alert:{invitation.id}",
        invitation_id=invitation.id,
        survey=invitation.survey,
        chat_id=chat_id,
        due_at=scene.now,
    )


async def _count(scene: Scene, invitation: Invitation, survey: Survey, chat_id: int) -> None:
    people = await anonymous.count_low(
        scene.tx, survey=invitation.survey, highest=lowest_band_end(survey)
    )
    if people and people % STEP == 0:
        await deliveries.plan(
            scene.tx,
            kind="alert",
            dedupe=f"alert:{invitation.survey}:{people}",
            survey=invitation.survey,
            chat_id=chat_id,
            due_at=scene.now,
            body={"survey": invitation.survey, "count": people},
        )
