"""Talk of danger, by its words alone. The cases are data: tests/nlu/crises.csv and look_alikes.csv."""

from pathlib import Path

import pytest

from bot.knowledge import answer_file, crisis
from bot.knowledge.crisis import Crisis
from bot.settings import ROOT
from tests.nlu.conftest import rows


@pytest.fixture(scope="module")
def crises() -> list[Crisis]:
    return crisis.read(ROOT / "data/matching/crisis.yml")


@pytest.mark.parametrize("case", rows("crises.csv"), ids=lambda case: case["text"])
def test_a_crisis_is_of_its_kind(crises: list[Crisis], case: dict[str, str]) -> None:
    found = crisis.spoken_in(case["text"], crises)
    assert found
    assert found.kind == case["kind"]


@pytest.mark.parametrize("case", rows("look_alikes.csv"), ids=lambda case: case["text"])
def test_a_look_alike_is_none(crises: list[Crisis], case: dict[str, str]) -> None:
    assert crisis.spoken_in(case["text"], crises) is None


def test_a_look_alike_does_not_hide_a_crisis_beside_it(crises: list[Crisis]) -> None:
    for text in (
        "打我电话没人接，我不想活了",
        "烦死了，我要跳楼",
        "死活不离，他就拿刀砍我",
        "撑不下去了想死，低保申请不下来",
        "走投无路了，不如跳河，救助也没用",
        "离婚后就想一了百了",
        "遗书写好了，房子让孩子继承",
        "他打死我都没人管",
        "谁也制止不了他打我",
        "有小偷拿刀砍人",
        "他把孩子摔在地上，浑身青紫",
        "丧葬费不用领了，我想自杀",
        "游戏里认识的人说想死",
        "我梦见老伴，醒来我想跟他去",
        "麻将输光了，想跳楼",
        "卡死了，不办我就死在你们这儿",
    ):
        assert crisis.spoken_in(text, crises), text


def test_every_phrasing_of_the_crisis_topic_is_caught(crises: list[Crisis]) -> None:
    asked = {written.answer.topic: written.answer.asked_as for written in answer_file.read_answers(ROOT / "data/faq")}
    assert [text for text in asked["psychology.crisis"] if not crisis.spoken_in(text, crises)] == []
    found = [crisis.spoken_in(text, crises) for text in asked["child.mandatory_report"]]
    assert {each.topic for each in found if each} == {"child.mandatory_report"}
    assert len([each for each in found if each]) >= 0.9 * len(found)


def test_what_other_answers_are_asked_is_a_crisis_only_where_someone_is_hit_or_abused(crises: list[Crisis]) -> None:
    caught = [
        (text, found.kind)
        for written in answer_file.read_answers(ROOT / "data/faq")
        if written.answer.topic not in ("psychology.crisis", "child.mandatory_report")
        for text in written.answer.asked_as
        if (found := crisis.spoken_in(text, crises))
    ]
    assert {kind for _, kind in caught} <= {"violence", "danger"}, caught
    assert len(caught) <= 20, caught


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("孩子老是一个人蹲楼道，胳膊上有伤", "child_abuse"),
        ("我家那位总拿东西砸人，我怕他", "violence"),
        ("感觉走到头了", "suicide"),
    ],
)
def test_what_only_the_learner_caught_goes_to_the_closest_kind(crises: list[Crisis], text: str, kind: str) -> None:
    assert crisis.closest(text, crises).kind == kind


def test_what_was_taken_out_parts_the_words_around_it(crises: list[Crisis]) -> None:
    assert crisis.without_look_alikes("烦死了，明天去办", crises) == "\n明天去办"


def test_violence_has_its_own_words_and_law(crises: list[Crisis]) -> None:
    violence = next(each for each in crises if each.kind == "violence")
    assert violence.text
    assert "110" in violence.text
    assert violence.sources


def test_words_stand_for_what_the_file_says(tmp_path: Path) -> None:
    file = tmp_path / "crisis.yml"
    file.write_text(
        "words: {fruit: [苹果, 梨], basket: ['<fruit>筐']}\n"
        "crises: [{kind: a, topic: b, patterns: ['<basket>空', 坏<fruit>], unless: [坏梨膏]}]\n"
        "texts: {}\nsources: {}\n"
    )
    made = crisis.read(file)
    assert [bool(crisis.spoken_in(text, made)) for text in ("梨筐空", "坏苹果", "苹果空", "坏梨膏")] == [
        True,
        True,
        False,
        False,
    ]


def test_the_patterns_stay_readable() -> None:
    lines = (ROOT / "data/matching/crisis.yml").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if len(line) > 125 and line.lstrip().startswith("-")] == []
