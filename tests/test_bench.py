"""The words that `./run bench` understands; whatever else is said measures nothing."""

import pytest

from benchmarks.__main__ import BENCHMARKS, main


@pytest.mark.parametrize("word", ["--jsno", "-x", "--help=me"])
def test_an_unknown_option_is_refused(word: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([word, "gates"]) == 2
    assert capsys.readouterr().out == (
        f"bench: no such option: {word}; there are --json and --help\n"
    )


@pytest.mark.parametrize("words", [["--help"], ["-h"], ["gates", "--help", "--json"]])
def test_help_lists_the_names(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 0
    said = capsys.readouterr().out
    assert "./run bench [NAME] [--json]" in said
    assert all(name in said for name in BENCHMARKS)


def test_an_unknown_name_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["wries"]) == 2
    assert "no such benchmark: wries" in capsys.readouterr().out
