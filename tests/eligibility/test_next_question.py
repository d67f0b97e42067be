"""next_question: what is worth asking, in whose words, and how the end is foreseen."""

from datetime import date

from bot.eligibility.facts import FACTS, Facts
from bot.eligibility.next_question import MOST_QUESTIONS, is_settled, next_question, remaining
from bot.eligibility.question import BY_NAME, NEEDS, QUESTIONS
from bot.policy.figure import Figures

DAY = date(2026, 11, 24)


def ask(facts: dict[str, object], figures: Figures) -> str | None:
    question = next_question(Facts.from_json(facts), DAY, figures)
    return question.name if question else None


def test_the_age_is_asked_first(figures: Figures) -> None:
    assert ask({}, figures) == "age"


def test_what_was_said_is_not_asked_again(figures: Figures) -> None:
    facts, asked = Facts.from_json({"age": 85, "hukou": "xicheng"}), []
    while (question := next_question(facts, DAY, figures)) is not None:
        asked.append(question.name)
        facts = facts.learn({fact: "不清楚" for fact in question.facts})
    assert "age" not in asked and "hukou" not in asked
    assert len(asked) == len(set(asked))


def test_an_old_woman_is_not_asked_whether_she_goes_to_school(figures: Figures) -> None:
    facts, asked = Facts.from_json({"age": 85, "hukou": "xicheng"}), set()
    while (question := next_question(facts, DAY, figures)) is not None:
        asked |= set(question.facts)
        facts = facts.learn({fact: "不想说" for fact in question.facts})
    assert not asked & {"student", "child_care", "disability_level", "residence_permit", "beijing_spouse"}


def test_the_level_is_asked_only_of_those_with_a_certificate(figures: Figures) -> None:
    need = NEEDS["disability_level"]
    assert need.facts == {"disability_kind"}
    assert ask({"age": 40, "hukou": "xicheng", "disability_kind": "none"}, figures) != "disability_level"


def test_a_well_off_household_is_not_asked_about_its_savings_twice_over(figures: Figures) -> None:
    facts = Facts.from_json({
        "age": 70, "hukou": "xicheng", "status": "none", "household_size": 2, "income_yuan_per_month": 30_000,
        "disability_kind": "none", "medical_cost_yuan_per_year": 0, "school_stage": "none", "care_level": "able",
        "serious_illness": False, "emergency": "none", "bereaved": False, "family_planning": "none", "lives_in": "home",
    })  # fmt: skip
    assert is_settled(facts, DAY, figures)


def test_what_remains_goes_down_to_nothing(figures: Figures) -> None:
    facts = Facts()
    assert remaining(facts, DAY, figures)[1] <= MOST_QUESTIONS
    while (question := next_question(facts, DAY, figures)) is not None:
        least, most = remaining(facts, DAY, figures)
        assert 1 == least <= most
        facts = facts.learn({fact: "不想说" for fact in question.facts})
    assert remaining(facts, DAY, figures) == (0, 0)


def test_a_group_is_asked_with_only_the_choices_that_still_matter(figures: Figures) -> None:
    question = BY_NAME["situation"].about(["emergency", "bereaved"])
    titles = [choice.title for choice in question.choices]
    assert "家里有人刚去世" in titles and "都没有" in titles
    assert "独生子女去世了" not in titles


def test_what_was_ticked_without_detail_is_asked_for_by_itself(figures: Figures) -> None:
    facts = {"age": 70, "hukou": "xicheng", "status": "none", "disability_kind": "some"}
    asked = []
    known = Facts.from_json(facts)
    while (question := next_question(known, DAY, figures)) is not None and len(asked) < 4:
        asked.append(question)
        known = known.learn({fact: "不想说" for fact in question.facts})
    assert "disability_kind" in [question.name for question in asked]
    assert all("disability_kind" not in question.facts for question in asked if question.kind == "several")


def test_questions_are_short_and_kind() -> None:
    for question in QUESTIONS:
        assert len(question.text) <= 60, question.text
        assert question.text.endswith(("？", "。"))
        assert question.kind in {"number", "choice", "several", "numbers"}
        assert all(fact in FACTS for fact in question.facts)
        assert len(question.choices) <= 14


ELDER = {
    "age": 68, "hukou": "xicheng", "sex": "male", "status": "none", "household_size": 2, "income_yuan_per_month": 7800,
    "work": "none", "two_homes": False, "car": False, "shop": False, "savings_yuan": 10_000, "home": "market_rental",
    "owns_other_home": False, "rents_outside_six_districts": False, "lease_registered": False, "obligors": "able",
    "disability_kind": "none", "care_level": "able", "family_severe_disability": False, "single_parent": False,
    "school_stage": "none", "serious_illness": False, "emergency": "none", "bereaved": False, "lives_in": "home",
    "family_planning": "none", "medical_cost_yuan_per_year": 0,
}  # fmt: skip


def test_an_old_couple_that_rents_is_asked_whether_all_are_old_and_without_children(figures: Figures) -> None:
    assert ask(ELDER, figures) == "everyone_over_60"
    assert ask({**ELDER, "everyone_over_60": True}, figures) == "has_children"
    assert ask({**ELDER, "everyone_over_60": False}, figures) is None


def test_what_the_children_can_give_is_asked_for_at_once(figures: Figures) -> None:
    alone = {**ELDER, "home": "owns", "household_size": 1, "income_yuan_per_month": 0, "obligor_status": "none",
             "obligor_two_homes": False, "obligor_rich": False, "obligor_ill_or_disabled": False}  # fmt: skip
    assert ask(alone, figures) == "obligor_means"
    assert ask({**alone, "obligors": "none"}, figures) is None


SICK_CHILD = {
    "age": 12, "hukou": "xicheng", "status": "dibao", "serious_illness": True, "supported_by": "others", "obligors": "able",
    "disability_kind": "none", "family_severe_disability": False, "single_parent": False, "school_stage": "none",
    "home": "owns", "medical_cost_yuan_per_year": 0, "emergency": "none", "bereaved": False, "lives_in": "home",
    "child_care": "parents",
}  # fmt: skip


def test_where_a_family_with_a_child_has_a_serious_illness_it_is_asked_whose(figures: Figures) -> None:
    assert ask(SICK_CHILD, figures) == "child_seriously_ill"
    assert ask({**SICK_CHILD, "serious_illness": False}, figures) != "child_seriously_ill"


def test_living_alone_says_how_many_there_are(figures: Figures) -> None:
    facts = {"age": 85, "hukou": "xicheng", "status": "none", "lives_alone": True, "own_income_yuan_per_month": 4000}
    asked, known = [], Facts.from_json(facts)
    while (question := next_question(known, DAY, figures)) is not None:
        asked += question.facts
        known = known.learn({fact: "不清楚" for fact in question.facts})
    assert not {"household_size", "income_yuan_per_month"} & set(asked)
