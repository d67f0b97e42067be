"""What kind of request a message is. The cases are data: intents.csv was never learned from."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

import pytest

from bot.chinese.normalize import matching_key
from bot.eligibility.question import QUESTIONS
from bot.knowledge.answer import Answer
from bot.nlu.intent_model import IntentModel, lessons, names_a_place
from tests.nlu.conftest import dev, rows

# Below this an intent says little; the decision table asks for more where it matters (data/matching/decisions.yml).
SURE = 0.4
# Outside the screening all of these are answered by the matcher.
MATCHED = {"ask_faq", "inform", "affirm", "deny", "nlu_fallback"}
# Where the wrong one of these is taken, the resident is not answered at all.
OF_DEV = {
    "find_service", "check_eligibility", "hand_off", "share_location", "greet", "thanks", "bye", "about_bot",
    "out_of_scope", "inform", "affirm", "deny",
}  # fmt: skip


def understood(text: str, model: IntentModel) -> str:
    first = model.rank(text)[0]
    unsure = first[1] < SURE
    return "nlu_fallback" if unsure else first[0]


def taken_right(text: str, intent: str, model: IntentModel) -> bool:
    found = understood(text, model)
    return found == intent or (found in MATCHED and intent in MATCHED)


def share_right(cases: Sequence[tuple[str, str]], model: IntentModel) -> tuple[float, list[str]]:
    wrong = [text for text, intent in cases if not taken_right(text, intent, model)]
    return 1 - len(wrong) / len(cases), wrong


def test_utterances_never_learned_are_understood(model: IntentModel) -> None:
    share, wrong = share_right([(case["text"], case["intent"]) for case in rows("intents.csv")], model)
    assert share >= 0.95, wrong


@pytest.mark.parametrize("intent", sorted({case["intent"] for case in rows("intents.csv")} - {"out_of_scope"}))
def test_no_intent_is_left_behind(model: IntentModel, intent: str) -> None:
    cases = [(case["text"], intent) for case in rows("intents.csv") if case["intent"] == intent]
    share, wrong = share_right(cases, model)
    assert share >= 0.9, wrong


def test_the_intents_of_the_dev_set_are_understood(model: IntentModel) -> None:
    cases = [(row["text"], row["expected"].removeprefix("intent:")) for row in dev()]
    share, wrong = share_right([case for case in cases if case[1] in OF_DEV], model)
    assert share >= 0.95, wrong


def test_what_is_not_ours_is_hardly_ever_taken_for_ours_nor_ours_for_not_ours(model: IntentModel) -> None:
    """What is let through here the matcher may still refuse."""
    found = Counter(
        (row["expected"] == "none", understood(row["text"], model) == "out_of_scope")
        for row in dev()
        # Where somebody may be in danger, bot.danger has spoken before any intent counts.
        if ":" not in row["expected"] and row["expected"] not in ("not_crisis", "psychology.crisis")
    )
    assert found[True, True] >= 0.93 * (found[True, True] + found[True, False])
    # A sure match overrules the intent (bot/reading/decide.py).
    assert found[False, True] <= 0.01 * (found[False, True] + found[False, False])


@pytest.mark.parametrize(
    "text", ["要带什么", "那九十岁的呢", "第二个", "2", "后面那个", "在哪办", "多久能下来", "离婚呢"]
)
def test_a_follow_up_goes_to_the_matcher(model: IntentModel, text: str) -> None:
    assert understood(text, model) in MATCHED


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
def test_the_same_nouns_ask_for_different_things(model: IntentModel, text: str, intent: str) -> None:
    assert understood(text, model) == intent


def test_an_answer_of_the_screening_does_not_leave_it(model: IntentModel) -> None:
    titles = {choice.title for question in QUESTIONS for choice in question.choices}
    leaving = {"find_service", "share_location", "hand_off", "check_eligibility"}
    assert {title for title in titles if understood(title, model) in leaving} == set()


@pytest.mark.parametrize("text", ["", "   ", "！！！", "😀👍", "\u200b"])
def test_what_has_no_words_is_nothing_we_know(model: IntentModel, text: str) -> None:
    assert understood(text, model) == "nlu_fallback"


def answer(topic: str, *asked_as: str, service: str | None = None) -> Answer:
    return Answer(topic, "", asked_as[0], "。", (), date(2099, 1, 1), asked_as=asked_as, service=service)


def test_a_place_of_the_district_is_noticed() -> None:
    assert names_a_place(matching_key("我住红莲北里3号楼"))
    assert not names_a_place(matching_key("低保怎么申请"))


def test_asking_the_way_to_a_place_is_not_taught_as_a_question() -> None:
    answers = [
        answer("marriage.divorce_conditions", "一方不同意怎么离"),
        answer("elder.station", "驿站收费吗", "附近有驿站吗", service="elder_station"),
    ]
    assert lessons(answers) == ["一方不同意怎么离", "驿站收费吗"]
