"""Which person staff mean: a Telegram id, an @name, or what another system calls them."""

from collections.abc import Sequence

from bot.errors import Refusal
from storage import customers, interactions
from storage.customers import Customer
from storage.transaction import Transaction

TELEGRAM = "telegram"  # telegram:42 is the Telegram id where a source uses numbers, too
_MOST_DIGITS = 18
_MOST = 5


async def find_customer(tx: Transaction, named: str, *, command: str) -> Customer:
    """Find the one person who is meant, or refuse with an example of what to write."""
    named = named.strip()
    if not named:
        raise Refusal("staff.customer_which", example=f"{command} {await _recent(tx)}")
    found = {each.id: each for each in await _matching(tx, named)}
    if not found:
        example = f"{command} {await _recent(tx)}"
        raise Refusal("staff.customer_unknown", named=named, example=example)
    if len(found) > 1:
        ways = [way for each in found.values() for way in await _ways(tx, each, named)]
        example = f"{command} {ways[0]}" if ways else f"{command} 42"
        raise Refusal(
            "staff.customer_several", named=named, names=", ".join(ways[:_MOST]), example=example
        )
    return next(iter(found.values()))


def is_named(source: str, ref: str, named: str) -> bool:
    """Tell whether these words mean a name of another system: its id, or the source before it."""
    return named in {ref, f"{source}:{ref}", f"{source} {ref}"}


async def _recent(tx: Transaction) -> str:
    """Name somebody who can be asked about; an id that shows the form where there is nobody."""
    newest = await interactions.newest_customer(tx)
    if newest is None:
        return "42"
    customer = await customers.get(tx, newest)
    if customer.telegram_id is not None:
        return str(customer.telegram_id)
    refs = await customers.refs_of(tx, customer.id)
    return next((f"{source}:{ref}" for source, ref in refs), "42")


async def _matching(tx: Transaction, named: str) -> list[Customer]:
    if named.startswith("@"):
        return await customers.with_username(tx, named[1:], limit=_MOST)
    found = list(await customers.with_ref(tx, named, limit=_MOST))
    for between in (":", " "):
        source, _, ref = named.partition(between)
        joined = await customers.find_by_ref(tx, source=source, ref=ref.strip()) if ref else None
        found += [joined] if joined else []
    source, _, number = named.partition(":")
    found += await _with_telegram_id(tx, number if source == TELEGRAM else named)
    return found or await customers.with_username(tx, named, limit=_MOST)


async def _with_telegram_id(tx: Transaction, number: str) -> list[Customer]:
    if not (number.isascii() and number.isdigit() and len(number) <= _MOST_DIGITS):
        return []
    customer = await customers.find_by_telegram(tx, int(number))
    return [customer] if customer else []


async def _ways(tx: Transaction, customer: Customer, named: str) -> Sequence[str]:
    """Give names that mean this person alone, of several who could be meant."""
    if customer.telegram_id is not None:
        return [f"{TELEGRAM}:{customer.telegram_id}"]
    refs = await customers.refs_of(tx, customer.id)
    return [f"{source}:{ref}" for source, ref in refs if ref == named][:1]
