"""Each message answered once, however often the platform sends it: in the response in time, else in a message after it.

WeChat waits five seconds for a response, breaks off and sends the same message again, three times in all. So of
several requests with one message the newest carries the answer: nobody listens on the others any more. A repeat that
comes sooner than WeChat gives up is none of its own and is not answered again.
"""

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

logger = logging.getLogger(__name__)
# WeChat breaks off after five seconds; with its way there and back, a response given later than this may be lost.
_SURE_S = 3.0
_KEPT_S = 600
_MOST = 20_000
Late = Callable[[str], Awaitable[None]]


@dataclass
class _Delivery:
    """`taken_over`: set where a newer request waits. `is_late`: a message carries it. `is_sure`: it was heard."""

    answer: "asyncio.Task[str]"
    began: float
    taken_over: asyncio.Event = field(default_factory=asyncio.Event)
    is_late: bool = False
    is_sure: bool = False


class Deliveries:
    """`within_s`: how long a request waits for its answer before `late` is to carry it."""

    def __init__(self, within_s: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._within, self._clock = within_s, clock
        self._kept: OrderedDict[str, _Delivery] = OrderedDict()
        self._sending: set[asyncio.Task[None]] = set()

    async def response(self, key: str, answer: Callable[[], Awaitable[str]], late: Late | None) -> str | None:
        """What this request is to respond; None: nothing, the answer goes another way.

        `answer` is begun once for each key and never cancelled. Without `late` the request waits until it is there.
        """
        delivery = self._kept.get(key)
        if delivery is None:
            delivery = self._kept[key] = _Delivery(asyncio.ensure_future(answer()), self._clock())
            self._forget_old()
        elif delivery.is_late or delivery.is_sure:
            return None
        else:
            delivery.taken_over.set()
            delivery.taken_over = asyncio.Event()
        return await self._wait(delivery, late)

    async def _wait(self, delivery: _Delivery, late: Late | None) -> str | None:
        mine, began = delivery.taken_over, self._clock()
        over = asyncio.ensure_future(mine.wait())
        timeout = None if late is None else self._within
        try:
            await asyncio.wait({delivery.answer, over}, timeout=timeout, return_when=asyncio.FIRST_COMPLETED)
        finally:
            over.cancel()
        if mine.is_set() or delivery.is_late:
            return None
        if delivery.answer.done():
            delivery.is_sure = self._clock() - began < _SURE_S
            return delivery.answer.result()
        assert late is not None
        delivery.is_late = True
        sending = asyncio.ensure_future(self._send(delivery, late))
        self._sending.add(sending)
        sending.add_done_callback(self._sending.discard)
        return None

    async def _send(self, delivery: _Delivery, late: Late) -> None:
        try:
            await late(await delivery.answer)
        except Exception:
            logger.exception("an answer that came late could not be sent")

    def _forget_old(self) -> None:
        oldest = self._clock() - _KEPT_S
        while self._kept and (len(self._kept) > _MOST or next(iter(self._kept.values())).began < oldest):
            self._kept.popitem(last=False)
