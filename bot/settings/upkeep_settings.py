"""How long what is kept stays, and who is told that the bot is well."""

from datetime import timedelta
from typing import Annotated

from pydantic import Field, SecretStr, field_validator

from bot.settings.sections import Duration, Language, Section, check_url

PrivacyText = Annotated[str, Field(min_length=1, max_length=3000)]


class Retention(Section):
    """For how long each kind of data is kept; `people` since anything was heard of them."""

    words: Duration = Field(default=timedelta(days=2 * 365), gt=timedelta(0))
    people: Duration = Field(default=timedelta(days=3 * 365), gt=timedelta(0))
    audit: Duration = Field(default=timedelta(days=3 * 365), gt=timedelta(0))
    backups: Duration = Field(default=timedelta(days=14), gt=timedelta(0))


class Privacy(Section):
    """What customers are told of what is kept, in the operator's words; empty for our own."""

    text: dict[Language, PrivacyText] = Field(default_factory=dict)


class Health(Section):
    """Who is told that the bot is well: an address that is called while it is."""

    ping_url: SecretStr | None = None
    ping_every: Duration = Field(default=timedelta(minutes=1), ge=timedelta(seconds=10))

    @field_validator("ping_url")
    @classmethod
    def _callable(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None:
            check_url(value.get_secret_value())
        return value
