"""From /asked to a number."""

from bot.reports import reading as reports_reading
from bot.reports.asked.results import AskedInAll
from bot.reports.understanding import every_survey
from bot.services import Services
from bot.text.query import Query
from storage.database import Transaction


async def count_asked(services: Services, query: Query) -> AskedInAll:
    """Count the questions that went out, of all surveys or of one."""

    async def read(tx: Transaction) -> int:
        found = 0
        for name in every_survey(services, query):
            rows = await reports_reading.asks(tx, name, period=query.period, filters=query.filters)
            found += sum(row.asked for row in rows)
        return found

    return AskedInAll(query, await services.database.read(read))
