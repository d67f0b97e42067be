"""`faq check`: one broken answer for each rule, what must pass, and what ships."""

import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot import clock
from bot.knowledge import answer_file, check
from bot.knowledge.answer import Answer, Citation, LookAlike, Tier
from bot.knowledge.answer_file import Written
from bot.policy import policy_file
from bot.policy.figure import Figures, Source, Value
from bot.settings import ROOT
from tests.knowledge.sample import ANSWER, DAY, FIGURES, SOURCES, answer

VERBATIM = check.Verbatim(frozenset({"110", "12345"}), ("5A级", "1+15+N"))
CATEGORIES = frozenset({"elder_station"})
OTHER = answer(
    topic="elder.other",
    question="完全是另外一件事情",
    asked_as=tuple(f"完全是另外一件事情甲{word}" for word in "子丑寅卯辰巳午未申酉戌亥天地人"),
)
FILE = Path("data/faq/sample.yml")


def problems(*answers: Answer, topics: tuple[str, ...] = (), day: date = DAY) -> list[str]:
    """What `check` says of `answers`, the first on line 1, the second on line 11 ..."""
    written = [Written(one, FILE, 1 + 10 * number) for number, one in enumerate(answers)]
    return [str(found) for found in check.check(written, topics, FIGURES, SOURCES, VERBATIM, CATEGORIES, day)]


def line(number: int, topic: str, text: str) -> str:
    return f"{FILE}:{number}：{topic}：{text}"


def test_a_good_answer_passes() -> None:
    assert problems(ANSWER, OTHER) == []


LONG_LEAD = "长" * 121
# what is broken: (changes to a good answer, message)
BROKEN: dict[str, tuple[dict[str, Any], str]] = {
    "an amount typed in the lead": (
        {"answer": "低保标准是每人每月1450元。"},
        "正文里直接写了数字“1450”（……保标准是每人每月1450元。……），请改用 figure",
    ),
    "an amount typed in a detail": (
        {"details": {"amount": "每月100元。"}}, "正文里直接写了数字“100”（……每月100元。……），请改用 figure",
    ),
    "an amount typed in a step": (
        {"details": {"steps": ("先等3天",)}}, "正文里直接写了数字“3”（……先等3天……），请改用 figure",
    ),
    "an amount typed in a tier": (
        {"tiers": (Tier({"disabled": True}, "补50%"),)}, "正文里直接写了数字“50”（……补50%……），请改用 figure",
    ),
    "an amount typed in the request to confirm": (
        {"confirm": "请在9月前问街道"}, "正文里直接写了数字“9”（……请在9月前问街道……），请改用 figure",
    ),
    "an amount beside a figure": (
        {"answer": '每月{{ figure("x.standard") }}再加200。'},
        "正文里直接写了数字“200”（……每月再加200。……），请改用 figure",
    ),
    "a full width amount": ({"answer": "每月１００。"}, "正文里直接写了数字“１００”（……每月１００。……），请改用 figure"),
    "an amount in Chinese numerals": ({"answer": "每月两千三百元。"}, "正文里直接写了数目“两千三百元”，请改用 figure"),
    "a figure nobody knows": (
        {"answer": '每月{{ figure("x.typo") }}。'},
        "没有叫“x.typo”的数字；`python -m bot policy list` 列出全部名字",
    ),
    "a figure that is not in force": (
        {"answer": '每月{{ figure("x.later") }}。'},
        "“以后才有的”（x.later）在 2024-10-01 没有生效的数值；请在 data/policy 或工作台补上这一天的数值和文号",
    ),
    "a figure known only from recall": (
        {"answer": '每月{{ figure("x.guess") }}。'}, "“记得的数”（x.guess）只凭记忆，未核实前不对居民显示",
    ),
    "a template that says something else": (
        {"answer": "{{ 7 * 7 }}"},
        '花括号里只能写 figure("名字")、number("名字") 或 since("名字")（在“{{ 7 * 7 }}……”）',
    ),
    "no source": ({"sources": ()}, "没有写出处 sources"),
    "a source nobody registered": ({"sources": (Citation("三号"),)}, "出处“三号”不在 sources.yml 里"),
    "a related topic without an answer": ({"related": ("elder.nothing",)}, "关联的“elder.nothing”没有答案"),
    "a follow-up to a topic without an answer": (
        {"follow_up": {"steps": "elder.nothing"}}, "关联的“elder.nothing”没有答案",
    ),
    "a look-alike of a topic without an answer": (
        {"not_asked_as": (LookAlike("失能补贴", "elder.nothing"),)}, "关联的“elder.nothing”没有答案",
    ),
    "a follow-up of no known heading": (
        {"follow_up": {"wher": "elder.other"}},
        "follow_up 里没有“wher”，可用：who、amount、materials、steps、where、how_long、cost、refused、note",
    ),
    "an age typed in a tier": (
        {"tiers": (Tier({"age_from": "80"}, "补一份"),)}, "tiers 里的 age_from 要写数字的名字，“80”不是",
    ),
    "a series of no figure": ({"series": ("x.typo",)}, "series 里的“x.typo”不是数字的名字"),
    "a service of no category": ({"service": "station"}, "service“station”不是已有的地点类别"),
    "unverified without whom to ask": ({"verified": False}, "verified: false 时要写 confirm：请谁确认什么"),
    "a review day that has passed": (
        {"review_by": date(2024, 9, 30)}, "复核日期 2024-09-30 已过，请核对后改 review_by",
    ),
    "too few phrasings": ({"asked_as": ANSWER.asked_as[:14]}, "问法只有 14 句，至少 15 句"),
    "too long a lead": ({"answer": LONG_LEAD}, "第一句有 121 个字，不超过 120"),
    "too long a whole": (
        {"answer": "好。", "details": {"note": "长" * 900}}, "整条有 902 个字，不超过 900；请精简或拆开",
    ),
    "a phrasing of no words": ({"asked_as": (*ANSWER.asked_as, "😀？")}, "问法“😀？”没有字"),
    "a phrasing of another topic": (
        {"asked_as": (*ANSWER.asked_as, "完全是另外一件事情甲子？")}, "问法“完全是另外一件事情甲子？”已经属于 elder.other",
    ),
    "a phrasing both ours and not ours": (
        {"not_asked_as": (LookAlike("低保多少錢", "elder.other"),)}, "“低保多少錢”既在 asked_as 又在 not_asked_as",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("changes", "message"), BROKEN.values(), ids=BROKEN)
def test_a_broken_answer_is_named_with_file_line_and_what_to_do(changes: dict[str, Any], message: str) -> None:
    assert problems(OTHER, answer(**changes)) == [line(11, ANSWER.topic, message)]


PASSES: dict[str, dict[str, Any]] = {
    "a review day that is today": {"review_by": DAY},
    "a lead just as long as allowed": {"answer": "长" * 120},
    "a whole just as long as allowed": {"answer": "好。", "details": {"note": "长" * 898}},
    "hotlines": {"answer": "请拨12345，有危险打110。"},
    "proper names": {"answer": "5A级社区，1+15+N体系。"},
    "spoken figures": {
        "answer": '{{ figure("x.days") }}内，每月{{ number("x.standard") }}，{{ since("x.standard") }}起。'
    },
    "words that only look like amounts": {
        "answer": "第一次去，一方带证件，两人都要签字；一个月、一天、一次都算，十分方便，三方协议，千万别忘。"
    },
    "no lead too long because of its figures": {"answer": "长" * 115 + '{{ figure("x.standard") }}'},
}


@pytest.mark.parametrize("changes", PASSES.values(), ids=PASSES)
def test_passes(changes: dict[str, Any]) -> None:
    assert problems(OTHER, answer(**changes)) == []


AMOUNTS = [
    "三十天", "两个月", "十五个工作日", "八十周岁", "九十岁", "百分之五十", "一百元", "两千三百元", "一万二千元", "十二万元",
    "三倍", "六十平方米", "五块钱", "十二小时", "三日内", "一百零五元", "二十张床",
]  # fmt: skip
NO_AMOUNTS = [
    "一次",
    "一方",
    "两人",
    "第一步",
    "一个月",
    "一天",
    "十分",
    "三方",
    "双倍",
    "一元",
    "四级",
    "百姓",
    "千万",
]


@pytest.mark.parametrize("text", AMOUNTS)
def test_an_amount_in_chinese_numerals_is_found(text: str) -> None:
    assert list(check.typed_amounts(f"大概{text}左右", VERBATIM))


@pytest.mark.parametrize("text", NO_AMOUNTS)
def test_what_counts_nothing_is_let_pass(text: str) -> None:
    assert list(check.typed_amounts(f"大概{text}左右", VERBATIM)) == []


def test_a_topic_without_an_answer_is_missing() -> None:
    assert problems(ANSWER, topics=(ANSWER.topic, "elder.unwritten")) == [
        "data/faq/topics.tsv:1：“elder.unwritten”还没有答案"
    ]


def test_every_problem_of_every_answer_is_listed_in_the_order_of_the_file() -> None:
    found = problems(answer(sources=(), verified=False), replace(OTHER, answer="等3天"))
    assert [text.split("：")[0] for text in found] == [f"{FILE}:1", f"{FILE}:1", f"{FILE}:11"]


def test_a_question_that_is_another_topics_question_too_is_named_for_both() -> None:
    found = problems(ANSWER, replace(OTHER, question="低保标准是多少？"))
    assert [text.split("：")[1:3] for text in found] == [
        [ANSWER.topic, "问法“低保标准是多少”更像 elder.other 的“低保标准是多少？”（1.00），请改写得分得开，或移过去"],
        [
            "elder.other",
            f"问法“低保标准是多少？”更像 {ANSWER.topic} 的“低保标准是多少”（1.00），请改写得分得开，或移过去",
        ],
    ]


# Phrasings nearer to another topic


def asked(topic: str, *phrasings: str) -> Answer:
    return answer(topic=topic, question=phrasings[0], asked_as=phrasings)


def overlaps(*answers: Answer) -> list[str]:
    return [text for text in problems(*answers) if "更像" in text]


FEE = "我和媳妇去民政局办结婚登记要交多少钱"


def test_a_phrasing_all_but_the_same_as_another_topics_is_named_with_the_other_both_ways() -> None:
    first, second = overlaps(
        asked("marriage.fee", FEE, "领结婚证花钱吗"), asked("marriage.process", "办结婚登记流程", f"{FEE}呀")
    )
    assert re.sub(r"0\.\d\d", "0.9", second) == (
        f"{FILE}:11：marriage.process：问法“{FEE}呀”更像 marriage.fee 的“{FEE}”（0.9），请改写得分得开，或移过去"
    )
    assert first.startswith(f"{FILE}:1：marriage.fee：问法“{FEE}”更像 marriage.process 的“{FEE}呀”（0.9")


PASSES_APART = {
    "nothing near": (asked("marriage.fee", FEE), asked("marriage.process", "办结婚登记流程")),
    "nearer to a sister of its own topic": (
        asked(
            "marriage.fee", FEE, "我和媳妇去民政局办结婚登记要交多少钱啊", "我和媳妇去民政局办结婚登记要交多少钱啊你说"
        ),
        asked("marriage.process", "我和媳妇去民政局办离婚登记要交几份表你说", "我和媳妇去民政局办离婚登记要交几份表"),
    ),
    "words in common": (
        asked("marriage.fee", "结婚登记要交多少钱", "领结婚证花钱吗"),
        asked("marriage.divorce_fee", "离婚登记要交多少钱", "办离婚收费不"),
    ),
}


@pytest.mark.parametrize("answers", PASSES_APART.values(), ids=PASSES_APART)
def test_phrasings_that_can_be_told_apart_pass(answers: tuple[Answer, ...]) -> None:
    assert overlaps(*answers) == []


# What waits to be verified


def test_the_table_lists_unverified_answers_and_second_hand_figures() -> None:
    waiting = dict(check.unverified([Written(answer(verified=False, confirm="问街道"), FILE, 1)], FIGURES, DAY))
    assert waiting[ANSWER.topic] == "问街道"
    assert waiting["x.second_hand"] == "转述的数 66元，可信度 B，关于调整低保标准的通知"
    assert "x.guess" in waiting
    assert not {"x.standard", "x.ended", "x.later"} & set(waiting)


# What ships


def test_everything_that_ships_passes_whole() -> None:
    policy, faq = ROOT / "data" / "policy", ROOT / "data" / "faq"
    sources = {ref: Source(entry["title"]) for ref, entry in policy_file.read_sources(policy).items()}
    schema = json.loads((ROOT / "docs" / "reply.schema.json").read_text(encoding="utf-8"))
    found = check.check(
        answer_file.read_answers(faq),
        answer_file.read_topics(faq / "topics.tsv"),
        policy_file.read_figures(policy),
        sources,
        check.Verbatim.read(policy),
        frozenset(schema["$defs"]["category"]["enum"]),
        clock.today(),
    )
    assert [str(problem) for problem in found] == []


# What holds of another day

LATER = replace(SOURCES["一号"], title="关于再次调整低保标准的通知", number="京二号")
RAISED = replace(
    FIGURES["x.standard"], values=(Value(date(2026, 12, 1), 1520, "A", LATER), *FIGURES["x.standard"].values)
)


def found_on(day: date, one: Answer) -> list[str]:
    figures = Figures({**FIGURES, "x.standard": RAISED})
    sources = {**SOURCES, "二号": LATER}
    return [each.text for each in check.check([Written(one, FILE, 1)], (), figures, sources, VERBATIM, CATEGORIES, day)]


NOW_SAID = {
    '现在每人每月{{ figure("x.standard") }}。': True,
    '目前是{{ figure("x.standard") }}，问街道。': True,
    '目前查到{{ figure("x.standard") }}。': False,
    '最近一次查到的是{{ figure("x.standard") }}。现在有没有涨，问街道。': False,
    '现在要等{{ figure("x.days") }}。': False,
}


@pytest.mark.parametrize(("lead", "refused"), NOW_SAID.items(), ids=NOW_SAID)
def test_now_is_not_said_over_a_value_of_more_than_a_year(lead: str, refused: bool) -> None:
    said = found_on(date(2025, 8, 1), answer(answer=lead))
    assert any("说了“现在”，它查到的是2024年7月1日起的" in each for each in said) is refused
    assert not any("说了“现在”" in each for each in found_on(date(2025, 6, 1), answer(answer=lead)))


def test_a_notice_whose_value_another_has_replaced_is_refused_from_that_day() -> None:
    def is_refused(day: date, one: Answer) -> bool:
        return any("已经被新文件接替" in text for text in found_on(day, one))

    assert not is_refused(date(2026, 11, 30), ANSWER) and is_refused(date(2026, 12, 1), ANSWER)
    renewed = answer(sources=(Citation("二号"),))
    assert is_refused(date(2026, 11, 30), renewed) and not is_refused(date(2026, 12, 1), renewed)
    assert not is_refused(date(2026, 12, 1), answer(answer="不看收入。")), (
        "the rule may stand in it where no value is told"
    )
