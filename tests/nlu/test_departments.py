"""Other departments' business, and what only sounds like it. The cases are data: departments.csv."""

import pytest

from bot.knowledge import answer_file, scope
from bot.knowledge.scope import Department
from bot.settings import ROOT
from tests.nlu.conftest import dev, rows


@pytest.fixture(scope="module")
def departments() -> list[Department]:
    return scope.read(ROOT / "data/matching/departments.yml")


@pytest.mark.parametrize("case", rows("departments.csv"), ids=lambda case: case["text"])
def test_it_is_whose_business(departments: list[Department], case: dict[str, str]) -> None:
    claimed = scope.claimed_by(case["text"], departments)
    assert (claimed.name if claimed else "") == case["department"]


def test_departments_claim_hardly_any_question_we_answer(departments: list[Department]) -> None:
    """Stories name a flat, a lawyer or the police beside; the matcher knows them word for word and overrules
    (bot/reading/decide.py).
    """
    asked = [
        text
        for written in answer_file.read_answers(ROOT / "data/faq")
        for text in (written.answer.question, *written.answer.phrasings)
    ]
    claimed = [text for text in asked if scope.claimed_by(text, departments)]
    assert len(claimed) <= 0.025 * len(asked), claimed


def test_no_department_claims_a_question_of_the_dev_set_that_has_a_topic(departments: list[Department]) -> None:
    ours = [row["text"] for row in dev() if "." in row["expected"] and ":" not in row["expected"]]
    assert [text for text in ours if scope.claimed_by(text, departments)] == []


def test_every_department_is_named_once_and_sends_the_resident_somewhere(departments: list[Department]) -> None:
    assert len({department.name for department in departments}) == len(departments)
    assert all(department.say.endswith("。") and len(department.say) <= 80 for department in departments)


def test_the_number_is_the_departments_own(departments: list[Department]) -> None:
    told = scope.claimed_by("拖欠工资找谁", departments)
    assert told
    assert told.phone == "12333"
    assert scope.claimed_by("低保怎么申请", departments) is None
