"""How much one sender and one address may send. Kept in memory; the loopback address itself is never limited."""

import ipaddress
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_MOST_KEYS = 20_000
_IPV6_HOUSEHOLD = 64


class Allowance:
    """`per_minute` on average, `burst` at once, for each key."""

    def __init__(self, per_minute: float, burst: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_s, self._burst, self._clock = per_minute / 60, burst, clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str) -> bool:
        """One of `key`'s; False when there is none left."""
        now = self._clock()
        left, at = self._left.pop(key, (float(self._burst), now))
        left = min(self._burst, left + (now - at) * self._per_s)
        allowed = left >= 1
        self._left[key] = (left - allowed, now)
        if len(self._left) > _MOST_KEYS:
            self._left.popitem(last=False)
        return allowed


def networks(text: str) -> tuple[Network, ...]:
    """`10.0.0.1, 192.168.0.0/16` as networks. Raises ValueError."""
    return tuple(ipaddress.ip_network(part.strip(), strict=False) for part in text.split(",") if part.strip())


def judged_by(peer: str, forwarded: Sequence[str], proxies: Sequence[Network]) -> str | None:
    """The address a request is judged by; None for the loopback address, which is exempt.

    What a proxy (loopback, or one of `proxies`) says of whom it forwards is believed, from the nearest hop outwards
    to the first that is none of ours; what anybody else says of himself is not.
    """
    hops = [hop.strip() for header in forwarded for hop in header.split(",") if hop.strip()]
    address = _address(peer)
    while address and _ours(address, proxies) and hops:
        further = _address(hops.pop())
        if further is None:
            break
        address = further
    if address is None or address.is_loopback:
        return None if address else peer
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, _IPV6_HOUSEHOLD), strict=False))
    return str(address)


def _ours(address: Address, proxies: Sequence[Network]) -> bool:
    return address.is_loopback or any(address in network for network in proxies)


def _address(text: str) -> Address | None:
    try:
        found = ipaddress.ip_address(text.strip("[]"))
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found
