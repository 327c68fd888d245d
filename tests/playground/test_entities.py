"""parse_mode, entities and UTF-16 lengths are Telegram's."""

from __future__ import annotations

from html import escape
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.errors import RefusedError
from playground.html import parse_html
from playground.markdown import parse_markdown
from playground.text import finished, found, units, written

Json = dict[str, Any]


def kinds(entities: list[Json]) -> list[tuple[str, int, int]]:
    return [(one["type"], one["offset"], one["length"]) for one in entities]


def test_html_becomes_text_and_entities() -> None:
    text, entities = parse_html("<b>4 &lt; 5</b> and <i>so &amp; <u>on</u></i> &nbsp;&#9733;")
    assert text == "4 < 5 and so & on &nbsp;★"
    assert kinds(entities) == [("bold", 0, 5), ("underline", 15, 2), ("italic", 10, 7)]


def test_offsets_count_utf16_units() -> None:
    text, entities = parse_html("😀<b>да</b>")
    assert text == "😀да"
    assert kinds(entities) == [("bold", 2, 2)]
    assert units("😀да") == 4


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_escaped_words_come_through_as_they_are(words: str) -> None:
    assert parse_html(f"<b>{escape(words)}</b>")[0] == words
    assert parse_html(escape(words)) == (words, [])


def test_links_quotes_spoilers_and_code() -> None:
    text, entities = parse_html(
        '<a href="https://example.com/?a=1&amp;b=2">x</a><tg-spoiler>y</tg-spoiler>'
        '<blockquote expandable>q</blockquote><pre><code class="language-python">p</code></pre>'
        '<a href="tg://user?id=42">z</a><span class="tg-spoiler">s</span>'
    )
    assert text == "xyqpzs"
    assert [one["type"] for one in entities] == [
        "text_link", "spoiler", "expandable_blockquote", "pre", "text_mention", "spoiler",
    ]  # fmt: skip
    assert entities[0]["url"] == "https://example.com/?a=1&b=2"
    assert entities[3]["language"] == "python"
    assert entities[4]["user"]["id"] == 42


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("<b>never closed", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<b>crossed <i>tags</b></i>", 'expected "</i>", found "</b>"'),
        ("I <3 you", 'Unsupported start tag "3" at byte offset 2'),
        ("да <br>", 'Unsupported start tag "br" at byte offset 5'),
        ("lost </b>", "Unexpected end tag at byte offset 5"),
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<span>x</span>", 'must have class "tg-spoiler"'),
    ],
)
def test_broken_html_is_refused(source: str, words: str) -> None:
    with pytest.raises(RefusedError) as refused:
        parse_html(source)
    assert refused.value.description.startswith("Bad Request: can't parse entities: ")
    assert words in refused.value.description


def test_markdown_becomes_text_and_entities() -> None:
    text, entities = parse_markdown(
        "*bold* _it_ __under__ ~s~ ||sp|| `c` [t](https://a.example) 1\\."
    )
    assert text == "bold it under s sp c t 1."
    assert [one["type"] for one in entities] == [
        "bold", "italic", "underline", "strikethrough", "spoiler", "code", "text_link",
    ]  # fmt: skip


def test_markdown_code_block_has_a_language() -> None:
    text, entities = parse_markdown("x\n```python\nprint(1)\n```")
    assert text == "x\nprint(1)"
    assert entities == [{"type": "pre", "offset": 2, "length": 8, "language": "python"}]


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("4.5", "Character '.' is reserved and must be escaped with the preceding '\\'"),
        ("*open", "Can't find end of Bold entity at byte offset 0"),
        ("a > b - c", "Character '>' is reserved"),
        ("[x]", "Character ']' is reserved"),
    ],
)
def test_broken_markdown_is_refused(source: str, words: str) -> None:
    with pytest.raises(RefusedError) as refused:
        parse_markdown(source)
    assert words in refused.value.description


def test_commands_names_and_links_are_found() -> None:
    entities = found("/nps@afterword_demo_bot week, see https://a.example/x. or @someone #tag a/b")
    assert kinds(entities) == [
        ("bot_command", 0, 23), ("url", 34, 19), ("mention", 58, 8), ("hashtag", 67, 4),
    ]  # fmt: skip


def test_ends_are_trimmed_and_entities_follow() -> None:
    formatted = finished("  hello \n", [{"type": "bold", "offset": 0, "length": 9}])
    assert formatted.text == "hello"
    assert kinds(list(formatted.entities)) == [("bold", 0, 5)]


def test_nothing_is_found_inside_code() -> None:
    formatted = finished("/start", [{"type": "code", "offset": 0, "length": 6}])
    assert kinds(list(formatted.entities)) == [("code", 0, 6)]
    assert kinds(list(written("/start").entities)) == [("bot_command", 0, 6)]
