"""One message of a conversation at a time. Within this process without waiting a second to look again, as Rasa's does."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from rasa.core.lock_store import LOCK_LIFETIME, LockStore, RedisLockStore
from rasa.utils.endpoints import EndpointConfig

logger = logging.getLogger(__name__)


class OneProcess(LockStore):
    """For a single assistant: whoever waits is woken the moment it is his turn."""

    def __init__(self, endpoint_config: EndpointConfig | None = None) -> None:
        self._locks: dict[str, tuple[asyncio.Lock, int]] = {}

    @asynccontextmanager
    async def lock(  # type: ignore[override]
        self, conversation_id: str, lock_lifetime: float = LOCK_LIFETIME, wait_time_in_seconds: float = 1
    ) -> AsyncIterator[asyncio.Lock]:
        lock, waiting = self._locks.get(conversation_id, (asyncio.Lock(), 0))
        self._locks[conversation_id] = (lock, waiting + 1)
        try:
            async with lock:
                yield lock
        finally:
            lock, waiting = self._locks[conversation_id]
            if waiting == 1:
                del self._locks[conversation_id]
            else:
                self._locks[conversation_id] = (lock, waiting - 1)


class SeveralProcesses(RedisLockStore):
    """For several assistants, by Redis; looks twenty times a second.

    With Redis away a conversation is locked within each process only: residents get answers, health says so.
    """

    def __init__(self, endpoint_config: EndpointConfig) -> None:
        super().__init__(host=endpoint_config.url, **{"socket_timeout": 1.0, **endpoint_config.kwargs})
        self._meanwhile = OneProcess()

    @asynccontextmanager
    async def lock(  # type: ignore[override]
        self, conversation_id: str, lock_lifetime: float = LOCK_LIFETIME, wait_time_in_seconds: float = 0.05
    ) -> AsyncIterator[Any]:
        try:
            ticket = await asyncio.to_thread(self.issue_ticket, conversation_id, lock_lifetime)
        except Exception as wrong:
            logger.error("Redis does not answer, locking within this process: %s", wrong)
            async with self._meanwhile.lock(conversation_id) as lock:
                yield lock
            return
        try:
            yield await self._acquire_lock(conversation_id, ticket, wait_time_in_seconds)
        finally:
            await asyncio.to_thread(self._done, conversation_id, ticket)

    def _done(self, conversation_id: str, ticket: int) -> None:
        try:
            self.cleanup(conversation_id, ticket)
        except Exception as wrong:
            logger.error("Redis does not answer, a lock runs out by itself: %s", wrong)

    def problem(self) -> str | None:
        """Why conversations are not locked between processes now, or None."""
        try:
            self.red.ping()
        except Exception as wrong:
            return f"Redis 没有应答：{wrong}"
        return None
