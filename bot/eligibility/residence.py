"""户口: whose household register is in Beijing."""

from datetime import date

from bot.eligibility.condition import AllOf, AnyOf, OneOf
from bot.eligibility.scheme import Clause, Rule

BEIJING = OneOf("hukou", {"xicheng", "beijing"})
OTHER = OneOf("hukou", {"other"})
MARRIED_INTO_BEIJING = AllOf(OTHER, OneOf("beijing_spouse", {True}), OneOf("residence_permit", {True}))
BEIJING_OR_MARRIED = AnyOf(BEIJING, MARRIED_INTO_BEIJING)


def beijing_hukou(
    clause: Clause, text: str = "户口要在本市", *, since: date | None = None, until: date | None = None
) -> Rule:
    """The rule nearly every scheme opens with."""
    return Rule(text, clause, BEIJING, shows=("hukou",), since=since, until=until)
