"""How the message about an unhappy answer, or about how many there are, is drawn."""

from datetime import datetime

from bot.cases.alert_words import Alert, alert_screen, count_screen
from bot.cases.standings import standing_of
from bot.services import Services
from bot.surveys.question import Screen
from bot.surveys.questionnaire import lowest_band_end, scale_of, survey_of
from bot.words.reasons import reason_label
from storage import answers, comments, customers, invitations, versions
from storage.answers import Answer
from storage.deliveries import Delivery
from storage.transaction import Transaction


async def draw_alert(
    services: Services, tx: Transaction, delivery: Delivery, _now: datetime
) -> Screen:
    """Draw an unhappy answer, or words, with all that was said since and who has taken it."""
    invitation = await invitations.get(tx, delivery.invitation_id or 0)
    version = await versions.get(tx, invitation.version_id)
    survey = survey_of(services.config, version)
    answer = await answers.find(tx, invitation)
    customer = await customers.get(tx, invitation.customer_id) if invitation.customer_id else None
    language = services.config.business.default_language
    voice = services.voice(language)
    place = invitation.touchpoint
    alert = Alert(
        survey=voice.named("survey", invitation.survey),
        score=answer.score if answer else None,
        highest=scale_of(survey).high,
        unhappy=_unhappy(answer, lowest_band_end(survey)),
        name=customer.name if customer else None,
        telegram_id=customer.telegram_id if customer else None,
        agent=invitation.agent,
        touchpoint=voice.named("touchpoint", place) if place else None,
        reason=reason_label(voice, answer.reason) if answer and answer.reason else None,
        comment=tuple(await comments.parts(tx, invitation.id)),
        case=await standing_of(tx, invitation.id, voice),
    )
    return alert_screen(alert, services.words, language, zone=services.zone)


def _unhappy(answer: Answer | None, lowest: int) -> bool:
    return answer is not None and answer.score <= lowest


async def draw_count(
    services: Services, _tx: Transaction, delivery: Delivery, _now: datetime
) -> Screen:
    """Draw how many unhappy anonymous answers there are."""
    language = services.config.business.default_language
    survey = services.voice(language).named("survey", str(delivery.body.get("survey", "")))
    count = delivery.body.get("count", 0)  # of one that was planned before there were portions
    numbers = {name: delivery.body.get(name, count) for name in ("low", "people", "count")}
    return count_screen(services.words, language, survey=survey, numbers=numbers)
