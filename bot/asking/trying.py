"""A question sent to an admin past every gate, marked as a test and counted nowhere."""

from bot.asking.links import new_token
from bot.asking.planning import plan_ask
from bot.effects import Scene
from bot.surveys.questionnaire import languages_of
from bot.text.languages import nearest_language
from storage import asks, customers
from storage.customers import Profile
from storage.invitations import Draft


async def plan_test(scene: Scene, name: str, *, person: Profile) -> None:
    """Plan the test question."""
    services, tx, now = scene.services, scene.tx, scene.now
    survey = services.config.surveys[name]
    default = services.config.business.default_language
    customer = await customers.remember(tx, person, at=now)
    draft = Draft(
        token=new_token(),
        survey=name,
        version_id=services.versions[name].id,
        interaction_id=None,
        customer_id=customer.id,
        touchpoint=None,
        agent=None,
        channel=None,
        language=nearest_language(person.language, languages_of(survey, services.words), default),
        visit=None,
        test=True,
    )
    added = await asks.add(
        tx, draft, "planned", at=now, zone=services.zone, expires_at=now + survey.expires
    )
    await plan_ask(tx, added, chat_id=person.telegram_id, at=now)
