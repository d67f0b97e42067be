"""How long one keystroke of the hotline search takes with 157 and with 5,000 topics: ours, a scan, SQLite LIKE, FTS5.

`desk` is the whole keystroke as the agent's browser sees it: HTTP, session, answers, figures, places and the page's
piece; meaning is asked only once the keys pause, so no encoder is at work here. `ours` is the search for answers and figures inside it, the residents' matcher included. The peers find topics
by words alone, without matcher, pinyin or figures: `scan` looks into every phrasing, `like` is SQLite's LIKE '%…%',
`fts5` its full-text index over pairs of characters.

The 5,000 topics are the shipped ones said of other streets, made from a fixed seed; what is typed is made of shipped
phrasings, initials, years and places, letter by letter. `run()` returns the figures; as a script it prints them.
"""

import contextlib
import http.client
import random
import secrets
import socket
import sqlite3
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import numpy as np
import uvicorn

from bot import clock, database
from bot.chinese.normalize import matching_key
from bot.desk import account, session
from bot.desk.app import make_app
from bot.desk.workbench import Workbench
from bot.knowledge import faq
from bot.knowledge.answer import Answer
from bot.knowledge.hotline_search import Sought
from bot.places import store
from bot.policy import figure_store
from bot.settings import ROOT, Settings

SIZES = (157, 5_000)
KEYSTROKES = 400
PHRASINGS = 15  # the least a topic should have (bot/knowledge/check.py)
SEED = 20261124
LIMIT_MS = 50.0
WHO = "editor"
_TYPED = (
    "dbbz", "gljt", "低保标准", "2023年低保标准是多少", "牛街附近的养老驿站", "广外红莲北里老年餐桌", "德胜门街道办事处", "ylbx",
    "老年卡怎么办", "残疾人两项补贴多少钱",
)  # fmt: skip

Search = Callable[[str], object]


def run(sizes: tuple[int, ...] = SIZES, keystrokes: int = KEYSTROKES) -> dict[str, Any]:
    """Milliseconds p50 and p95, and p95 of CPU (on a busy machine the truer one), per method and size; seconds to be ready."""
    figures: dict[str, Any] = {"limit_ms": LIMIT_MS, "methods": {}, "ready_s": {}, "phrasings": {}}
    for size in sizes:
        with tempfile.TemporaryDirectory() as directory:
            path = Path(directory) / "xiaoxi.db"
            figures["phrasings"][size] = stock(path, size)
            started = time.perf_counter()
            bench = Workbench(Settings({"XIAOXI_DATABASE": str(path), "XIAOXI_ENCODER": "none"}))
            figures["ready_s"][size] = round(time.perf_counter() - started, 1)
            typed = _typed(bench, keystrokes)
            for name, opened in _METHODS.items():
                with opened(bench) as search:
                    figures["methods"].setdefault(name, {})[size] = _timed(search, typed)
    figures["within_limit"] = all(row["p95_ms"] <= LIMIT_MS for row in figures["methods"]["desk"].values())
    return figures


def _timed(search: Search, typed: list[str]) -> dict[str, float]:
    for text in typed[:20]:
        search(text)
    times, busy = [], []
    for text in typed:
        started, spent = time.perf_counter(), time.process_time()
        search(text)
        times.append((time.perf_counter() - started) * 1000)
        busy.append((time.process_time() - spent) * 1000)
    found = {
        "p50_ms": np.percentile(times, 50),
        "p95_ms": np.percentile(times, 95),
        "cpu_p95_ms": np.percentile(busy, 95),
    }
    return {name: round(float(value), 2) for name, value in found.items()}


def stock(path: Path, size: int = 0) -> int:
    """A database of `size` topics, at least the shipped ones; returns how many phrasings they have."""
    db = database.connect(path)
    figure_store.import_files(db, ROOT / "data" / "policy")
    faq.import_files(db, ROOT / "data" / "faq")
    store.import_directory(db, ROOT / "data" / "places")
    account.add(db, WHO, "editor", secrets.token_urlsafe(12))
    shipped = list(faq.load(db).values())
    streets = sorted({entry.name for entry in store.gazetteer_entries(db) if 2 <= len(entry.name) <= 6})
    random.Random(SEED).shuffle(streets)
    with database.transaction(db):
        for number in range(len(shipped), size):
            copied = shipped[number % len(shipped)]
            faq.store(db, _elsewhere(copied, number, streets[number % len(streets)]), edited=True)
    return int(db.conn.execute("SELECT count(*) FROM phrasing").fetchone()[0])


def _elsewhere(answer: Answer, number: int, street: str) -> Answer:
    return replace(
        answer, topic=f"{answer.topic}_{number}", question=f"{street}{answer.question}", not_asked_as=(), questions=(),
        asked_as=tuple(f"{street}{text}" for text in answer.phrasings[:PHRASINGS]),
    )  # fmt: skip


def _typed(bench: Workbench, keystrokes: int) -> list[str]:
    """What stands in the box after each keystroke of several questions."""
    dice = random.Random(SEED)
    answers = list(bench.snapshot().answers.values())
    typed: list[str] = []
    texts = list(_TYPED)
    while len(typed) < keystrokes:
        text = texts.pop() if texts else dice.choice(dice.choice(answers).phrasings)
        typed += [text[:end] for end in range(1, len(text) + 1)]
    return typed[:keystrokes]


@contextlib.contextmanager
def served(bench: Workbench) -> Iterator[tuple[http.client.HTTPConnection, dict[str, str]]]:
    """A connection to a desk with `bench`, and the headers of somebody signed in."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    config = uvicorn.Config(make_app(bench), port=port, log_level="critical", ws="none", lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    connection = http.client.HTTPConnection("127.0.0.1", port)
    yield connection, {"Cookie": f"desk_session={session.start(bench.db(), WHO)}"}
    connection.close()
    server.should_exit = True
    thread.join()


@contextlib.contextmanager
def _desk(bench: Workbench) -> Iterator[Search]:
    with served(bench) as (connection, signed_in):

        def search(text: str) -> bytes:
            headers = {**signed_in, "X-Desk-Fragment": "1"}
            connection.request("GET", f"/hotline/results?q={quote(text)}", headers=headers)
            answer = connection.getresponse()
            body = answer.read()
            assert answer.status == 200, body
            return body

        yield search


@contextlib.contextmanager
def _ours(bench: Workbench) -> Iterator[Search]:
    snapshot, day = bench.snapshot(), clock.today()
    board = bench.board(snapshot)
    yield lambda text: board.search(Sought(text, day), snapshot, bench.matcher.thresholds)


@contextlib.contextmanager
def _scan(bench: Workbench) -> Iterator[Search]:
    phrasings = [
        (answer.topic, matching_key(text)) for answer in bench.snapshot().answers.values() for text in answer.phrasings
    ]
    yield lambda text: {topic for topic, phrasing in phrasings if matching_key(text) in phrasing}


@contextlib.contextmanager
def _like(bench: Workbench) -> Iterator[Search]:
    db = bench.db()
    query = "SELECT DISTINCT topic FROM phrasing WHERE text LIKE '%' || ? || '%' LIMIT 6"
    yield lambda text: db.conn.execute(query, [text]).fetchall()


@contextlib.contextmanager
def _fts5(bench: Workbench) -> Iterator[Search]:
    db = sqlite3.connect(":memory:")
    db.execute("CREATE VIRTUAL TABLE asked USING fts5(topic UNINDEXED, pairs)")
    rows = ((a.topic, _pairs(text)) for a in bench.snapshot().answers.values() for text in a.phrasings)
    db.executemany("INSERT INTO asked VALUES (?, ?)", rows)

    def search(text: str) -> list[Any]:
        pairs = _pairs(text)
        if not pairs:
            return []
        wanted = " OR ".join(f'"{pair}"' for pair in pairs.split())
        return db.execute("SELECT topic FROM asked WHERE asked MATCH ? ORDER BY rank LIMIT 6", [wanted]).fetchall()

    yield search
    db.close()


def _pairs(text: str) -> str:
    key = matching_key(text)
    return " ".join(key[at : at + 2] for at in range(len(key) - 1)) or key


_METHODS: dict[str, Callable[[Workbench], contextlib.AbstractContextManager[Search]]] = {
    "desk": _desk,
    "ours": _ours,
    "scan": _scan,
    "like": _like,
    "fts5": _fts5,
}


def main() -> None:
    figures = run()
    print("method   topics    p50 ms    p95 ms  CPU p95 ms")
    for name, rows in figures["methods"].items():
        for size in SIZES:
            print(
                f"{name:6} {size:8,} {rows[size]['p50_ms']:9.2f} {rows[size]['p95_ms']:9.2f} {rows[size]['cpu_p95_ms']:11.2f}"
            )
    for size in SIZES:
        print(f"{size:,} topics, {figures['phrasings'][size]:,} phrasings: ready in {figures['ready_s'][size]} s")
    print(f"p95 of a keystroke {'≤' if figures['within_limit'] else '>'} {LIMIT_MS:.0f} ms")


if __name__ == "__main__":
    main()
