"""How long what is kept beside the database stays."""

from datetime import timedelta

from pydantic import Field

from bot.settings.sections import Duration, Section


class Retention(Section):
    """For how long each kind of data is kept."""

    backups: Duration = Field(default=timedelta(days=14), gt=timedelta(0))
