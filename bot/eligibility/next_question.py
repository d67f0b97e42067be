"""The next question: the first of the form that can still change a verdict or an amount.

The form (`order` in `data/eligibility/facts.yml`) goes from what settles most and is easiest to
answer to what few are ever asked; only facts that can still move something are asked.
"""

from collections.abc import Iterable, Mapping, Set
from datetime import date

from bot.eligibility.assess import may_be_asked, missing_facts
from bot.eligibility.catalogue import SCHEMES
from bot.eligibility.condition import MAYBE, MET, Case
from bot.eligibility.facts import FACTS, SOME, STILL_OPEN, UNKNOWN, Facts
from bot.eligibility.question import BY_NAME, GROUP_OF, NEEDS, QUESTIONS, Question
from bot.eligibility.scheme import Scheme
from bot.eligibility.stacking import Yielded, settle
from bot.eligibility.standards import standards
from bot.policy.figure import Figures

MOST_QUESTIONS = 16
"""A walk ends here at the latest, and tells what is still open. Few need it (`python -m benchmarks.screening`)."""


def next_question(facts: Facts, day: date, figures: Figures) -> Question | None:
    """The question to ask now, with only the choices that still matter; None when nothing can change."""
    return outlook(facts, day, figures)[0]


def is_settled(facts: Facts, day: date, figures: Figures) -> bool:
    """Nothing that may still be asked can change anything."""
    return next_question(facts, day, figures) is None


def remaining(facts: Facts, day: date, figures: Figures) -> tuple[int, int]:
    """At least and at most so many questions are left, the one asked now among them."""
    return outlook(facts, day, figures)[1]


def outlook(facts: Facts, day: date, figures: Figures) -> tuple[Question | None, tuple[int, int]]:
    """`next_question` and `remaining`, judged once."""
    case, wanted = _wanted(facts, day, figures)
    candidates = _candidates(case, wanted)
    if not candidates:
        return None, (0, 0)
    covering = {GROUP_OF[fact].name if fact in GROUP_OF and case.known[fact] is UNKNOWN else fact for fact in wanted}
    return candidates[0], (1, max(1, min(len(covering), MOST_QUESTIONS)))


def _wanted(facts: Facts, day: date, figures: Figures) -> tuple[Case, Set[str]]:
    """Facts never asked that can move a verdict, or narrow the amount of one already good."""
    case = Case(facts.as_dict(), standards(figures, day), presumes=False)
    settled = settle(case)
    found = {fact for scheme in SCHEMES for fact in _waits(scheme, settled, case)}
    return case, {fact for fact in found if may_be_asked(fact, case)}


def _waits(scheme: Scheme, settled: Mapping[str, Yielded], case: Case) -> Iterable[str]:
    low, high = settled[scheme.name].span
    if low != high:
        return missing_facts(scheme, settled, case)
    pays = scheme.payable(case) if low >= MAYBE else None
    return pays.missing(case) if pays else ()


def _candidates(case: Case, wanted: Set[str]) -> list[Question]:
    """Questions about facts that matter and whose need is met, in the order of the form."""
    ready = {fact for fact in wanted if _is_ready(fact, case)}
    found: list[Question] = []
    for question in QUESTIONS:
        kept = [fact for fact in question.facts if fact in ready and _fits(fact, question, case)]
        covered = any(fact in each.facts for each in found for fact in kept)
        if kept and not covered:
            found.append(question.about(_together(question, kept, case)))
    return found


def _together(question: Question, wanted: list[str], case: Case) -> list[str]:
    """A form is asked once: with two ticks wanted, whatever else of it may be asked goes along."""
    if len(wanted) < 2 and wanted[0] in BY_NAME and question.kind != "numbers":
        return wanted
    return [fact for fact in question.facts if fact in wanted or _goes_along(fact, case)]


def _goes_along(fact: str, case: Case) -> bool:
    """Not known, not told by another fact that is said instead (一个人住 for 几口人), and its need is met."""
    told = any(case.known[other] is True for other, row in FACTS.items() if row.row.get("instead_of") == fact)
    return case.known[fact] is UNKNOWN and not told and _is_ready(fact, case)


def _is_ready(fact: str, case: Case) -> bool:
    need = NEEDS.get(fact)
    return case.known[fact] in STILL_OPEN and (need is None or need.judge(case)[0] == MET)


def _fits(fact: str, question: Question, case: Case) -> bool:
    """What was ticked without detail is asked by its own question; the rest of a group together."""
    grouped = len(question.facts) > 1
    return not (grouped and case.known[fact] is SOME and fact in BY_NAME)
