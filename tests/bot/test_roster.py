"""/staff: who has which role, in which staff group, and who is in none any more."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from playground.faults import Fault
from tests.bot.people import WALL
from tests.bot.stage import ADMIN, BASE, STAFF, Stage, stage_of

pytestmark = pytest.mark.asyncio(loop_scope="module")

ANN, LEA, CLEO, NEVER_MET = 902, 904, 905, 906
OTHERS = -100_903
MANY = BASE.replace(
    "chats = [{staff}]",
    f"""agents = [{ANN}, {NEVER_MET}]
viewers = [{LEA}, {ANN}]
agent_ids = {{{{ cleo = {CLEO}, ann = {ANN} }}}}
chats = [{{staff}}, {OTHERS}]""",
)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def office(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    """Ann is in both groups, Lea left, of one person nothing is known."""
    async with stage_of(tmp_path_factory.mktemp("office"), base=MANY) as stage:
        for user, name in ((ANN, "Ann <b>"), (LEA, "Lea"), (CLEO, "Cleo")):
            stage.join(user, name=name)
        stage.telegram.create_group("R&D", chat_id=OTHERS, members=(ADMIN, ANN, CLEO), now=WALL())
        stage.telegram.chats[STAFF].members[ANN] = "member"
        stage.telegram.chats[STAFF].members[LEA] = "left"
        await stage.settle()
        yield stage


async def reads(stage: Stage, who: int = ADMIN, chat: int = STAFF) -> str:
    await stage.says(who, "/staff", chat_id=chat)
    return stage.texts(chat)[-1]


async def test_it_tells_roles_groups_and_who_is_in_none(office: Stage) -> None:
    assert (await reads(office)).splitlines() == [
        "Who has which role",
        f"admin: Alice ({ADMIN})",
        "analyst: nobody",
        f"agent: Ann <b> ({ANN}), {NEVER_MET}",
        f"viewer: Lea ({LEA}), whoever is in a staff group",
        f"their own figures alone: Cleo ({CLEO})",
        "",
        f"Acme staff ({STAFF}): Alice, Ann <b>",
        f"R&D ({OTHERS}): Alice, Ann <b>, Cleo",
        "",
        f"In no staff group: Lea ({LEA}). They keep their role until you take them out of [staff].",
        f"Telegram does not say where they are: {NEVER_MET}. Please try again in a moment.",
    ]


async def test_it_is_read_in_private_too_and_by_admins_alone(office: Stage) -> None:
    office.telegram.chats[ADMIN].started = True
    assert (await reads(office, chat=ADMIN)).startswith("Who has which role")
    assert (await reads(office, ANN)).startswith('This needs the role "admin"')


async def test_a_group_that_telegram_says_nothing_of_is_none_in_which_somebody_is_absent(
    office: Stage,
) -> None:
    office.telegram.set_member(OTHERS, office.telegram.bot.id, "left", now=WALL())
    said = await reads(office)
    assert f"\nR&D ({OTHERS}): Telegram does not say who is there\n" in said
    assert f"where they are: {NEVER_MET}, Lea ({LEA}), Cleo ({CLEO})." in said
    office.telegram.set_member(OTHERS, office.telegram.bot.id, "member", now=WALL())


async def test_a_lost_call_makes_nobody_absent(office: Stage) -> None:
    office.telegram.faults.add(Fault("close", "getChatMember", times=100))
    said = await reads(office)
    office.telegram.faults.clear()
    assert "In no staff group" not in said
    assert f"where they are: {ADMIN}, {ANN}, {NEVER_MET}, {LEA}, {CLEO}." in said


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        ("ru", ("Кто с какой ролью", "админ: Alice", "аналитик: никто", "Ни в одной группе")),
        ("zh-hans", ("谁有什么角色", "管理员：Alice", "分析员：没有人", "不在任何")),
    ],
)
async def test_it_is_written_in_their_language(
    office: Stage, language: str, lines: tuple[str, ...]
) -> None:
    office.telegram.users[ADMIN].language_code = language
    said = await reads(office)
    office.telegram.users[ADMIN].language_code = "en"
    assert all(line in said for line in lines), said
