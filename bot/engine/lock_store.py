"""One message of a conversation at a time. Within this process without waiting a second to look again, as Rasa's does."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from rasa.core.lock_store import LOCK_LIFETIME, LockStore
from rasa.utils.endpoints import EndpointConfig
from redis import Redis
from redis.exceptions import RedisError
from redis.lock import Lock

logger = logging.getLogger(__name__)
# Longer than any turn.
_RUNS_OUT_S = 15.0


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


class SeveralProcesses(LockStore):
    """For several assistants: in order within this process, then one of the processes, by a lock of Redis.

    Rasa's own Redis locks read, change and write back, so two processes may both hold one (seen in the tests).
    With Redis away a conversation is locked within each process only: residents get answers, health says so.
    """

    def __init__(self, endpoint_config: EndpointConfig) -> None:
        known = {"host": endpoint_config.url, "socket_timeout": 1.0, **endpoint_config.kwargs}
        self._prefix = str(known.pop("key_prefix", "xiaoxi:"))
        self._redis = Redis(**known)
        self._within = OneProcess()

    @asynccontextmanager
    async def lock(  # type: ignore[override]
        self, conversation_id: str, lock_lifetime: float = _RUNS_OUT_S, wait_time_in_seconds: float = 0.02
    ) -> AsyncIterator[Any]:
        async with self._within.lock(conversation_id):
            # One that is given up while it is taken runs out by itself.
            lock = self._redis.lock(self._prefix + conversation_id, timeout=_RUNS_OUT_S, thread_local=False)
            try:
                while not await asyncio.to_thread(lock.acquire, blocking=False):
                    await asyncio.sleep(wait_time_in_seconds)
            except RedisError as wrong:
                logger.error("Redis does not answer, locking within this process: %s", wrong)
            try:
                yield lock
            finally:
                await asyncio.to_thread(_release, lock)

    def problem(self) -> str | None:
        """Why conversations are not locked between processes now, or None."""
        try:
            self._redis.ping()
        except RedisError as wrong:
            return f"Redis 没有应答：{wrong}"
        return None


def _release(lock: Lock) -> None:
    """A lock that cannot be given back runs out."""
    try:
        if lock.local.token is not None:
            lock.release()
    except RedisError as wrong:
        logger.error("a lock of Redis runs out by itself: %s", wrong)
