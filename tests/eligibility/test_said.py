"""said: what residents type, read as facts; every choice of every question can be typed as it stands."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from benchmarks.readings import is_right, noted, read_rows, share
from bot import yaml_file
from bot.eligibility.catalogue import SCHEMES
from bot.eligibility.facts import FACTS, Facts, Unsaid
from bot.eligibility.question import ASKED_IN, NO_OTHERS, NONE_OF_THESE, QUESTIONS
from bot.eligibility.said import hear, is_correction, said, wants_to_stop
from bot.eligibility.silence import unsaid

READINGS = yaml_file.read(Path(__file__).parent / "readings.yml")
OF_A_FACT = [
    pytest.param(name, str(text), value, id=f"{name}: {text}")
    for name, fact in FACTS.items()
    for text, value in fact.row["readings"].items()
]
SPOKEN = read_rows(Path(__file__).parent / "spoken.tsv")
DAY = date(2026, 11, 30)
CHOOSING_RIGHT = 0.95
TAPPED = [
    pytest.param(question, choice, id=f"{question.name}: {choice.title}")
    for question in QUESTIONS
    for choice in question.choices
]


@pytest.mark.parametrize("reading", READINGS, ids=lambda reading: f"{reading['话']}｜{reading.get('问', '')}")
def test_a_sentence_is_read_as_written_down(reading: dict[str, Any]) -> None:
    assert said(reading["话"], reading.get("问")) == reading["读出"]


@pytest.mark.parametrize(("name", "text", "value"), OF_A_FACT)
def test_a_fact_is_read_as_its_own_row_says(name: str, text: str, value: Any) -> None:
    heard = hear(Facts(), text, None if "instead_of" in FACTS[name].row else name, DAY).to_json()
    assert heard.get(name) == value, heard


@pytest.mark.parametrize("row", SPOKEN, ids=lambda row: f"{row['asked']}: {row['text']}")
def test_what_people_say_is_noted_and_nothing_else(row: dict[str, str]) -> None:
    assert is_right(row, noted(row["text"], row["asked"])), noted(row["text"], row["asked"])


def test_every_fact_has_readings_and_is_asked_and_read_by_a_rule() -> None:
    read = frozenset().union(*(scheme.facts for scheme in SCHEMES))
    for name, fact in FACTS.items():
        assert fact.row.get("readings"), f"{name} 没有读出来的例子"
        assert name in ASKED_IN or fact.row.get("instead_of") in ASKED_IN, f"{name} 没有人问"
        assert name in read, f"{name} 没有哪条规则看"


def test_what_was_written_blind_is_mostly_read() -> None:
    assert share("choosing") >= CHOOSING_RIGHT


@pytest.mark.parametrize(("question", "choice"), TAPPED)
def test_a_tapped_choice_is_understood(question: Any, choice: Any) -> None:
    """A tapped choice says what it names and denies nothing else; only 都没有 denies the rest."""
    rest = question.rest if choice.title in (NONE_OF_THESE, NO_OTHERS) else {}
    named = {fact: value.value if isinstance(value, Unsaid) else value for fact, value in choice.facts.items()}
    assert said(choice.title, question.name) == {**rest, **named}


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_each_question_takes_not_sure_and_rather_not(question: Any) -> None:
    assert said("不清楚", question.name) == dict.fromkeys(question.facts, "not_sure")
    assert said("不想说", question.name) == dict.fromkeys(question.facts, "prefer_not")


def test_everything_said_can_be_learned() -> None:
    for reading in READINGS:
        Facts().learn(said(reading["话"], reading.get("问")))


def test_what_a_group_merely_denies_does_not_override_what_was_said() -> None:
    facts = Facts.from_json({"child_care": "orphan"})
    heard = hear(facts, "都没有", "situation")
    assert (heard.as_dict()["child_care"], heard.as_dict()["bereaved"]) == ("orphan", False)


def test_a_correction_replaces_the_earlier_answer() -> None:
    assert (
        hear(Facts.from_json({"household_size": 2}), "不对，是三口人", "household_size").as_dict()["household_size"]
        == 3
    )


def test_a_value_replaces_an_earlier_silence() -> None:
    assert hear(Facts.from_json({"age": "不想说"}), "85", "age").as_dict()["age"] == 85


def test_not_sure_does_not_wipe_out_what_was_said() -> None:
    assert hear(Facts.from_json({"age": 85}), "不清楚", "age").as_dict()["age"] == 85


@pytest.mark.parametrize(
    ("text", "silence"),
    [
        ("不清楚", "not_sure"),
        ("不太清楚", "not_sure"),
        ("忘了", "not_sure"),
        ("不方便说", "prefer_not"),
        ("算了", "prefer_not"),
        ("没有", None),
        ("85", None),
    ],
)
def test_silences_are_told_apart(text: str, silence: str | None) -> None:
    assert unsaid(text) == silence


@pytest.mark.parametrize("text", ["不对，是三口人", "说错了，是84", "刚才说错了 是两个人", "不是，户口在朝阳"])
def test_a_correction_is_recognised(text: str) -> None:
    assert is_correction(text)


@pytest.mark.parametrize(
    ("text", "stops"),
    [("不查了", True), ("退出", True), ("不想看了", True), ("算了", False), ("没有", False), ("不清楚", False)],
)
def test_stopping_is_not_skipping(text: str, stops: bool) -> None:
    assert wants_to_stop(text) is stops
