"""What the plan's indicators and the laws' own days must be answered with, question by question."""

import pytest

from bot import clock
from bot.knowledge.answer import Question
from bot.knowledge.render import Speaker, speak
from bot.policy.figure import Figure, plain_number
from tests.knowledge.sample import shipped

TODAY = clock.today()
SNAPSHOT = shipped().snapshot()
INDICATORS = [figure for figure in SNAPSHOT.figures.values() if "indicator" in figure.attributes]


def question(topic: str, name: str) -> Question:
    return next(found for found in SNAPSHOT.answers[topic].questions if found.name == name)


def says(topic: str, name: str) -> str:
    return speak(question(topic, name).says, Speaker(SNAPSHOT.figures, TODAY))


def asked_alone(figure: Figure) -> list[str]:
    """What the questions of one figure's own say: the first words are its goal."""
    goal = plain_number(figure.values[0].value)
    spoken = []
    for topic, answer in SNAPSHOT.answers.items():
        if not topic.startswith("plan."):
            continue
        for found in answer.questions:
            speaker = Speaker(SNAPSHOT.figures, TODAY)
            text = speak(found.says, speaker)
            if figure.name in speaker.used and text.startswith(("目标" + goal, "目标不少于" + goal)):
                spoken.append(text)
    return spoken


def test_the_plan_has_its_twenty_two_indicators() -> None:
    assert sorted(int(str(figure.attributes["indicator"])) for figure in INDICATORS) == list(range(1, 23))


@pytest.mark.parametrize("figure", INDICATORS, ids=lambda figure: figure.name)
def test_an_indicator_answers_its_own_question_with_goal_base_and_kind(figure: Figure) -> None:
    (text,) = asked_alone(figure)
    base = next((value for value in figure.values if not value.is_target), None)
    assert str(figure.attributes["property"]) in text
    assert plain_number(base.value) + figure.spoken_unit in text if base else "没有数" in text


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("assistance_law", "2026年7月1日"),
        ("elder_regulation", "2026年7月1日"),
        ("elder_old", "2026年7月1日"),
        ("funeral", "2026年3月30日"),
        ("committee_law", "2026年1月1日"),
        ("marriage_rule", "2025年5月10日"),
        ("charity_law", "2024年9月5日"),
    ],
)
def test_a_law_is_answered_with_its_day(name: str, day: str) -> None:
    assert day in says("general.law_dates", name)


def test_a_day_read_only_second_hand_is_marked() -> None:
    assert question("general.law_dates", "assistance_law").verified
    assert not question("general.law_dates", "funeral").verified


def test_the_committee_issues_the_marital_certificate_of_an_adoption_and_no_other() -> None:
    text = says("community.certificates", "marital")
    assert text.startswith("一般不开")
    assert "收养登记" in text
    assert "收养登记办法" in {citation.ref for citation in question("community.certificates", "marital").basis}
