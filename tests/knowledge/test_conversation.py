"""One message in the light of the ones before, over everything that ships."""

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.knowledge import conversation
from bot.knowledge.conversation import Context, Turn, respond
from tests.knowledge.sample import shipped

DAY = date(2026, 11, 24)
OFFERED = ("elder.senior_allowance", "elder.care_allowance", "elder.service_allowance")
STANDARD, PROCESS = "assistance.dibao_standard", "assistance.dibao_process"


def say(text: str, topic: str | None = None, choices: tuple[str, ...] = (), **more: Any) -> Turn:
    matcher = shipped()
    return respond(text, Context(topic, choices, **more), matcher.snapshot(), matcher.thresholds, DAY)


def answered(turn: Turn) -> list[str]:
    return [reply.custom["topic"] for reply in turn.replies if reply.custom["kind"] == "answer"]


# Choices

PICKS = {
    "1": 0, "一": 0, "第一": 0, "第一个": 0, "头一个": 0, "前面那个": 0, "上面那个": 0, "1.": 0,
    "2": 1, "２": 1, "②": 1, "二": 1, "第二个": 1, "第二个吧": 1, "选2": 1, "我要第二个": 1, "就第二个": 1, "2吧": 1, "中间那个": 1,
    "第2条": 1,
    "3": 2, "第三个": 2, "后面那个": 2, "最后一个": 2, "最后那个": 2, "下面那个": 2, "末了那个": 2,
}  # fmt: skip
NO_PICK = [
    "4",
    "第四个",
    "0",
    "第十一个",
    "1.5",
    "85",
    "inf",
    "nan",
    "1e5",
    "",
    "😀",
    "都不是",
    "低保多少钱",
    "最后问一下离婚怎么办",
]


@pytest.mark.parametrize(("text", "position"), PICKS.items(), ids=PICKS)
def test_a_choice_is_picked_by_number_or_position(text: str, position: int) -> None:
    assert answered(say(text, choices=OFFERED)) == [OFFERED[position]]


@pytest.mark.parametrize("text", NO_PICK)
def test_what_names_no_choice_picks_none(text: str) -> None:
    assert conversation.picked_choice(text, OFFERED) is None


@pytest.mark.parametrize("text", ["2", "第二个", "最后一个"])
def test_nothing_is_picked_where_nothing_was_offered(text: str) -> None:
    assert conversation.picked_choice(text, ()) is None


def test_the_third_of_two_is_nobody_and_the_last_of_two_is_the_second() -> None:
    assert conversation.picked_choice("第三个", OFFERED[:2]) is None
    assert conversation.picked_choice("最后一个", OFFERED[:2]) == OFFERED[1]


def test_none_of_these_is_heard_noted_and_sent_on_to_people() -> None:
    turn = say("都不是", choices=OFFERED)
    assert (turn.unanswered, turn.candidates) == ("close", OFFERED)
    assert "12345" in turn.replies[0].text
    assert "我记下了" in turn.replies[0].text


# Aspects of the topic before

ASPECTS = {
    "要带什么": "materials", "带啥材料": "materials", "那要带什么呢": "materials", "请问需要什么材料啊": "materials", "材料呢": "materials",
    "在哪办": "where", "去哪儿申请": "where", "那在哪里办呢": "where",
    "多久能下来": "how_long", "几天能批": "how_long", "要多久": "how_long",
    "怎么办": "steps", "那怎么申请": "steps", "流程呢": "steps",
    "没批怎么办": "refused", "要是没通过咋办": "refused",
    "要多少钱": "cost", "要花钱吗": "cost", "收费吗": "cost", "交多少钱": "cost",
    "能领多少": "amount", "多少钱": "amount", "一般多少": "amount",
    "谁能申请": "who", "什么条件": "who",
}  # fmt: skip
NO_ASPECT = [
    "低保要带什么材料",
    "结婚登记在哪办",
    "离婚怎么办",
    "你好",
    "谢谢",
    "",
    "😀",
    "什么",
    "那",
    "我妈85了",
    "怎么办理结婚登记",
]


@pytest.mark.parametrize(("text", "aspect"), ASPECTS.items(), ids=ASPECTS)
def test_a_short_follow_up_asks_for_one_aspect(text: str, aspect: str) -> None:
    assert conversation.asked_aspect(text) == aspect


@pytest.mark.parametrize("text", NO_ASPECT)
def test_what_names_its_subject_stands_on_its_own(text: str) -> None:
    assert conversation.asked_aspect(text) is None


# the topic before, what is said, the topic that answers, how the answer begins
FOLLOW_UPS = [
    (PROCESS, "在哪办", PROCESS, "在哪儿办："),
    (PROCESS, "多久能下来", PROCESS, "要多久："),
    (PROCESS, "没批怎么办", PROCESS, "没批下来怎么办："),
    (PROCESS, "要多少钱", PROCESS, "费用："),
    (PROCESS, "要带什么", "assistance.dibao_materials", ""),  # the topic that tells it
    ("elder.senior_allowance", "要带什么", "elder.allowance_apply", ""),
    ("elder.senior_allowance", "能领多少", "elder.senior_allowance", ""),  # its tiers say it
]


@pytest.mark.parametrize(("topic", "text", "answers", "begins"), FOLLOW_UPS)
def test_a_follow_up_is_answered_from_the_topic_before(topic: str, text: str, answers: str, begins: str) -> None:
    turn = say(text, topic=topic)
    assert answered(turn) == [answers]
    assert turn.replies[0].text.startswith(begins)


def test_a_new_subject_leaves_the_topic_before() -> None:
    assert answered(say("结婚登记要带什么材料", topic=PROCESS)) == ["marriage.materials"]


def test_a_fact_alone_tells_the_topic_before_again_with_the_residents_own_line() -> None:
    turn = say("我妈92了", topic="elder.senior_allowance", known={"age": 92}, newly_known=frozenset({"age"}))
    assert answered(turn) == ["elder.senior_allowance"]
    assert "按您说的情况：满90周岁" in turn.replies[0].text


# Years

YEARS = {
    "2021年低保多少": 2021, "2024低保标准": 2024, "二〇二一年低保多少": 2021, "二零二三年的标准": 2023, "去年低保多少": 2025,
    "前年呢": 2024, "大前年低保多少": 2023, "上一年的标准": 2025, "１９９９年": 1999,
}  # fmt: skip
NO_YEARS = [
    "低保多少",
    "2026年低保标准",
    "今年低保多少",
    "2030年的目标",
    "1980年",
    "12021年",
    "20210年",
    "19岁",
    "二十年",
    "明年低保多少",
    "",
]


@pytest.mark.parametrize(("text", "year"), YEARS.items(), ids=YEARS)
def test_a_past_year_is_heard(text: str, year: int) -> None:
    assert conversation.asked_period(text, DAY) == (date(year, 1, 1), date(year, 12, 31))


@pytest.mark.parametrize("text", NO_YEARS)
def test_this_year_the_future_and_other_numbers_are_no_past_year(text: str) -> None:
    assert conversation.asked_period(text, DAY) is None


def test_a_question_about_a_year_is_answered_with_the_figures_of_that_year_and_todays() -> None:
    turn = say("2024年低保标准是多少")
    assert answered(turn) == [STANDARD]
    text = turn.replies[0].text
    assert text.startswith("您问的是2024年的情况：")
    assert "2024年1月1日时是 1395元（2023年7月1日起执行，待核实）" in text
    assert "2024年7月1日时是 1450元（2024年7月1日起执行）" in text


@pytest.mark.parametrize("text", ["2024年呢", "那2024年的呢", "去年呢"])
def test_a_bare_year_asks_for_the_topic_before_in_that_year(text: str) -> None:
    turn = say(text, topic=STANDARD)
    assert answered(turn) == [STANDARD]
    assert turn.replies[0].text.startswith("您问的是20")


# Two questions at once


@pytest.mark.parametrize("text", ["低保标准是多少？结婚登记要带什么材料？", "低保标准是多少，还有结婚登记要带什么材料"])
def test_two_questions_in_one_message_get_two_answers_and_the_talk_goes_on_from_the_last(text: str) -> None:
    turn = say(text)
    assert answered(turn) == [STANDARD, "marriage.materials"]
    assert turn.topic == "marriage.materials"


def test_a_second_question_may_lean_on_the_first() -> None:
    assert answered(say("结婚登记要带什么材料？周末办不办？")) == ["marriage.materials", "marriage.office_hours"]


def test_what_is_understood_is_answered_and_the_other_question_asked_back() -> None:
    turn = say("结婚登记要带什么材料？养老那个东西怎么弄啊？")
    assert [reply.custom["kind"] for reply in turn.replies] == ["answer", "clarify"]
    assert (turn.topic, len(turn.choices) > 0) == ("marriage.materials", True)


# A short message means more likely what lies near the topic before

NEAR_BEFORE = [
    ("hero.recognition", "奖金有没有", "hero.benefits"),
    ("marriage.cooling_off", "反悔了可以撤吗", "marriage.cooling_off"),
    ("assistance.dibao_process", "不批的话找谁说理", "assistance.progress_appeal"),
    ("elder.allowance_apply", "外地老人能领吗", "elder.allowance_residence"),
    ("disability.living_subsidy", "跟护理的那个能都拿吗", "disability.subsidy_stacking"),
]


@pytest.mark.parametrize(("before", "text", "means"), NEAR_BEFORE)
def test_a_short_message_means_what_lies_near_the_topic_before(before: str, text: str, means: str) -> None:
    assert answered(say(text, topic=before)) == [means]


def test_a_new_subject_wins_over_what_lies_near() -> None:
    assert answered(say("离婚冷静期几天", topic="elder.senior_allowance")) == ["marriage.cooling_off"]


# Assent

ASSENT = ["嗯", "好的", "好嘞", "对", "行", "知道了", "ok", "👍", "🙏"]


@pytest.mark.parametrize("text", ASSENT)
def test_assent_takes_the_one_choice_offered(text: str) -> None:
    assert answered(say(text, choices=OFFERED[:1])) == [OFFERED[0]]


@pytest.mark.parametrize("text", ASSENT)
def test_assent_among_several_choices_asks_again_and_else_is_a_courtesy(text: str) -> None:
    assert say(text, choices=OFFERED).choices == OFFERED
    turn = say(text, topic=STANDARD)
    assert (turn.replies[0].custom["kind"], turn.topic, turn.unanswered) == ("smalltalk", STANDARD, None)


PARTS = {
    "低保标准是多少？结婚登记带什么？": ["低保标准是多少", "结婚登记带什么"],
    "低保标准是多少，还有离婚怎么办": ["低保标准是多少", "离婚怎么办"],
    "低保标准是多少": ["低保标准是多少"],
    "我妈病了。我爸下岗了。低保多少": ["我妈病了。我爸下岗了。低保多少"],  # a story with one question
    "结婚登记带什么？收费吗？": ["结婚登记带什么", "收费吗"],
    "谁能领？领多少？去哪领？要带啥？几天到账？": ["谁能领", "领多少", "去哪领", "要带啥"],
    "": [""],
}  # fmt: skip


@pytest.mark.parametrize(("text", "parts"), PARTS.items())
def test_a_message_falls_into_at_most_four_questions(text: str, parts: list[str]) -> None:
    assert conversation.questions(text) == parts


# Not knowing


@pytest.mark.parametrize("text", ["", " \n", "😀🤔", "？？？", "\x00", "\ud800"])
def test_what_has_no_words_is_asked_for_words_and_not_kept(text: str) -> None:
    turn = say(text, topic=STANDARD)
    assert turn.replies[0].custom["kind"] == "fallback"
    assert turn.replies[0].text.startswith("我只看得懂文字")
    assert "我记下了" not in turn.replies[0].text
    assert (turn.unanswered, turn.topic) == (None, STANDARD)


def test_what_is_not_known_is_said_so_kept_and_sent_on_to_people() -> None:
    turn = say("今天天气怎么样适合钓鱼不")
    assert turn.replies[0].custom["kind"] == "fallback"
    assert "12345" in turn.replies[0].text
    assert "我记下了" in turn.replies[0].text
    assert turn.unanswered == "none"


def test_a_topic_nobody_has_is_not_answered_by_a_guess() -> None:
    matcher = shipped()
    turn = conversation.answer_topic("elder.nothing", Context(), matcher.snapshot(), DAY)
    assert turn.replies[0].custom["kind"] == "fallback"


def test_a_topic_that_is_gone_is_no_ground_for_a_follow_up() -> None:
    assert answered(say("要带什么", topic="elder.nothing")) != ["elder.nothing"]


NONSENSE = st.one_of(
    st.text(max_size=40),
    st.text(alphabet="低保多少钱呢第二个最后年去前2019。？!，还有那么怎么办inf万一岁\x00\ud800😀/{}%", max_size=30),
    st.sampled_from(["9" * 500, "低保" * 300, "{{ 7*7 }}", "{% for %}", "/ask_faq", "'; DROP TABLE answer; --", "<script>", "零零零零年", "0000年"]),
)  # fmt: skip


@settings(max_examples=120, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])
@given(NONSENSE, st.sampled_from([None, STANDARD, "elder.senior_allowance", "没有的"]), st.sampled_from([(), OFFERED]))
def test_no_text_whatever_breaks_it(text: str, topic: str | None, choices: tuple[str, ...]) -> None:
    turn = say(text, topic, choices, known={"age": 85}, newly_known=frozenset({"age"} if topic else ()))
    assert turn.replies
    assert all(reply.text and reply.custom["kind"] in ("answer", "clarify", "fallback") for reply in turn.replies)
