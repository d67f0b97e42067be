"""Every case of `cases/<scheme>.yml`: what a civil servant wrote down is what the screening says.

A case: 名称 (the rule in a sentence), 日期 (2026-11-24 if left out), 情况 (facts in Chinese, on
top of the file's 共同), 结论, and where it matters 金额 (a number, a [low, high] pair, or 无),
缺 (facts that must be asked) and 让位 (the scheme it yields to).
"""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot import yaml_file
from bot.eligibility.assess import assess
from bot.eligibility.catalogue import BY_NAME, SCHEMES
from bot.eligibility.facts import FACTS, Facts
from bot.policy.figure import Figures

CASES = Path(__file__).parent / "cases"
TODAY = date(2026, 11, 24)
KEYS = {"名称", "日期", "情况", "结论", "金额", "缺", "让位"}
FEWEST = 12


def cases_of(path: Path) -> list[dict[str, Any]]:
    document = yaml_file.read(path)
    common = document.get("共同", {})
    return [{**case, "情况": {**common, **case["情况"]}} for case in document["例子"]]


EVERY = [
    pytest.param(path.stem, case, id=f"{path.stem}: {case['名称']}")
    for path in sorted(CASES.glob("*.yml"))
    for case in cases_of(path)
]


@pytest.mark.parametrize(("scheme", "case"), EVERY)
def test_the_case_comes_out_as_written(scheme: str, case: dict[str, Any], figures: Figures) -> None:
    assert set(case) <= KEYS, f"多出的键：{set(case) - KEYS}"
    facts = Facts.from_json(case["情况"])
    verdict = next(v for v in assess(facts, case.get("日期", TODAY), figures) if v.scheme == scheme)
    told = "\n".join(verdict.reasons)
    assert verdict.outcome.chinese == case["结论"], told
    if "金额" in case:
        amount = verdict.amount
        wanted = case["金额"]
        found = "无" if amount is None else amount.high if amount.low == amount.high else [amount.low, amount.high]
        assert found == wanted
    if "缺" in case:
        assert {FACTS[name].title for name in verdict.missing} == set(case["缺"])
    assert verdict.excluded_by == case.get("让位")


def test_every_scheme_has_a_case_file_of_its_own() -> None:
    assert {path.stem for path in CASES.glob("*.yml")} == set(BY_NAME)


@pytest.mark.parametrize("scheme", [scheme.name for scheme in SCHEMES])
def test_a_scheme_has_at_least_twelve_cases_and_more_than_one_outcome(scheme: str) -> None:
    cases = cases_of(CASES / f"{scheme}.yml")
    assert len(cases) >= FEWEST
    assert len({case["结论"] for case in cases}) > 1
    assert len({case["名称"] for case in cases}) == len(cases)
