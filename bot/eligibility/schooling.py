"""在校: how long a grown-up may still be taken for a pupil.

The regulations name no age at which 在校 ends (36号二（一）, 434号第一条（一）3). Asking an
eighty-year-old whether she attends school full time is foolish, so the screening takes it as
settled beyond these two ages. They are a choice of this screening, not figures of a rule.
"""

from bot.eligibility.condition import AllOf, AnyOf, Case, Condition, OneOf, Span, silence
from bot.eligibility.disability_class import DISABLED
from bot.eligibility.facts import Unsaid

FINISHES_SCHOOL_BY = 26
DISABLED_FINISHES_BY = 40


class Younger(Condition):
    """Age under a fixed bound."""

    facts = frozenset({"age"})

    def __init__(self, bound: int) -> None:
        self.bound = bound

    def _judge(self, case: Case) -> Span:
        age = case.known["age"]
        if isinstance(age, Unsaid):
            return silence(age)
        return (2, 2) if float(age) < self.bound else (0, 0)


PUPIL = AllOf(Younger(FINISHES_SCHOOL_BY), OneOf("student", {True}))
DISABLED_PUPIL = AllOf(Younger(DISABLED_FINISHES_BY), OneOf("student", {True}))
MAY_STILL_STUDY = AnyOf(Younger(FINISHES_SCHOOL_BY), AllOf(Younger(DISABLED_FINISHES_BY), DISABLED))
