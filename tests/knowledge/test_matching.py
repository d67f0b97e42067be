"""The matcher on the shipped knowledge: what it must find, offer, and leave alone."""

from pathlib import Path

import pytest

from benchmarks.thresholds import DEV, dev
from bot.knowledge import answer_file
from bot.knowledge.index import Index
from bot.knowledge.language_file import read_language
from bot.knowledge.matcher import Thresholds, judge

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture(scope="module")
def index() -> Index:
    answers = {written.answer.topic: written.answer for written in answer_file.read_answers(DATA / "faq")}
    return Index(answers, read_language(DATA / "matching"))


@pytest.fixture(scope="module")
def thresholds() -> Thresholds:
    return Thresholds.read(DATA / "matching" / "thresholds.yml")


def test_every_phrasing_is_surely_its_own_topic(index: Index, thresholds: Thresholds) -> None:
    for written in answer_file.read_answers(DATA / "faq"):
        for phrasing in written.answer.asked_as:
            match = judge(phrasing, index, thresholds)
            assert (match.status, match.topic) == ("sure", written.answer.topic), phrasing


@pytest.mark.parametrize("file", sorted(DEV.glob("*.tsv")), ids=lambda file: file.stem)
def test_of_questions_never_learned_most_are_answered_right_and_few_confidently_wrong(
    index: Index, thresholds: Thresholds, file: Path
) -> None:
    rows = [(text, right) for text, right in dev(file) if right[0] in index.topics]
    matches = [(judge(text, index, thresholds), right) for text, right in rows]
    answered = [(match.topic in right) for match, right in matches if match.status == "sure"]
    offered = sum(m.status == "close" and any(c.topic in right for c in m.candidates) for m, right in matches)
    assert sum(answered) >= 0.90 * len(rows)
    assert len(answered) - sum(answered) <= 0.05 * len(rows)
    assert sum(answered) + offered >= 0.95 * len(rows)


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("離婚冷靜期是多少天", "marriage.cooling_off"),
        ("离昏冷静期是多少天", "marriage.cooling_off"),
        ("离 婚 冷 静 期 是 多 少 天", "marriage.cooling_off"),
        ("那个就是说嗯离婚那个冷静期是多少天来着", "marriage.cooling_off"),
        ("高龄老年人津贴８０岁多少钱", "elder.senior_allowance"),
    ],
)
def test_other_spellings_are_the_same_question(index: Index, text: str, topic: str) -> None:
    assert index.rank(text)[0].topic == topic


@pytest.mark.parametrize("text", ["", "？？", "zzzz", "qwerty uiop", "红烧肉怎么做", "世界杯谁赢了"])
def test_what_is_nobodys_business_is_never_sure(index: Index, thresholds: Thresholds, text: str) -> None:
    assert judge(text, index, thresholds).status != "sure"


def test_scores_fall_and_sum_to_at_most_one(index: Index) -> None:
    for text in ("低保", "离婚", "老人有什么补贴", "我想捐款"):
        scores = [candidate.score for candidate in index.rank(text)]
        assert scores == sorted(scores, reverse=True)
        assert sum(scores) <= 1.0001


def test_with_no_answers_nothing_is_ranked() -> None:
    assert Index({}, read_language(DATA / "matching")).rank("低保多少钱") == []
