"""What an operator can say in each language: questions, labels, reasons, names, placeholders."""

import re
from string import Formatter
from typing import Annotated, Any

from pydantic import AfterValidator, Field, field_validator, model_serializer, model_validator

from bot.settings.mistakes import nearest
from bot.settings.sections import Language, Section, check_url
from bot.text.languages import normal_language

BUILT_IN_REASONS = ("speed", "manner", "product", "price", "other")  # the catalogues have them
PLACEHOLDERS = ("business", "agent", "customer", "touchpoint", "ref")
_REASON_BYTES = 24  # a button carries at most 64 bytes, and a token besides
_LONGEST_NAME = 64


def _fields(value: str) -> set[str]:
    """List the placeholders of a wording; ValueError where a brace is no placeholder's."""
    try:
        parts = list(Formatter().parse(value))
    except ValueError:
        raise ValueError("write a brace that is meant as one twice: {{ or }}") from None
    if any(part[2] or part[3] for part in parts):
        raise ValueError("a placeholder is written {business}; write other braces twice: {{ or }}")
    return {part[1] for part in parts if part[1] is not None}


def _check_shared(value: str) -> str:
    """Refuse all placeholders but the business: these words are part of the scale."""
    if _fields(value) - {"business"}:
        raise ValueError(
            "the only placeholder here is {business}; write other braces twice: {{ or }}"
        )
    return value


def _check_personal(value: str) -> str:
    """Refuse a placeholder that does not exist, and say which one was meant."""
    known = [f"{{{each}}}" for each in PLACEHOLDERS]
    for unknown in sorted(f"{{{each}}}" for each in _fields(value)):
        if unknown not in known:
            others = f": there are {', '.join(known)}; write other braces twice: {{{{ or }}}}"
            close = nearest(unknown, known) or others
            raise ValueError(f'no placeholder is called "{unknown}"{close}')
    return value


def _check_reason(value: str) -> str:
    if not value or value != value.strip() or not value.isprintable():
        raise ValueError("a reason is a word or two on one line")
    if len(value.encode()) > _REASON_BYTES:
        raise ValueError(f"the id of a reason has at most {_REASON_BYTES} bytes")
    return value


def _check_link(value: str) -> str:
    """Refuse what Telegram opens for nobody, or shows in the clear on its way; "" is none."""
    safe = value.startswith("https://") and check_url(value) and not re.search(r"\s", value)
    if value and not safe:
        raise ValueError('a link begins with "https://"')
    return value


def _check_line(value: str) -> str:
    if not value.strip() or not value.isprintable():
        raise ValueError("a name is a word or a few on one line")
    return value


ReasonId = Annotated[str, AfterValidator(_check_reason)]
Text = Annotated[str, AfterValidator(_check_personal), Field(max_length=1000)]
ButtonText = Annotated[str, AfterValidator(_check_shared), Field(max_length=60)]
Label = Annotated[ButtonText, AfterValidator(_check_line)]
DisplayName = Annotated[str, AfterValidator(_check_line), Field(max_length=_LONGEST_NAME)]
Names = dict[Language, DisplayName]
Link = Annotated[str, AfterValidator(_check_link), Field(max_length=1000)]


class SurveyText(Section):
    """The wording in one language; what is empty has built-in words."""

    question: Text = ""
    low: ButtonText = ""
    high: ButtonText = ""
    thanks: Text = ""
    comment: Text = ""
    labels: dict[int, Label] = Field(default_factory=dict)


class Reason(Section):
    """A reason to tap: a word of the catalogues, or an id with the operator's own labels."""

    id: ReasonId
    labels: Names = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _as_written(cls, value: Any) -> Any:  # noqa: ANN401 - whatever stands in the file
        """Read `"speed"`, or `{ id = "billing", en = "Billing" }`."""
        if isinstance(value, str):
            return {"id": _plain(value)}
        if not isinstance(value, dict) or "labels" in value:
            return value
        labels = {key: each for key, each in value.items() if key != "id"}
        for key in labels:
            if normal_language(str(key)) is None:
                raise ValueError(
                    f'"{key}" is no language: a reason is written {_example(value.get("id"))}'
                )
        if "id" not in value or not (labels or value["id"] in BUILT_IN_REASONS):
            raise ValueError(f"a reason is written {_example(value.get('id'))}")
        return {"id": value["id"], "labels": labels}

    @model_serializer
    def _as_in_the_file(self) -> str | dict[str, str]:
        return {"id": self.id, **self.labels} if self.labels else self.id


def _plain(value: str) -> str:
    """Take a reason that is a word alone, if the catalogues have it in every language."""
    if _check_reason(value) in BUILT_IN_REASONS:
        return value
    close = nearest(value, BUILT_IN_REASONS)
    known = close or f", but for {', '.join(BUILT_IN_REASONS)}."
    raise ValueError(
        f'no words are built in for the reason "{value}"{known} Your own is written '
        f"{_example(value)}"
    )


def _example(name: object) -> str:
    named = name if isinstance(name, str) and name else "billing"
    return f'{{ id = "{named}", en = "{named.capitalize()}" }}, with a label for each language'


class FollowUp(Section):
    """What is asked after a score of one band."""

    scores: tuple[int, int]
    reasons: tuple[Reason, ...] = Field(default=(), max_length=8)
    prompt: dict[Language, Text] = Field(default_factory=dict)
    link: Link = ""
    link_text: Names = Field(default_factory=dict)

    @field_validator("scores")
    @classmethod
    def _in_order(cls, value: tuple[int, int]) -> tuple[int, int]:
        if value[0] > value[1]:
            raise ValueError("the first score of a band is not above the last")
        return value

    @field_validator("reasons")
    @classmethod
    def _different(cls, value: tuple[Reason, ...]) -> tuple[Reason, ...]:
        if len({each.id for each in value}) < len(value):
            raise ValueError("a reason is named twice")
        return value


class Touchpoint(Section):
    """What people read instead of the id of a touchpoint."""

    name: Names = Field(default_factory=dict)
