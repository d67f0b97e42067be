"""The learner, learned once from the shipped data."""

import csv
from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.knowledge import answer_file, crisis
from bot.knowledge.crisis import Crisis
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
def crises() -> list[Crisis]:
    return crisis.read(ROOT / "data/matching/crisis.yml")


@pytest.fixture(scope="session")
def taught(crises: Sequence[Crisis]) -> tuple[list[tuple[str, str]], list[str]]:
    """Examples and phrasings, as the classifier is trained on them."""
    answers = [written.answer for written in answer_file.read_answers(ROOT / "data/faq")]
    crisis_examples, phrasings = lessons(answers, crises)
    return [*shipped_examples(), *crisis_examples], phrasings


@pytest.fixture(scope="session")
def model(taught: tuple[list[tuple[str, str]], list[str]]) -> IntentModel:
    return IntentModel.learn(*taught)
