"""How many turns are at work at once, who waits, and who is told at once to come back in a minute.

A turn costs one process its processor: past a handful at a time nobody is served sooner, and a line longer than a
resident's patience only makes everybody's answer late. So the line is as long as it can be served in time.
"""

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

# How fast the expectation follows what turns take.
_FOLLOWS = 0.1
_FIRST_GUESS_SECONDS = 0.1


class Busy(Exception):
    """Not begun, nothing applied: the resident may send the same again."""


class Gate:
    """`at_once` turns at work; others wait in order for at most `patience_s`, none that would wait longer."""

    def __init__(self, at_once: int, patience_s: float) -> None:
        self._at_once, self._patience = at_once, patience_s
        self._free = at_once
        self._line: deque[asyncio.Future[None]] = deque()
        self._turn_s = _FIRST_GUESS_SECONDS

    @property
    def waiting(self) -> int:
        """How many stand in line."""
        return len(self._line)

    @property
    def expected_s(self) -> float:
        """How long one who came now would wait."""
        return 0.0 if self._free else (len(self._line) + 1) * self._turn_s / self._at_once

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """One turn's place. Raises Busy before anything was begun."""
        await self._enter()
        began = time.monotonic()
        try:
            yield
        finally:
            self._turn_s += _FOLLOWS * (time.monotonic() - began - self._turn_s)
            self._leave()

    async def _enter(self) -> None:
        if self._free:
            self._free -= 1
            return
        if self.expected_s > self._patience:
            raise Busy
        place = asyncio.get_running_loop().create_future()
        self._line.append(place)
        try:
            await asyncio.wait({place}, timeout=self._patience)
        except asyncio.CancelledError:
            self._give_up(place)
            raise
        if not place.done():
            self._give_up(place)
            raise Busy

    def _give_up(self, place: "asyncio.Future[None]") -> None:
        if place.done():
            self._leave()
        else:
            self._line.remove(place)

    def _leave(self) -> None:
        if self._line:
            self._line.popleft().set_result(None)
        else:
            self._free += 1


_gates: "WeakKeyDictionary[asyncio.AbstractEventLoop, Gate]" = WeakKeyDictionary()


def shared(at_once: int, patience_s: float) -> Gate:
    """The one of this loop, for all doors: the processor behind them is one."""
    return _gates.setdefault(asyncio.get_running_loop(), Gate(at_once, patience_s))


@dataclass
class _Line:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    people: int = 0


class InOrder:
    """Messages of one conversation one after another, in the order they came; at most `most` of them at a time."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lines: dict[str, _Line] = {}

    @asynccontextmanager
    async def of(self, conversation: str) -> AsyncIterator[None]:
        """This conversation's turn. Raises Busy."""
        line = self._lines.setdefault(conversation, _Line())
        if line.people >= self._most:
            raise Busy
        line.people += 1
        try:
            async with line.lock:
                yield
        finally:
            line.people -= 1
            if not line.people:
                del self._lines[conversation]
