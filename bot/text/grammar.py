"""The grammar of staff commands: reads what was typed into a query, or into a mistake."""

import re
from collections.abc import Collection, Iterator
from datetime import date
from zoneinfo import ZoneInfo

from bot.text import filters
from bot.text.assembling import EARLIER, Parts
from bot.text.known import Known
from bot.text.lexing import Lexer, Token
from bot.text.misreadings import Mistake
from bot.text.query import CUTS, Form, Query, command_of
from bot.text.spacing import SPACE
from bot.words.vocabulary import vocabulary
from metrics.calendar_units import read_code

_AMONG = re.compile("[,，、;；|/+&]")


def read_query(
    text: str,
    form: Form,
    *,
    today: date,
    zone: ZoneInfo,
    surveys: Collection[str],
    known: Known | None = None,
) -> Query | Mistake:
    """Read a staff command of this form; what is wrong with it is a value too."""
    head, *rest = SPACE.sub(" ", text.lstrip(), count=1).split(" ", maxsplit=1) or [""]
    values = (known or Known()).also("survey", surveys).only(form.filters)
    lexer = Lexer(today, values, zone.key, reserved=frozenset((*form.metrics, *form.words)))
    reading = _Reading(
        command_of(head), form, today=today, zone=zone, surveys=surveys, known=values
    )
    reading.take(lexer.tokens(rest[0] if rest else ""))
    return reading.mistake or reading.result()


class _Reading(Parts):
    """Takes the parts of a command, one after another."""

    def take(self, tokens: Iterator[Token]) -> None:
        """Read every part, up to the first that is wrong."""
        for token in tokens:
            if token.sort == "filter":
                self._filter(token.word, token.value)
            elif token.sort == "values":
                self.wrong_ways("two_filters", token)
            elif token.sort == "impossible":
                self.wrong("no_such_day", token.word)
            elif token.sort == "period":
                self._span(token)
            elif not self._takes(token.word, tokens) and not self._names(token.word):
                self.words.append(token.word)
            if self.mistake is not None:
                return

    def _span(self, token: Token) -> None:
        """Read a period: the first, or the one to compare with."""
        if token.other:
            self.wrong_ways("two_days", token)
        elif self.form.around:
            self._day(token.value, token.word)
        elif self.words:
            self.words.append(token.word)  # what is not understood before it comes first
        elif self.comparing and self.other is None:
            self.other = token.value
        elif self.period is None and not self.comparing:
            self.period = token.value
        else:
            self.wrong("two_periods", token.word, value=self.other or self.period or "")

    def _takes(self, word: str, tokens: Iterator[Token]) -> bool:
        """Read a word that opens a part of the command; False if it is none."""
        if word == "by" and self.form.by:
            self._by(next(tokens, None))
        elif word in {"vs", "和"} and self.form.against:
            self.comparing = True
        elif word in EARLIER and self.comparing and self.other is None:
            self.other = word
        elif word == "before" and self.form.around:
            self._before(next(tokens, None), tokens)
        else:
            return word == "after" and self.form.around and self.around is not None
        return True

    def _names(self, word: str) -> bool:
        """Read a word that stands for itself; False if it is none."""
        if word in self.form.words:
            self.flags.add(word)
        elif word in self.form.metrics and self.metric is None:
            self.metric = word
        elif self.by is not None and word in self.form.by:
            self.wrong("two_cuts", self.by, value=word)
        else:
            return False
        return True

    def _before(self, token: Token | None, tokens: Iterator[Token]) -> None:
        """Read the day of a change: "before 1 november after", "before and after 1 november"."""
        if token is None and self.around is not None:
            return  # "1 november before and after"
        if token is not None and token.word == "after":
            token = next(tokens, None)
        if token is not None and token.sort == "impossible":
            self.wrong("no_such_day", token.word)
            return
        found = read_code(token.value) if token is not None and token.sort == "period" else None
        if token is None or found is None or found[0] != "day":
            self.wrong("no_day", token.word if token else "")
        else:
            self._span(token)

    def _day(self, text: str, word: str) -> None:
        """Read the day of a change, or after it the one from which on answers come after it."""
        found = read_code(text)
        if found is None or found[0] != "day":
            self.wrong("stray_word", word)
        elif self.around is None:
            self.around = found[1]
        elif found[1] < self.around:
            self.wrong("early_answers", word)
        else:
            self._filter("settling", f"{(found[1] - self.around).days}d")

    def _filter(self, key: str, value: str) -> None:
        if key not in self.form.filters:
            near = None if key in CUTS else vocabulary().nearest(key, self.form.offered)
            self.wrong("unknown_filter", key, nearest=near)
        elif not value:
            self.wrong("empty_filter", key)
        elif key in self.pairs or self._are_several(key, value):
            self.wrong("filter_twice", key)
        else:
            called = self.known.value(key, value)
            self.pairs[key] = self.known.value(key, filters.canonical(key, called))

    def _are_several(self, key: str, value: str) -> bool:
        """Tell whether a value is several known ones with marks between them."""
        parts = _AMONG.split(value)
        return len(parts) > 1 and all(self.known.has(key, part) for part in parts)

    def _by(self, token: Token | None) -> None:
        if token is None:
            self.choosing = True
        elif token.sort == "period":
            self.wrong("no_start", token.word)
        elif token.sort != "word":
            self.wrong("cut_with_value", token.word, value=token.value)
        elif token.word not in self.form.by:
            near = vocabulary().nearest(token.word, self.form.by)
            self.wrong("unknown_cut", token.word, nearest=near)
        elif self.by not in {None, token.word}:
            self.wrong("two_cuts", self.by or "", value=token.word)
        else:
            self.by = token.word
