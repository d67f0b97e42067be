"""How many questions the screening needs, and how long one assessment takes.

Synthetic households are drawn (seeded) from the distributions written in `household`; they
are plausible, not statistics. Three ways of asking the same questions:

* adaptive: `next_question` until nothing can change (verdicts and amounts); a form of ticks is
  answered as people do, with what applies and 其余都没有;
* fixed: the form's order (`QUESTIONS`), every question asked in turn, stopping as soon as
  nothing can change;
* all: the whole form.

Run with `python -m benchmarks.screening [households]`.
"""

import random
import sys
import time
from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from multiprocessing import Pool
from pathlib import Path
from statistics import mean, quantiles
from typing import Any

from bot.eligibility.assess import assess
from bot.eligibility.facts import FACTS, SOME, Facts, Value
from bot.eligibility.interview import Interview, resume, step
from bot.eligibility.next_question import MOST_QUESTIONS, is_settled, next_question
from bot.eligibility.question import BY_NAME, QUESTIONS, Question
from bot.policy.figure import Figures
from bot.policy.policy_file import read_figures

HOUSEHOLDS = 10_000
SEED = 20261124
DAY = date(2026, 11, 24)
PROCESSES = 2
WORTH_A_TICK = 2000
"""Yuan a year from which people would say they paid several thousand for doctors."""
DATA = Path(__file__).parent.parent / "data" / "policy"


def household(dice: random.Random) -> dict[str, Value]:
    """One person and household, every fact known that the form could ask.

    Who: 55 % of 60 to 99, 30 % of 18 to 59, 15 % children. Recognised: 10 % 低保, 6 % 低收入,
    3 % 特困, else nothing. Income per head by that: 0–1450, 1450–2540, 0–1000, else a
    log-normal around 4,500 yuan. Disability: 12 % (20 % of the old). Misfortunes: 2–8 % each.
    """

    def pick(**weights: float) -> str:
        return dice.choices(list(weights), list(weights.values()))[0]

    def happens(chance: float) -> bool:
        return dice.random() < chance

    group = pick(old=55, grown=30, child=15)
    age = {"old": dice.randint(60, 99), "grown": dice.randint(18, 59), "child": dice.randint(0, 17)}[group]
    status = pick(none=81, dibao=10, low_income=6, tekun=3)
    size = dice.choices([1, 2, 3, 4, 5], [30, 40, 15, 10, 5] if group == "old" else [12, 18, 40, 20, 10])[0]
    size = max(size, 2) if group == "child" else size
    each = {
        "dibao": dice.uniform(0, 1450), "low_income": dice.uniform(1450, 2540), "tekun": dice.uniform(0, 1000),
        "none": dice.lognormvariate(8.4, 0.7),
    }[status]  # fmt: skip
    disabled = happens(0.2 if group == "old" else 0.12)
    stage = (
        pick(none=85, compulsory=8, university=4, high_school=3) if group == "old"
        else pick(none=55, preschool=8, compulsory=20, high_school=7, vocational=3, university=7) if group == "grown"
        else "none" if age < 3 else "preschool" if age < 6 else "compulsory" if age < 15
        else pick(high_school=75, vocational=25)
    )  # fmt: skip
    poor = status != "none" or each < 2540
    bereaved = happens(0.03)
    return {
        "age": age,
        "sex": pick(male=48, female=52),
        "hukou": pick(xicheng=65, beijing=12, other=23),
        "residence_permit": happens(0.6),
        "beijing_spouse": happens(0.3),
        "status": status,
        "household_size": size,
        "income_yuan_per_month": float(round(each * size, -1)),
        "own_income_yuan_per_month": float(round(each, -1)) if group == "old" or happens(0.5) else 0.0,
        "savings_yuan": float(round(dice.lognormvariate(9.5 if poor else 12, 1.2), -2)),
        "two_homes": happens(0.02 if poor else 0.2),
        "car": happens(0.03 if poor else 0.4),
        "shop": happens(0.01 if poor else 0.04),
        "home": pick(owns=70, market_rental=15, public_rental=8, none=7),
        "work": pick(none=55, one=25, two=8, flexible=12) if poor else pick(none=35, one=30, two=30, flexible=5),
        "serious_illness": happens(0.08),
        "family_severe_disability": happens(0.05),
        "single_parent": group != "old" and happens(0.08),
        "supported_by": pick(elder_parents=30, siblings=10, others=60),
        "obligors": pick(able=80, unable=12, none=8),
        "disability_kind": pick(vision=12, hearing=14, speech=3, limb=50, intellect=10, mental=11)
        if disabled
        else "none",
        "disability_level": dice.choices([1, 2, 3, 4], [15, 25, 30, 30])[0],
        "multiple_disability": happens(0.08),
        "care_level": pick(able=75, unassessed=10, mild=5, moderate=4, severe=6),
        "lives_in": pick(home=95, institution=5),
        "family_planning": pick(none=96, child_died=2, child_disabled=2),
        "child_care": pick(parents=92, orphan=3, unsupported=3, temporary=2),
        "school_stage": stage,
        "student": stage in ("high_school", "vocational", "university") and age < 26,
        "emergency": pick(none=92, accident=2, illness=4, applying=2),
        "bereaved": bereaved,
        "deceased_covered": happens(0.7),
        "medical_cost_yuan_per_year": float(round(dice.lognormvariate(8, 1.3), -2)) if happens(0.6) else 0.0,
        "education_cost_yuan_per_year": float(dice.choice([0, 1000, 6000, 20_000])),
        "flexible_income_yuan_per_month": float(round(min(each * size, dice.uniform(500, 5000)), -1)),
        "homes_below_average_area": happens(0.2),
        "shop_is_only_home": happens(0.1),
        "disability_vehicle": disabled and happens(0.1),
        "car_only_for_hospital": happens(0.05),
        "owns_other_home": happens(0.1),
        "rents_outside_six_districts": happens(0.3),
        "lease_registered": happens(0.5),
        "everyone_over_60": group == "old" and size <= 2,
        "has_children": happens(0.85),
        "no_stable_income": happens(0.3),
        "receives_institution_subsidy": happens(0.1),
        "obligor_status": pick(none=92, dibao=4, low_income=4),
        "obligor_two_homes": happens(0.3),
        "obligor_rich": happens(0.1),
        "obligor_ill_or_disabled": happens(0.1),
        "obligor_family_size": dice.randint(1, 5),
        "obligor_family_income_yuan_per_month": float(round(dice.lognormvariate(9.4, 0.7), -2)),
        "obligor_supported_families": dice.choice([1, 2]),
        "livelihood_hardship": happens(0.5),
        "child_seriously_ill": happens(0.5),
        "received_before_18": happens(0.5),
        "child_dibao_yuan_per_month": 1450.0,
        "spouse_age": dice.randint(40, 90) if age >= 40 else 30,
    }


def answer(question: Question, truth: Mapping[str, Value]) -> dict[str, Value]:
    """What a household answers: every tick that applies, what is ticked without detail left to its own question."""
    if question.kind != "several":
        return {fact: truth[fact] for fact in question.facts}
    return {fact: _ticked(fact, question, truth[fact]) for fact in question.facts}


def _ticked(fact: str, question: Question, value: Value) -> Value:
    opens = "opens" in FACTS[fact].row and value != question.rest[fact]
    if fact == "medical_cost_yuan_per_year" and float(value) < WORTH_A_TICK:  # type: ignore[arg-type]
        return question.rest[fact]
    return SOME if opens else value


@lru_cache(maxsize=1)
def _figures() -> Figures:
    return read_figures(DATA)


@lru_cache(maxsize=200_000)
def _next(facts: Facts) -> Question | None:
    return next_question(facts, DAY, _figures())


def adaptive(truth: Mapping[str, Value]) -> int:
    """Questions `next_question` asks until nothing can change."""
    facts, asked = Facts(), 0
    while (question := _next(facts)) is not None:
        facts = facts.learn(answer(question, truth))
        asked += 1
    return asked


def step_ms(truth: Mapping[str, Value]) -> list[float]:
    """Milliseconds of processor time of every step of a walk in which each question is answered 不清楚 or tapped."""
    said, times = resume(Interview(whom="您"), DAY, _figures()), []
    while said.kind == "question":
        choices = [choice["payload"] for choice in said.custom["choices"]]
        text = str(truth[said.custom["slot"]]) if said.custom["slot"] in ("age", "household_size") else choices[0]
        start = time.process_time()
        said = step(text, said.interview, DAY, _figures())
        times.append((time.process_time() - start) * 1e3)
    return times


def fixed(truth: Mapping[str, Value]) -> int:
    """Questions of the form, in its order, until nothing can change (found by halving)."""

    def settled_after(asked: int) -> bool:
        told = {fact: truth[fact] for question in QUESTIONS[:asked] for fact in question.facts}
        return is_settled(Facts().learn(told), DAY, _figures())

    low, high = 0, len(QUESTIONS)
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if settled_after(middle) else (middle + 1, high)
    return low


def assessment_us(truth: Mapping[str, Value]) -> float:
    """Microseconds of processor time for one whole assessment of what is known at the end."""
    facts = Facts().learn(truth)
    start = time.process_time()
    assess(facts, DAY, _figures())
    return (time.process_time() - start) * 1e6


def _measure(seed: int) -> tuple[int, int, float]:
    truth = household(random.Random(seed))
    return adaptive(truth), fixed(truth), assessment_us(truth)


def run(households: int = HOUSEHOLDS) -> dict[str, Any]:
    """Every figure of this benchmark."""
    assess(Facts(), DAY, _figures())
    seeds = range(SEED, SEED + households)
    with Pool(PROCESSES) as pool:
        rows = pool.map(_measure, seeds, chunksize=50)
    ours, form, times = (list(column) for column in zip(*rows, strict=True))
    steps = [each for seed in range(SEED, SEED + 50) for each in step_ms(household(random.Random(seed)))]
    empty = min(_timed(lambda: assess(Facts(), DAY, _figures())) for _ in range(20))
    return {
        "households": households,
        "questions_adaptive_mean": round(mean(ours), 2),
        "questions_adaptive_worst": min(max(ours), MOST_QUESTIONS),
        "walks_cut_short": round(mean(asked > MOST_QUESTIONS for asked in ours), 4),
        "questions_fixed_mean": round(mean(form), 2),
        "questions_fixed_worst": max(form),
        "questions_all": len(BY_NAME),
        "share_of_fixed": round(mean(ours) / mean(form), 3),
        "step_ms_mean": round(mean(steps), 2),
        "step_ms_p95": round(quantiles(steps, n=20)[18], 2),
        "assessment_us_mean": round(mean(times)),
        "assessment_us_p95": round(quantiles(times, n=20)[18]),
        "assessment_us_nothing_known": round(empty),
    }


def _timed(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return (time.process_time() - start) * 1e6


def main() -> None:
    figures = run(int(sys.argv[1]) if len(sys.argv) > 1 else HOUSEHOLDS)
    for name, value in figures.items():
        print(f"{name:32} {value}")


if __name__ == "__main__":
    main()
