"""Three answers and the silence between: small tests over facts that may not be known yet.

A test gives a span (lowest, highest) of what it can still turn out to be: UNMET, MAYBE
(the subdistrict decides, or the resident is not sure) or MET. Equal ends are decided, and
no further fact moves them. `missing` names the facts never asked that can still move it.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Mapping, Set
from datetime import date

from bot.eligibility.facts import FACTS, STILL_OPEN, Unsaid, Value
from bot.eligibility.standards import Standards

UNMET, MAYBE, MET = 0, 1, 2
Span = tuple[int, int]
NO: Span = (UNMET, UNMET)
PERHAPS: Span = (MAYBE, MAYBE)
YES: Span = (MET, MET)
OPEN: Span = (UNMET, MET)
_NOTHING: frozenset[str] = frozenset()
BIT: Mapping[str, int] = {name: 1 << place for place, name in enumerate(FACTS)}


class Case:
    """Facts and the figures of one day, with a memory for conditions several schemes share."""

    __slots__ = ("figure", "judged", "known", "presumes", "standards", "waiting")

    def __init__(self, known: Mapping[str, Value], standards: Standards, *, presumes: bool = True) -> None:
        self.known = known
        self.standards = standards
        self.figure = standards.known
        self.presumes = presumes
        self.judged: dict[Condition, Span] = {}
        self.waiting: dict[tuple[Condition, int, int], int] = {}

    def number(self, fact: str) -> float | None:
        """The fact's number, or None for any silence."""
        value = self.known[fact]
        return None if isinstance(value, (Unsaid, str)) else float(value)


class Condition(ABC):
    """One question to the facts. `facts` and `figures` are what it may read."""

    facts: frozenset[str] = frozenset()
    figures: frozenset[str] = frozenset()

    def judge(self, case: Case) -> Span:
        """What it can still turn out to be; worked out once per case."""
        span = case.judged.get(self)
        if span is None:
            span = case.judged[self] = self._judge(case)
        return span

    def missing(self, case: Case) -> Set[str]:
        """Facts never asked that can still move the answer."""
        return named(self.waits(case, UNMET, MET))

    def waits(self, case: Case, floor: int, ceiling: int) -> int:
        """The same as a mask of `BIT`, for an answer that only matters between `floor` and `ceiling`."""
        low, high = case.judged.get(self) or self.judge(case)
        low = floor if floor > low else low
        high = ceiling if ceiling < high else high
        if low >= high:
            return 0
        key = (self, low, high)
        found = case.waiting.get(key)
        if found is None:
            found = case.waiting[key] = self._waits(case, low, high)
        return found

    @abstractmethod
    def _judge(self, case: Case) -> Span: ...

    def _waits(self, case: Case, floor: int, ceiling: int) -> int:
        return never_asked(case, self.facts)


def never_asked(case: Case, facts: Iterable[str]) -> int:
    """Those of `facts` that may still be asked, as a mask."""
    mask = 0
    for fact in facts:
        if case.known[fact] in STILL_OPEN:
            mask |= BIT[fact]
    return mask


def named(mask: int) -> Set[str]:
    """The facts a mask stands for."""
    return {fact for fact, bit in BIT.items() if mask & bit} if mask else _NOTHING


def silence(value: Unsaid) -> Span:
    """不清楚 and 不想说 leave it to the subdistrict; what may still be asked leaves it open."""
    return OPEN if value in STILL_OPEN else PERHAPS


def absent(case: Case, figures: Iterable[str]) -> Span | None:
    """NO where a figure has not begun yet, MAYBE where it stands on memory only, None where all are there."""
    for name in figures:
        if name not in case.figure:
            return NO if name in case.standards.begins else PERHAPS
    return None


class OneOf(Condition):
    """A fact has one of some values: 户口在本市."""

    def __init__(self, fact: str, values: Collection[Value]) -> None:
        self.fact = fact
        self.values = frozenset(values)
        self.facts = frozenset({fact})

    def _judge(self, case: Case) -> Span:
        value = case.known[self.fact]
        if isinstance(value, Unsaid):
            return silence(value)
        return YES if value in self.values else NO


class Presumed(OneOf):
    """A fact hardly anybody has: while it is not said, a verdict takes it for `value`; the screening still asks."""

    def __init__(self, fact: str, values: Collection[Value], value: Value) -> None:
        super().__init__(fact, values)
        self.value = value

    def _judge(self, case: Case) -> Span:
        if case.presumes and case.known[self.fact] in STILL_OPEN:
            return YES if self.value in self.values else NO
        return super()._judge(case)

    def _waits(self, case: Case, floor: int, ceiling: int) -> int:
        return never_asked(case, self.facts)


class Between(Condition):
    """`at_least` ≤ fact < `below`; the bounds are figure names, either may be left out."""

    def __init__(self, fact: str, at_least: str = "", below: str = "", up_to: str = "") -> None:
        self.fact, self.at_least, self.below, self.up_to = fact, at_least, below, up_to
        self.facts = frozenset({fact})
        self.figures = frozenset(filter(None, (at_least, below, up_to)))

    def _judge(self, case: Case) -> Span:
        value = case.known[self.fact]
        if (not_there := absent(case, self.figures)) is not None:
            return not_there
        if isinstance(value, Unsaid):
            return silence(value)
        number, figure = float(value), case.figure
        if self.at_least and number < figure[self.at_least]:
            return NO
        if self.below and number >= figure[self.below]:
            return NO
        return NO if self.up_to and number > figure[self.up_to] else YES


class Within(Condition):
    """`over` < fact < `under`: bounds that are no figure of a rule; either may be None."""

    def __init__(self, fact: str, over: float | None, under: float | None) -> None:
        self.fact, self.over, self.under = fact, over, under
        self.facts = frozenset({fact})

    def _judge(self, case: Case) -> Span:
        value = case.known[self.fact]
        if isinstance(value, Unsaid):
            return silence(value)
        number = float(value)
        return YES if (self.over is None or number > self.over) and (self.under is None or number < self.under) else NO


class _Combined(Condition):
    def __init__(self, *tests: Condition) -> None:
        self.tests = tests
        self.facts = frozenset().union(*(test.facts for test in tests))
        self.figures = frozenset().union(*(test.figures for test in tests))


class AllOf(_Combined):
    """As good as its worst part."""

    def _judge(self, case: Case) -> Span:
        low = high = MET
        judged = case.judged
        for test in self.tests:
            test_low, test_high = judged.get(test) or test.judge(case)
            if test_high == UNMET:
                return NO
            low = test_low if test_low < low else low
            high = test_high if test_high < high else high
        return low, high

    def _waits(self, case: Case, floor: int, ceiling: int) -> int:
        found = 0
        judged = case.judged
        spans = [judged.get(test) or test.judge(case) for test in self.tests]
        highs = sorted([high for _, high in spans])
        for test, (low, high) in zip(self.tests, spans, strict=True):
            if low < high and low < ceiling:
                others = highs[1] if high == highs[0] and len(highs) > 1 else highs[0] if high > highs[0] else MET
                found |= test.waits(case, floor, others if others < ceiling else ceiling)
        return found


class AnyOf(_Combined):
    """As good as its best part."""

    def _judge(self, case: Case) -> Span:
        low = high = UNMET
        judged = case.judged
        for test in self.tests:
            test_low, test_high = judged.get(test) or test.judge(case)
            if test_low == MET:
                return YES
            low = test_low if test_low > low else low
            high = test_high if test_high > high else high
        return low, high

    def _waits(self, case: Case, floor: int, ceiling: int) -> int:
        found = 0
        judged = case.judged
        spans = [judged.get(test) or test.judge(case) for test in self.tests]
        lows = sorted([low for low, _ in spans])
        for test, (low, high) in zip(self.tests, spans, strict=True):
            if low < high and high > floor:
                others = lows[-2] if low == lows[-1] and len(lows) > 1 else lows[-1] if low < lows[-1] else UNMET
                found |= test.waits(case, others if others > floor else floor, ceiling)
        return found


class Not(Condition):
    """The other way round; MAYBE stays."""

    def __init__(self, test: Condition) -> None:
        self.test, self.facts, self.figures = test, test.facts, test.figures

    def _judge(self, case: Case) -> Span:
        low, high = self.test.judge(case)
        return MET - high, MET - low

    def _waits(self, case: Case, floor: int, ceiling: int) -> int:
        return self.test.waits(case, MET - ceiling, MET - floor)


class _Fixed(Condition):
    def __init__(self, span: Span) -> None:
        self.span = span

    def _judge(self, case: Case) -> Span:
        return self.span


STREET = _Fixed(PERHAPS)
ALWAYS = _Fixed(YES)


class Since(Condition):
    """A rule is in force from `first` on, up to the day before `until`."""

    def __init__(self, first: date | None, until: date | None = None) -> None:
        self.first, self.until = first, until

    def _judge(self, case: Case) -> Span:
        day = case.standards.day
        return YES if (self.first is None or day >= self.first) and (self.until is None or day < self.until) else NO


class InForce(Condition):
    """A figure has a value on the day."""

    def __init__(self, *figures: str) -> None:
        self.figures = frozenset(figures)

    def _judge(self, case: Case) -> Span:
        return absent(case, self.figures) or YES


class Amount:
    """An interval a number can still lie in, with the facts that would narrow it.

    `unsure` is set where a needed fact was answered 不清楚.
    """

    __slots__ = ("high", "low", "missing", "unsure")

    def __init__(self, low: float, high: float, missing: Collection[str] = (), unsure: bool = False) -> None:
        self.low, self.high, self.missing, self.unsure = low, high, missing, unsure


Measure = Callable[[Case], Amount]


class Under(Condition):
    """A measured amount lies under a line (`or_equal`: at most on it). Both read the case."""

    def __init__(
        self,
        measure: Measure,
        line: Measure,
        facts: Collection[str],
        figures: Collection[str],
        *,
        or_equal: bool = False,
    ) -> None:
        self.measure, self.line, self.or_equal = measure, line, or_equal
        self.facts, self.figures = frozenset(facts), frozenset(figures)

    def _judge(self, case: Case) -> Span:
        if (not_there := absent(case, self.figures)) is not None:
            return not_there
        amount, line = self.measure(case), self.line(case)
        if amount.high < line.low or (self.or_equal and amount.high == line.low):
            return YES
        if amount.low > line.high or (not self.or_equal and amount.low == line.high):
            return NO
        return OPEN if amount.missing or line.missing else PERHAPS

    def _waits(self, case: Case, floor: int, ceiling: int) -> int:
        return never_asked(case, (*self.measure(case).missing, *self.line(case).missing))
