"""What kind of request a message is. The cases are data: intents.csv was never learned from."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

import pytest

from bot.chinese.normalize import matching_key
from bot.eligibility.question import QUESTIONS
from bot.knowledge.answer import Answer
from bot.knowledge.crisis import Crisis
from bot.nlu.crisis_model import signs, without_the_harmless
from bot.nlu.intent_model import IntentModel, lessons, names_a_place, ranking
from tests.nlu.conftest import dev, rows

# config.yml: FallbackClassifier.
SURE, LEAD = 0.4, 0.05
# Outside the screening all of these are answered by the matcher.
MATCHED = {"ask_faq", "inform", "affirm", "deny", "nlu_fallback"}
# Where the wrong one of these is taken, the resident is not answered at all.
OF_DEV = {
    "find_service", "check_eligibility", "hand_off", "share_location", "greet", "thanks", "bye", "about_bot",
    "out_of_scope", "inform", "affirm", "deny",
}  # fmt: skip


def understood(text: str, model: IntentModel, crises: Sequence[Crisis]) -> str:
    first, *others = ranking(text, model, crises)
    unsure = first[1] < SURE or (others and first[1] - others[0][1] < LEAD)
    return "nlu_fallback" if unsure else first[0]


def taken_right(text: str, intent: str, model: IntentModel, crises: Sequence[Crisis]) -> bool:
    found = understood(text, model, crises)
    return found == intent or (found in MATCHED and intent in MATCHED)


def share_right(
    cases: Sequence[tuple[str, str]], model: IntentModel, crises: Sequence[Crisis]
) -> tuple[float, list[str]]:
    wrong = [text for text, intent in cases if not taken_right(text, intent, model, crises)]
    return 1 - len(wrong) / len(cases), wrong


def test_utterances_never_learned_are_understood(model: IntentModel, crises: list[Crisis]) -> None:
    share, wrong = share_right([(case["text"], case["intent"]) for case in rows("intents.csv")], model, crises)
    assert share >= 0.95, wrong


@pytest.mark.parametrize("intent", sorted({case["intent"] for case in rows("intents.csv")} - {"out_of_scope"}))
def test_no_intent_is_left_behind(model: IntentModel, crises: list[Crisis], intent: str) -> None:
    cases = [(case["text"], intent) for case in rows("intents.csv") if case["intent"] == intent]
    share, wrong = share_right(cases, model, crises)
    assert share >= 0.9, wrong


def test_crises_never_learned_are_all_caught(model: IntentModel, crises: list[Crisis]) -> None:
    missed = [
        case["text"]
        for case in rows("intents.csv")
        if case["intent"] == "crisis" and understood(case["text"], model, crises) != "crisis"
    ]
    assert missed == []


@pytest.mark.parametrize(("crisis", "at_most"), [("yes", 0.05), ("no", 0.15)])
def test_veiled_talk_is_told_from_what_only_sounds_like_it(
    model: IntentModel, crises: list[Crisis], crisis: str, at_most: float
) -> None:
    """veiled.csv was never learned from; a miss weighs more than a false alarm."""
    cases = [case["text"] for case in rows("veiled.csv") if case["crisis"] == crisis]
    wrong = [text for text in cases if (understood(text, model, crises) == "crisis") != (crisis == "yes")]
    assert len(wrong) <= at_most * len(cases), wrong


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("划一刀心里就舒服", {"blade", "relief"}),
        ("打电话问白血病救助", set()),
        ("今晚上路，密码写给孩子了", {"tonight", "death", "giving_away"}),
    ],
)
def test_signs_are_seen_but_not_in_harmless_words(text: str, found: set[str]) -> None:
    seen = set(signs(without_the_harmless(text)))
    assert found <= seen
    assert found or not seen & {"hits", "wounds", "blade"}


def test_no_crisis_of_the_dev_set_is_missed_and_no_look_alike_is_one(model: IntentModel, crises: list[Crisis]) -> None:
    wrong = [
        row["text"]
        for row in dev()
        if row["expected"].startswith(("crisis:", "not_crisis"))
        and (understood(row["text"], model, crises) == "crisis") != row["expected"].startswith("crisis:")
    ]
    assert wrong == []


def test_the_intents_of_the_dev_set_are_understood(model: IntentModel, crises: list[Crisis]) -> None:
    cases = [(row["text"], row["expected"].removeprefix("intent:")) for row in dev()]
    share, wrong = share_right([case for case in cases if case[1] in OF_DEV], model, crises)
    assert share >= 0.95, wrong


def test_what_is_not_ours_is_hardly_ever_taken_for_ours_nor_ours_for_not_ours(
    model: IntentModel, crises: list[Crisis]
) -> None:
    """What is let through here the matcher may still refuse."""
    found = Counter(
        (row["expected"] == "none", understood(row["text"], model, crises) == "out_of_scope")
        for row in dev()
        if ":" not in row["expected"] and row["expected"] != "not_crisis"
    )
    assert found[True, True] >= 0.93 * (found[True, True] + found[True, False])
    assert found[False, True] <= 0.005 * (found[False, True] + found[False, False])


@pytest.mark.parametrize(
    "text", ["要带什么", "那九十岁的呢", "第二个", "2", "后面那个", "在哪办", "多久能下来", "离婚呢"]
)
def test_a_follow_up_goes_to_the_matcher(model: IntentModel, crises: list[Crisis], text: str) -> None:
    assert understood(text, model, crises) in MATCHED


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("养老驿站有什么服务", "ask_faq"),
        ("附近的养老驿站有哪些", "find_service"),
        ("婚姻登记处周末上班吗", "ask_faq"),
        ("婚姻登记处怎么走啊", "find_service"),
        ("帮我看看我能领什么", "check_eligibility"),
        ("我这情况能享受啥", "check_eligibility"),
        ("低保什么条件", "ask_faq"),
        ("谢谢，那离婚要带什么材料", "ask_faq"),
        ("嗯", "affirm"),
        ("不用", "deny"),
        ("谢谢啊", "thanks"),
        ("在吗", "greet"),
    ],
)
def test_the_same_nouns_ask_for_different_things(
    model: IntentModel, crises: list[Crisis], text: str, intent: str
) -> None:
    assert understood(text, model, crises) == intent


def test_an_answer_of_the_screening_does_not_leave_it(model: IntentModel, crises: list[Crisis]) -> None:
    titles = {choice.title for question in QUESTIONS for choice in question.choices}
    leaving = {"find_service", "share_location", "hand_off", "crisis", "check_eligibility"}
    assert {title for title in titles if understood(title, model, crises) in leaving} == set()


@pytest.mark.parametrize("text", ["", "   ", "！！！", "😀👍", "\u200b"])
def test_what_has_no_words_is_nothing_we_know(model: IntentModel, crises: list[Crisis], text: str) -> None:
    assert understood(text, model, crises) == "nlu_fallback"


def test_short_of_a_crisis_the_other_intents_share_what_there_is(model: IntentModel, crises: list[Crisis]) -> None:
    ranked = dict(ranking("低保怎么申请", model, crises))
    assert list(ranked)[-1] == "crisis"
    assert ranked.pop("crisis") < 0.1
    assert sum(ranked.values()) == pytest.approx(1)


def test_a_crisis_is_the_only_thing_that_counts(model: IntentModel, crises: list[Crisis]) -> None:
    assert ranking("低保怎么申请，不批我就不想活了", model, crises) == [("crisis", 1.0)]


def answer(topic: str, *asked_as: str, service: str | None = None) -> Answer:
    return Answer(topic, "", asked_as[0], "。", (), date(2099, 1, 1), asked_as=asked_as, service=service)


def test_a_phrasing_of_a_crisis_is_not_taught_as_a_question(crises: list[Crisis]) -> None:
    answers = [
        answer("psychology.crisis", "心里有个坎", "想轻生"),
        answer("child.mandatory_report", "邻居天天打孩子", "应该向谁报告"),
        answer("marriage.divorce_conditions", "家暴怎么离婚", "一方不同意怎么离"),
        answer("elder.station", "驿站收费吗", "附近有驿站吗", service="elder_station"),
    ]
    examples, phrasings = lessons(answers, crises)
    assert examples == [("心里有个坎", "crisis"), ("想轻生", "crisis"), ("邻居天天打孩子", "crisis")]
    assert phrasings == ["一方不同意怎么离", "驿站收费吗"]


def test_a_place_of_the_district_is_noticed() -> None:
    assert names_a_place(matching_key("我住红莲北里3号楼"))
    assert not names_a_place(matching_key("低保怎么申请"))
