"""Lines that a touchpoint should not fall below, and comments that get worse while scores hold."""

from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path

import pytest

from bot.reports.themes.tone import tone
from bot.settings.config import Config, ConfigError, load
from bot.settings.watching import Threshold, Watch
from bot.watch.list_words import listing_screen
from bot.watch.listing import listing
from metrics.tone import Tone
from storage.comments import Remark
from tests.bot.town import NOW, VOICE
from tests.bot.watchtower import CHAT, WEEK, Tower, open_tower

TEAM = -100777
SURVEYS = """
[telegram]
token = "123456:TOKEN"
[surveys.after-start]
metric = "csat"
touchpoints = ["onboarding", "checkout"]
[surveys.loyalty]
metric = "nps"
touchpoints = ["checkout"]
[surveys.team]
metric = "enps"
touchpoints = ["staff-room"]
"""


@pytest.fixture
async def tower(tmp_path: Path) -> AsyncIterator[Tower]:
    async with open_tower(tmp_path) as tower:
        tower.turn(NOW - tower.now)  # Sunday evening
        yield tower


@pytest.fixture
def read(tmp_path: Path) -> Callable[[str], Config]:
    def read(text: str) -> Config:
        path = tmp_path / "config.toml"
        path.write_text(SURVEYS + text, "utf-8")
        return load(path, {})

    return read


def line(**more: object) -> Threshold:
    given = {"touchpoint": "onboarding", "below": 70, "survey": "care", "chat": TEAM}
    return Threshold.model_validate(given | more)


async def test_a_score_below_its_line_warns_its_team_once(tower: Tower) -> None:
    tower.settle_on(warnings=(line(),))
    await tower.past([(10, 40)], touchpoint="onboarding")
    await tower.town.answer("care", 1, touchpoint="onboarding", comment="nobody explained it")
    await tower.look()
    (alert,) = await tower.alerts()
    assert alert.chat_id == TEAM
    text = (await tower.screen(alert)).text
    assert "<b>care, onboarding</b>: CSAT 24 % is below 70 %" in text
    assert "41 answers, 24 Oct - 22 Nov 2026: 10 satisfied, 0 neutral, 31 dissatisfied" in text
    assert "nobody explained it" in text
    assert "/comments 30d survey=care touchpoint=onboarding low" in text
    tower.turn(timedelta(days=2))
    await tower.look()
    assert len(await tower.alerts()) == 1


async def test_what_chance_may_have_done_is_probably_below(tower: Tower) -> None:
    tower.settle_on(warnings=(line(chat=None),))
    await tower.past([(26, 40)], touchpoint="onboarding")
    await tower.look()
    (alert,) = await tower.alerts()
    assert alert.chat_id == CHAT
    text = (await tower.screen(alert)).text
    assert "CSAT 65 % is probably below 70 %" in text
    assert "anywhere from 48 % to 79 %" in text


async def test_it_warns_again_only_after_the_score_was_above(tower: Tower) -> None:
    tower.settle_on(warnings=(line(),))
    weeks = [(10, 40), *[(0, 0)] * 4, (40, 40), *[(0, 0)] * 4, (10, 40)]
    await tower.past(weeks, touchpoint="onboarding")
    assert await tower.live(since=10) == [1] * 10 + [2]


@pytest.mark.parametrize("weeks", [[(0, 9)], [(28, 40)], [(0, 0)]], ids=["few", "at it", "none"])
async def test_few_answers_and_a_score_on_the_line_warn_nobody(
    tower: Tower, weeks: list[tuple[int, int]]
) -> None:
    tower.settle_on(warnings=(line(),))
    await tower.past(weeks, touchpoint="onboarding")
    await tower.past([(40, 40)])
    await tower.look()
    assert await tower.alerts() == []
    text = listing_screen(VOICE, await listing(tower.town.services)).text
    assert "line 70 % for care, onboarding" in text


async def test_a_line_that_is_taken_out_is_watched_no_longer(tower: Tower) -> None:
    tower.settle_on(warnings=(line(),))
    await tower.past([(10, 40)], touchpoint="onboarding")
    await tower.look()
    tower.settle_on()
    tower.turn(timedelta(minutes=10))
    await tower.look()
    assert ("warning", "onboarding") not in await tower.watched()


@pytest.mark.parametrize(
    ("warning", "words"),
    [
        ('touchpoint = "onbording"\nbelow = 70', 'did you mean "onboarding"?'),
        ('touchpoint = "checkout"\nbelow = 70', "name a survey: after-start, loyalty"),
        ('touchpoint = "checkout"\nbelow = 70\nsurvey = "loyalti"', 'did you mean "loyalty"?'),
        ('touchpoint = "onboarding"\nbelow = 700', "from 0 to 100"),
        ('touchpoint = "checkout"\nbelow = -101\nsurvey = "loyalty"', "from -100 to 100"),
        ('touchpoint = "staff-room"\nbelow = 10\nsurvey = "team"', "anonymous"),
        ('touchpoint = "checkout"', "below: missing"),
    ],
)
def test_a_wrong_warning_is_named_with_its_remedy(
    read: Callable[[str], Config], warning: str, words: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        read(f"[[warnings]]\n{warning}\n")
    (mistake,) = caught.value.mistakes
    assert "warnings[0]." in mistake
    assert words in mistake


def test_two_warnings_of_one_touchpoint_are_one_too_many(read: Callable[[str], Config]) -> None:
    one = '[[warnings]]\ntouchpoint = "onboarding"\nbelow = 70\n'
    assert [each.below for each in read(one).warnings] == [70]
    with pytest.raises(ConfigError, match=r"warnings\[1\].touchpoint: it has a warning already"):
        read(one + one)


def test_words_of_complaint_are_counted_in_their_language(read: Callable[[str], Config]) -> None:
    config = read('[watch]\ncomplaint_words.en = ["lemon*"]\n')
    said = [
        Remark("What a lemon", "en", 5, 1),
        Remark("It was slow", "en", 2, 1),  # the operator's words stand for the built-in ones
        Remark("Ужасно долго ждать", "ru", 3, 1),
        Remark("Всё отлично", "ru", 1, 1),
        Remark("等了太久", "zh_Hans", 2, 1),
        Remark("很满意", "zh_Hans", 5, 1),
    ]
    assert tone(config, said, highest=2) == Tone(comments=6, low=3, complaints=3)


async def _comments(tower: Tower, bodies: list[str], *, days_ago: int) -> None:
    for body in bodies:
        await tower.town.answer("care", 4, days_ago=days_ago, comment=body)


async def test_worse_comments_below_a_score_that_holds_are_flagged_once(tower: Tower) -> None:
    await _comments(tower, ["kind people"] * 36 + ["slow"] * 4, days_ago=45)
    await tower.look()  # the first look is never told
    await _comments(tower, ["kind people"] * 15 + ["so slow, no answer"] * 25, days_ago=20)
    tower.turn(timedelta(days=1))
    await tower.look()
    (alert,) = await tower.alerts()
    text = (await tower.screen(alert)).text
    assert "<b>care</b>: CSAT holds, but comments get worse" in text
    assert "CSAT 100 % → 100 %" in text
    assert "with a word of complaint: 10 % → 63 % of comments (40 then, 40 now)" in text
    assert "with a low score" not in text
    assert "counted, not understood" in text
    tower.turn(timedelta(days=1))
    await tower.look()
    assert len(await tower.alerts()) == 1


async def test_the_comments_are_compared_once_a_week_and_not_on_the_first_look(
    tower: Tower,
) -> None:
    await _comments(tower, ["kind people"] * 40, days_ago=45)
    await _comments(tower, ["slow"] * 40, days_ago=20)
    await tower.look()
    tower.turn(WEEK)
    await tower.look()
    assert await tower.alerts() == []
    assert (await tower.watched())["tone", ""].open


async def test_nobody_counts_words_where_changes_are_not_watched(tower: Tower) -> None:
    tower.settle_on(watch=Watch(changes=False))
    await _comments(tower, ["slow"] * 4, days_ago=20)
    await tower.look()
    assert await tower.watched() == {}
