"""Sets written without sight of the phrasings stay apart from what is learned, but for words so few that all say them."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import yaml_file
from bot.chinese.normalize import matching_key
from bot.knowledge import answer_file
from bot.settings import ROOT

BLIND = ROOT / "tests" / "blind"
SETS = sorted(path for path in BLIND.iterdir() if path.suffix in (".tsv", ".yml"))
# 离婚要多少钱, 单身证明去哪开: whoever is brief says just this.
BRIEF = 10


def texts(path: Path) -> Iterator[str]:
    if path.suffix == ".yml":
        yield from (turn["say"] for talk in yaml_file.read(path) for turn in talk["turns"] if "say" in turn)
        return
    with path.open(encoding="utf-8", newline="") as file:
        yield from (row["text"] for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.fixture(scope="module")
def learned() -> set[str]:
    answers = [written.answer for written in answer_file.read_answers(ROOT / "data" / "faq")]
    asked = [text for answer in answers for text in answer.asked_as]
    asked += [text for answer in answers for question in answer.questions for text in question.asked_as]
    return {matching_key(text) for text in asked}


@pytest.mark.parametrize("path", SETS, ids=[path.name for path in SETS])
def test_a_blind_set_is_not_learned(path: Path, learned: set[str]) -> None:
    said = [matching_key(text) for text in texts(path)]
    assert len(said) > 100
    assert [key for key in said if key in learned and len(key) > BRIEF] == []
