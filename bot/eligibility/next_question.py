"""The one question expected to settle most, and about how many are left.

Only facts that can still move a verdict are candidates (`Verdict.missing`, exact as long as
facts are independent). Each candidate's likely answers are tried, and the question that
leaves least open on average is asked; equal ones go by the order of the form.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from bot.eligibility.assess import missing_facts
from bot.eligibility.catalogue import SCHEMES
from bot.eligibility.condition import MAYBE, Case
from bot.eligibility.facts import UNKNOWN, Facts, Value
from bot.eligibility.prior import LIKELY, MISFORTUNE
from bot.eligibility.question import ASKED_IN, NEEDS, QUESTIONS, Question
from bot.eligibility.scheme import Scheme
from bot.eligibility.stacking import STACKS, Yielded, settle
from bot.eligibility.standards import standards
from bot.policy.figure import Figures

OPEN_VERDICT = 1.0
OPEN_RULE = 0.05
OPEN_AMOUNT = 0.2
MOST_QUESTIONS = len(QUESTIONS)


class _Position:
    """Everything judged for one state of knowledge."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.settled: Mapping[str, Yielded] = settle(case)

    def open_facts(self) -> set[str]:
        """Facts never asked that can move a verdict, or narrow the amount of one already good."""
        return {fact for scheme in SCHEMES for fact in self._waits(scheme)}

    def _waits(self, scheme: Scheme) -> Iterable[str]:
        low, high = self.settled[scheme.name].span
        if low != high:
            return missing_facts(scheme, self.settled, self.case)
        return self._amount_waits(scheme) if low >= MAYBE else ()

    def _amount_waits(self, scheme: Scheme) -> Iterable[str]:
        pays = scheme.payable(self.case)
        return pays.missing(self.case) if pays else ()

    def openness(self, scheme: Scheme) -> float:
        """How much of one scheme is still open."""
        low, high = self.settled[scheme.name].span
        if low != high:
            spans = [rule.test.judge(self.case) for rule in scheme.rules]
            return OPEN_VERDICT + OPEN_RULE * sum(low != high for low, high in spans)
        return OPEN_AMOUNT if low >= MAYBE and self._amount_waits(scheme) else 0.0

    def after(self, news: Mapping[str, Value]) -> "_Position":
        """The position once `news` is known."""
        return _Position(self.case.after(news))


def _position(facts: Facts, day: date, figures: Figures) -> _Position:
    return _Position(Case(facts.as_dict(), standards(figures, day)))


_READS = {scheme.name: scheme.whole.facts for scheme in SCHEMES}


def next_question(facts: Facts, day: date, figures: Figures) -> Question | None:
    """The question to ask now, with only the choices that still matter; None when nothing can change."""
    position = _position(facts, day, figures)
    candidates = _candidates(position)
    if len(candidates) < 2:
        return candidates[0] if candidates else None
    return max(candidates, key=lambda question: _gain(position, question))


def is_settled(facts: Facts, day: date, figures: Figures) -> bool:
    """Nothing that may still be asked can change anything."""
    return not _candidates(_position(facts, day, figures))


def _candidates(position: _Position) -> list[Question]:
    """Questions about facts that matter and whose need is met, in the order of the form."""
    case = position.case
    open_facts = {fact for fact in position.open_facts() if _may_ask(fact, case)}
    chosen = [question for question in QUESTIONS if not open_facts.isdisjoint(question.facts)]
    return [question.about([fact for fact in question.facts if _may_ask(fact, case)]) for question in chosen]


def _may_ask(fact: str, case: Case) -> bool:
    if fact not in ASKED_IN or case.known[fact] is not UNKNOWN:
        return False
    need = NEEDS.get(fact)
    return need is None or need.judge(case)[0] == 2


def _gain(position: _Position, question: Question) -> float:
    """Openness expected to go with the answer, or per question where it takes a second one to count."""
    alone = _settled_by(position, question.facts, likely_answers(question))
    second = TOGETHER.get(question.name)
    if second is None or position.case.known[second] is not UNKNOWN:
        return alone
    pairs = [
        ({**news, second: value}, weight * share)
        for news, weight in likely_answers(question)
        for value, share in LIKELY[second]
    ]
    return max(alone, _settled_by(position, (*question.facts, second), pairs) / 2)


TOGETHER = {"income_yuan_per_month": "household_size"}
"""A question that tells little until the second is answered too: income, and how many live on it."""


def _settled_by(
    position: _Position, facts: Iterable[str], answers: Iterable[tuple[Mapping[str, Value], float]]
) -> float:
    touched = [scheme for scheme in SCHEMES if _may_move(scheme, facts)]
    before = sum(position.openness(scheme) for scheme in touched)
    gain = 0.0
    for news, weight in answers:
        after = position.after(news)
        gain += weight * (before - sum(after.openness(scheme) for scheme in touched))
    return gain


_PARTNERS: dict[str, set[str]] = {scheme.name: {scheme.name} for scheme in SCHEMES}
for _stack in STACKS:
    _PARTNERS[_stack.loser] |= _PARTNERS[_stack.winner]
    _PARTNERS[_stack.winner] |= {_stack.loser} if _stack.by_amount else set()


def _may_move(scheme: Scheme, facts: Iterable[str]) -> bool:
    return any(not _READS[name].isdisjoint(facts) for name in _PARTNERS[scheme.name])


def likely_answers(question: Question) -> Iterator[tuple[Mapping[str, Value], float]]:
    """Answers to try, with weights that sum to one."""
    if question.kind != "several":
        (fact,) = question.facts
        yield from (({fact: value}, weight) for value, weight in LIKELY[fact])
        return
    rest = {fact: question.rest[fact] for fact in question.facts}
    bad = [choice.facts for choice in question.choices if choice.facts]
    yield rest, 1 - MISFORTUNE
    yield from (({**rest, **facts}, MISFORTUNE / len(bad)) for facts in bad)


def questions_left(facts: Facts, day: date, figures: Figures) -> int:
    """About how many more questions: the likeliest answer is taken for each until nothing can change."""
    position = _position(facts, day, figures)
    count = 0
    while count < MOST_QUESTIONS and (candidates := _candidates(position)):
        question = max(candidates, key=lambda asked: _gain(position, asked))
        position = position.after(max(likely_answers(question), key=lambda answer: answer[1])[0])
        count += 1
    return count
