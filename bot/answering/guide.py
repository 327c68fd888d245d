"""What a customer reads about this chat itself."""

from bot.effects import Scene, business_of
from bot.surveys.question import Screen
from bot.wire.incoming import Asker


def guide_text(scene: Scene, asker: Asker) -> str:
    """Say what this chat is for, and where help is."""
    return _with_contact(scene, asker, "guide.feedback_only").text


def help_screen(scene: Scene, asker: Asker) -> Screen:
    """Say what a customer can do here."""
    return _with_contact(scene, asker, "help.customer")


def welcome_screen(scene: Scene, asker: Asker, *, resumed: bool) -> Screen:
    """Greet somebody who pressed Start."""
    text = said_of_business(scene, asker, "start.resumed" if resumed else "start.welcome")
    return Screen(f"{text}\n{scene.voice(asker).say('start.privacy')}")


def _with_contact(scene: Scene, asker: Asker, key: str) -> Screen:
    text, contact = said_of_business(scene, asker, key), scene.services.config.business.contact
    if not contact:
        return Screen(text)
    return Screen(text + "\n\n" + scene.voice(asker).say("help.contact", contact=contact))


def said_of_business(scene: Scene, asker: Asker, key: str) -> str:
    """Say something about the business by its name, or as "us"."""
    return scene.voice(asker).say(key, business=business_of(scene, asker))
