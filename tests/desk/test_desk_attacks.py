"""The OWASP-minded list: each attack meets its guard; and with the guard taken away each gets through.

Staff pages in a real browser come last: what was planted stays text, and where it did not, the policy stops it.
"""

from collections.abc import Callable, Iterator

import pytest
from desk_attacks import ATTACKS, TOPIC, Attack, no_headers, nothing_is_escaped, plant_script
from desk_caller import Desk
from playwright.sync_api import Page

from bot.desk import pages
from bot.knowledge import render

NAMES = [attack.name for attack in ATTACKS]
# Each with what its script fetches last.
SCRIPTED_PAGES = {f"/answers/{TOPIC}": "main", f"/answers/{TOPIC}/edit": "#findings *", "/inbox": "main", "/audit": "main", "/review": "main", "/words?kind=sentence": "main",
                  "/hotline?q=xssed": "#detail article", "/places?q=xssed": "main"}  # fmt: skip


@pytest.fixture(autouse=True)
def nothing_left_over(attacked: Desk) -> Iterator[None]:
    """Templates compiled without a guard are not kept for the next test, and nobody is locked out."""
    yield
    attacked.db().conn.execute("DELETE FROM sign_in_failure")
    render.compiled.cache_clear()
    if pages._templates.cache is not None:
        pages._templates.cache.clear()


@pytest.mark.parametrize("attack", ATTACKS, ids=NAMES)
def test_does_not_get_through(attacked: Desk, attack: Attack) -> None:
    attack.run(attacked)


@pytest.mark.parametrize("attack", ATTACKS, ids=NAMES)
def test_gets_through_once_its_guard_is_gone(attacked: Desk, attack: Attack, monkeypatch: pytest.MonkeyPatch) -> None:
    attack.without_guard(monkeypatch)
    with pytest.raises(AssertionError, match=attack.breach):
        attack.run(attacked)


def test_planted_script_stays_text_in_a_browser(attacked: Desk, new_page: Callable[..., Page]) -> None:
    plant_script(attacked)
    page = new_page("admin", attacked)
    for path, last in SCRIPTED_PAGES.items():
        page.goto(path)
        page.wait_for_selector(last)
        assert page.locator("[data-xss]").count() == 0, path
        assert page.evaluate("window.xssed") is None, path


def test_the_policy_stops_script_that_got_into_a_page(
    attacked: Desk, new_page: Callable[..., Page], monkeypatch: pytest.MonkeyPatch
) -> None:
    plant_script(attacked)
    nothing_is_escaped(monkeypatch)
    page = new_page("admin", attacked)
    page.goto("/audit")
    assert page.locator("[data-xss]").count() > 0
    assert page.evaluate("window.xssed") is None
    no_headers(monkeypatch)
    page.goto("/audit")
    assert page.evaluate("window.xssed") is True, "without the policy it runs"
