"""Staff: /test SURVEY sends a question past every gate to the asking admin, counted nowhere."""

from bot.asking.links import new_token
from bot.asking.planning import plan_ask
from bot.effects import Reply, Scene, told
from bot.errors import Refusal
from bot.surveys.questionnaire import languages_of
from bot.text.languages import nearest_language
from bot.wire.incoming import Said
from storage import asks, customers
from storage.customers import Profile
from storage.invitations import Draft


async def on_test(scene: Scene, said: Said) -> Reply | None:
    """/test SURVEY - see a question as a customer sees it; refused for a survey there is not."""
    services = scene.services
    surveys = list(services.config.surveys)
    wanted = (said.words or [""])[0] or (surveys[0] if len(surveys) == 1 else "")
    if wanted not in services.config.surveys:
        raise Refusal("staff.test_which", surveys=surveys, example=f"/test {surveys[0]}")
    await _plan(scene, wanted, said.person)
    if said.chat_type == "private":
        return None  # the question itself is the reply
    return told(services, said, "staff.test_sent", username=services.me.username)


async def _plan(scene: Scene, name: str, person: Profile) -> None:
    services, tx, now = scene.services, scene.tx, scene.now
    survey = services.config.surveys[name]
    default = services.config.business.default_language
    customer = await customers.remember(tx, person, at=now)
    draft = Draft(
        token=new_token(),
        survey=name,
        version_id=services.versions[name].id,
        customer_id=customer.id,
        language=nearest_language(person.language, languages_of(survey, services.words), default),
        test=True,
    )
    ends = now + survey.expires
    added = await asks.add(tx, draft, "planned", at=now, zone=scene.zone, expires_at=ends)
    await plan_ask(tx, added, chat_id=person.telegram_id, at=now)
