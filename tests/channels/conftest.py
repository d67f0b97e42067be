"""A real browser, Debian's Chromium driven by Playwright, and a door of recorded answers."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.channels.recorded_door import RecordedDoor

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
PHONE = {"width": 360, "height": 740}
NIUJIE = {"longitude": 116.3579, "latitude": 39.8841}
PATIENCE_MS = 20_000


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """For one file of tests: while Playwright is at work no other loop can run in this thread."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield running
        running.close()


@pytest.fixture
def door() -> Iterator[RecordedDoor]:
    opened = RecordedDoor()
    yield opened
    opened.close()


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    """A phone of its own, standing in 牛街, that lets pages see where it is."""
    context = browser.new_context(
        viewport=PHONE, locale="zh-CN", reduced_motion="reduce", geolocation=NIUJIE, permissions=["geolocation"]
    )
    context.set_default_timeout(PATIENCE_MS)
    yield context
    context.close()


@pytest.fixture
def page(phone: BrowserContext, door: RecordedDoor) -> Iterator[Page]:
    """The chat page on that phone; no script error and nothing its security policy refuses, whatever a test does."""
    complaints: list[str] = []
    page = phone.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda line: complaints.append(line.text) if "Security Policy" in line.text else None)
    page.goto(door.page)
    yield page
    assert complaints == []


@pytest.fixture(scope="session")
def ground() -> Any:
    """The shipped knowledge, places and words (bot/reading/ground.py); what loads them takes seconds."""
    from tests.channels import record_payloads

    return record_payloads.ground()
