"""Three answers and the silence between: small tests over facts that may not be known yet.

A test gives a span (lowest, highest) of what it can still turn out to be: UNMET, MAYBE
(the subdistrict decides, or the resident is not sure) or MET. Equal ends are decided, and
no further fact moves them. `missing` names the facts never asked that can still move it.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date

from bot.eligibility.facts import NOT_SURE, UNKNOWN, Unsaid, Value
from bot.eligibility.standards import Standards

UNMET, MAYBE, MET = 0, 1, 2
Span = tuple[int, int]
NO: Span = (UNMET, UNMET)
PERHAPS: Span = (MAYBE, MAYBE)
YES: Span = (MET, MET)
OPEN: Span = (UNMET, MET)


class Case:
    """Facts and the figures of one day, with a memory for tests several schemes share."""

    __slots__ = ("known", "standards", "figure", "memory")

    def __init__(self, known: Mapping[str, Value], standards: Standards) -> None:
        self.known = known
        self.standards = standards
        self.figure = standards.known
        self.memory: dict[int, Span] = {}

    def number(self, fact: str) -> float | None:
        """The fact's number, or None for any silence."""
        value = self.known[fact]
        return None if isinstance(value, (Unsaid, str)) else float(value)


class Test(ABC):
    """One question to the facts. `facts` and `figures` are what it may read."""

    facts: frozenset[str] = frozenset()
    figures: frozenset[str] = frozenset()

    @abstractmethod
    def judge(self, case: Case) -> Span:
        """What it can still turn out to be."""

    def missing(self, case: Case, window: Span = OPEN) -> set[str]:
        """Facts never asked that can still move the answer within `window`."""
        low, high = self.judge(case)
        if max(low, window[0]) >= min(high, window[1]):
            return set()
        return self._missing(case, window)

    def _missing(self, case: Case, window: Span) -> set[str]:
        return {fact for fact in self.facts if case.known[fact] is UNKNOWN}


def silence(value: Unsaid) -> Span:
    """不清楚 leaves it to the subdistrict; unknown and 不想说 leave it open."""
    return PERHAPS if value is NOT_SURE else OPEN


def absent(case: Case, figures: Iterable[str]) -> Span | None:
    """NO where a figure has not begun yet, MAYBE where it stands on memory only, None where all are there."""
    for name in figures:
        if name not in case.figure:
            return NO if name in case.standards.begins else PERHAPS
    return None


class OneOf(Test):
    """A fact has one of some values: 户口在本市."""

    def __init__(self, fact: str, values: Collection[Value]) -> None:
        self.fact = fact
        self.values = frozenset(values)
        self.facts = frozenset({fact})

    def judge(self, case: Case) -> Span:
        value = case.known[self.fact]
        if isinstance(value, Unsaid):
            return silence(value)
        return YES if value in self.values else NO


class Between(Test):
    """`at_least` ≤ fact < `below`; the bounds are figure names, either may be left out."""

    def __init__(self, fact: str, at_least: str = "", below: str = "", up_to: str = "") -> None:
        self.fact, self.at_least, self.below, self.up_to = fact, at_least, below, up_to
        self.facts = frozenset({fact})
        self.figures = frozenset(filter(None, (at_least, below, up_to)))

    def judge(self, case: Case) -> Span:
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


class _Combined(Test):
    def __init__(self, *tests: Test) -> None:
        self.tests = tests
        self.facts = frozenset().union(*(test.facts for test in tests))
        self.figures = frozenset().union(*(test.figures for test in tests))

    def _others(self, case: Case, chosen: Test) -> Iterable[Span]:
        return [test.judge(case) for test in self.tests if test is not chosen]


class AllOf(_Combined):
    """As good as its worst part."""

    def judge(self, case: Case) -> Span:
        low = high = MET
        for test in self.tests:
            test_low, test_high = test.judge(case)
            if test_high == UNMET:
                return NO
            low = test_low if test_low < low else low
            high = test_high if test_high < high else high
        return low, high

    def _missing(self, case: Case, window: Span) -> set[str]:
        found: set[str] = set()
        for test in self.tests:
            ceiling = min((high for _, high in self._others(case, test)), default=MET)
            found |= test.missing(case, (window[0], min(window[1], ceiling)))
        return found


class AnyOf(_Combined):
    """As good as its best part."""

    def judge(self, case: Case) -> Span:
        low = high = UNMET
        for test in self.tests:
            test_low, test_high = test.judge(case)
            if test_low == MET:
                return YES
            low = test_low if test_low > low else low
            high = test_high if test_high > high else high
        return low, high

    def _missing(self, case: Case, window: Span) -> set[str]:
        found: set[str] = set()
        for test in self.tests:
            floor = max((low for low, _ in self._others(case, test)), default=UNMET)
            found |= test.missing(case, (max(window[0], floor), window[1]))
        return found


class Not(Test):
    """The other way round; MAYBE stays."""

    def __init__(self, test: Test) -> None:
        self.test, self.facts, self.figures = test, test.facts, test.figures

    def judge(self, case: Case) -> Span:
        low, high = self.test.judge(case)
        return MET - high, MET - low

    def _missing(self, case: Case, window: Span) -> set[str]:
        return self.test.missing(case, (MET - window[1], MET - window[0]))


class Shared(Test):
    """A test several schemes lean on, judged once per case."""

    def __init__(self, test: Test) -> None:
        self.test, self.facts, self.figures = test, test.facts, test.figures

    def judge(self, case: Case) -> Span:
        found = case.memory.get(id(self))
        if found is None:
            found = case.memory[id(self)] = self.test.judge(case)
        return found

    def _missing(self, case: Case, window: Span) -> set[str]:
        return self.test.missing(case, window)


class _Fixed(Test):
    def __init__(self, span: Span) -> None:
        self.span = span

    def judge(self, case: Case) -> Span:
        return self.span


STREET = _Fixed(PERHAPS)
ALWAYS = _Fixed(YES)


class Since(Test):
    """A rule is in force from `first` on."""

    def __init__(self, first: date) -> None:
        self.first = first

    def judge(self, case: Case) -> Span:
        return YES if case.standards.day >= self.first else NO


class InForce(Test):
    """A figure has a value on the day."""

    def __init__(self, *figures: str) -> None:
        self.figures = frozenset(figures)

    def judge(self, case: Case) -> Span:
        return absent(case, self.figures) or YES


class Amount:
    """An interval a number can still lie in, with the facts that would narrow it.

    `unsure` is set where a needed fact was answered 不清楚.
    """

    __slots__ = ("low", "high", "missing", "unsure")

    def __init__(self, low: float, high: float, missing: Collection[str] = (), unsure: bool = False) -> None:
        self.low, self.high, self.missing, self.unsure = low, high, missing, unsure


Measure = Callable[[Case], Amount]


class Under(Test):
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

    def judge(self, case: Case) -> Span:
        if (not_there := absent(case, self.figures)) is not None:
            return not_there
        amount, line = self.measure(case), self.line(case)
        if amount.high < line.low or (self.or_equal and amount.high == line.low):
            return YES
        if amount.low > line.high or (not self.or_equal and amount.low == line.high):
            return NO
        if amount.missing or line.missing:
            return OPEN
        return PERHAPS if amount.unsure or line.unsure else OPEN

    def _missing(self, case: Case, window: Span) -> set[str]:
        return {*self.measure(case).missing, *self.line(case).missing}
