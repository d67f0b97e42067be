"""One desk with the shipped knowledge for the whole run, one browser, an account for each role.

The browser lives in a thread of its own, and so do the tests that use `page`: Playwright allows one loop a thread,
and tests of other rooms have theirs in the main one.
"""

import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from argon2 import PasswordHasher
from axe_playwright_python.sync_playwright import Axe
from desk_caller import PASSWORDS, Desk, free_port
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from bot import clock, database
from bot.desk import account
from bot.desk.app import make_app
from bot.desk.workbench import Workbench
from bot.knowledge import answer_file, faq
from bot.knowledge.answer import Answer
from bot.knowledge.index import Index, Language, asked
from bot.knowledge.matcher import Matcher
from bot.knowledge.render import render
from bot.knowledge.shelf import Shelf
from bot.knowledge.vectors import Progress, Vectors
from bot.places import store
from bot.policy import figure_store
from bot.settings import ROOT, Settings

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--lang=zh-CN",
]  # fmt: skip
DATA = ROOT / "data"


def stock(path: Path, only: str = "") -> None:
    """The shipped knowledge, or the topics that begin with `only`, and one account for each role."""
    db = database.connect(path)
    figure_store.import_files(db, DATA / "policy")
    if only:
        with database.transaction(db):
            for answer in by_themselves(only):
                faq.store(db, answer, edited=False, imported_hash=answer.fingerprint())
    else:
        faq.import_files(db, DATA / "faq")
    store.import_directory(db, DATA / "places")
    for role, password in PASSWORDS.items():
        account.add(db, role, role, password)


def by_themselves(only: str) -> list[Answer]:
    """The shipped answers whose topic begins with `only`, without what leads to others."""
    written = answer_file.read_answers(DATA / "faq")
    answers = [each.answer for each in written if each.answer.topic.startswith(only)]
    return [replace(answer, related=(), follow_up={}, not_asked_as=()) for answer in answers]


def served(bench: Workbench) -> tuple[uvicorn.Server, str]:
    """`bench` behind a free port, in a thread."""
    port = free_port()
    config = uvicorn.Config(make_app(bench), port=port, log_level="critical", ws="none", lifespan="off")
    server = uvicorn.Server(config)
    threading.Thread(target=server.run, daemon=True).start()
    while not server.started:
        time.sleep(0.01)
    return server, f"http://127.0.0.1:{port}"


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """Sign-in as the desk does it, with a hash that takes a millisecond: the tests sign in a hundred times."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(account, "_hasher", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
        yield


@pytest.fixture(scope="session")
def stocked(tmp_path_factory: pytest.TempPathFactory, quick_passwords: None) -> Path:
    """A database with everything in it, to be copied."""
    path = tmp_path_factory.mktemp("stock") / "xiaoxi.db"
    stock(path)
    return path


@pytest.fixture(scope="session")
def learned() -> Iterator[None]:
    """What two matchers would learn side by side, each in its process, one learns here for both: the shipped answers
    whole, every edit of them as a trial does (Index.amended), which takes a fifth of the time.
    """
    known: dict[int, Index] = {}
    whole: list[Index] = []
    one_at_a_time = threading.Lock()
    learn, join_meaning = Index.of, Index.with_meaning

    def index(of: Mapping[str, Answer], language: Language, shelf: Shelf | None = None) -> Index:
        with one_at_a_time:
            if asked(of) not in known:
                is_edit = bool(whole) and abs(len(of) - len(whole[0].topics)) < 10
                known[asked(of)] = whole[0].amended(of) if is_edit else learn(of, language, shelf)
            return known[asked(of)]

    def with_meaning(self: Index, vectors: Vectors, progress: Progress = lambda done, of: None) -> Index:
        with one_at_a_time:
            if "meaning" in self.scorers:
                return self
            if not whole:
                whole.append(join_meaning(self, vectors, progress))
                known[self.asked] = whole[0]
            return whole[0] if whole[0].asked == self.asked else join_meaning(self, vectors, progress)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Index, "of", staticmethod(index))
        patch.setattr(Index, "with_meaning", with_meaning)
        yield


@contextmanager
def opened(stocked: Path, path: Path, **settings: str) -> Iterator[Desk]:
    """A running desk of its own at `path`."""
    with closing(sqlite3.connect(stocked)) as source, closing(sqlite3.connect(path)) as target:
        source.backup(target)
    bench = Workbench(Settings({"XIAOXI_DATABASE": str(path), **settings}))
    server, url = served(bench)
    yield Desk(url, path, bench)
    server.should_exit = True


@pytest.fixture(scope="session")
def desk(stocked: Path, learned: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The desk staff work at in the tests of what they do."""
    with opened(stocked, tmp_path_factory.mktemp("desk") / "xiaoxi.db") as running:
        yield running


@pytest.fixture(scope="session")
def attacked(learned: None, quick_passwords: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Another, full of what attackers leave behind; a dozen answers are enough for them."""
    place = tmp_path_factory.mktemp("attacked")
    stock(place / "stock.db", only="charity.")
    with opened(place / "stock.db", place / "xiaoxi.db", XIAOXI_ENCODER="none") as running:
        yield running


@pytest.fixture(scope="session")
def resident(desk: Desk) -> Matcher:
    """What answers residents: a matcher that shares nothing with the desk but the database file."""
    return Matcher(desk.path, DATA / "matching")


_thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="browser")


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Tests with a page run where the browser runs."""
    if not {"page", "new_page"} & set(pyfuncitem.fixturenames):
        return None
    arguments = {name: pyfuncitem.funcargs[name] for name in pyfuncitem._fixtureinfo.argnames}
    _thread.submit(pyfuncitem.obj, **arguments).result()
    return True


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    def start() -> tuple[Any, Browser]:
        playwright = sync_playwright().start()
        return playwright, playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS, env={**os.environ})

    playwright, running = _thread.submit(start).result()
    yield running
    _thread.submit(lambda: (running.close(), playwright.stop())).result()


@pytest.fixture
def new_page(chromium: Browser, desk: Desk) -> Iterator[Callable[..., Page]]:
    """Call it, in the test, for a fresh browser window: `new_page("editor")` is signed in."""
    contexts: list[BrowserContext] = []

    def open_one(role: str | None = None, at: Desk = desk) -> Page:
        context = chromium.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN", base_url=at.url)
        contexts.append(context)
        if role:
            cookie = at.caller(role).cookie
            context.add_cookies([{"name": "desk_session", "value": cookie, "url": at.url}])
        page = context.new_page()
        page.set_default_timeout(10_000)
        return page

    yield open_one
    _thread.submit(lambda: [context.close() for context in contexts]).result()


@pytest.fixture(scope="session")
def assert_accessible() -> Callable[[Page], None]:
    """No violation of any axe rule on the page as it stands."""

    def check(page: Page) -> None:
        found = Axe().run(page).response["violations"]
        assert not found, [(rule["id"], page.url, [node["html"] for node in rule["nodes"]]) for rule in found]

    return check


@pytest.fixture(scope="session")
def soon() -> Callable[[Callable[[], Any], float], float]:
    """Waits until something is true; returns the seconds it took, or fails after `within`."""

    def wait(is_true: Callable[[], Any], within: float = 1.0) -> float:
        started = time.perf_counter()
        while not is_true():
            assert time.perf_counter() - started < within, f"not within {within} s"
            time.sleep(0.01)
        return time.perf_counter() - started

    return wait


@pytest.fixture
def told(resident: Matcher) -> Callable[[str], str]:
    """What a resident who asks just this reads first; empty where nothing is sure."""

    def ask(text: str) -> str:
        snapshot = resident.snapshot()
        match = resident.match(text, snapshot)
        if match.status != "sure" or match.topic is None:
            return ""
        return render(snapshot.answers[match.topic], snapshot.figures, clock.today(), snapshot.sources).lead

    return ask
