"""How long what is kept stays, and who is told that the bot is well."""

from datetime import timedelta

from pydantic import Field, SecretStr, field_validator

from bot.settings.sections import Duration, Section, check_url


class Retention(Section):
    """For how long each kind of data is kept."""

    backups: Duration = Field(default=timedelta(days=14), gt=timedelta(0))


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
