"""What a play came to, in the figures that an operator decides by."""

from collections import Counter
from collections.abc import Iterable
from datetime import timedelta
from statistics import median

from bot.rehearsal.book import Book
from bot.rehearsal.parts import PlayedQuestion
from bot.rehearsal.play import Play
from bot.rehearsal.results import People, PlayOutcome, SurveyOutcome
from metrics.measure import measure


def outcome_of(play: Play, *, lasting: timedelta) -> PlayOutcome:
    """Count what happened."""
    surveys = [_survey(each) for each in play.questions.values()]
    asks = sum(each.asked for each in surveys)
    reminders = sum(each.reminded for each in surveys)
    gates = sum((each.counts.gates for each in play.questions.values()), Counter[str]())
    return PlayOutcome(
        config=str(play.config.file),
        asks=asks,
        reminders=reminders,
        asks_a_day=(asks + reminders) / (lasting / timedelta(days=1)),
        busiest=_busiest(play),
        people=_people(play.books.values()),
        gates=dict(gates.most_common()),
        surveys=tuple(surveys),
    )


def _busiest(play: Play) -> tuple[str, int] | None:
    if not play.days:
        return None
    day, asks = min(play.days.items(), key=lambda each: (-each[1], each[0]))
    return day.isoformat(), asks


def _people(books: Iterable[Book]) -> People:
    met = [book for book in books if book.met]
    asked = sorted(book.asked for book in met if book.asked)
    starved = Counter(book.gate for book in met if not book.asked and not book.linked)
    return People(
        met=len(met),
        asked=len(asked),
        median=float(median(asked)) if asked else 0.0,
        most_have=_percentile(asked, 0.95),
        most=max(asked, default=0),
        linked=sum(book.linked for book in met),
        never=dict(starved.most_common()),
    )


def _percentile(ordered: list[int], part: float) -> int:
    """Give the smallest count that so large a part of the people do not exceed."""
    place = -int(-len(ordered) * part // 1)
    return ordered[max(0, place - 1)] if ordered else 0


def _survey(question: PlayedQuestion) -> SurveyOutcome:
    survey, counts = question.survey, question.counts
    found = measure(survey.metric, survey.points, counts.scores)
    return SurveyOutcome(
        name=question.name,
        metric=survey.metric,
        matched=counts.matched,
        asked=counts.asked,
        reminded=counts.reminded,
        linked=counts.linked,
        withdrawn=counts.withdrawn,
        answers=counts.scores.total(),
        value=found.value if found else None,
        width=found.interval.width if found else None,
        gates=dict(counts.gates.most_common()),
    )
