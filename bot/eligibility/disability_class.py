"""残疾类别与等级: the classes the regulations make of kind and level.

`MARKED`: 一、二级视力、肢体 and 一、二、三级智力、精神 (the higher step of the living
subsidy, 434号第二条（一）; 特困's 无劳动能力, 24号第七条). `SEVERE` adds 一、二级听力、言语
(重度残疾人, 445号二（二）1; the nursing subsidy, 434号第一条（二）).
"""

from collections.abc import Mapping

from bot.eligibility.condition import NO, YES, AllOf, AnyOf, Case, Condition, OneOf, Span, never_asked, silence
from bot.eligibility.facts import Unsaid


class Graded(Condition):
    """Kind and level within a table kind → levels."""

    facts = frozenset({"disability_kind", "disability_level"})

    def __init__(self, levels: Mapping[str, frozenset[int]]) -> None:
        self.levels = levels

    def _judge(self, case: Case) -> Span:
        kind = case.known["disability_kind"]
        if isinstance(kind, Unsaid):
            return silence(kind)
        levels = self.levels.get(str(kind))
        if levels is None:
            return NO
        if len(levels) == 4:
            return YES
        level = case.known["disability_level"]
        if isinstance(level, Unsaid):
            return silence(level)
        return YES if level in levels else NO

    def _waits(self, case: Case, floor: int, ceiling: int) -> int:
        return never_asked(case, ("disability_kind",)) or never_asked(case, ("disability_level",))


def _kinds(kinds: tuple[str, ...], *levels: int) -> dict[str, frozenset[int]]:
    return {kind: frozenset(levels) for kind in kinds}


_BODY, _MIND, _SPEECH = ("vision", "limb"), ("intellect", "mental"), ("hearing", "speech")
DISABLED = OneOf("disability_kind", {*_BODY, *_MIND, *_SPEECH})
MARKED = Graded(_kinds(_BODY, 1, 2) | _kinds(_MIND, 1, 2, 3))
SEVERE = Graded(_kinds(_BODY + _SPEECH, 1, 2) | _kinds(_MIND, 1, 2, 3))
FIRST = Graded(_kinds(_BODY + _MIND, 1))
SECOND_MIND = Graded(_kinds(_MIND, 2))
SECOND_BODY_OR_LOWER_MIND = Graded(_kinds(_BODY, 2) | _kinds(_MIND, 2, 3))
HEARING_OR_SPEECH = Graded(_kinds(_SPEECH, 1, 2))
FIRST_OR_MULTIPLE = AnyOf(FIRST, AllOf(SECOND_MIND, OneOf("multiple_disability", {True})))
SEVERE_IN_FAMILY = AnyOf(SEVERE, OneOf("family_severe_disability", {True}))
HARDSHIP_IN_FAMILY = AnyOf(OneOf("serious_illness", {True}), SEVERE_IN_FAMILY)
