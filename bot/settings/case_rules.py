"""What an operator can say about cases."""

from datetime import timedelta
from typing import Annotated

from pydantic import Field

from bot.settings.sections import Duration, Language, Section
from bot.settings.theme import Keywords


class CaseWords(Section):
    """Words of one language that open a case, whatever the score."""

    language: Language
    words: Keywords


class CaseRules(Section):
    """When a case ends by itself, and by when it is to be taken and done, in office hours."""

    talk_ends: Annotated[Duration, Field(gt=timedelta())] = timedelta(days=7)
    taken_within: Annotated[Duration, Field(gt=timedelta())] | None = None
    done_within: Annotated[Duration, Field(gt=timedelta())] | None = None
    words: Annotated[tuple[CaseWords, ...], Field(max_length=40)] = ()
