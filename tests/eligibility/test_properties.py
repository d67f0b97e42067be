"""What must hold for any household: money, knowledge, order and the end of the questions."""

import random
from datetime import date
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bot.eligibility.assess import assess
from bot.eligibility.catalogue import BY_NAME
from bot.eligibility.facts import FACTS, SOME, STILL_OPEN, UNKNOWN, Facts
from bot.eligibility.next_question import MOST_QUESTIONS, is_settled, next_question
from bot.eligibility.question import QUESTIONS, Question
from bot.eligibility.verdict import Outcome, Verdict
from bot.policy.figure import Figures
from tests.eligibility.households import NAMES, completion, partly, values_of, whole

DAY = date(2026, 11, 24)
MEANS_TESTED = {name for name, scheme in BY_NAME.items() if scheme.means_tested}
some = settings(
    max_examples=30,
    deadline=None,
    phases=(Phase.generate,),
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
few = settings(
    max_examples=12,
    deadline=None,
    phases=(Phase.generate,),
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def verdicts(facts: Facts, figures: Figures, day: date = DAY) -> dict[str, Verdict]:
    return {verdict.scheme: verdict for verdict in assess(facts, day, figures)}


@some
@given(household=whole(silent=True), incomes=st.tuples(st.integers(0, 40_000), st.integers(0, 40_000)))
def test_more_income_never_turns_unlikely_into_likely(
    figures: Figures, household: dict[str, Any], incomes: tuple[int, int]
) -> None:
    less, more = sorted(incomes)
    poorer = verdicts(Facts().learn({**household, "income_yuan_per_month": less}), figures)
    richer = verdicts(Facts().learn({**household, "income_yuan_per_month": more}), figures)
    for scheme in MEANS_TESTED:
        if poorer[scheme].outcome is Outcome.UNLIKELY:
            assert richer[scheme].outcome is not Outcome.LIKELY, scheme


@some
@given(household=whole(silent=True), savings=st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)))
def test_more_savings_never_turn_unlikely_into_likely(
    figures: Figures, household: dict[str, Any], savings: tuple[int, int]
) -> None:
    less, more = sorted(savings)
    poorer = verdicts(Facts().learn({**household, "savings_yuan": less}), figures)
    richer = verdicts(Facts().learn({**household, "savings_yuan": more}), figures)
    for scheme in MEANS_TESTED:
        if poorer[scheme].outcome is Outcome.UNLIKELY:
            assert richer[scheme].outcome is not Outcome.LIKELY, scheme


@some
@given(known=partly())
def test_more_facts_never_turn_a_decided_verdict(figures: Figures, known: tuple[Facts, Facts]) -> None:
    now, later = (verdicts(facts, figures) for facts in known)
    for scheme, verdict in now.items():
        if verdict.is_decided:
            assert later[scheme].outcome is verdict.outcome, scheme


@some
@given(known=partly(silent=False))
def test_more_facts_only_narrow_the_amount(figures: Figures, known: tuple[Facts, Facts]) -> None:
    now, later = (verdicts(facts, figures) for facts in known)
    for scheme, verdict in now.items():
        amount = later[scheme].amount
        if verdict.is_decided and verdict.amount and amount:
            assert verdict.amount.low - 0.01 <= amount.low <= amount.high <= verdict.amount.high + 0.01, scheme


@some
@given(household=whole(silent=True), order=st.permutations(NAMES))
def test_the_order_of_answers_does_not_matter(figures: Figures, household: dict[str, Any], order: list[str]) -> None:
    one = two = Facts()
    for name in NAMES:
        one = one.learn({name: household[name]})
    for name in order:
        two = two.learn({name: household[name]})
    assert assess(one, DAY, figures) == assess(two, DAY, figures)


def conversation(household: dict[str, Any], figures: Figures) -> tuple[Facts, int]:
    facts, asked = Facts(), 0
    while (question := next_question(facts, DAY, figures)) is not None:
        known = facts.as_dict()
        assert set(question.facts) & {name for name in NAMES if known[name] in STILL_OPEN}
        facts = facts.learn({fact: household[fact] for fact in question.facts})
        asked += 1
        assert asked <= 2 * MOST_QUESTIONS
    return facts, asked


@few
@given(household=whole(silent=True))
def test_the_questions_always_end(figures: Figures, household: dict[str, Any]) -> None:
    facts, asked = conversation(household, figures)
    assert is_settled(facts, DAY, figures)
    assert asked <= MOST_QUESTIONS + 4


@few
@given(household=whole())
def test_at_the_end_the_verdicts_are_those_of_the_whole_form(figures: Figures, household: dict[str, Any]) -> None:
    facts, _ = conversation(household, figures)
    asked, whole_form = verdicts(facts, figures), verdicts(Facts().learn(household), figures)
    for scheme, verdict in asked.items():
        assert verdict.is_decided, (scheme, verdict.missing)
        assert verdict.outcome is whole_form[scheme].outcome, scheme


@few
@given(known=partly(silent=False), seed=st.integers(0, 10**6))
def test_a_question_asked_always_can_change_something(figures: Figures, known: tuple[Facts, Facts], seed: int) -> None:
    facts = known[0]
    question = next_question(facts, DAY, figures)
    if question is not None:
        assert can_change(facts, question.facts, figures, random.Random(seed)), question.name


def can_change(facts: Facts, asked: tuple[str, ...], figures: Figures, dice: random.Random, trials: int = 600) -> bool:
    """Some way of answering everything else leaves a verdict or an amount to this question."""
    known = facts.as_dict()
    for trial in range(trials):
        rest = {name: value for name, value in completion(dice, (trial % 4) / 3.5).items() if known[name] is UNKNOWN}
        fact = dice.choice(asked)
        one, other = dice.sample(values_of(fact), 2)
        before, after = (judged(facts.learn({**rest, fact: value}), figures) for value in (one, other))
        if before != after:
            return True
    return False


def judged(facts: Facts, figures: Figures) -> list[Any]:
    return [(verdict.scheme, verdict.outcome, verdict.amount) for verdict in assess(facts, DAY, figures)]


def test_every_question_of_the_form_can_come_up(figures: Figures) -> None:
    """By itself or in a form: people tick without detail, and answer a form in part. The rest: test_next_question."""
    dice, seen = random.Random(5), set()
    for trial in range(200):
        household = completion(dice, (trial % 3) / 2.5)
        facts = Facts()
        while (question := next_question(facts, DAY, figures)) is not None:
            seen.add(question.name)
            facts = facts.learn(in_part(question, household, dice))
    rare = {"status", "obligor_means", "everyone_over_60", "has_children", "child_seriously_ill"}
    assert {question.name for question in QUESTIONS} - seen <= rare


def in_part(question: Question, household: dict[str, Any], dice: random.Random) -> dict[str, Any]:
    """Some facts of a form at least; what opens a question of its own is only ticked."""
    answered = [fact for fact in question.facts if dice.random() < 0.6] or question.facts[:1]
    opens = [fact for fact in answered if "opens" in FACTS[fact].row and len(question.facts) > 1]
    ticked = {fact: SOME for fact in opens if household[fact] != question.rest[fact]}
    return {fact: ticked.get(fact, household[fact]) for fact in answered}
