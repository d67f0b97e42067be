"""The residents' page in a real Chromium on loopback: cold until it can be used, and from Enter until the reply is seen.

Each time a browser that has never been here (no cache, no history) opens the page and asks one question. "Can be used"
is the first frame after the page's script has run with the main thread free again; "seen" the first frame with the
reply in it, counted from the key. Beside ours an empty Rasa bot (benchmarks/stock.py) behind the least page that can
ask it something.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from statistics import median, quantiles

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from benchmarks import bots, stock

CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
PHONE: ViewportSize = {"width": 360, "height": 740}
TIMES = 30
USABLE_MS, SEEN_MS = 1000, 300

_USABLE = """
document.addEventListener("DOMContentLoaded", () => requestAnimationFrame(() => setTimeout(() => {
  window.usable = performance.now();
})));
"""
_SEEN = """(seen) => {
  const box = document.querySelector("textarea, input");
  let pressed = 0;
  box.addEventListener("keydown", (event) => { pressed = event.timeStamp; }, { capture: true, once: true });
  window.seen = new Promise((told) => {
    const watch = new MutationObserver(() => {
      if (!document.querySelector(seen)) return;
      watch.disconnect();
      requestAnimationFrame(() => setTimeout(() => told(performance.now() - pressed)));
    });
    watch.observe(document.body, { subtree: true, childList: true, attributes: true });
  });
}"""
_LEAST = """<!DOCTYPE html><html lang="zh-CN"><meta charset="utf-8"><title>问</title><ul></ul><input>
<script>
const box = document.querySelector("input"), list = document.querySelector("ul");
box.addEventListener("keydown", async (event) => {
  if (event.key !== "Enter") return;
  const answer = await fetch("%s", { method: "POST", body: JSON.stringify({ sender: String(Math.random()), message: box.value }) });
  for (const said of await answer.json()) {
    const line = document.createElement("li");
    line.textContent = said.text;
    list.append(line);
  }
});
</script></html>"""


@dataclass(frozen=True)
class Asked:
    """A page: what it is called, its address, and what on it is a reply."""

    title: str
    url: str
    reply: str


@dataclass(frozen=True)
class Seen:
    """Milliseconds of each time."""

    usable_ms: list[float]
    seen_ms: list[float]


def measured(browser: Browser, asked: Asked, times: int = TIMES) -> Seen:
    """`times` browsers that were never here, one after another."""
    usable, seen = [], []
    for number in range(times):
        context = browser.new_context(viewport=PHONE, locale="zh-CN")
        page = context.new_page()
        page.add_init_script(_USABLE)
        page.goto(asked.url)
        page.wait_for_function("window.usable")
        usable.append(float(page.evaluate("window.usable")))
        seen.append(_one(page, asked.reply, bots.MESSAGES[number % len(bots.MESSAGES)]))
        context.close()
    return Seen(usable, seen)


def _one(page: Page, reply: str, text: str) -> float:
    page.fill("textarea, input", text)
    page.evaluate(_SEEN, reply)
    page.press("textarea, input", "Enter")
    return float(page.evaluate("window.seen"))


@contextmanager
def _least(url: str) -> Iterator[str]:
    """The address of the least page that asks the bot at `url`."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = (_LEAST % url).encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


def run(times: int = TIMES) -> dict[str, Seen]:
    """Ours and the peer."""
    found = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        with bots.running(bots.ours()) as bot:
            page = Asked(bot.title, bot.url.removesuffix("messages"), ".exchange .turn.bot:not(.typing)")
            measured(browser, page, 3)
            found[page.title] = measured(browser, page, times)
        with bots.running(stock.empty()) as bot, _least(bot.url) as url:
            page = Asked("空的 Rasa 加一个最小的网页", url, "li")
            measured(browser, page, 3)
            found[page.title] = measured(browser, page, times)
        browser.close()
    return found


def main() -> None:
    found = run()
    print("| | 打开到能用，毫秒 | 最慢 | 回车到看见回答，毫秒 | p95 |\n|---|--:|--:|--:|--:|")
    for title, seen in found.items():
        slow = quantiles(seen.seen_ms, n=20)[18]
        print(f"| {title} | {median(seen.usable_ms):.0f} | {max(seen.usable_ms):.0f} "
              f"| {median(seen.seen_ms):.0f} | {slow:.0f} |")  # fmt: skip
    ours, peer = found.values()
    usable, shown = median(ours.usable_ms), median(ours.seen_ms)
    print(f"\n各 {TIMES} 次的中位数，每次都是没来过的浏览器。是那个最小网页的 ×{usable / median(peer.usable_ms):.1f} 和 "
          f"×{shown / median(peer.seen_ms):.1f}。")  # fmt: skip
    print(f"打开到能用 {'≤' if usable <= USABLE_MS else '>'} {USABLE_MS} 毫秒，"
          f"回车到看见回答 {'≤' if shown <= SEEN_MS else '>'} {SEEN_MS} 毫秒。")  # fmt: skip


if __name__ == "__main__":
    main()
