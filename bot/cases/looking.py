"""Who of staff read a case, or heard and saw what came along with it."""

from bot.effects import Scene
from storage import audit
from storage.cases import Case
from storage.customers import Profile


async def looked_at_case(scene: Scene, person: Profile, case: Case, at_what: str) -> None:
    """Note it in the transaction that shows it."""
    by, which = person.telegram_id, {"case": case.id}
    await audit.looked(scene.tx, at=scene.now, by=by, at_what=at_what, detail=which)
