"""What this machine is called on its own network: addresses and host names."""

from __future__ import annotations

import ipaddress
import re
import socket
from dataclasses import dataclass

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

EVERY_ADDRESS = ("0.0.0.0", "::")  # noqa: S104 - names what somebody asked for, binds nothing
LOCAL_NETWORKS: tuple[Network, ...] = tuple(
    ipaddress.ip_network(each)
    for each in (
        "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "127.0.0.0/8",
        "fc00::/7", "fe80::/10", "::1/128",
    )
)  # fmt: skip
"""Addresses that no other house can have at the same time (RFC 1918, 3927, 4193, 4291)."""
LOOPBACK: tuple[Address, ...] = (ipaddress.ip_address("127.0.0.1"),)
_ROUTES = ("192.168.255.254", "10.255.255.254", "172.31.255.254", "192.0.2.1")
_ROUTES_6 = ("fd00::1", "2001:db8::1")
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")


@dataclass(frozen=True)
class Names:
    """What a certificate is for."""

    hosts: tuple[str, ...]
    addresses: tuple[Address, ...]

    @property
    def all(self) -> tuple[str, ...]:
        """Everything a browser may ask for, as it stands in an address; IPv6 in brackets.

        First what to tell people: an address of the network, which needs no name service.
        """
        found = [f"[{each}]" if each.version == 6 else str(each) for each in self.addresses]
        return tuple(sorted((*found, *self.hosts), key=_is_of_the_machine_alone))


def names_of_machine(host: str) -> Names:
    """Host names and addresses under which this machine is reached when it listens on `host`.

    Args:
        host: an address of this machine, a name, or every address (``0.0.0.0``, ``::``).
    """
    if is_loopback(host):
        return Names(("localhost",), LOOPBACK)
    own = _host_name()
    hosts = [own, f"{own}.local", "localhost"] if own else ["localhost"]
    found = _addresses(host)
    if not _is_address(host):
        hosts.insert(0, host.casefold())
    return Names(tuple(dict.fromkeys(hosts)), tuple(dict.fromkeys((*found, *LOOPBACK))))


def is_local(address: Address) -> bool:
    """Whether an address belongs to a network of one's own."""
    return any(
        address in network for network in LOCAL_NETWORKS if network.version == address.version
    )


def is_loopback(host: str) -> bool:
    """Whether what is sent to this host never leaves the machine."""
    return host == "localhost" or (_is_address(host) and ipaddress.ip_address(host).is_loopback)


def _addresses(host: str) -> list[Address]:
    if host not in EVERY_ADDRESS:
        return [ipaddress.ip_address(host)] if _is_address(host) else []
    routes = [(socket.AF_INET, target) for target in _ROUTES]
    if host == "::":
        routes += [(socket.AF_INET6, target) for target in _ROUTES_6]
    found = [_address_towards(family, target) for family, target in routes]
    return [each for each in found if each is not None and is_local(each)]


def _address_towards(family: socket.AddressFamily, target: str) -> Address | None:
    """This machine's address on the way to another one. Nothing is sent: UDP has no greeting."""
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((target, 9))
            return ipaddress.ip_address(probe.getsockname()[0])
    except (OSError, ValueError):
        return None


def _host_name() -> str:
    """The first part of the machine's name, where it can stand in a certificate."""
    name = socket.gethostname().split(".")[0].casefold()
    return name if _LABEL.fullmatch(name) and name != "localhost" else ""


def _is_of_the_machine_alone(name: str) -> bool:
    return name in ("127.0.0.1", "[::1]", "localhost")


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
