"""The learner, learned once from the shipped data."""

import csv
from pathlib import Path

import pytest

from bot.knowledge import answer_file
from bot.knowledge.language_file import examples
from bot.nlu.intent_model import IntentModel, lessons
from bot.settings import ROOT

HERE = Path(__file__).parent
DEV = ROOT / "data/dev/utterances.tsv"


def rows(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def dev() -> list[dict[str, str]]:
    with DEV.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def shipped_examples() -> list[tuple[str, str]]:
    """(text, intent) of data/nlu."""
    return [(text, path.stem) for path in sorted((ROOT / "data/nlu").glob("*.yml")) for text in examples(path)]


@pytest.fixture(scope="session")
def model() -> IntentModel:
    """Learned as the classifier is trained."""
    answers = [written.answer for written in answer_file.read_answers(ROOT / "data/faq")]
    return IntentModel.learn(shipped_examples(), lessons(answers))
