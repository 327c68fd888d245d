"""What a customer reads about this chat itself."""

from bot.effects import Scene
from bot.surveys.question import Screen
from bot.wire.incoming import Asker


def guide_screen(scene: Scene, asker: Asker) -> Screen:
    """Say that this chat is for feedback, and where help is."""
    return _with_contact(scene, asker, "guide.feedback_only")


def help_screen(scene: Scene, asker: Asker) -> Screen:
    """Say what a customer can do here."""
    return _with_contact(scene, asker, "help.customer")


def welcome_screen(scene: Scene, asker: Asker, *, resumed: bool) -> Screen:
    """Greet somebody who pressed Start."""
    return Screen(_said(scene, asker, "start.resumed" if resumed else "start.welcome"))


def _with_contact(scene: Scene, asker: Asker, key: str) -> Screen:
    text, contact = _said(scene, asker, key), scene.services.config.business.contact
    if not contact:
        return Screen(text)
    return Screen(text + "\n\n" + scene.voice(asker).say("help.contact", contact=contact))


def _said(scene: Scene, asker: Asker, key: str) -> str:
    """Say something about the business by its name, or as "us"."""
    voice = scene.voice(asker)
    business = scene.services.config.business.name or voice.plain("business.unnamed")
    return voice.say(key, business=business)
