"""A case begins; what is done about one goes into the log of changes, what is new to staff."""

from collections.abc import Mapping

from bot.effects import Scene
from storage import audit, cases, deliveries, invitations, revisions
from storage.cases import Case
from storage.invitations import Invitation


async def open_about(scene: Scene, invitation_id: int, *, score: int | None) -> None:
    """Open a case about an unhappy answer or words; one ask has one, however often it changes."""
    opened = await cases.open_case(scene.tx, invitation_id, score=score, at=scene.now)
    if opened is not None:
        await record(scene, opened, "open", actor="bot")


async def open_with_words(scene: Scene, invitation: Invitation) -> None:
    """Open a case about words that a customer asked us to pass on, or open theirs again."""
    case = await cases.of_invitation(scene.tx, invitation.id)
    if case is None:
        await open_about(scene, invitation.id, score=None)
    elif case.state == "closed":
        await cases.move(scene.tx, case, state="open", from_states={"closed"}, held_by=None)
        await cases.add_step(scene.tx, case.id, step="reopened", at=scene.now)
        await record(scene, case, "reopen", actor="bot")
    await revisions.touch_alerts(scene.tx, invitation.id)


async def record(scene: Scene, case: Case, action: str, *, actor: str) -> None:
    """Note in the log of changes what was done about a case."""
    detail = {"case": case.id, "invitation": case.invitation_id}
    await audit.record(scene.tx, at=scene.now, actor=actor, action=f"case {action}", detail=detail)


async def plan_news(scene: Scene, case: Case, dedupe: str, body: Mapping[str, object]) -> None:
    """Plan a message to staff about a case."""
    chat_id = scene.services.config.staff.alerts
    if chat_id is None:
        return
    invitation = await invitations.get(scene.tx, case.invitation_id)
    await deliveries.plan(
        scene.tx,
        kind="alert",
        dedupe=dedupe,
        survey=invitation.survey,
        chat_id=scene.services.chat_moves.get(chat_id, chat_id),
        due_at=scene.now,
        invitation_id=case.invitation_id,
        body=body,
    )
