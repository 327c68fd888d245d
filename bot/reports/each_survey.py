"""Reading a report survey by survey, all on one snapshot."""

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from bot.reports.reading import refuse_unknown_values
from bot.services import Services
from bot.surveys.lineage import History
from bot.text.query import Query
from storage import versions
from storage.transaction import Transaction

_Found = TypeVar("_Found")


async def read_each(
    services: Services,
    query: Query,
    surveys: Sequence[str],
    read_one: Callable[[Transaction, History, str], Awaitable[_Found]],
    *,
    has: Callable[[_Found], object],
) -> list[_Found]:
    """Read what was asked of each survey.

    Where none of them has anything, a filter on something that nobody has been seen to be is
    refused.
    """

    async def read(tx: Transaction) -> list[_Found]:
        history = History(await versions.history(tx))
        found = [await read_one(tx, history, survey) for survey in surveys]
        if query.filters and not any(has(each) for each in found):
            await refuse_unknown_values(tx, query, surveys)
        return found

    return await services.database.study(read)
