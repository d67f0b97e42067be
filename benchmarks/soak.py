"""Memory and endurance of ours: what the processes hold after work, whether it grows, whether a long talk gets dearer.

PSS counts a page shared by n processes as 1/n for each, so the sum is what the machine really gives.
`python -m benchmarks.soak 10` soaks ten minutes; 0 leaves the soak out.
"""

import http.cookiejar
import secrets
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

from benchmarks import bots
from benchmarks.bots import MESSAGES, ROOT, Bot

PROCESSES = {"居民端": "rasa run", "动作服务": "-m actions", "工作台": "desk serve"}
WARM, RESIDENTS = 50, 4
# Between two messages of a resident, seconds: a soak is long, not fast (how fast: benchmarks/load.py).
PAUSE = 0.3
LONG_TALK, PIECE = 500, 100


def main() -> None:
    """Memory at rest and after work, 500 messages of one conversation, the soak."""
    minutes = float(sys.argv[1]) if len(sys.argv) > 1 else 10
    began = time.monotonic()
    with bots.running(bots.ours()) as bot:
        print(f"起来用了 {time.monotonic() - began:.1f} 秒\n")
        desk = Desk(bot)
        print("| | " + " | ".join(PROCESSES) + " | 合计 PSS MB |\n|---|--:|--:|--:|--:|")
        _row("刚起来", bot)
        numbers = count()
        for _ in range(WARM):
            _exchange(bot, desk, next(numbers))
        time.sleep(2)
        _row(f"各答过 {WARM} 条", bot)
        _soaked(bot, desk, numbers, minutes)
        print()
        _long_talk(bot)


def _soaked(bot: Bot, desk: "Desk", numbers: "count[int]", minutes: float) -> None:
    """Mixed traffic of a few residents at once and one hotline agent, a row a minute."""
    first = last = 0.0
    for minute in range(round(minutes)):
        until = time.monotonic() + 60
        with ThreadPoolExecutor(RESIDENTS) as residents:
            answered = sum(residents.map(lambda _, until=until: _until(until, bot, desk, numbers), range(RESIDENTS)))  # type: ignore[misc]
        last = _row(f"第 {minute + 1} 分钟，{answered} 条", bot)
        first = first or last
    if minutes:
        print(f"\n第 1 分钟以后增长 {100 * (last - first) / first:+.1f} %")


def _until(until: float, bot: Bot, desk: "Desk", numbers: "count[int]") -> int:
    """One resident after another until then; how many messages that were."""
    sent = 0
    while time.monotonic() < until:
        _exchange(bot, desk, next(numbers))
        sent += 1
        time.sleep(PAUSE)
    return sent


def _exchange(bot: Bot, desk: "Desk", number: int) -> None:
    """A message of a resident who sends some ten, every tenth beside one search at the desk."""
    text = MESSAGES[number % len(MESSAGES)]
    bot.asked(f"{number // len(MESSAGES):032x}"[-32:], text)
    if number % 10 == 0 or number < WARM:
        desk.search(text)


def _long_talk(bot: Bot) -> None:
    """CPU a message over one conversation, so many at a time."""
    who = secrets.token_hex(16)
    print("| 一段对话的第几条 | CPU 毫秒/条 |\n|---|--:|")
    for start in range(0, LONG_TALK, PIECE):
        before = bot.cpu_ms()
        for number in range(start, start + PIECE):
            bot.asked(who, MESSAGES[number % len(MESSAGES)])
        print(f"| {start + 1}–{start + PIECE} | {(bot.cpu_ms() - before) / PIECE:.1f} |", flush=True)


def _row(title: str, bot: Bot) -> float:
    """Prints PSS (RSS) of each process; the sum."""
    held = {name: (_held(bot, part, "Pss"), _held(bot, part, "Rss")) for name, part in PROCESSES.items()}
    whole = sum(pss for pss, _ in held.values())
    cells = " | ".join(f"{pss:.0f}（RSS {rss:.0f}）" for pss, rss in held.values())
    print(f"| {title} | {cells} | {whole:.0f} |", flush=True)
    return whole


def _held(bot: Bot, part: str, kind: str) -> float:
    """MB of the process whose command has `part`; `kind` Pss or Rss."""
    for pid, command, _ in bots.family({each.pid for each in bot.processes}):
        if part in command:
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
            return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(f"{kind}:"))
    raise ProcessLookupError(part)


class Desk:
    """A hotline agent who has signed in."""

    def __init__(self, bot: Bot) -> None:
        self._at = f"http://127.0.0.1:{bot.settings['XIAOXI_DESK_PORT']}"
        bots.wait(f"{self._at}/health", bot.processes[0])
        password = secrets.token_urlsafe(16)
        subprocess.run(
            [sys.executable, "-m", "bot", "desk", "user", "add", "soak", "--role", "agent", "--stdin"],
            input=f"{password}\n".encode(), env=bots.environment(bot.settings, ROOT), cwd=ROOT, check=True,
            stdout=subprocess.DEVNULL,
        )  # fmt: skip
        self._browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
        form = urllib.parse.urlencode({"name": "soak", "password": password}).encode()
        self._browser.open(urllib.request.Request(f"{self._at}/sign-in", form, {"Origin": self._at})).read()

    def search(self, text: str) -> None:
        """The last keystroke of a search, with everything that is looked up for it."""
        asked = urllib.parse.urlencode({"q": text, "whole": "yes"})
        self._browser.open(f"{self._at}/hotline/results?{asked}").read()


if __name__ == "__main__":
    main()
