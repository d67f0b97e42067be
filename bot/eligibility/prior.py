"""What answers are likely, roughly: only to choose the next question, never to judge.

Weights are this project's own rough picture of who asks a Xicheng civil-affairs assistant
(many old people and their children, most of them recognised as nothing, few with each
misfortune); no statistics stand behind the last digit and no verdict depends on them.
A `several` question is taken as one misfortune at a time, or none.
"""

from collections.abc import Mapping

from bot.eligibility.facts import Value

Answer = tuple[Value, float]

LIKELY: Mapping[str, tuple[Answer, ...]] = {
    "age": ((8, 0.1), (30, 0.15), (52, 0.2), (66, 0.25), (84, 0.25), (92, 0.05)),
    "hukou": (("xicheng", 0.8), ("other", 0.2)),
    "residence_permit": ((True, 0.5), (False, 0.5)),
    "beijing_spouse": ((True, 0.3), (False, 0.7)),
    "status": (("none", 0.75), ("dibao", 0.12), ("low_income", 0.08), ("tekun", 0.05)),
    "household_size": ((1, 0.3), (2, 0.3), (3, 0.3), (5, 0.1)),
    "income_yuan_per_month": ((0, 0.1), (2500, 0.2), (6000, 0.3), (15000, 0.4)),
    "work": (("none", 0.4), ("one", 0.3), ("two", 0.15), ("flexible", 0.15)),
    "savings_yuan": ((10_000, 0.5), (100_000, 0.3), (1_000_000, 0.2)),
    "home": (("owns", 0.7), ("market_rental", 0.15), ("public_rental", 0.08), ("none", 0.07)),
    "supported_by": (("elder_parents", 0.3), ("siblings", 0.1), ("others", 0.6)),
    "obligors": (("able", 0.8), ("unable", 0.1), ("none", 0.1)),
    "disability_kind": (("none", 0.7), ("limb", 0.15), ("hearing", 0.07), ("mental", 0.08)),
    "disability_level": ((1, 0.2), (2, 0.3), (3, 0.3), (4, 0.2)),
    "multiple_disability": ((True, 0.1), (False, 0.9)),
    "own_income_yuan_per_month": ((0, 0.4), (1000, 0.2), (4000, 0.4)),
    "student": ((True, 0.3), (False, 0.7)),
    "care_level": (("able", 0.6), ("unassessed", 0.2), ("mild", 0.05), ("severe", 0.15)),
    "school_stage": (
        ("none", 0.6),
        ("preschool", 0.08),
        ("compulsory", 0.17),
        ("high_school", 0.08),
        ("university", 0.07),
    ),
    "deceased_covered": ((True, 0.7), (False, 0.3)),
    "medical_cost_yuan_per_year": ((0, 0.4), (3000, 0.25), (20_000, 0.25), (100_000, 0.1)),
    "education_cost_yuan_per_year": ((0, 0.6), (8000, 0.4)),
    "sex": (("male", 0.5), ("female", 0.5)),
}

MISFORTUNE = 0.15
"""Weight given to the misfortunes of a `several` question together; the rest is none of them."""
