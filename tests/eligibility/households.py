"""Households to try things on: every fact's telling values, and strategies over them."""

import random
from typing import Any

from hypothesis import strategies as st

from bot.eligibility.facts import FACTS, NOT_SURE, PREFER_NOT, Facts, Value

NUMBERS: dict[str, tuple[float, ...]] = {
    "age": (0, 8, 15, 16, 17, 18, 22, 26, 40, 48, 49, 54, 55, 59, 60, 70, 79, 80, 89, 90, 94, 100),
    "household_size": (1, 2, 3, 4, 6),
    "income_yuan_per_month": (0, 900, 1449, 1450, 2539, 2540, 4000, 5000, 6500, 7500, 9000, 12_600, 20_000),
    "own_income_yuan_per_month": (0, 1000, 1400, 1449, 1450, 5000),
    "savings_yuan": (0, 10_000, 50_000, 100_000, 183_000, 570_000, 570_001, 900_000),
    "disability_level": (1, 2, 3, 4),
    "medical_cost_yuan_per_year": (0, 1999, 2000, 5000, 30_000, 60_000),
    "education_cost_yuan_per_year": (0, 5000, 20_000),
    "flexible_income_yuan_per_month": (0, 1000, 1450, 2000, 2610, 4000),
    "obligor_family_income_yuan_per_month": (3000, 9000, 15_000, 40_000),
    "obligor_family_size": (1, 2, 3, 5),
    "obligor_supported_families": (1, 2),
    "child_dibao_yuan_per_month": (0, 1450, 1812.5),
    "spouse_age": (0, 45, 49, 70),
}
ALTERNATIVES = {name for name, fact in FACTS.items() if "instead_of" in fact.row}
"""Said instead of another fact, never beside it."""
NAMES = [name for name in FACTS if name not in ALTERNATIVES]
SILENCES: tuple[Value, ...] = (NOT_SURE, PREFER_NOT)


def values_of(name: str) -> list[Any]:
    return list(FACTS[name].values) or list(NUMBERS[name])


def value(name: str, *, silent: bool = True) -> st.SearchStrategy[Any]:
    told = st.sampled_from(values_of(name))
    return st.one_of(told, told, told, st.sampled_from(SILENCES)) if silent else told


def whole(*, silent: bool = False) -> st.SearchStrategy[dict[str, Any]]:
    """Every fact answered, nothing against itself: who has no pupil pays no school fees."""
    every = st.fixed_dictionaries({name: value(name, silent=silent) for name in NAMES})
    return every.map(
        lambda facts: {**facts, "education_cost_yuan_per_year": 0} if facts["school_stage"] == "none" else facts
    )


@st.composite
def partly(draw: st.DrawFn, silent: bool = True) -> tuple[Facts, Facts]:
    """What is known now, and what is known later: the same and more."""
    everything = draw(whole(silent=silent))
    order = draw(st.permutations(NAMES))
    first, second = sorted(draw(st.tuples(st.integers(0, len(NAMES)), st.integers(0, len(NAMES)))))
    return (
        Facts().learn({name: everything[name] for name in order[:first]}),
        Facts().learn({name: everything[name] for name in order[:second]}),
    )


POOR = {
    "hukou": "xicheng", "status": "none", "income_yuan_per_month": 900, "household_size": 1, "savings_yuan": 0,
    "two_homes": False, "car": False, "shop": False, "age": 70, "obligors": "none",
}  # fmt: skip


def completion(dice: random.Random, leaning: float) -> dict[str, Any]:
    """A value for every fact; with `leaning` the ones that leave most schemes open."""
    return {
        name: POOR[name] if name in POOR and dice.random() < leaning else dice.choice(values_of(name)) for name in NAMES
    }
