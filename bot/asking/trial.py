"""A question past every gate to the admin who asks for it, counted nowhere: /test SURVEY."""

from bot.asking.links import link_of, new_token
from bot.asking.planning import plan_ask
from bot.effects import Reply, Scene, told
from bot.errors import Refusal
from bot.services import Services
from bot.surveys.question import Screen
from bot.surveys.questionnaire import languages_of
from bot.text.languages import nearest_language
from bot.wire.incoming import Asker, Said, Tap
from storage import asks, customers
from storage.customers import Customer, Profile
from storage.invitations import Draft


async def on_test(scene: Scene, said: Said) -> Reply | None:
    """/test SURVEY - see a question as a customer sees it; refused for a survey there is not."""
    services = scene.services
    surveys = list(services.config.surveys)
    wanted = (said.words or [""])[0] or (surveys[0] if len(surveys) == 1 else "")
    if wanted not in services.config.surveys:
        raise Refusal("staff.test_which", surveys=surveys, example=f"/test {surveys[0]}")
    return await _try(scene, wanted, said)


async def on_press(scene: Scene, tap: Tap) -> Reply | None:
    """Do the same for an admin who presses the button of the greeting; a stale one is refused."""
    wanted = tap.data.rpartition(":")[2]
    if wanted not in scene.services.config.surveys:
        raise Refusal("staff.stale_button")
    return await _try(scene, wanted, tap)


async def _try(scene: Scene, name: str, asker: Asker) -> Reply | None:
    customer = await customers.remember(scene.tx, asker.person, at=scene.now)
    if customer.started_at is None and asker.chat_type != "private":
        link = await _invite(scene, name, customer, asker.person)
        return Reply(say=Screen(scene.voice(asker).say("staff.test_start_first", link=link)))
    await _plan(scene, name, customer, asker.person)
    if asker.chat_type == "private":
        return None  # the question itself is the reply
    return told(scene.services, asker, "staff.test_sent", username=scene.services.me.username)


async def _invite(scene: Scene, name: str, customer: Customer, person: Profile) -> str:
    """Make a link that starts the bot and leads to the question: nobody is written to before."""
    services, draft = scene.services, _draft(scene.services, name, customer, person)
    ends = scene.now + services.config.surveys[name].expires
    await asks.add(
        scene.tx, draft, "invited", at=scene.now, zone=scene.zone, trace="[]", expires_at=ends
    )
    return link_of(draft.token, services.link_keys[0], username=services.me.username)


async def _plan(scene: Scene, name: str, customer: Customer, person: Profile) -> None:
    draft = _draft(scene.services, name, customer, person)
    ends = scene.now + scene.services.config.surveys[name].expires
    added = await asks.add(
        scene.tx, draft, "planned", at=scene.now, zone=scene.zone, expires_at=ends
    )
    await plan_ask(scene.tx, added, chat_id=person.telegram_id, at=scene.now)


def _draft(services: Services, name: str, customer: Customer, person: Profile) -> Draft:
    survey = services.config.surveys[name]
    default = services.config.business.default_language
    return Draft(
        token=new_token(),
        survey=name,
        version_id=services.versions[name].id,
        customer_id=customer.id,
        language=nearest_language(person.language, languages_of(survey, services.words), default),
        test=True,
    )
