"""Who is at the other end of a connection: whoever holds it, or whom a trusted proxy names."""

from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

Address = IPv4Address | IPv6Address

_FORWARDED_FOR = b"x-forwarded-for"
_HOUSEHOLD = 64  # bits of an IPv6 address that a provider gives to one customer


class Proxies:
    """The proxies whose word is taken for who stands behind them."""

    def __init__(self, trusted: Iterable[str] = ()) -> None:
        self._networks = [ip_network(each, strict=False) for each in trusted]

    def trust(self, holder: str) -> bool:
        """Tell whether an address is a proxy's."""
        address = _read(holder)
        return address is not None and any(address in each for each in self._networks)

    def behind(self, holder: str, headers: Iterable[tuple[bytes, bytes]]) -> str:
        """Give the last address that no trusted proxy has; the holder's, where that says nothing.

        Header names are in lower case, as h11 gives them.
        """
        if not self.trust(holder):
            return holder
        given = b",".join(value for name, value in headers if name == _FORWARDED_FOR)
        return self._last_untrusted(given.decode("latin-1").split(","), holder)

    def _last_untrusted(self, entries: Sequence[str], holder: str) -> str:
        found = holder
        for entry in reversed(entries):
            address = _read(_without_port(entry.strip()))
            if address is None:
                break  # nobody says who that is: whoever passed it on is the last one known
            found = str(address)
            if not self.trust(found):
                break
        return found


def household(peer: str) -> str:
    """Name what one customer of a provider has: an IPv4 address, or an IPv6 network."""
    address = _read(peer)
    if not isinstance(address, IPv6Address):
        return peer if address is None else str(address)
    return str(ip_network((int(address), _HOUSEHOLD), strict=False))


def _read(text: str) -> Address | None:
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def _without_port(text: str) -> str:
    if text.startswith("["):
        return text[1:].partition("]")[0]
    return text.partition(":")[0] if text.count(":") == 1 else text
