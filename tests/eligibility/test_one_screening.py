"""The desk's form for a caller and `bot screen` judge alike: the same household in, the same verdicts out."""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from bot import database, settings
from bot.cli.hear import hear
from bot.cli.screen import screen
from bot.desk.screening import ASKED, said
from bot.eligibility.assess import assess
from bot.eligibility.facts import FACTS, UNKNOWN, Facts, Unsaid, Value
from bot.eligibility.question import FORM, Question
from bot.policy import figure_store
from bot.policy.figure import Figures
from tests.eligibility.test_cases import CASES, TODAY, cases_of
from tests.eligibility.test_clerk import WRITTEN

NOT_ON_PAPER = {name for name, fact in FACTS.items() if "instead_of" in fact.row}
"""Said instead of another fact; a form asks for that one."""


def households() -> Iterator[tuple[str, date, Facts]]:
    for path in sorted(CASES.glob("*.yml")):
        for case in cases_of(path):
            yield f"{path.stem}: {case['名称']}", case.get("日期", TODAY), Facts.from_json(case["情况"])
    for household in WRITTEN["户"]:
        yield household["名称"], TODAY, Facts.from_json({**WRITTEN["共同"], **household["情况"]})


def ticked(question: Question, known: Mapping[str, Value]) -> list[str]:
    """What a member of staff fills in for one question; nothing where nothing is known of it."""
    told = {fact: known[fact] for fact in question.facts if known[fact] is not UNKNOWN}
    if all(isinstance(value, Unsaid) for value in told.values()):
        return ["not_sure"] if told else []
    if question.kind == "number":
        return [str(next(iter(told.values())))]
    places = [
        str(place)
        for place, choice in enumerate(question.choices)
        if choice.facts and all(told.get(fact) == value for fact, value in choice.facts.items())
    ]
    return [ASKED, *places] if question.kind == "several" else places


def on_paper(facts: Facts) -> tuple[Facts, dict[str, list[str]]]:
    """The household as far as a form tells it (a group asked is asked as a whole), and the form filled in."""
    known = facts.as_dict()
    for question in FORM:
        told = {known[fact] for fact in question.facts} - {UNKNOWN}
        if question.kind == "several" and told:
            unsure = all(isinstance(value, Unsaid) for value in told)
            rest = dict.fromkeys(question.facts, Unsaid.NOT_SURE) if unsure else question.rest
            known |= {fact: value for fact, value in rest.items() if known[fact] is UNKNOWN}
    known |= dict.fromkeys(NOT_ON_PAPER, UNKNOWN)
    silent = {
        name: Unsaid.NOT_SURE for name, value in known.items() if isinstance(value, Unsaid) and value is not UNKNOWN
    }
    whole = Facts().learn({**{name: value for name, value in known.items() if value is not UNKNOWN}, **silent})
    return whole, {question.name: ticked(question, whole.as_dict()) for question in FORM}


@pytest.fixture(scope="module")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The shipped figures in a database of their own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XIAOXI_DATABASE", str(tmp_path_factory.mktemp("one") / "xiaoxi.db"))
        current = settings.current()
        figure_store.import_files(database.connect(current.path("database")), current.path("data") / "policy")
        yield


@pytest.mark.parametrize(("name", "day", "facts"), [pytest.param(*each, id=each[0]) for each in households()])
def test_the_form_of_the_desk_and_the_command_say_the_same(
    name: str, day: date, facts: Facts, figures: Figures, stocked: None
) -> None:
    told, form = on_paper(facts)
    filled = Facts().learn(said(form))
    assert filled == told
    given = ["--json", "-", "--day", day.isoformat(), "--as-json"]
    spoken = CliRunner().invoke(screen, given, input=json.dumps(told.to_json()), catch_exceptions=False)
    assert json.loads(spoken.output) == [verdict.payload() for verdict in assess(filled, day, figures)]


def test_the_command_tells_scheme_outcome_sum_reasons_and_what_is_missing(stocked: None) -> None:
    given = ["--json", "-", "--day", "2026-11-30", "--as-json"]
    known = {"age": 85, "hukou": "xicheng"}
    verdicts = json.loads(CliRunner().invoke(screen, given, input=json.dumps(known), catch_exceptions=False).output)
    senior = next(verdict for verdict in verdicts if verdict["scheme"] == "senior_allowance")
    assert senior["outcome"] == "likely" and senior["reasons"] and "amount" in senior
    assert any(verdict["outcome"] == "need_info" and verdict["missing"] for verdict in verdicts)


@pytest.mark.parametrize(
    ("text", "asked", "noted"),
    [
        ("没有车也没有门脸", "property", {"car": False, "shop": False}),
        ("快八十了", "age", {}),
        ("行了不查了", "age", {"@stop": True}),
        ("每月五千二，三口人", "", {"household_size": 3}),
    ],
)
def test_the_command_tells_what_would_be_noted(text: str, asked: str, noted: dict[str, Any], tmp_path: Path) -> None:
    given = [text, *(["--asked", asked] if asked else []), "--day", "2026-11-30", "--json"]
    heard = json.loads(CliRunner().invoke(hear, given, catch_exceptions=False).output)
    assert noted.items() <= heard.items() and (noted or not heard)
