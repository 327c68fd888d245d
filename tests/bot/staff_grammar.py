"""What staff may type: commands made of every part of the grammar, of near misses and of junk."""

from hypothesis import strategies as st

from bot.words.vocabulary import IGNORED, vocabulary
from metrics.catalogue import METRICS
from metrics.periods import PHRASES
from tests.bot.odd_town import NAMES, PLACES
from tests.forms import FORMS

REPORTS = list(FORMS)
_DAYS = (
    *("2026-11-22", "2026-11-16", "2026-11-01", "2026-10-01", "2024-02-29", "1970-01-01"),
    *(
        "0001-01-01",
        "0000-01-01",
        "9999-12-31",
        "9999-12-30",
        "2027-01-01",
        "2026-02-30",
        "16.11.2026",
    ),
)
_UNITS = ("2026-11", "2026-W47", "2026-W53", "2026-Q4", "2026", "1969", "9999", "0001", "9999-W52")
_NUMBERS = ("0", "1", "2", "7", "30", "365", "4000", "20000", "999999", "10000000", "-1", "٣", "７")
_CUTS = sorted({cut for form in FORMS.values() for cut in (*form.by, *form.filters)})
_FLAGS = ("text", "low", "by", "vs", "before", "after", "since", "settling", "each", "=", "..")
_SURVEYS = (
    *("recommend", "partners", "care", "checkout", "effort", "parcel", "visit", "workshop"),
    *("article", "quiet", "team", "recomend", "CARE", "nobody"),
)
_VALUES = (
    *(*NAMES, *PLACES, *_SURVEYS, "chat", "ph<o>ne", "en", "ru", "zh-hans", "xx", "speed"),
    *("<odd>", "", "1", "2+", "5+", "99", "v1", "<late> & co", "other", "agent-03", "None", "?"),
)
_GARBAGE = (
    *("", "<b>", "&amp;", '"', "“", "«»", "=", "==x", "agent==", "\x00", "﷽", "🦊", "a" * 3000),
    *(
        "{0}",
        "{word}",
        "%s",
        "'; DROP TABLE answers; --",
        "\N{RIGHT-TO-LEFT OVERRIDE}",
        "/nps",
        "@",
    ),
    *("wek", "недля", "上州", "by by", "vs vs", "low low", "1" * 400, "² d", "½d", "agent=a=b=c"),
)

days = st.sampled_from(_DAYS)
numbers = st.sampled_from(_NUMBERS)
periods = st.one_of(
    st.sampled_from(PHRASES),
    numbers.map("{}d".format),
    days,
    st.sampled_from(_UNITS),
    st.tuples(days | st.sampled_from(_UNITS), days | st.sampled_from(_UNITS)).map("..".join),
    days.map("since {}".format),
)
_good_values = st.sampled_from(("anna", "support", "chat", "en", "1", "care", "recommend", "speed"))
_quotes = st.sampled_from(("{}", '"{}"', "“{}”", "«{}»", ' "{}"'))
filters = st.tuples(
    st.sampled_from(_CUTS),
    _quotes,
    _good_values | st.sampled_from(_VALUES),
).map(lambda parts: f"{parts[0]}={parts[1].format(parts[2])}")
_USUAL = {
    "survey": "care",
    "touchpoint": "support",
    "agent": "anna",
    "language": "en",
    "visit": "1",
    "channel": "chat",
    "reason": "speed",
    "version": "1",
    "settling": "3d",
    "each": "10d",
    "after": "5",
    "theme": '"<late> & co"',
}
usual = st.sampled_from(("week", "month", "quarter", "year", "this month", "30d", "2026-11"))
fitting = st.sampled_from(sorted(f"{cut}={value}" for cut, value in _USUAL.items()))
parts = st.one_of(
    periods,
    fitting,
    fitting,
    filters,
    st.sampled_from(_CUTS).map("by {}".format),
    periods.map("vs {}".format),
    days.map("before {} after".format),
    st.tuples(days, days).map(lambda two: f"before {two[0]} after {two[1]}"),
    st.tuples(st.sampled_from(("settling", "each")), numbers).map("={}d".join),
    st.sampled_from((*METRICS, *_SURVEYS)),
)
wild = st.one_of(st.sampled_from((*_FLAGS, *_GARBAGE)), st.text(max_size=12))
drunk = st.tuples(st.sampled_from(REPORTS), st.just(""), st.lists(parts | wild, max_size=5))


@st.composite
def sober(draw: st.DrawFn) -> tuple[str, str, list[str]]:
    """Make what a report takes: a period, and some of the filters, cuts and words it knows."""
    name = draw(st.sampled_from(REPORTS))
    form, maybe = FORMS[name], draw(st.booleans())
    period = "" if form.around else draw(st.just("") | periods | usual)
    cuts = st.lists(st.sampled_from(form.filters or ("",)), max_size=2, unique=True)
    wanted = _chosen(draw(cuts)) if form.filters else []
    if form.by and maybe:
        wanted.append(f"by {draw(st.sampled_from(form.by))}")
    if form.metrics and maybe:
        wanted.append(draw(st.sampled_from(form.metrics)))
    if form.against and maybe and period:
        wanted.append(f"vs {draw(periods)}")
    wanted += draw(st.lists(st.sampled_from(form.words), max_size=1))
    if form.around:
        wanted.append(f"before {draw(days)} after")
    return name, period, wanted


def _chosen(cuts: list[str]) -> list[str]:
    return [f"{cut}={_USUAL[cut]}" for cut in cuts]


@st.composite
def commands(draw: st.DrawFn) -> str:
    """Make a command in the words of one language or another."""
    name, period, more = draw(st.one_of(sober(), sober(), drunk))
    typed = " ".join(part for part in (f"/{name}", period, *more) if part)
    language = draw(st.sampled_from(("en", "ru", "zh_Hans")))
    return _said(draw, typed, language)


def _said(draw: st.DrawFn, typed: str, language: str) -> str:
    """Put words of a language, any of their spellings, in the place of English ones."""
    words = vocabulary().languages.get(language, {})
    said = []
    for part in typed.split(" "):
        key, sign, value = part.partition("=")
        spellings = words.get(key) if key != IGNORED else None
        if spellings and "{}" not in spellings[0]:
            key = draw(st.sampled_from(spellings))
        said.append(f"{key}{sign}{value}")
    return " ".join(said)
