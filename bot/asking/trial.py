"""Staff: /test SURVEY sends the question to the asking admin at once, counted nowhere."""

from bot.asking.trying import plan_test
from bot.effects import Reply, Scene, told
from bot.errors import Refusal
from bot.wire.incoming import Said


async def on_test(scene: Scene, said: Said) -> Reply | None:
    """/test SURVEY - see a question as a customer sees it; refused for a survey there is not."""
    services = scene.services
    surveys = list(services.config.surveys)
    wanted = (said.words or [""])[0] or (surveys[0] if len(surveys) == 1 else "")
    if wanted not in services.config.surveys:
        raise Refusal("staff.test_which", surveys=surveys, example=f"/test {surveys[0]}")
    await plan_test(scene, wanted, person=said.person)
    if said.chat_type == "private":
        return None  # the question itself is the reply
    return told(services, said, "staff.test_sent", username=services.me.username)
