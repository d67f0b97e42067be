"""Each message answered once: which of several requests carries the answer, and when none of them may any more."""

import asyncio

from bot.channels.deliveries import Deliveries


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


class Work:
    """An answer that takes `seconds`; how often it was begun; what was sent late."""

    def __init__(self, seconds: float = 0.0) -> None:
        self.seconds, self.begun = seconds, 0
        self.sent: list[str] = []

    async def answer(self) -> str:
        self.begun += 1
        await asyncio.sleep(self.seconds)
        return "答"

    async def late(self, text: str) -> None:
        self.sent.append(text)


def test_an_answer_in_time_is_the_response() -> None:
    work, deliveries = Work(), Deliveries(1.0)
    assert asyncio.run(deliveries.response("a", work.answer, work.late)) == "答"
    assert work.sent == []


def test_an_answer_not_in_time_is_sent_and_a_retry_gets_nothing_more() -> None:
    work, deliveries = Work(0.2), Deliveries(0.05)

    async def scene() -> list[str | None]:
        first = await deliveries.response("a", work.answer, work.late)
        second = await deliveries.response("a", work.answer, work.late)
        await asyncio.sleep(0.3)
        third = await deliveries.response("a", work.answer, work.late)
        return [first, second, third]

    assert asyncio.run(scene()) == [None, None, None]
    assert (work.begun, work.sent) == (1, ["答"])


def test_of_two_requests_at_once_the_newer_carries_the_answer() -> None:
    work, deliveries = Work(0.1), Deliveries(1.0)

    async def scene() -> list[str | None]:
        older = asyncio.ensure_future(deliveries.response("a", work.answer, work.late))
        await asyncio.sleep(0.02)
        newer = asyncio.ensure_future(deliveries.response("a", work.answer, work.late))
        return list(await asyncio.gather(older, newer))

    assert asyncio.run(scene()) == [None, "答"]
    assert work.begun == 1


def again(took_s: float) -> tuple[list[str | None], int]:
    """What two requests with one message respond, the first after `took_s`; how often the answer was begun."""
    clock = Clock()
    work, deliveries = Work(), Deliveries(10.0, clock)

    async def answer() -> str:
        clock.now += took_s
        return await work.answer()

    async def scene() -> list[str | None]:
        return [await deliveries.response("a", answer, work.late) for _ in range(2)]

    return asyncio.run(scene()), work.begun


def test_a_message_that_was_answered_is_not_answered_again() -> None:
    assert again(took_s=1.0) == (["答", None], 1)


def test_an_answer_so_late_that_the_platform_may_have_given_up_is_given_to_its_retry() -> None:
    assert again(took_s=4.9) == (["答", "答"], 1)


def test_a_request_broken_off_costs_nobody_the_answer() -> None:
    work, deliveries = Work(0.1), Deliveries(1.0)

    async def scene() -> str | None:
        first = asyncio.ensure_future(deliveries.response("a", work.answer, None))
        await asyncio.sleep(0.02)
        first.cancel()
        return await deliveries.response("a", work.answer, None)

    assert asyncio.run(scene()) == "答"
    assert work.begun == 1


def test_what_cannot_be_sent_late_stops_nothing() -> None:
    work, deliveries = Work(0.05), Deliveries(0.01)

    async def refused(text: str) -> None:
        raise RuntimeError("no")

    async def scene() -> str | None:
        await deliveries.response("a", work.answer, refused)
        await asyncio.sleep(0.1)
        return await deliveries.response("b", Work().answer, work.late)

    assert asyncio.run(scene()) == "答"


def test_messages_long_past_are_not_remembered() -> None:
    work, clock = Work(), Clock()
    deliveries = Deliveries(1.0, clock)

    async def scene() -> None:
        await deliveries.response("a", work.answer, work.late)
        clock.now += 3600
        await deliveries.response("b", work.answer, work.late)

    asyncio.run(scene())
    assert list(deliveries._kept) == ["b"]
