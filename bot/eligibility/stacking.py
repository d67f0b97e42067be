"""叠加与择一: which benefit gives way to which, with the clause that says so.

Read in order: a scheme that has given way no longer displaces another.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from bot.eligibility.catalogue import BY_NAME, SCHEMES
from bot.eligibility.clauses import ORPHAN_NOTICE, TEKUN_RULES, dibao, disability, elderly
from bot.eligibility.condition import MAYBE, MET, UNMET, Case, Span
from bot.eligibility.scheme import Clause


class Way(Enum):
    """How the loser yields: CHOOSE one and take the higher, or INSTEAD: apply for the better one first."""

    CHOOSE = "choose"
    INSTEAD = "instead"


@dataclass(frozen=True)
class Stack:
    """`loser` yields to `winner` where both would be paid. `by_amount`: the lower one is the loser."""

    loser: str
    winner: str
    way: Way
    text: str
    clause: Clause
    by_amount: bool = False


STACKS: tuple[Stack, ...] = (
    Stack("tekun", "distressed_children", Way.CHOOSE, "领了孤儿等困境儿童生活费，就不再纳入特困供养", Clause(TEKUN_RULES, f"第二十八条；{ORPHAN_NOTICE}二（二）")),
    Stack("dibao", "tekun", Way.INSTEAD, "纳入特困供养的不再享受低保；特困没批下来，可以申请低保", Clause(TEKUN_RULES, "第二十八条")),
    Stack("low_income", "dibao", Way.INSTEAD, "够得上低保的先申请低保，没批下来再按低收入认定", dibao("十一（一）")),
    Stack("disability_living", "distressed_children", Way.CHOOSE, "领困境儿童生活费的，不再领残疾人生活补贴（护理补贴可以领）", disability("第三条3")),
    Stack("disability_nursing", "care_allowance", Way.CHOOSE, "和失能老年人护理补贴同类，只能选一种，一般选高的", elderly("三.3；京民福发〔2016〕434号第三条2")),
    Stack(
        "service_allowance", "disability_living", Way.CHOOSE,
        "困难老人服务补贴和残疾人生活补贴同类，只能选一种，一般选高的", elderly("三.3；京民福发〔2016〕434号第三条2"), by_amount=True,
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Yielded:
    """What became of a scheme's span, and to which stack it was due; `certain` once it has given way."""

    span: Span
    stack: Stack | None = None
    winner: str = ""


def settle(case: Case) -> dict[str, Yielded]:
    """Every scheme's span after stacking; what the household already has does not give way."""
    settled = {scheme.name: Yielded(scheme.whole.judge(case)) for scheme in SCHEMES}
    for stack in STACKS:
        loser, winner = stack.loser, stack.winner
        if stack.by_amount and (order := _by_amount(stack, settled, case)):
            loser, winner = order
        if not BY_NAME[loser].is_held(case):
            settled[loser] = _yield(settled[loser], settled[winner].span, stack, winner)
    return settled


def _yield(loser: Yielded, winner: Span, stack: Stack, name: str) -> Yielded:
    """The loser's span once the winner's is taken into account."""
    low, high = loser.span
    if high == UNMET or winner[1] < MET:
        return loser
    floor = UNMET if stack.way is Way.CHOOSE else MAYBE
    if winner[0] == MET:
        return Yielded((min(low, floor), min(high, floor)), stack, name)
    return Yielded((min(low, floor), high), loser.stack, loser.winner)


def _by_amount(stack: Stack, settled: Mapping[str, Yielded], case: Case) -> tuple[str, str] | None:
    """(loser, winner) the other way round where the stack's loser is sure to pay more."""
    names = (stack.loser, stack.winner)
    if any(settled[name].span[1] == UNMET for name in names):
        return None
    first, second = (pays.between(case) if (pays := BY_NAME[name].payable(case)) else None for name in names)
    return (stack.winner, stack.loser) if first and second and first[0] > second[1] else None
