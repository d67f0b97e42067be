"""Ten thousand households drawn at random: what must hold for every one of them."""

import random
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from bot.eligibility.assess import assess
from bot.eligibility.catalogue import SCHEMES
from bot.eligibility.condition import Case
from bot.eligibility.facts import Facts
from bot.eligibility.outcome_report import total
from bot.eligibility.standards import standards
from bot.eligibility.verdict import Outcome
from bot.policy.figure import Figures
from tests.eligibility.households import completion

DAY = date(2026, 11, 24)
HOUSEHOLDS = 10_000
SEED = 20261130
DENIALS = {
    "emergency": "none", "serious_illness": False, "family_severe_disability": False, "single_parent": False,
    "bereaved": False, "family_planning": "none", "child_care": "parents", "lives_in": "home", "disability_kind": "none",
}  # fmt: skip
"""A hardship, denied."""


def households(share: int) -> Iterator[tuple[random.Random, dict[str, Any]]]:
    """A part of the ten thousand, every fact known; half of them poor."""
    for number in range(HOUSEHOLDS // share):
        dice = random.Random(SEED + number)
        yield dice, completion(dice, 0.5 * (number % 3))


def test_without_an_emergency_nobody_is_promised_emergency_aid(figures: Figures) -> None:
    temporary = next(scheme for scheme in SCHEMES if scheme.name == "temporary")
    standing = standards(figures, DAY)
    for _, household in households(1):
        facts = Facts().learn({**household, "emergency": "none"})
        assert temporary.whole.judge(Case(facts.as_dict(), standing)) == (0, 0), household


def test_a_hardship_denied_never_raises_an_outcome(figures: Figures) -> None:
    """Before benefits yield to one another: without the higher one the lower may be had."""
    standing = standards(figures, DAY)
    for dice, household in households(2):
        fact = dice.choice(sorted(DENIALS))
        told, denied = (
            Case(Facts().learn(facts).as_dict(), standing) for facts in (household, {**household, fact: DENIALS[fact]})
        )
        for scheme in SCHEMES:
            before, after = scheme.whole.judge(told), scheme.whole.judge(denied)
            assert after[0] <= before[0] and after[1] <= before[1], (scheme.name, fact, household)


def test_everything_known_leaves_nothing_to_ask_and_no_sum_of_nothing(figures: Figures) -> None:
    for _, household in households(10):
        for verdict in assess(Facts().learn(household), DAY, figures):
            assert verdict.outcome is not Outcome.NEED_INFO and not verdict.missing, (verdict.scheme, household)
            assert verdict.amount is None or 0 < verdict.amount.low <= verdict.amount.high, (verdict.scheme, household)
            assert 1 <= len(verdict.reasons) <= 4


def test_the_total_is_the_sum_of_the_likely(figures: Figures) -> None:
    for _, household in households(10):
        likely = [v.amount for v in assess(Facts().learn(household), DAY, figures) if v.outcome is Outcome.LIKELY]
        paid = [amount for amount in likely if amount and amount.period == "month"]
        span = total([amount for amount in likely if amount], "month").span
        assert (span is None) == (not paid)
        if span:
            assert span[1] == pytest.approx(sum(amount.high for amount in paid), abs=0.01)


@pytest.mark.parametrize("day", [date(2019, 3, 1), date(2020, 6, 1), date(2022, 1, 1), date(2025, 6, 30), DAY])
def test_a_reason_never_cites_what_came_later(figures: Figures, day: date) -> None:
    """京民发〔2026〕2号 says nothing about an orphan of 2020."""
    began = {"京民发〔2026〕2号": date(2025, 7, 1), "社会救助法": date(2026, 7, 1), "京医保发〔2023〕9号": date(2023, 1, 1),
             "京医保发〔2022〕37号": date(2023, 1, 1), "京民社救发〔2020〕86号": date(2020, 7, 8), "京教财〔2020〕22号": date(2021, 1, 5),
             "西民发〔2021〕15号": date(2021, 12, 29), "京建法〔2020〕6号": date(2020, 8, 1)}  # fmt: skip
    standing = standards(figures, day)
    for scheme in SCHEMES:
        if scheme.absent(standing):
            continue
        for rule in scheme.rules_on(day):
            cited = rule.clause.source(standing)
            for name, first in began.items():
                told = f"{cited.number or cited.title} {cited.clause or ''} {rule.text}"
                assert first <= day or name not in told, (scheme.name, told)
