"""Which addresses may be asked: public ones over http or https, and hosts that are allowed by name.

An address out of a document, a redirect or a web form must not lead into the network that Citewell runs in. So the
host's numbers are looked up once, every one of them is checked, and the connection goes to a checked number.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Callable
from typing import TYPE_CHECKING

from citewell.domain.errors import InputError

if TYPE_CHECKING:
    import httpx

LONGEST_ADDRESS = 8_192
DEFAULT_PORTS = {"http": 80, "https": 443}

Resolve = Callable[[str, int], list[str]]
"""Turns a host name and port into IP addresses; raises OSError."""

_PUBLIC_V6 = ipaddress.IPv6Network("2000::/3")
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_SIX_TO_FOUR = ipaddress.IPv6Network("2002::/16")
_SPECIAL = tuple(
    ipaddress.ip_network(network)
    # IETF protocol assignments with Teredo, documentation, benchmarking, 6to4 relays, AS112.
    for network in ("2001::/23", "2001:db8::/32", "3fff::/20", "192.0.0.0/24", "192.88.99.0/24", "192.31.196.0/24")
)
_NUMBER = re.compile(r"(?:0[xX][0-9a-fA-F]*|\d+)")


class Refused(InputError):
    """An address that is not asked, whatever it may hold."""


def parse_address(written: str) -> httpx.URL:
    """The address, if it is one that may be asked as far as its spelling tells; raises Refused."""
    import httpx

    if len(written) > LONGEST_ADDRESS or re.search(r"[\x00-\x20\x7f\\]", written):
        raise Refused("This is no web address.", remedy="Copy the address once more, without spaces.")
    try:
        url = httpx.URL(written)
    except (httpx.InvalidURL, ValueError) as error:
        raise Refused(f"This is no web address: {error}.", remedy="Copy the address once more.") from error
    if url.scheme not in DEFAULT_PORTS or not url.host:
        raise Refused("Only addresses that begin with http:// or https:// are read.", remedy="Give such an address.")
    if url.port is not None and not 0 < url.port < 65_536:
        raise Refused("The address has a port that does not exist.", remedy="Copy the address once more.")
    if url.userinfo:
        raise Refused(
            "The address has a user name or a password in it.", remedy="Leave out what stands before the @ sign."
        )
    if _is_numeric(url.host) and not _literal(url.host):
        raise Refused(f"{url.host} is a number in an unusual form.", remedy="Write the host's name.")
    return url


def checked_addresses(host: str, port: int, *, allowed: frozenset[str], resolve: Resolve) -> list[str]:
    """The IP addresses behind `host`, each of them public, or of a host that is allowed.

    Raises Refused when one of them is not, OSError when the host is not found.
    """
    literal = _literal(host)
    addresses = [literal] if literal else resolve(host, port)
    if not is_allowed(host, port, allowed=allowed) and not all(is_public(address) for address in addresses):
        raise Refused(
            f"{_shown(host)} leads into a private or reserved network.",
            remedy=f"If you trust it, add {_shown(host)} to the allowed hosts.",
        )
    return addresses


def is_allowed(host: str, port: int, *, allowed: frozenset[str]) -> bool:
    """Whether "host" or "host:port" is on the list of hosts that are exempt."""
    name = _plain(host)
    names = {name, f"{name}:{port}", f"[{name}]", f"[{name}]:{port}"}
    return any(_plain(entry) in names for entry in allowed)


def is_public(written: str) -> bool:
    """Whether an IP address is one of the public internet; an IPv4 address inside an IPv6 one is looked at too."""
    try:
        address = ipaddress.ip_address(written.partition("%")[0])
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address):
        inner = _inner(address)
        if inner is not None and not is_public(str(inner)):
            return False
        if address.ipv4_mapped is not None or address in _NAT64 or address in _SIX_TO_FOUR:
            return inner is not None
        if address not in _PUBLIC_V6:
            return False
    if address.is_multicast or address.is_reserved or address.is_unspecified or address.is_loopback:
        return False
    if address.is_link_local or address.is_private or any(address in network for network in _SPECIAL):
        return False
    return address.is_global


def look_up(host: str, port: int) -> list[str]:
    """What the system's resolver knows of a host, each address once."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def _inner(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that an IPv6 address stands for: mapped, 6to4, NAT64 or ISATAP."""
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    number = int(address)
    if address in _NAT64 or (number >> 32) & 0xFDFFFFFF == 0x00005EFE:
        return ipaddress.IPv4Address(number & 0xFFFFFFFF)
    return None


def _literal(host: str) -> str:
    """The host in canonical form if it is an IP address, else nothing."""
    try:
        return str(ipaddress.ip_address(host.strip("[]").partition("%")[0]))
    except ValueError:
        return ""


def _is_numeric(host: str) -> bool:
    """Whether the old rules for numbers may read the host as an address (2130706433, 0177.1, 0x7f000001)."""
    return bool(_NUMBER.fullmatch(host.rstrip(".").rpartition(".")[2]))


def _plain(host: str) -> str:
    return host.strip().lower().rstrip(".")


def _shown(host: str) -> str:
    return host if len(host) <= 80 else host[:77] + "..."
