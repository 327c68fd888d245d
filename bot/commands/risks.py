"""What `afterword check` warns of: no token, and what is risky though it works."""

from collections.abc import Iterator
from datetime import date

from bot.operating.checkup.dangers import look_at_dangers
from bot.settings.config import NO_TOKEN, Config
from bot.words.catalogues import Words
from bot.words.voice import Voice


def risks(config: Config, *, today: date) -> Iterator[str]:
    """Say each in one sentence, with what to do."""
    if config.telegram.token.get_secret_value() == NO_TOKEN:
        yield "there is no token: the bot cannot be run without (AFTERWORD_TELEGRAM__TOKEN)"
    voice = Voice(Words.load())
    for each in look_at_dangers(config, today=today):
        if each.level != "ok":
            yield each.words(voice)
