"""Households worked out by hand from the texts before the screening was asked: what a careful clerk says of each."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot import yaml_file
from bot.eligibility.assess import assess
from bot.eligibility.facts import Facts
from bot.policy.figure import Figures

DAY = date(2026, 11, 30)
WRITTEN = yaml_file.read(Path(__file__).parent / "cases_of_a_clerk.yml")


@pytest.mark.parametrize("household", WRITTEN["户"], ids=lambda household: household["名称"])
def test_the_screening_says_what_a_clerk_worked_out(household: dict[str, Any], figures: Figures) -> None:
    facts = Facts.from_json({**WRITTEN["共同"], **household["情况"]})
    verdicts = {verdict.scheme: verdict for verdict in assess(facts, DAY, figures)}
    for scheme, wanted in household["结论"].items():
        outcome, sum_ = (wanted["结论"], wanted["金额"]) if isinstance(wanted, dict) else (wanted, None)
        verdict = verdicts[scheme]
        assert verdict.outcome.chinese == outcome, (scheme, verdict.reasons, verdict.missing)
        if sum_ is not None:
            assert verdict.amount is not None, scheme
            assert verdict.amount.high == pytest.approx(sum_, abs=0.01), (scheme, verdict.amount)
