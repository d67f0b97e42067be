"""Six families through a whole screening on a phone: typed answers, the result on one screen, and how it is kept.

`XIAOXI_PICTURES=1` draws the pictures of docs/screenshots anew.
"""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from bot import yaml_file
from bot.settings import ROOT
from tests.channels.conftest import PHONE
from tests.channels.interview_door import InterviewDoor
from tests.channels.test_chat_page import ask

FAMILIES = yaml_file.read(ROOT / "tests" / "channels" / "screened_families.yml")
PICTURES = ROOT / "docs" / "screenshots"


@pytest.fixture
def door() -> Iterator[InterviewDoor]:
    opened = InterviewDoor()
    yield opened
    opened.close()


@pytest.mark.parametrize("family", FAMILIES, ids=[family["picture"] for family in FAMILIES])
def test_a_family_is_screened_and_sees_the_result_on_one_screen(
    page: Page, phone: BrowserContext, door: InterviewDoor, family: dict[str, Any]
) -> None:
    exchange = ask(page, family["start"])
    while door.slots[-1]:
        assert len(door.slots) <= family["most"], door.slots
        exchange = ask(page, str(family["answers"].get(door.slots[-1], "不清楚")))
    assert door.step is not None and door.step.kind == "results"
    likely = {result["scheme"] for result in door.step.custom["results"] if result["outcome"] == "likely"}
    assert set(family["likely"]) <= likely
    card = exchange.locator(".card.screening")
    expect(card.locator("> .lead")).to_contain_text(family["lead"])
    expect(card.locator("details[open]")).to_have_count(0)
    for control in ("念给我听", "打印", "转给家人"):
        expect(exchange.locator("button", has_text=control)).to_be_visible()
    if os.environ.get("XIAOXI_PICTURES"):
        page.screenshot(path=PICTURES / f"{family['picture']}.png")
    box = card.bounding_box() or {}
    assert box["height"] <= PHONE["height"], box
