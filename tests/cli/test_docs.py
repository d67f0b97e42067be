"""The pages the program writes are as the program is: `python -m bot docs` after a change."""

import re
from datetime import date

import pytest

from bot import clock, settings
from bot.cli import docs
from bot.knowledge import report
from bot.knowledge.answer_file import Written, read_topics
from bot.settings import ROOT
from tests.knowledge.sample import DAY, FIGURES, SOURCES, answer

STALE = "过期了：运行 python -m bot docs，再提交"
TOPICS = read_topics(ROOT / "data" / "faq" / "topics.tsv")
SECTIONS = [section for section, _ in report.SECTIONS]


def test_the_page_of_commands_is_up_to_date() -> None:
    assert docs.CLI_PAGE.read_text(encoding="utf-8") == docs.cli_page(), f"docs/cli.md {STALE}"


def test_the_page_of_answers_is_up_to_date_for_the_day_it_was_made() -> None:
    text = docs.KNOWLEDGE_PAGE.read_text(encoding="utf-8")
    day = report.day_of(text)
    assert day is not None and day <= clock.today()
    assert text == docs.knowledge_page(settings.ROOT / "data", day), f"docs/knowledge.md {STALE}"


def test_the_page_of_commands_names_every_command() -> None:
    from bot.cli.main import cli

    text = docs.cli_page()
    assert [heading.strip("# ") for heading in re.findall(r"^##.*$", text, re.MULTILINE)] == [
        " ".join(["python -m bot", *words]) for words, _ in docs.commands(cli)
    ]


# The page of answers, small

PAGE = report.page(
    [
        Written(answer(), ROOT / "a.yml", 1),
        Written(
            answer(
                topic="elder.one", question="甲|乙怎么办", verified=False, confirm="请问\n街道", asked_as=("一", "二")
            ),
            ROOT / "a.yml",
            9,
        ),
    ],
    {
        "assistance.dibao_standard": ("社会救助", "低保标准是多少"),
        "elder.one": ("养老服务", "甲怎么办"),
        "elder.two": ("养老服务", "丙怎么办"),
    },
    FIGURES,
    SOURCES,
    DAY,
)
ROWS = {
    "a verified answer with its source, number and clause": (
        "| `assistance.dibao_standard` | 低保标准是多少 | 已核实 | 《关于调整低保标准的通知》（京一号）第一条 | 2030-01-01 | 15 |"
    ),
    "an unverified one with whom to ask, on one line of the table": (
        "| `elder.one` | 甲\\|乙怎么办 | 待核实：请问 街道 | 《关于调整低保标准的通知》（京一号）第一条 | 2030-01-01 | 2 |"
    ),
    "a topic without an answer": "| `elder.two` | 丙怎么办 | 没有答案 |  |  | 0 |",
    "the coverage of a domain": "| 养老服务 | 2 | 1 | 0 | 2 | 2 | 2 |",
    "the coverage of a section of the plan": "| 一（二）养老服务 | 2 | 1 | 0 | 2 | 2 | 2 |",
    "a section nobody asks about yet": "| 三（五）见义勇为 | 0 | 0 | 0 | 0 | 0 | 0 |",
    "the sum": "| 合计 | 3 | 2 | 1 | 17 | 8.5 | 2 |",
    "a second-hand figure": "| `x.second_hand` | 转述的数 | 66元 | 2020-01-01 | 《关于调整低保标准的通知》 | 找到原文核对 |",
    "a figure from recall": (
        "| `x.guess` | 记得的数 | 99元（不对居民显示） | 2020-01-01 | 《关于调整低保标准的通知》 | 找到原文核对 |"
    ),
    "a figure that has ended": "| `x.ended` | 停发的补助 | 没有生效的值 |  |  | 补上这一天的数值和文号 |",
    "the day and the counts": "按 2024-10-01 的数值。答案 2/3，数字 9 个。",
}


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_the_page_of_answers_shows(row: str) -> None:
    assert row in PAGE.splitlines()


def test_a_verified_figure_waits_for_nobody() -> None:
    assert "`x.standard`" not in PAGE


def test_the_day_is_read_back_and_another_page_has_none() -> None:
    assert report.day_of(PAGE) == DAY == date(2024, 10, 1)
    assert report.day_of("# 别的\n") is None


# Sections of the plan

SECTION_OF = [
    ("assistance.dibao_standard", "一（一）困难群众扶助"), ("elder.station", "一（二）养老服务"), ("child.apply", "一（三）儿童福利保护"),
    ("disability.warm_home", "一（四）残疾人福利"), ("homeless.report", "一（五）流浪乞讨人员"), ("community.election", "二（一）街道社区"),
    ("social_org.register", "二（二）社会组织"), ("social_worker.exam", "二（三）社会工作者"), ("volunteer.hours", "二（四）志愿服务"),
    ("marriage.fee", "三（一）婚姻登记"), ("funeral.cemetery", "三（二）殡葬服务"), ("psychology.help", "三（三）社会心理"),
    ("charity.station", "三（四）慈善"), ("hero.apply", "三（五）见义勇为"), ("general.hotlines", "四 基础支撑"),
    ("plan.smart", "四 基础支撑"), ("plan.indicators", "第二部分 目标与指标"), ("plan.elder_targets", "一（二）养老服务"),
]  # fmt: skip


@pytest.mark.parametrize(("topic", "section"), SECTION_OF)
def test_a_topic_belongs_to_its_section_of_the_plan(topic: str, section: str) -> None:
    assert report.section_of(topic) == section


@pytest.mark.parametrize("section", SECTIONS)
def test_every_section_of_the_plan_has_topics(section: str) -> None:
    assert any(report.section_of(topic) == section for topic in TOPICS)


@pytest.mark.parametrize("topic", TOPICS)
def test_every_topic_has_a_section(topic: str) -> None:
    assert report.section_of(topic) in SECTIONS
