"""Who stands behind a proxy is the last one it names who is no proxy; nobody can invent another."""

import pytest

from bot.http.door.peers import Proxies, household

PROXIES = Proxies(["127.0.0.1", "10.0.0.0/8", "2001:db8:1::/48"])


@pytest.mark.parametrize(
    ("holder", "forwarded", "peer"),
    [
        ("203.0.113.9", ["198.51.100.1"], "203.0.113.9"),  # no proxy of ours
        ("127.0.0.1", [], "127.0.0.1"),
        ("127.0.0.1", [""], "127.0.0.1"),
        ("127.0.0.1", ["198.51.100.1"], "198.51.100.1"),
        ("127.0.0.1", ["6.6.6.6, 198.51.100.1"], "198.51.100.1"),  # the first is invented
        ("127.0.0.1", ["6.6.6.6", "198.51.100.1, 10.1.2.3"], "198.51.100.1"),
        ("127.0.0.1", ["127.0.0.1, 198.51.100.1"], "198.51.100.1"),
        ("127.0.0.1", ["10.9.9.9, 10.1.2.3"], "10.9.9.9"),  # all of them are ours
        ("127.0.0.1", ["198.51.100.1, unknown, 10.1.2.3"], "10.1.2.3"),
        ("127.0.0.1", ["198.51.100.1:4711"], "198.51.100.1"),
        ("::ffff:127.0.0.1", ["[2001:db8:2::7]:99"], "2001:db8:2::7"),
        ("2001:db8:1::5", ["2001:db8:2::7"], "2001:db8:2::7"),
        ("127.0.0.1", ["<script>"], "127.0.0.1"),
        ("127.0.0.1", ["\u00e9" * 9], "127.0.0.1"),
        ("", ["198.51.100.1"], ""),
    ],
)
def test_the_peer(holder: str, forwarded: list[str], peer: str) -> None:
    headers = [(b"x-forwarded-for", each.encode("latin-1")) for each in forwarded]
    assert PROXIES.behind(holder, [(b"host", b"x"), *headers]) == peer


def test_one_customer_has_many_addresses_of_ipv6() -> None:
    assert household("2001:db8:2:3:4::9") == household("2001:db8:2:3:5::1") == "2001:db8:2:3::/64"
    assert household("2001:db8:2:4::9") != household("2001:db8:2:3::9")
    assert household("198.51.100.1") == "198.51.100.1"
    assert household("fe80::1%eth0") == "fe80::/64"
    assert household("") == ""
