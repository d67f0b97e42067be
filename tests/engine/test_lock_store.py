"""One message of a conversation at a time, without waiting a second to look again."""

import asyncio
import time

from bot.engine.lock_store import OneProcess


def test_twelve_messages_of_one_conversation_follow_one_another_at_once() -> None:
    async def scene() -> tuple[list[int], float]:
        locks, order, at_work = OneProcess(), [], 0

        async def turn(number: int) -> None:
            nonlocal at_work
            async with locks.lock("a"):
                at_work += 1
                assert at_work == 1
                await asyncio.sleep(0.005)
                order.append(number)
                at_work -= 1

        started = time.monotonic()
        await asyncio.gather(*(turn(number) for number in range(12)))
        assert locks._locks == {}, "nothing is kept of conversations that are over"
        return order, time.monotonic() - started

    order, seconds = asyncio.run(scene())
    assert order == list(range(12))
    assert seconds < 1, "Rasa's own looks once a second"


def test_who_gives_up_waiting_leaves_the_lock_to_the_next() -> None:
    async def scene() -> None:
        locks = OneProcess()
        async with locks.lock("a"):
            waiting = asyncio.ensure_future(locks.lock("a").__aenter__())
            await asyncio.sleep(0)
            waiting.cancel()
            await asyncio.gather(waiting, return_exceptions=True)
        async with locks.lock("a"):
            pass
        assert locks._locks == {}

    asyncio.run(asyncio.wait_for(scene(), 2))
