"""After a best score the operator's link may follow, as a button that Telegram itself opens."""

from pathlib import Path

import pytest

from bot.settings.config import load
from bot.settings.mistakes import ConfigError
from tests.bot import stage as stages
from tests.bot.stage import BOB, stage_of

LEADING = """\
[[surveys.after-chat.follow_up]]
scores = [5, 5]
link = "https://reviews.example/acme?from=bot"
link_text.en = "Leave a review"
"""


@pytest.mark.parametrize(
    ("score", "language", "said"),
    [(5, "en", "Leave a review"), (5, "ru", "Leave a review"), (4, "en", None), (1, "en", None)],
)
async def test_the_link_stands_below_the_thanks_of_its_band_alone(
    tmp_path: Path, score: int, language: str, said: str | None
) -> None:
    async with stage_of(tmp_path, stages.USUAL + LEADING) as stage:
        await stage.starts(BOB, language=language)
        await stage.ended()
        await stage.score(score)
        rows = stage.question()["reply_markup"]["inline_keyboard"]
        links = {each["text"]: each["url"] for row in rows for each in row if "url" in each}
        wanted = {} if said is None else {said: "https://reviews.example/acme?from=bot"}
        assert links == wanted
        await stage.says(BOB, "lovely")  # it stays when a comment has come
        rows = stage.question()["reply_markup"]["inline_keyboard"]
        assert len([each for row in rows for each in row if "url" in each]) == len(wanted)


@pytest.mark.parametrize("link", ["http://plain.example", "javascript:alert(1)", "https://", "a b"])
def test_a_link_that_nobody_can_follow_safely_is_refused(tmp_path: Path, link: str) -> None:
    path = tmp_path / "config.toml"
    text = stages.base_config("http://127.0.0.1:9", tmp_path) + stages.USUAL + LEADING
    path.write_text(text.replace("https://reviews.example/acme?from=bot", link), "utf-8")
    with pytest.raises(ConfigError, match=r"follow_up\.2\.link|link"):
        load(path, {})
