"""What a customer reads about this chat itself."""

from bot.surveys.question import Screen
from bot.words.catalogues import Words


def guide_screen(words: Words, language: str, contact: str) -> Screen:
    """Say that this chat is for feedback, and where help is."""
    return Screen(
        _with_contact(words, language, words.say(language, "guide.feedback_only"), contact)
    )


def help_screen(words: Words, language: str, *, business: str, contact: str) -> Screen:
    """Say what a customer can do here."""
    text = words.say(language, "help.customer", business=business_name(words, language, business))
    return Screen(_with_contact(words, language, text, contact))


def welcome_screen(words: Words, language: str, *, business: str, resumed: bool) -> Screen:
    """Greet somebody who pressed Start."""
    key = "start.resumed" if resumed else "start.welcome"
    return Screen(words.say(language, key, business=business_name(words, language, business)))


def closed_screen(words: Words, language: str) -> Screen:
    """Say that a question is closed."""
    return Screen(words.say(language, "start.closed"))


def business_name(words: Words, language: str, business: str) -> str:
    """Name the business, or say "us"."""
    return business or words.plain(language, "business.unnamed")


def _with_contact(words: Words, language: str, text: str, contact: str) -> str:
    if not contact:
        return text
    return text + "\n\n" + words.say(language, "help.contact", contact=contact)
