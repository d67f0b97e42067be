"""Every scheme judged at once. Pure: facts, a day and figures in, verdicts out."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from math import inf

from bot.eligibility.catalogue import BY_NAME, SCHEMES
from bot.eligibility.condition import MET, UNMET, Case
from bot.eligibility.facts import STILL_OPEN, Facts
from bot.eligibility.question import ASKED_IN, NEEDS
from bot.eligibility.scheme import Rule, Scheme, filled, written
from bot.eligibility.stacking import STACKS, Yielded, settle
from bot.eligibility.standards import Standards, standards
from bot.eligibility.verdict import Outcome, Payment, Verdict
from bot.policy.figure import Figures, Source

_DECIDED = {UNMET: Outcome.UNLIKELY, 1: Outcome.POSSIBLE, MET: Outcome.LIKELY}
MOST_REASONS = 3
_ORDER = (Outcome.LIKELY, Outcome.POSSIBLE, Outcome.NEED_INFO, Outcome.UNLIKELY)


def assess(facts: Facts, day: date, figures: Figures) -> list[Verdict]:
    """A verdict for every scheme, likely ones first, else in catalogue order."""
    case = Case(facts.as_dict(), standards(figures, day))
    settled = settle(case)
    verdicts = [_verdict(scheme, settled[scheme.name], settled, case) for scheme in SCHEMES]
    return sorted(verdicts, key=lambda verdict: _ORDER.index(verdict.outcome))


def missing_facts(scheme: Scheme, settled: Mapping[str, Yielded], case: Case) -> Set[str]:
    """Facts never asked that can still move a scheme: its own, and those of a scheme it may yield to."""
    low, high = settled[scheme.name].span
    if low == high:
        return frozenset()
    found = set(scheme.whole.missing(case))
    for stack in STACKS:
        pair = {stack.loser, stack.winner}
        if scheme.name == stack.loser or (stack.by_amount and scheme.name in pair):
            (other,) = pair - {scheme.name}
            if settled[other].span[1] == MET:
                found |= (
                    missing_facts(BY_NAME[other], settled, case)
                    if not stack.by_amount
                    else BY_NAME[other].whole.missing(case)
                )
    return found


def may_be_asked(fact: str, case: Case) -> bool:
    """Somebody may still be asked for it: it has a question, and its need is met or may come to be."""
    need = NEEDS.get(fact)
    return fact in ASKED_IN and case.known[fact] in STILL_OPEN and (need is None or need.judge(case)[1] == MET)


def _verdict(scheme: Scheme, yielded: Yielded, settled: Mapping[str, Yielded], case: Case) -> Verdict:
    low, high = yielded.span
    missing = {fact for fact in missing_facts(scheme, settled, case) if may_be_asked(fact, case)}
    outcome = _DECIDED[low] if low == high else Outcome.NEED_INFO if missing else Outcome.POSSIBLE
    leaflet = _leaflet(scheme, case.standards)
    return Verdict(
        scheme=scheme.name,
        title=scheme.title,
        outcome=outcome,
        amount=_amount(scheme, case) if outcome is not Outcome.UNLIKELY else None,
        reasons=tuple(_reasons(scheme, yielded, case, missing)),
        missing=tuple(sorted(missing)),
        papers=leaflet.papers,
        notes=leaflet.notes,
        topic=scheme.topic,
        category=scheme.category,
        sources=leaflet.sources,
        verified=leaflet.verified,
        excluded_by=yielded.winner or None,
        held=scheme.is_held(case),
        why_open=_why_open(scheme, yielded, case),
    )


def _amount(scheme: Scheme, case: Case) -> Payment | None:
    """What it pays; a range that begins at nothing is told as "at most", and nothing is told as nothing."""
    pays = scheme.payable(case)
    between = pays.between(case) if pays else None
    if pays is None or between is None or between[1] <= 0 or between[1] == inf:
        return None
    low, high = between
    return Payment(low if low > 0 else high, high, pays.unit(case), pays.at_most(case) or low <= 0)


def _reasons(scheme: Scheme, yielded: Yielded, case: Case, missing: Set[str]) -> list[str]:
    """The two or three conditions that decided, each with its clause; of an open verdict, what it waits for."""
    absent = scheme.absent(case.standards)
    if absent:
        return [absent]
    if scheme.is_held(case):
        return ["您家已经在享受，不用再申请；情况有变化要告诉街道"]
    sentences = [rule.sentence(case, missing) for rule in _deciding(scheme, case)]
    if yielded.stack:
        sentences.insert(0, f"{yielded.stack.text}〔{written(yielded.stack.clause.source(case.standards))}〕")
    return sentences


def _why_open(scheme: Scheme, yielded: Yielded, case: Case) -> str:
    """What the street has to see, in the words of the rule that leaves it open."""
    if yielded.stack:
        return yielded.stack.text
    judged = ((rule, rule.on_its_days.judge(case)) for rule in scheme.rules_on(case.standards.day))
    return next((rule.why_open(case) for rule, (low, high) in judged if low < MET and high > UNMET), "")


def _deciding(scheme: Scheme, case: Case) -> list[Rule]:
    """What stands against it; else what is open or up to the street; else what is met, the household register last."""
    rules = scheme.rules_on(case.standards.day)
    judged = {rule: rule.on_its_days.judge(case) for rule in rules}
    against = [rule for rule in rules if judged[rule][1] == UNMET]
    unsettled = [rule for rule in rules if judged[rule][0] < MET]
    by_weight = sorted(rules, key=lambda rule: rule.test.facts <= _REGISTER)
    return (against or unsettled or by_weight)[:MOST_REASONS]


_REGISTER = frozenset({"hukou", "residence_permit", "beijing_spouse"})


@dataclass(frozen=True)
class _Leaflet:
    """What is told with a scheme whatever the facts: printed once a day."""

    papers: tuple[str, ...]
    notes: tuple[str, ...]
    sources: tuple[Source, ...]
    verified: bool


@lru_cache(maxsize=256)
def _leaflet(scheme: Scheme, standing: Standards) -> _Leaflet:
    return _Leaflet(
        tuple(filled(paper, standing) for paper in scheme.papers),
        tuple(filled(note, standing) for note in scheme.notes),
        tuple(dict.fromkeys(rule.clause.source(standing) for rule in scheme.rules_on(standing.day))),
        all(standing.is_verified(name) for name in scheme.figures),
    )
