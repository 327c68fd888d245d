"""How a question reads in the chat, through all that can become of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.words.catalogues import Words
from bot.words.faces import label
from bot.words.tables import cells
from metrics.catalogue import METRICS
from storage.comments import Enclosure

Stage = Literal[
    "open",
    "answered",
    "changing",
    "later",
    "never",
    "expired",
    "withdrawn",
    "reminded",
]

_MARK = 2  # what a chosen reason begins with: "✓ "
CELLS = {3: 12, 2: 18}  # halves of a square that a button has on a telephone, by the row's buttons
OTHER = "other"  # the reason that asks for words
SCORES_IN_A_ROW = {11: 6, 10: 5, 7: 7, 6: 6, 5: 5, 4: 4, 3: 3, 2: 2}


@dataclass(frozen=True)
class Wording:
    """What the survey says in the language of the person."""

    question: str
    low: str
    high: str
    thanks: str
    prompt: str
    reasons: tuple[tuple[str, str], ...]  # slug and label
    labels: Mapping[int, str] = field(default_factory=dict)  # what points mean, in words
    cannot_say: bool = False  # whether that may be said, too
    link: tuple[str, str] | None = None  # the name of a button that opens an address, and that


@dataclass(frozen=True)
class Question:
    """A question and what has become of it."""

    token: str
    metric: str
    points: int
    language: str
    wording: Wording
    stage: Stage = "open"
    score: int | None = None
    unsaid: bool = False  # it was closed without a score
    reason: str | None = None
    commented: bool = False
    listening: bool = False  # what is written next is the comment
    may_change: bool = True
    anonymous: bool = False
    test: bool = False
    again: bool = False  # it can no longer be put off


@dataclass(frozen=True)
class Screen:
    """What a message shows: HTML and buttons."""

    text: str
    keyboard: InlineKeyboardMarkup | None = None
    file: Enclosure | None = None  # that Telegram has: the words stand below it


def question_screen(question: Question, words: Words) -> Screen:
    """Draw the message as it stands."""
    rows = _rows(question, words)
    keyboard = InlineKeyboardMarkup(rows) if rows else None
    return Screen("\n\n".join(_paragraphs(question, words)), keyboard)


def _paragraphs(question: Question, words: Words) -> list[str]:
    language = question.language
    heading = words.say(language, "ask.question", question=question.wording.question)
    if question.test:
        heading = words.say(language, "ask.test") + "\n" + heading
    if question.stage in {"later", "never", "expired", "withdrawn", "reminded"}:
        kept = question.commented and question.stage != "reminded"
        said = [words.say(language, "ask.commented")] if kept else []
        return [heading, words.say(language, f"ask.{question.stage}"), *said]
    if question.stage == "open":
        said = [words.say(language, "ask.tap_too")] if question.commented else []
        return [heading, *_legend(question, words), *said]
    return [heading, *_answered(question, words)]


def _legend(question: Question, words: Words) -> list[str]:
    lines = []
    scale = METRICS[question.metric].scales[question.points]
    labelled = scale.low in question.wording.labels and scale.high in question.wording.labels
    if question.wording.low and question.wording.high and not labelled:
        lines.append(
            words.say(
                question.language,
                "ask.legend",
                first=scale.low,
                low=question.wording.low,
                last=scale.high,
                high=question.wording.high,
            )
        )
    if question.anonymous:
        lines.append(words.say(question.language, "ask.anonymous"))
    return ["\n".join(lines)] if lines else []


def _answered(question: Question, words: Words) -> list[str]:
    language = question.language
    lines = [_chosen(question, words)]
    if question.commented:
        lines.append(words.say(language, "ask.commented"))
    if question.stage == "changing":
        return [*lines, words.say(language, "ask.changing")]
    if question.commented:
        return lines
    return [*lines, _prompt(question, words)] if question.listening else lines


def _prompt(question: Question, words: Words) -> str:
    """Ask for words, and say how; it stands as long as they are listened for."""
    how = words.say(question.language, "ask.commenting")
    if question.reason == OTHER:
        return words.say(question.language, "ask.other") + "\n" + how
    if not question.wording.prompt:
        return how
    return words.say(question.language, "ask.prompt", prompt=question.wording.prompt) + "\n" + how


def _chosen(question: Question, words: Words) -> str:
    thanks = question.wording.thanks
    if question.unsaid:
        return words.say(question.language, "ask.unsaid", thanks=thanks)
    if question.score is None:
        return words.say(question.language, "ask.chosen_anonymous", thanks=thanks)
    shown = _score_label(question, question.score)
    chosen = words.say(question.language, "ask.chosen", score=shown, thanks=thanks)
    reasons = dict(question.wording.reasons)
    if question.reason is None or question.metric == "recovery":  # of which staff know the reason
        return chosen
    named = reasons.get(question.reason, question.reason)
    return chosen + "\n" + words.say(question.language, "ask.reason", reason=named)


def _score_label(question: Question, score: int) -> str:
    """Label a score as its button does."""
    return label(question.metric, question.points, score, question.wording.labels)


def _rows(question: Question, words: Words) -> list[list[InlineKeyboardButton]]:
    if question.stage == "never":
        return [[_act(question, words, "undo")]]
    if question.stage == "open":
        unsaid = [[_act(question, words, "cannot_say")]] if question.wording.cannot_say else []
        return [*_scores(question), *unsaid, *_closing(question, words)]
    if question.stage == "changing":
        return [*_scores(question), [_act(question, words, "keep")]]
    if question.stage == "answered":
        return [*_reasons(question), *_link(question), *_after(question, words)]
    return []


def _closing(question: Question, words: Words) -> list[list[InlineKeyboardButton]]:
    if question.test:
        return []
    verbs = ("never",) if question.again else ("later", "never")
    return [[_act(question, words, verb) for verb in verbs]]


def _scores(question: Question) -> list[list[InlineKeyboardButton]]:
    scale = METRICS[question.metric].scales[question.points]
    buttons = [
        InlineKeyboardButton(
            _score_label(question, score),
            callback_data=f"a:{question.token}:{score}",
        )
        for score in range(scale.low, scale.high + 1)
    ]
    if question.metric == "stars":
        return [[button] for button in reversed(buttons)]
    labelled = question.wording.labels
    return _in_rows(buttons, _fitting(buttons) if labelled else SCORES_IN_A_ROW[question.points])


def _reasons(question: Question) -> list[list[InlineKeyboardButton]]:
    buttons = [
        InlineKeyboardButton(
            f"✓ {name}" if slug == question.reason else name,
            callback_data=f"r:{question.token}:{slug}",
        )
        for slug, name in question.wording.reasons
    ]
    return _in_rows(buttons, _fitting(buttons, beside=_MARK))


def _link(question: Question) -> list[list[InlineKeyboardButton]]:
    """Offer what the operator wants done next; Telegram opens it, and nobody is told who did."""
    if question.wording.link is None:
        return []
    name, address = question.wording.link
    return [[InlineKeyboardButton(name, url=address)]]


def _after(question: Question, words: Words) -> list[list[InlineKeyboardButton]]:
    may_change = question.may_change and not question.anonymous
    verbs = ("change", "comment") if may_change else ("comment",)
    return [[_act(question, words, verb) for verb in verbs]]


def _act(question: Question, words: Words, verb: str) -> InlineKeyboardButton:
    name = words.plain(question.language, f"button.{verb}")
    return InlineKeyboardButton(name, callback_data=f"k:{question.token}:{verb}")


def _fitting(buttons: Sequence[InlineKeyboardButton], *, beside: int = 0) -> int:
    """Tell how many buttons with words stand in a row so that none is cut."""
    texts = [each.text.removeprefix("✓ ") for each in buttons]
    longest = max((cells(each) for each in texts), default=0) + beside
    return next((width for width, room in CELLS.items() if longest <= room), 1)


def _in_rows(
    buttons: Sequence[InlineKeyboardButton], width: int
) -> list[list[InlineKeyboardButton]]:
    return [list(buttons[start : start + width]) for start in range(0, len(buttons), width)]
