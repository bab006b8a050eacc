"""No address leads into the network that Citewell runs in, however it is written and wherever its name points."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citewell.domain.errors import InputError, UserError
from citewell.sources._body import PIECE, TooLong, Unusable, unpacked
from citewell.sources._guard import Refused, checked_addresses, is_public, parse_address
from citewell.sources._network import NetworkSettings
from citewell.sources._pace import Pace, asked_to_wait, back_off

NOBODY: frozenset[str] = frozenset()
PRIVATE = [
    "127.0.0.1",
    "127.255.255.254",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "192.0.0.8",
    "192.0.2.1",
    "198.18.0.1",
    "192.88.99.1",
    "::1",
    "::",
    "fe80::1",
    "fe80::1%eth0",
    "fc00::1",
    "fd12:3456::1",
    "ff02::1",
    "fec0::1",
    "2001:db8::1",
    "3fff::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:0:127.0.0.1",
    "::127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::a00:1",
    "64:ff9b:1::1",
    "2002:7f00:1::1",
    "2002:a00:1::1",
    "2001:0:4136:e378::1",
    "2606:4700::5efe:10.0.0.1",
    "2606:4700::200:5efe:7f00:1",
    "5f00::1",
]
PUBLIC = ["8.8.8.8", "130.14.29.110", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1"]


@pytest.mark.parametrize("address", PRIVATE)
def test_a_number_of_a_private_or_reserved_network_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_a_number_of_the_internet_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("written", ["", "localhost", "1.2.3", "8.8.8.8/32", "x"])
def test_what_is_no_number_is_not_public(written: str) -> None:
    assert not is_public(written)


@pytest.mark.parametrize(
    "address",
    [
        "ftp://example.org/file",
        "file:///etc/passwd",
        "gopher://example.org/",
        "example.org/page",
        "//example.org/",
        "http://",
        "http:///path",
        "https://user:secret@example.org/",
        "https://user@example.org/",
        "http://2130706433/",
        "http://0177.0.0.1/",
        "http://0x7f000001/",
        "http://0x7f.1/",
        "http://127.1/",
        "http://127.0.0.1./",
        "http://example.org /",
        "http://example.org/\nHost: other",
        "http://exa\tmple.org/",
        "http://example.org\\@127.0.0.1/",
        "http://[::1",
        "http://example.org:99999/",
        "http://" + "a" * 9_000,
    ],
)
def test_an_address_that_is_written_oddly_is_refused_with_a_remedy(address: str) -> None:
    with pytest.raises(Refused) as error:
        parse_address(address)
    assert error.value.remedy
    assert "secret" not in error.value.message


@given(st.text(max_size=60) | st.text(max_size=40).map("http://".__add__))
def test_any_text_is_an_address_of_the_web_or_is_refused(written: str) -> None:
    try:
        url = parse_address(written)
    except InputError:
        return
    assert url.scheme in ("http", "https")
    assert url.host


@pytest.mark.parametrize("address", PRIVATE)
def test_a_name_that_points_into_a_private_network_is_refused(address: str) -> None:
    with pytest.raises(Refused, match="private or reserved"):
        checked_addresses("journal.example", 443, allowed=NOBODY, resolve=lambda host, port: [address])


def test_one_private_number_among_public_ones_is_enough_to_refuse() -> None:
    with pytest.raises(Refused):
        checked_addresses("journal.example", 443, allowed=NOBODY, resolve=lambda host, port: ["8.8.8.8", "10.0.0.1"])


def test_a_name_is_looked_up_once_and_its_numbers_are_what_is_connected_to() -> None:
    asked: list[str] = []

    def resolve(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["8.8.8.8"] if len(asked) == 1 else ["127.0.0.1"]

    assert checked_addresses("journal.example", 443, allowed=NOBODY, resolve=resolve) == ["8.8.8.8"]
    assert asked == ["journal.example"]


def test_a_number_is_not_looked_up() -> None:
    def resolve(host: str, port: int) -> list[str]:
        raise AssertionError("nothing to look up")

    assert checked_addresses("8.8.8.8", 80, allowed=NOBODY, resolve=resolve) == ["8.8.8.8"]
    with pytest.raises(Refused):
        checked_addresses("::1", 80, allowed=NOBODY, resolve=resolve)


@pytest.mark.parametrize(
    ("allowed", "host", "port", "goes"),
    [
        ("intranet.example", "intranet.example", 8080, True),
        ("intranet.example", "Intranet.Example.", 443, True),
        ("intranet.example:8080", "intranet.example", 8080, True),
        ("intranet.example:8080", "intranet.example", 8081, False),
        ("intranet.example", "other.intranet.example", 443, False),
        ("intranet.example", "intranet.example.evil.example", 443, False),
        ("127.0.0.1:80", "127.0.0.1", 8080, False),
        ("[::1]:8080", "::1", 8080, True),
    ],
)
def test_a_host_that_is_allowed_by_name_may_be_private(allowed: str, host: str, port: int, goes: bool) -> None:
    def attempt() -> list[str]:
        return checked_addresses(host, port, allowed=frozenset({allowed}), resolve=lambda *_: ["10.0.0.7"])

    if goes:
        assert attempt()
    else:
        with pytest.raises(Refused):
            attempt()


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("7", 7.0),
        (" 7 ", 7.0),
        ("9999999", 60.0),
        ("", 0.0),
        ("soon", 0.0),
        ("-5", 0.0),
        ("٣", 0.0),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0.0),
        ("Fri, 31 Dec 2199 23:59:59 GMT", 60.0),
    ],
)
def test_retry_after_is_read_as_seconds_or_a_date_and_has_a_limit(header: str, seconds: float) -> None:
    assert asked_to_wait(header, longest=60.0) == seconds


def test_pauses_double_vary_and_have_a_limit() -> None:
    for attempt, most in ((1, 1.0), (2, 2.0), (3, 4.0), (9, 30.0)):
        assert most / 2 <= back_off(attempt, first=1.0, longest=30.0) <= most
    assert len({back_off(3, first=1.0, longest=30.0) for _ in range(5)}) > 1


def test_a_host_is_never_asked_more_often_than_it_allows_whoever_asks() -> None:
    now = [0.0]
    pace = Pace(clock=lambda: now[0], sleep=lambda seconds: now.__setitem__(0, now[0] + seconds))
    asked = []
    for _ in range(10):
        pace.wait("ncbi.example", per_second=3.0)
        asked.append(now[0])
    for start in asked:
        assert sum(start <= moment <= start + 1.0 for moment in asked) <= 3
    before = now[0]
    pace.wait("other.example", per_second=3.0)
    assert now[0] == before


@given(st.binary(max_size=400), st.sampled_from(["", "gzip", "deflate", "br", "gzip, gzip"]))
def test_any_body_is_unpacked_or_refused(data: bytes, encoding: str) -> None:
    try:
        got = b"".join(unpacked([data[:7], data[7:]], encoding=encoding, most=10_000))
    except (TooLong, Unusable):
        return
    assert encoding or got == data


def test_a_packed_body_is_never_unpacked_in_one_piece() -> None:
    packed = gzip.compress(b"\0" * 5_000_000)
    assert max(len(piece) for piece in unpacked([packed], encoding="gzip", most=2**30)) <= PIECE


@pytest.mark.parametrize("setting", [{"email": "a@b.org\r\nX: y"}, {"email": "é@b.org"}, {"tries": 0}])
def test_settings_that_cannot_be_sent_are_refused(setting: dict[str, str]) -> None:
    with pytest.raises(UserError):
        NetworkSettings(**setting)  # type: ignore[arg-type]


def test_the_key_is_not_shown() -> None:
    assert "s3cret" not in repr(NetworkSettings(ncbi_api_key="s3cret"))
