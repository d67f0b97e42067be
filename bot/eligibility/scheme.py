"""A scheme: its rules in the regulation's words, each with its clause, and what it pays."""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Set
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from bot.eligibility.condition import (
    ALWAYS,
    MAYBE,
    MET,
    UNMET,
    AllOf,
    AnyOf,
    Case,
    Condition,
    InForce,
    Not,
    Since,
    named,
)
from bot.eligibility.facts import FACTS, NOT_SURE, PREFER_NOT, Unsaid
from bot.eligibility.standards import Standards
from bot.policy.figure import Source, plain_number

_FIGURE = re.compile(r"\{([a-z_]+\.[a-z_0-9]+)\}")


@dataclass(frozen=True)
class Clause:
    """Where a rule stands: `place` in document `ref`, or wherever `figure` comes from."""

    ref: str = ""
    place: str = ""
    figure: str = ""

    def source(self, standards: Standards) -> Source:
        return standards.source(self.figure) if self.figure else standards.cited(self.ref, self.place)


def written(source: Source) -> str:
    """A source at the end of a sentence: 京民养老发〔2019〕160号 二（三）."""
    name = source.number or f"《{source.title}》"
    return f"{name} {source.clause}" if source.clause else name


@dataclass(frozen=True, eq=False)
class Rule:
    """One condition. `text` may hold `{figure.name}`; `maybe` says why it is left open.

    `shows` are the facts repeated to the resident; `said` replaces them with a sentence. `since`
    and `until` (the first day without it) are the days of the rule, where they are not the scheme's.
    """

    text: str
    clause: Clause
    test: Condition
    maybe: str = "这一条由街道核定"
    shows: tuple[str, ...] = ()
    said: Callable[[Case], str] | None = None
    since: date | None = None
    until: date | None = None

    def is_in_force(self, day: date) -> bool:
        """The rule holds on `day`."""
        return (self.since is None or day >= self.since) and (self.until is None or day < self.until)

    @property
    def on_its_days(self) -> Condition:
        """The test, which asks nothing outside the rule's days."""
        if self.since is None and self.until is None:
            return self.test
        return AnyOf(Not(Since(self.since, self.until)), self.test)

    def sentence(self, case: Case, missing: Set[str]) -> str:
        """Why, in one sentence with its clause; `missing` are the facts the verdict waits for."""
        head, maybe, clause = _printed(self, case.standards)
        said = f"（{told}）" if (told := self._told(case)) else ""
        return f"{head}{said}：{self._answer(case, maybe, missing)}〔{clause}〕"

    def why_open(self, case: Case) -> str:
        """What the street has to see: what the person does not know himself, else the rule's own words."""
        unsure = self._silent(case, NOT_SURE)
        return f"您不清楚{unsure}，由街道核对" if unsure else _printed(self, case.standards)[1]

    def _told(self, case: Case) -> str:
        if self.said:
            return self.said(case)
        values = {fact: case.known[fact] for fact in self.shows}
        return "、".join(FACTS[fact].spoken(value) for fact, value in values.items() if not isinstance(value, Unsaid))

    def _answer(self, case: Case, maybe: str, missing: Set[str]) -> str:
        low, high = self.test.judge(case)
        if low == high:
            unsure = self._silent(case, NOT_SURE) if low == MAYBE else ""
            return f"您不清楚{unsure}，由街道核对" if unsure else {UNMET: "不符合", MAYBE: maybe, MET: "符合"}[low]
        if waiting := self.test.facts & missing:
            return f"还不知道{_titles(waiting)}"
        declined = self._silent(case, PREFER_NOT)
        return f"{declined}您没有说，没法判断" if declined else "还没有问到"

    def _silent(self, case: Case, silence: Unsaid) -> str:
        return _titles(fact for fact in self.test.facts if case.known[fact] is silence)


@lru_cache(maxsize=1024)
def _printed(rule: Rule, standards: Standards) -> tuple[str, str, str]:
    """A rule's text, its `maybe` and its clause with the figures of the day in them."""
    source = rule.clause.source(standards)
    return filled(rule.text, standards), filled(rule.maybe, standards), written(source)


def _titles(names: Iterable[str]) -> str:
    return "、".join(sorted(FACTS[name].title for name in names))


def filled(text: str, standards: Standards) -> str:
    """`text` with every `{figure.name}` replaced by its number on the day."""
    known = standards.known
    return _FIGURE.sub(lambda match: plain_number(known[match[1]]) if match[1] in known else "规定数", text)


class Pays(ABC):
    """What a scheme gives once it applies: an interval, narrower as more is known."""

    facts: frozenset[str] = frozenset()
    figures: frozenset[str] = frozenset()
    can_be_partial = False

    @abstractmethod
    def between(self, case: Case) -> tuple[float, float] | None:
        """Lowest and highest it can be; None where there is no number to give."""

    def missing(self, case: Case) -> Set[str]:
        """Facts never asked that would narrow it."""
        return set()

    def unit(self, case: Case) -> str:
        """元/人·月 and the like."""
        return ""

    def at_most(self, case: Case) -> bool:
        """True where the rule only sets a ceiling."""
        return False


@dataclass(frozen=True)
class Tier:
    """One step of a scale: the figure that is paid where `test` holds."""

    test: Condition
    figure: str


class Tiers(Pays):
    """The first tier that holds, and any before it that may; a figure's unit is read from the figure."""

    can_be_partial = True

    def __init__(self, *tiers: Tier, ceiling: bool = False, unit: str = "") -> None:
        self.tiers, self.ceiling, self._unit = tiers, ceiling, unit
        self.facts = frozenset().union(*(tier.test.facts for tier in tiers))
        self.figures = frozenset(tier.figure for tier in tiers) | frozenset().union(*(t.test.figures for t in tiers))

    def _possible(self, case: Case) -> list[str]:
        found = []
        for tier in self.tiers:
            low, high = tier.test.judge(case)
            if high >= MAYBE:
                found.append(tier.figure)
            if low == MET:
                break
        return found

    def between(self, case: Case) -> tuple[float, float] | None:
        amounts = [case.figure[name] for name in self._possible(case) if name in case.figure]
        return (min(amounts), max(amounts)) if amounts else None

    def missing(self, case: Case) -> Set[str]:
        possible = self._possible(case)
        if len({case.figure.get(name) for name in possible}) < 2:
            return set()
        found = 0
        for tier in self.tiers:
            if tier.figure in possible:
                found |= tier.test.waits(case, UNMET, MET)
        return named(found)

    def unit(self, case: Case) -> str:
        return self._unit or case.standards.figures[self.tiers[0].figure].unit

    def at_most(self, case: Case) -> bool:
        return self.ceiling


def flat(figure: str, *, ceiling: bool = False, unit: str = "") -> Tiers:
    """One amount for everybody."""
    return Tiers(Tier(ALWAYS, figure), ceiling=ceiling, unit=unit)


class Worked(Pays):
    """An amount worked out by a published formula (推算), not itself a published figure."""

    def __init__(
        self,
        between: Callable[[Case], tuple[float, float] | None],
        unit: str,
        figures: tuple[str, ...],
        missing: Callable[[Case], Set[str]] | None = None,
        *,
        ceiling: bool = False,
    ) -> None:
        self._between, self._unit, self._ceiling = between, unit, ceiling
        self._missing = missing
        self.figures = frozenset(figures)

    def between(self, case: Case) -> tuple[float, float] | None:
        return self._between(case)

    def missing(self, case: Case) -> Set[str]:
        between = self._between(case)
        if self._missing is None or between is None or between[0] == between[1]:
            return set()
        return self._missing(case)

    def unit(self, case: Case) -> str:
        return self._unit

    def at_most(self, case: Case) -> bool:
        return self._ceiling


@dataclass(frozen=True, eq=False)
class Scheme:
    """One benefit.

    `core` are the figures without which there is no such scheme on a day. `held` is true
    where the household already has it. `notes` are sentences told with the verdict (figures
    filled in). `topic` is the answer to read on, `category` the counter. Somebody for whom
    `concerns` does not hold is not told that this scheme is not for them.
    """

    name: str
    title: str
    topic: str
    category: str
    rules: tuple[Rule, ...]
    pays: Pays | None = None
    core: tuple[str, ...] = ()
    held: Condition | None = None
    papers: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    means_tested: bool = False
    concerns: Condition = ALWAYS
    whole: Condition = field(init=False, repr=False)

    def __post_init__(self) -> None:
        rules = AllOf(*(rule.on_its_days for rule in self.rules))
        whole = AnyOf(self.held, rules) if self.held else rules
        object.__setattr__(self, "whole", AllOf(InForce(*self.core), whole) if self.core else whole)

    def rules_on(self, day: date) -> tuple[Rule, ...]:
        """The rules in force on `day`."""
        return tuple(rule for rule in self.rules if rule.is_in_force(day))

    def absent(self, standards: Standards) -> str | None:
        """Why the scheme cannot be judged by figures on this day, if so."""
        missing = [name for name in self.core if name not in standards.known]
        return standards.why_absent(missing[0]) if missing else None

    def is_held(self, case: Case) -> bool:
        """The household already has it."""
        return self.held is not None and self.held.judge(case)[0] == MET

    def payable(self, case: Case) -> Pays | None:
        """How to work out the amount, where the figures of the day and the situation let us."""
        pays = self.pays
        if pays is None or self.is_held(case) or self.absent(case.standards):
            return None
        return pays if pays.can_be_partial or all(name in case.figure for name in pays.figures) else None

    @property
    def facts(self) -> frozenset[str]:
        """Every fact its rules and amounts read."""
        return self.whole.facts | (self.pays.facts if self.pays else frozenset())

    @property
    def figures(self) -> frozenset[str]:
        """Every figure its rules, sentences and amounts read."""
        texts = [*self.notes, *self.papers, *(rule.text for rule in self.rules), *(rule.maybe for rule in self.rules)]
        told = frozenset(name for text in texts for name in _FIGURE.findall(text))
        return self.whole.figures | (self.pays.figures if self.pays else frozenset()) | told
