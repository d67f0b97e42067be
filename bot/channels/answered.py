"""Messages already answered: the same id of the same conversation gets the same answer and is not applied again."""

import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

Messages = list[dict[str, Any]]
_KEPT_S = 600
_MOST = 5_000


class Answered:
    """The last answers of this process; what other processes answered stands in the conversations."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._kept: OrderedDict[tuple[str, str], tuple[float, Messages]] = OrderedDict()

    def get(self, conversation: str, message_id: str) -> Messages | None:
        """The answer given, at most ten minutes ago."""
        at, messages = self._kept.get((conversation, message_id), (0.0, None))
        return messages if messages is not None and self._clock() - at < _KEPT_S else None

    def keep(self, conversation: str, message_id: str, messages: Messages) -> None:
        self._kept[conversation, message_id] = (self._clock(), messages)
        if len(self._kept) > _MOST:
            self._kept.popitem(last=False)

    def forget(self, conversation: str) -> None:
        """Every answer of one conversation."""
        for key in [key for key in self._kept if key[0] == conversation]:
            del self._kept[key]
