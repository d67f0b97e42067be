"""在校: how long a grown-up may still be taken for a pupil.

The regulations name no age at which 在校 ends (36号二（一）, 434号第一条（一）3). Asking an
eighty-year-old whether she attends school full time is foolish, so the screening takes it as
settled beyond these two ages. They are a choice of this screening, not figures of a rule.
"""

from bot.eligibility.condition import AllOf, OneOf, Within

FINISHES_SCHOOL_BY = 26
DISABLED_FINISHES_BY = 40

PUPIL = AllOf(Within("age", None, FINISHES_SCHOOL_BY), OneOf("student", {True}))
DISABLED_PUPIL = AllOf(Within("age", None, DISABLED_FINISHES_BY), OneOf("student", {True}))
