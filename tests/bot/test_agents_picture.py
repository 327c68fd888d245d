"""The funnel of /agents: names stand free of lines, and no dot hides another unseen."""

from bot.pictures.paper import Drawing, Halo, Rule
from bot.reports.agents.chart import agents_chart
from bot.reports.agents.results import Crew, Crews
from bot.reports.agents.words import agents_page
from bot.text.query import Query
from bot.words.catalogues import Words
from bot.words.voice import Voice
from metrics.funnel import team
from metrics.periods import parse_period
from metrics.tally import Tally, merged
from tests.bot.chart_cases import texts
from tests.bot.town import NOW, ZONE

QUERY = Query("agents", parse_period("month", today=NOW.date(), zone=ZONE))
WORDS = Words.load()
ALIKE = {5: 16, 2: 4}


def drawn(tallies: dict[str, Tally]) -> Drawing:
    found = team("csat", 5, tallies)
    crew = Crew("care", "csat", 5, (1,), merged(*tallies.values()), found)
    return agents_chart(Voice(WORDS), QUERY, [crew], [["care", "chance"]])


def test_agents_at_one_place_are_named_together() -> None:
    said = texts(drawn({"chen": {5: 9, 2: 21}, "boris": ALIKE, "anna": ALIKE}))
    assert "anna, boris" in said
    assert "chen" in said


def test_too_many_names_at_one_place_are_the_first_and_a_number() -> None:
    said = texts(drawn({f"somebody with a name {at}": ALIKE for at in range(4)}))
    assert [text for text in said if text.endswith(" +3")]


def test_where_agents_are_not_named_a_number_says_how_many_one_dot_is() -> None:
    assert "×12" in texts(drawn({f"agent {at:02}": ALIKE for at in range(12)}))


def test_every_name_clears_the_paper_behind_it() -> None:
    found = [
        mark
        for part in drawn({"anna": ALIKE, "boris": {5: 10, 2: 10}}).parts
        for mark in part.marks
    ]
    halos = [at for at, mark in enumerate(found) if isinstance(mark, Halo)]
    dashed = [at for at, mark in enumerate(found) if isinstance(mark, Rule) and mark.dash]
    assert max(dashed) < min(halos)
    cleared = {mark.text.text for mark in found if isinstance(mark, Halo)}
    assert cleared == {"anna", "boris"}


def test_more_answers_than_are_counted_by_cell_are_said_to_be_compared_with_the_whole() -> None:
    tallies: dict[str, Tally] = {"anna": ALIKE, "boris": {5: 10, 2: 10}}
    found = team("csat", 5, tallies)
    crew = Crew("care", "csat", 5, (1,), merged(*tallies.values()), found, unmixed=True)
    page = agents_page(Voice(WORDS), Crews(QUERY, [crew], ["care"]), NOW.date())
    assert "More than 300,000 answers: agents are compared with the whole." in page.text
    assert page.picture is not None
    assert any("300,000" in text for text in texts(page.picture.drawing))
