"""A matcher follows every commit: what is known word for word is that of the last one, learned or not."""

from dataclasses import replace
from pathlib import Path

import pytest
from sample import DATA, answer

from bot import database
from bot.knowledge import faq, phrasing
from bot.knowledge.matcher import Matcher

STANDARD, CARD, RING = "assistance.dibao_standard", "elder.senior_card", "marriage.materials"
ODD = "米缸见底一月给几升"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    db = database.connect(tmp_path / "xiaoxi.db")
    other = replace(answer(), questions=(), asked_as=("老年卡怎么办", "老人坐车的卡在哪办", "养老助残卡丢了"))
    with database.transaction(db):
        faq.store(db, answer(), edited=False)
        faq.store(db, replace(other, topic=CARD, question="老年卡怎么办理"), edited=False)
        faq.store(
            db,
            replace(other, topic=RING, question="结婚带什么", asked_as=("领证要带啥", "结婚登记带什么")),
            edited=False,
        )
    return tmp_path / "xiaoxi.db"


def test_a_phrasing_taken_back_before_it_was_learned_is_gone(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    matcher, db = Matcher(path, DATA / "matching"), database.connect(path)
    monkeypatch.setattr(Matcher, "_build", lambda self: None)  # learning takes its time
    (done,) = phrasing.publish(db, {ODD: STANDARD}, who="编辑", why="试")
    assert matcher.snapshot().index.is_phrasing(ODD) and matcher.match(ODD).topic == STANDARD
    phrasing.take_back(db, done, who="编辑", why="试完")
    assert not matcher.snapshot().index.is_phrasing(ODD)


def test_a_phrasing_published_again_meanwhile_is_known(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    matcher, db = Matcher(path, DATA / "matching"), database.connect(path)
    monkeypatch.setattr(Matcher, "_build", lambda self: None)
    for home in (STANDARD, CARD, STANDARD):
        phrasing.publish(db, {ODD: home}, who="编辑", why="试")
        assert matcher.match(ODD).topic == home
