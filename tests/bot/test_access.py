"""Who gets which role, and where."""

import pytest

from bot.access import ANONYMOUS_ADMIN, Role, is_anonymous_admin, own_role, role_of
from bot.settings.staff import Staff

GROUP = -100900


STAFF = Staff(admins=(900,), analysts=(901,), agents=(902,), viewers=(903,), chats=(GROUP,))


def role(
    user_id: int | None,
    chat_id: int = GROUP,
    chat_type: str = "supergroup",
    moves: dict[int, int] | None = None,
    *,
    is_member: bool = True,
) -> Role:
    return role_of(
        STAFF,
        user_id=user_id,
        chat_id=chat_id,
        chat_type=chat_type,
        chat_moves=moves or {},
        is_member=is_member,
    )


@pytest.mark.parametrize(
    ("user_id", "expected"),
    [
        (900, Role.ADMIN),
        (901, Role.ANALYST),
        (902, Role.AGENT),
        (903, Role.VIEWER),
        (42, Role.ANYONE),
        (None, Role.ANYONE),
    ],
)
def test_in_private_only_listed_ids_count(user_id: int | None, expected: Role) -> None:
    assert role(user_id, user_id or 1, "private") is expected


def test_a_member_of_a_listed_group_is_a_viewer_there() -> None:
    assert role(42) is Role.VIEWER


def test_who_is_not_in_it_any_more_is_none() -> None:
    assert role(42, is_member=False) is Role.ANYONE
    assert [role(each, is_member=False) for each in (900, 903)] == [Role.ADMIN, Role.VIEWER]


def test_a_listed_person_keeps_the_higher_role_in_a_listed_group() -> None:
    assert role(900) is Role.ADMIN
    assert role(903) is Role.VIEWER


@pytest.mark.parametrize("chat_type", ["group", "supergroup", "channel"])
def test_figures_are_not_told_in_a_group_that_is_not_listed(chat_type: str) -> None:
    assert role(900, -100901, chat_type) is Role.ANYONE


def test_a_channel_with_a_listed_number_is_not_a_group() -> None:
    assert role(42, GROUP, "channel") is Role.ANYONE


def test_a_group_that_moved_is_followed_and_its_old_number_forgotten() -> None:
    moves = {GROUP: -100910, -100910: -100920}
    assert role(42, -100920, moves=moves) is Role.VIEWER
    assert role(42, GROUP, moves=moves) is Role.ANYONE


def test_moves_in_a_circle_end() -> None:
    assert role(42, -1, moves={GROUP: -1, -1: GROUP}) is Role.VIEWER


@pytest.mark.parametrize("user_id", [ANONYMOUS_ADMIN, 136817688, 777000])
def test_nobody_knows_who_stands_behind_a_group_or_a_channel(user_id: int) -> None:
    assert role(user_id) is Role.ANYONE
    assert is_anonymous_admin(user_id) is (user_id == ANONYMOUS_ADMIN)


@pytest.mark.parametrize("user_id", [ANONYMOUS_ADMIN, 136817688, 777000])
def test_an_id_that_stands_for_many_has_no_role_even_if_it_is_listed(user_id: int) -> None:
    listed = Staff(admins=(user_id,), viewers=(user_id,), chats=(GROUP,))
    assert own_role(listed, user_id) is Role.ANYONE
