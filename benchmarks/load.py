"""The load table: ours, ours of an earlier commit, Rasa's stock pipeline with our content, an empty Rasa bot; one run.

A closed loop: so many residents at once, each sending the next message when the last was answered, each on a walk of
his own through questions, what follows on them, places, a screening, courtesy and what is not ours. CPU is that of all
processes of a bot; beside it wall clocks are noise, and the ratios count. `--without-former`, `--without-stock`.
"""

import secrets
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from statistics import median, quantiles

from benchmarks import bots, stock
from benchmarks.bots import MESSAGES, Bot

FORMER = "ee7461a"
# Residents at once, and how many messages each sends.
ROUNDS = {1: 48, 4: 24, 16: 16, 32: 16}
_HEAD = "| | 同时几人 | 每秒答几条 | p50 毫秒 | p95 毫秒 | 没答上 | CPU 毫秒/条 |\n|---|--:|--:|--:|--:|--:|--:|"


@dataclass(frozen=True)
class Load:
    """What came of so many residents at once."""

    at_once: int
    per_second: float
    p50_ms: float
    p95_ms: float
    refused: int
    cpu_ms: float

    def row(self, title: str) -> str:
        return (
            f"| {title} | {self.at_once} | {self.per_second:.1f} | {self.p50_ms:.0f} | {self.p95_ms:.0f} "
            f"| {self.refused} | {self.cpu_ms:.1f} |"
        )


def main() -> None:
    """The table and what each peer comes to beside ours."""
    start: list[Callable[[], Bot]] = [bots.ours, lambda: bots.former(FORMER), stock.stock, stock.empty]
    if "--without-former" in sys.argv:
        start.pop(1)
    if "--without-stock" in sys.argv:
        start = [each for each in start if each is not stock.stock]
    loads: dict[str, list[Load]] = {}
    print(_HEAD)
    for each in start:
        with bots.running(each()) as bot:
            measured(bot, 2, len(MESSAGES))
            for at_once, rounds in ROUNDS.items():
                loads.setdefault(bot.title, []).append(measured(bot, at_once, rounds))
                print(loads[bot.title][-1].row(bot.title), flush=True)
    _compare(loads)


def measured(bot: Bot, at_once: int, rounds: int) -> Load:
    """`rounds` messages of each of `at_once` residents, in a closed loop."""

    def resident(number: int) -> list[tuple[float, bool]]:
        who = secrets.token_hex(16)
        texts = [MESSAGES[(number + turn) % len(MESSAGES)] for turn in range(rounds)]
        return [bot.asked(who, text) for text in texts]

    busy, began = bot.cpu_ms(), time.perf_counter()
    with ThreadPoolExecutor(at_once) as residents:
        took = [each for one in residents.map(resident, range(at_once)) for each in one]
    seconds, busy = time.perf_counter() - began, bot.cpu_ms() - busy
    answered = [ms for ms, was_answered in took if was_answered] or [float("nan")] * 2
    count = sum(was_answered for _, was_answered in took)
    slow = quantiles(answered, n=20)[18]
    return Load(at_once, count / seconds, median(answered), slow, len(took) - count, busy / len(took))


def _compare(loads: dict[str, list[Load]]) -> None:
    """Ours over each peer: answers a second; and p95, CPU of a message of ours as a share of the peer's."""
    own, *others = loads.items()
    print("\n| 小西比 | 同时几人 | 每秒答几条 | p95 | CPU/条 |\n|---|--:|--:|--:|--:|")
    for title, rows in others:
        for mine, theirs in zip(own[1], rows, strict=True):
            speed, slow, cost = (
                mine.per_second / theirs.per_second,
                mine.p95_ms / theirs.p95_ms,
                mine.cpu_ms / theirs.cpu_ms,
            )
            print(f"| {title} | {mine.at_once} | × {speed:.1f} | × {slow:.2f} | × {cost:.2f} |")


if __name__ == "__main__":
    main()
