"""Turns at work, the line before them, and who is sent away at once."""

import asyncio

import pytest

from bot.channels.gate import Busy, Gate, InOrder, shared


def test_no_more_than_so_many_are_at_work_and_the_rest_follow_in_order() -> None:
    gate, at_work, seen, order = Gate(2, patience_s=5), 0, [], []

    async def one(number: int) -> None:
        nonlocal at_work
        async with gate.turn():
            at_work += 1
            seen.append(at_work)
            await asyncio.sleep(0.01)
            order.append(number)
            at_work -= 1

    async def all_of_them() -> None:
        await asyncio.gather(*(one(number) for number in range(12)))

    asyncio.run(all_of_them())
    assert max(seen) == 2
    assert order == sorted(order)
    assert gate.waiting == 0


def test_who_would_wait_longer_than_a_resident_does_is_sent_away_at_once() -> None:
    gate = Gate(1, patience_s=0.35)

    async def hold(turns: list[str]) -> None:
        try:
            async with gate.turn():
                await asyncio.sleep(0.05)
            turns.append("served")
        except Busy:
            turns.append("busy")

    async def crowd() -> list[str]:
        turns: list[str] = []
        await asyncio.gather(*(hold(turns) for _ in range(40)))
        return turns

    turns = asyncio.run(crowd())
    assert turns.count("served") >= 3
    assert turns[:20].count("busy") >= 15, "those sent away hear it before anybody is served"


def test_a_place_that_never_comes_is_given_up_in_time_and_nothing_is_lost() -> None:
    async def scene() -> None:
        gate = Gate(1, patience_s=0.2)
        holding = asyncio.Event()

        async def hold() -> None:
            async with gate.turn():
                await holding.wait()

        holder = asyncio.ensure_future(hold())
        await asyncio.sleep(0)
        with pytest.raises(Busy):
            async with gate.turn():
                raise AssertionError("let in while another was at work")
        waiting = asyncio.ensure_future(hold())
        await asyncio.sleep(0)
        waiting.cancel()
        holding.set()
        await holder
        await asyncio.wait_for(hold(), 1)
        assert gate.waiting == 0

    asyncio.run(scene())


def test_messages_of_one_conversation_keep_their_order_and_do_not_hold_up_another() -> None:
    async def scene() -> list[str]:
        lines, order = InOrder(20), []

        async def say(who: str, number: int) -> None:
            async with lines.of(who):
                # Each is quicker than the one before: only the line keeps them in order.
                await asyncio.sleep(0.05 - number / 100 if who == "slow" else 0)
                order.append(f"{who}{number}")

        await asyncio.gather(*(say("slow", number) for number in range(5)), say("other", 0))
        return order

    assert asyncio.run(scene()) == ["other0", *(f"slow{number}" for number in range(5))]


def test_one_conversation_has_only_so_many_in_line() -> None:
    async def scene() -> int:
        lines, refused = InOrder(3), 0

        async def say() -> None:
            nonlocal refused
            try:
                async with lines.of("a"):
                    await asyncio.sleep(0.01)
            except Busy:
                refused += 1

        await asyncio.gather(*(say() for _ in range(10)))
        async with lines.of("a"):
            return refused

    assert asyncio.run(scene()) == 7


def test_all_doors_of_a_process_go_through_one_gate() -> None:
    async def gates() -> tuple[Gate, Gate]:
        return shared(4, 2.5), shared(4, 2.5)

    first, second = asyncio.run(gates())
    assert first is second
    assert asyncio.run(gates())[0] is not first, "another loop is another process's"
