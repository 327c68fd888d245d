"""A question sent to an admin past every gate, marked as a test and counted nowhere."""

from telegram import User

from bot.asking.links import new_token
from bot.asking.planning import plan_ask
from bot.services import Services
from bot.surveys.questionnaire import languages_of
from bot.text.languages import nearest_language
from storage import asks, customers
from storage.customers import Profile
from storage.database import Transaction
from storage.invitations import Draft


async def plan_test(services: Services, name: str, *, user: User) -> None:
    """Plan the test question."""
    now = services.clock()
    survey = services.config.surveys[name]
    language = nearest_language(
        user.language_code,
        languages_of(survey, services.words),
        services.config.business.default_language,
    )

    async def unit(tx: Transaction) -> None:
        profile = Profile(user.id, user.full_name, user.username, user.language_code)
        customer = await customers.remember(tx, profile, at=now)
        draft = Draft(
            token=new_token(),
            survey=name,
            version_id=services.versions[name].id,
            interaction_id=None,
            customer_id=customer.id,
            touchpoint=None,
            agent=None,
            channel=None,
            language=language,
            visit=None,
            test=True,
        )
        zone = services.zone
        added = await asks.add(
            tx, draft, "planned", at=now, zone=zone, expires_at=now + survey.expires
        )
        await plan_ask(tx, added, chat_id=user.id, at=now)

    await services.database.write(unit)
    services.wake()
