"""assess: one verdict a scheme, likely first, each with its clause; and what the reply makes of it."""

import json
import time
from datetime import date
from pathlib import Path

import jsonschema
import pytest

from bot.eligibility.assess import assess
from bot.eligibility.catalogue import BY_NAME, SCHEMES
from bot.eligibility.facts import Facts
from bot.eligibility.scheme import written
from bot.eligibility.stacking import STACKS
from bot.eligibility.standards import standards
from bot.eligibility.verdict import Outcome, Payment
from bot.errors import NotFound
from bot.policy.figure import Figures
from bot.policy.policy_file import read_sources

ROOT = Path(__file__).resolve().parents[2]
DAY = date(2026, 11, 24)
DAUGHTER_ASKS = {"age": 85, "hukou": "xicheng", "sex": "female"}
LEVEL_TWO_AT_62 = {**DAUGHTER_ASKS, "age": 62, "status": "none", "disability_kind": "limb", "disability_level": 2}


def test_every_scheme_gets_exactly_one_verdict(figures: Figures) -> None:
    assert sorted(v.scheme for v in assess(Facts(), DAY, figures)) == sorted(BY_NAME)


def test_likely_ones_come_first_and_unlikely_ones_last(figures: Figures) -> None:
    outcomes = [v.outcome for v in assess(Facts.from_json(LEVEL_TWO_AT_62), DAY, figures)]
    order = [Outcome.LIKELY, Outcome.POSSIBLE, Outcome.NEED_INFO, Outcome.UNLIKELY]
    assert outcomes == sorted(outcomes, key=order.index)


def test_every_reason_names_its_clause(figures: Figures) -> None:
    for facts in (Facts(), Facts.from_json(LEVEL_TWO_AT_62)):
        for verdict in assess(facts, DAY, figures):
            assert verdict.reasons
            assert all(reason.endswith("〕") for reason in verdict.reasons), verdict.reasons


def test_no_reason_is_left_with_a_hole(figures: Figures) -> None:
    for verdict in assess(Facts(), DAY, figures):
        text = "".join([*verdict.reasons, *verdict.papers, *verdict.notes])
        assert "{" not in text and "规定数" not in text


def test_unlikely_says_only_what_stands_against_it(figures: Figures) -> None:
    verdict = next(v for v in assess(Facts.from_json(LEVEL_TWO_AT_62), DAY, figures) if v.scheme == "senior_allowance")
    assert verdict.reasons == ("年满 80 周岁（62岁）：不符合〔京民养老发〔2019〕160号 二（三）〕",)


def test_of_two_subsidies_of_one_kind_the_higher_is_kept_and_the_other_says_so(figures: Figures) -> None:
    verdicts = {v.scheme: v for v in assess(Facts.from_json({**LEVEL_TWO_AT_62, "care_level": "able"}), DAY, figures)}
    assert verdicts["care_allowance"].amount == Payment(400, 400, "元/人·月")
    assert verdicts["disability_nursing"].excluded_by == "care_allowance"
    assert "只能选一种" in verdicts["disability_nursing"].reasons[0]


def test_every_payload_is_a_results_item_of_the_reply_schema(figures: Figures) -> None:
    schema = json.loads((ROOT / "docs" / "reply.schema.json").read_text(encoding="utf-8"))
    for document in ({}, DAUGHTER_ASKS, LEVEL_TWO_AT_62):
        results = [v.payload() for v in assess(Facts.from_json(document), DAY, figures)]
        jsonschema.validate({"kind": "screening", "results": json.loads(json.dumps(results))}, schema)
        for result in results:
            place = {"kind": "places", "category": result["category"]}
            jsonschema.validate(place, schema)


def test_every_topic_exists() -> None:
    rows = (ROOT / "data" / "faq" / "topics.tsv").read_text(encoding="utf-8").splitlines()
    topics = {row.split("\t")[0] for row in rows}
    assert {scheme.topic for scheme in SCHEMES} <= topics


def test_every_figure_and_document_exists(figures: Figures) -> None:
    registered = {entry["title"] for entry in read_sources(ROOT / "data" / "policy").values()}
    standing = standards(figures, DAY)
    for scheme in SCHEMES:
        assert scheme.figures <= set(figures)
        for rule in scheme.rules:
            assert rule.clause.source(standing).title in registered
    for stack in STACKS:
        assert written(stack.clause.source(standing))


def test_a_figure_of_memory_is_never_shown(figures: Figures) -> None:
    standing = standards(figures, DAY)
    assert "dibao.asset_months" in standing.recalled
    shown = {name for scheme in SCHEMES for name in scheme.figures}
    assert not shown & set(standing.recalled)


def test_an_unknown_document_is_named(figures: Figures) -> None:
    with pytest.raises(NotFound, match="没有任何数字出自“京某发〔2099〕1号”"):
        standards(figures, DAY).cited("京某发〔2099〕1号", "一")


def test_one_assessment_takes_about_a_millisecond(figures: Figures) -> None:
    """Processor time, best of many: the bench gives the mean over ten thousand households."""
    facts = Facts.from_json({**LEVEL_TWO_AT_62, "household_size": 2, "income_yuan_per_month": 9000})
    assess(facts, DAY, figures)
    best = min(_timed(facts, figures) for _ in range(30))
    assert best < 0.004


def _timed(facts: Facts, figures: Figures) -> float:
    start = time.process_time()
    assess(facts, DAY, figures)
    return time.process_time() - start
