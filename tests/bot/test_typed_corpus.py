"""What people really type, as data: how much of it is read as they meant it, by language."""

import json
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.settings.config import Survey
from bot.surveys.questionnaire import buttons_of
from bot.text.typed_scores import read_score
from bot.words.catalogues import Words

CORPORA = sorted(Path(__file__).with_name("typed").glob("*.jsonl"))
BOUNDS = {
    "dev": (0.98, 0.005),
    "tried": (0.98, 0.005),
    "tempting": (0.98, 0.005),
    "held_back": (0.98, 0.005),
}  # least right, most false
WORDS = Words.load()


@dataclass(frozen=True)
class Row:
    """A message before a question, and what it means."""

    language: str
    metric: str
    points: int
    text: str
    score: int | None
    rest: str

    @property
    def right(self) -> tuple[int | None, str]:
        """What it means; what is no score is a comment, whole."""
        return self.score, self.rest if self.score is not None else self.text

    def read(self) -> tuple[int | None, str]:
        survey = Survey.model_validate({"metric": self.metric, "scale": self.points})
        return read_score(self.text, buttons_of(survey, WORDS))


def by_language(corpus: Path) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for line in corpus.read_text("utf-8").splitlines():
        row = Row(**json.loads(line))
        found[row.language].append(row)
    return found


def wrongly_read(rows: list[Row]) -> list[tuple[Row, tuple[int | None, str]]]:
    return [(row, row.read()) for row in rows if row.read() != row.right]


@pytest.mark.parametrize("corpus", CORPORA, ids=lambda path: path.stem)
def test_what_people_type_is_read_as_they_mean_it(corpus: Path) -> None:
    """Nearly all of it; where it is not, a comment is kept and hardly ever a score invented."""
    told, short = [], []
    for language, rows in sorted(by_language(corpus).items()):
        wrong = wrongly_read(rows)
        false = [row for row, (score, _) in wrong if score not in {None, row.score}]
        right, invented = 1 - len(wrong) / len(rows), len(false) / len(rows)
        told.append(
            f"{corpus.stem} {language}: of {len(rows)} {right:.1%} right, {invented:.1%} false"
        )
        told += [f"  {row.text!r}: {row.right}, read as {found}" for row, found in wrong]
        least, most = BOUNDS[corpus.stem]
        short += [language] * (right < least or invented > most)
    print("\n".join(told))  # noqa: T201 - the figures are what is asked for
    assert short == []


@pytest.mark.parametrize("corpus", CORPORA, ids=lambda path: path.stem)
def test_no_word_is_lost(corpus: Path) -> None:
    """What is read as no score is kept whole; after a score all that follows it is."""
    for rows in by_language(corpus).values():
        for row in rows:
            score, rest = row.read()
            assert rest == row.text if score is None else row.text.rstrip().endswith(rest)
