"""What a resident reads: the line that is theirs first, each number with its day, and honesty where there is none."""

from datetime import date
from typing import Any

import pytest

from bot.errors import BadInput, NotFound
from bot.knowledge.answer import Answer, Tier
from bot.knowledge.render import (
    NOT_IN_FORCE,
    Rendered,
    Speaker,
    render,
    render_aspect,
    render_period,
    speak,
    year_period,
)
from tests.knowledge.sample import DAY, FIGURES, SOURCES, answer


def rendered(shown: Answer, day: date = DAY, **known: Any) -> Rendered:
    return render(shown, FIGURES, day, SOURCES, known)


def said(template: str, day: date = DAY) -> str:
    return speak(template, Speaker(FIGURES, day))


# What a template may say

SPOKEN = {
    '{{ figure("x.standard") }}': "1450元",
    "{{ figure('x.standard') }}": "1450元",
    '{{figure("x.standard")}}起': "1450元起",
    '{{ number("x.days") }}天': "30天",
    '{{ since("x.standard") }}': "2024年7月1日",
    '{{ figure("x.standard", "2024-06-30") }}': "1395元",
    '{{ since("x.standard", "2024-06-30") }}': "2023年7月1日",
    "没有花括号，也没有 } 和 { 的事": "没有花括号，也没有 } 和 { 的事",
    "<b>不是网页</b>&amp;": "<b>不是网页</b>&amp;",
}


@pytest.mark.parametrize(("template", "text"), SPOKEN.items(), ids=SPOKEN)
def test_a_template_says(template: str, text: str) -> None:
    assert said(template) == text


INJECTIONS = [
    "{{ 7 * 7 }}",
    "{{ 'x' }}",
    "{{ config }}",
    "{{ self }}",
    "{{ figure }}",
    "{{ ''.__class__.__mro__ }}",
    "{{ figure.__globals__ }}",
    "{{ figure.__self__.figures }}",
    '{{ figure("x.days").__class__ }}',
    '{{ figure("x.days")[0] }}',
    '{{ figure("x.days") | upper }}',
    '{{ figure("x.days") ~ number("x.days") }}',
    '{{ figure("x." ~ "days") }}',
    '{{ figure(figure("x.days")) }}',
    '{{ figure(name="x.days") }}',
    '{{ figure(*["x.days"]) }}',
    '{{ figure(**{"name": "x.days"}) }}',
    "{{ figure() }}",
    '{{ figure("x.days", "2024-01-01", "x") }}',
    "{{ figure(5) }}",
    '{{ figure("x.days", none) }}',
    '{{ figure("x.days") if true else 1 }}',
    '{{ [figure("x.days")] }}',
    "{{ range(9999999) }}",
    '{{ range("9") }}',
    '{{ lipsum("5") }}',
    '{{ cycler.__init__.__globals__.os.popen("id").read() }}',
    "{{ namespace() }}",
    '{{ (figure)("x.days")() }}',
    "{% for i in range(999999999) %}长{% endfor %}",
    '{% set x = figure("x.days") %}{{ x }}',
    '{% include "/etc/passwd" %}',
    '{% import "os" as os %}',
    "{% raw %}{{ 1 }}{% endraw %}",
    "{%- if true -%}甲{%- endif -%}",
    "{# 看不见的话 #}",
    '{{ figure("x.days") ',
    '{{ figure("x.days" }}',
    "{{ }}",
    '{{ figure("x.days", "某天") }}',
    '{{ figure("x.days", "2024-13-01") }}',
]


@pytest.mark.parametrize("template", INJECTIONS)
def test_a_template_that_says_anything_else_is_refused(template: str) -> None:
    with pytest.raises(BadInput):
        said(template)


def test_a_refusal_says_what_may_be_written() -> None:
    with pytest.raises(BadInput) as wrong:
        said("{{ 7 * 7 }}")
    assert str(wrong.value) == '花括号里只能写 figure("名字")、number("名字") 或 since("名字")'


def test_a_figure_nobody_knows_is_an_error_and_not_an_empty_place() -> None:
    with pytest.raises(NotFound, match=r"没有叫“x\.typo”的数字"):
        rendered(answer(answer='每月{{ figure("x.typo") }}'))


# Honesty

WITHOUT_VALUE = ["x.ended", "x.later", "x.guess"]


@pytest.mark.parametrize("name", WITHOUT_VALUE)
def test_where_no_value_may_be_shown_the_answer_says_so_and_goes_on(name: str) -> None:
    shown = rendered(answer(answer=f'每月{{{{ figure("{name}") }}}}。', details={"where": "去街道。"}))
    assert shown.lead == NOT_IN_FORCE == "（这一项目前没有核实到的数值，请问户籍地街道或 12345）"
    assert shown.sections == [("在哪儿办", ["去街道。"])]
    assert shown.figures_payload() == []


@pytest.mark.parametrize(("day", "lead"), [(date(2023, 12, 31), "补300元"), (date(2024, 1, 1), NOT_IN_FORCE)])
def test_a_value_is_shown_on_its_last_day_and_not_the_day_after(day: date, lead: str) -> None:
    assert rendered(answer(answer='补{{ figure("x.ended") }}'), day).lead == lead


def test_a_verified_answer_over_verified_figures_says_nothing_of_verification() -> None:
    shown = rendered(answer())
    assert shown.verified
    assert shown.text() == "低保标准是每人每月1450元。"


NOT_VERIFIED = {
    "an answer staff did not check": (
        {"verified": False, "confirm": "以户籍地街道答复为准。"},
        "（以上内容工作人员还没有逐字核对；以户籍地街道答复为准。）",
    ),
    "a second-hand figure": (
        {"answer": '补{{ figure("x.second_hand") }}'},
        "（以上内容工作人员还没有逐字核对；请以户籍地街道答复为准。）",
    ),
    "a second-hand figure in a step": (
        {"details": {"steps": ("交表", '领{{ figure("x.second_hand") }}')}},
        "（以上内容工作人员还没有逐字核对；请以户籍地街道答复为准。）",
    ),
    "a figure in the request to confirm": (
        {"verified": False, "confirm": '{{ figure("x.days") }}内问街道'},
        "（以上内容工作人员还没有逐字核对；30天内问街道。）",
    ),
}


@pytest.mark.parametrize(("changes", "note"), NOT_VERIFIED.values(), ids=NOT_VERIFIED)
def test_what_is_not_verified_says_so_last(changes: dict[str, Any], note: str) -> None:
    shown = rendered(answer(**changes))
    assert not shown.verified
    assert shown.text().endswith(f"\n\n{note}")


def test_a_figure_spoken_in_the_request_to_confirm_stands_in_the_payload() -> None:
    shown = rendered(answer(answer="去问。", verified=False, confirm='{{ figure("x.days") }}内问街道'))
    assert [figure["name"] for figure in shown.figures_payload()] == ["x.days"]


STALE_NOTE = "低保标准是2024年7月1日起执行的标准；之后是否调整，请以街道或 12345 的答复为准。"


@pytest.mark.parametrize(("day", "notes"), [(date(2025, 7, 1), []), (date(2025, 7, 2), [STALE_NOTE])])
def test_a_yearly_standard_over_a_year_old_says_since_when_once(day: date, notes: list[str]) -> None:
    twice = answer(details={"amount": '{{ figure("x.standard") }}，从{{ since("x.standard") }}起'})
    assert rendered(twice, day).notes == notes


def test_a_plans_target_is_no_stale_standard() -> None:
    assert rendered(answer(answer='计划{{ figure("x.target") }}'), date(2026, 1, 1)).notes == []


def test_a_figure_only_quoted_of_the_past_is_not_called_stale() -> None:
    quoted = answer(answer='那时补{{ figure("x.ended", "2023-01-01") }}')
    assert rendered(quoted, date(2026, 1, 1)).text() == "那时补300元"


# Order and form


def test_sections_come_with_their_headings_in_the_order_written() -> None:
    shown = rendered(
        answer(details={"steps": ("先问", "再交"), "materials": ("身份证", "户口簿"), "where": "街道。"}, answer="能。")
    )
    assert shown.text() == ("能。\n\n怎么办：\n1. 先问\n2. 再交\n\n要带什么：\n· 身份证\n· 户口簿\n\n在哪儿办：街道。")


def test_one_section_alone_where_only_that_was_asked() -> None:
    shown = render_aspect(answer(details={"materials": ("身份证", "户口簿")}), "materials", FIGURES, DAY, SOURCES)
    assert shown is not None
    assert shown.text() == "要带什么：\n· 身份证\n· 户口簿"
    assert render_aspect(answer(), "materials", FIGURES, DAY, SOURCES) is None


def test_sources_carry_the_clause_and_those_nobody_registered_are_left_out() -> None:
    (source,) = rendered(answer()).sources
    assert source.payload() == {
        "title": "关于调整低保标准的通知",
        "number": "京一号",
        "clause": "第一条",
        "url": "https://example.gov.cn/1",
    }
    assert render(answer(), FIGURES, DAY, {}).sources == []


def test_the_payload_names_each_figure_with_its_day() -> None:
    assert rendered(answer()).figures_payload() == [
        {"name": "x.standard", "value": 1450, "unit": "元/人·月", "effective_from": "2024-07-01"}
    ]


# The line that is theirs

YOUNG, OLD = {"age_from": "x.age_young", "age_below": "x.age_old"}, {"age_from": "x.age_old"}
BY_AGE = answer(answer="按年龄。", tiers=(Tier(YOUNG, "每月少"), Tier(OLD, "每月多")))
BY_HOME = answer(
    answer="按家庭。",
    tiers=(
        Tier({"household": ["dibao", "low_income"]}, "补全额"),
        Tier({"household": ["dibao"], "disability_level": ["一", "二"]}, "补双份"),
        Tier({"hukou": "xicheng"}, "西城的"),
    ),
)
OWN = [
    (BY_AGE, {"age": 79}, None), (BY_AGE, {"age": 80}, "每月少"), (BY_AGE, {"age": 89}, "每月少"),
    (BY_AGE, {"age": 90}, "每月多"), (BY_AGE, {"age": 101}, "每月多"), (BY_AGE, {}, None), (BY_AGE, {"hukou": "xicheng"}, None),
    (BY_HOME, {"household": ["dibao"]}, "补全额"), (BY_HOME, {"household": "low_income"}, "补全额"),
    (BY_HOME, {"household": ["tekun", "low_income"]}, "补全额"),
    (BY_HOME, {"hukou": "xicheng"}, None),  # a line before might be theirs: the household is not known
    (BY_HOME, {"household": "tekun", "hukou": "xicheng"}, "西城的"),
    (BY_HOME, {"household": "tekun", "hukou": "beijing"}, None),
]  # fmt: skip


@pytest.mark.parametrize(("shown", "known", "own"), OWN)
def test_the_residents_own_line_where_what_is_known_settles_it(
    shown: Answer, known: dict[str, Any], own: str | None
) -> None:
    got = rendered(shown, **known)
    assert got.tier == own
    assert got.other_tiers == [tier.text for tier in shown.tiers if tier.text != own]


def test_their_own_line_comes_right_after_the_lead_and_the_others_after_it() -> None:
    assert rendered(BY_AGE, age=93).text() == "按年龄。\n\n按您说的情况：每月多\n\n其他情况：\n· 每月少"


def test_without_facts_the_lines_are_simply_listed() -> None:
    assert rendered(BY_AGE).text() == "按年龄。\n\n分这几种情况：\n· 每月少\n· 每月多"


def test_a_line_whose_age_limit_is_not_in_force_is_nobodys_for_certain() -> None:
    shown = answer(answer="按年龄。", tiers=(Tier({"age_from": "x.later"}, "以后的"),))
    assert rendered(shown, age=99).tier is None


# As of a year

SERIES = answer(series=("x.standard",))


def period(shown: Answer, year: int, today: date = DAY) -> str:
    return render_period(shown, *year_period(year), FIGURES, today, SOURCES).text()


def test_a_year_in_which_the_value_changed_shows_both_with_their_days() -> None:
    assert period(SERIES, 2024, today=date(2025, 1, 1)).startswith(
        "您问的是2024年的情况：\n"
        "· 低保标准：2024年1月1日时是 1395元（2023年7月1日起执行，待核实）\n"
        "· 低保标准：2024年7月1日时是 1450元（2024年7月1日起执行）"
    )


def test_a_year_in_which_nothing_changed_shows_one_value_and_todays_beside_it() -> None:
    assert period(SERIES, 2025, today=date(2026, 3, 1)) == (
        "您问的是2025年的情况：\n· 低保标准：2025年1月1日时是 1450元（2024年7月1日起执行）\n\n低保标准现在是 1450元。"
    )


def test_a_time_known_only_from_recall_is_not_shown_and_says_so() -> None:
    text = period(SERIES, 2023)
    assert "1320" not in text
    assert "2023年7月1日时是 1395元" in text
    assert "低保标准：这段时间没有核实到文件，不敢报给您，请以当年的文件或街道、12345 的答复为准" in text


def test_a_year_before_the_first_value_says_so() -> None:
    assert period(SERIES, 2019) == (
        "您问的是2019年的情况：\n"
        "· 低保标准：这段时间没有核实到文件，不敢报给您，请以当年的文件或街道、12345 的答复为准\n\n"
        "低保标准现在是 1450元。"
    )


ENDED = "· 停发的补助：2023年7月1日时是 300元（2020年1月1日起执行）"
GAP = "· 停发的补助：这段时间没有核实到文件，不敢报给您，请以当年的文件或街道、12345 的答复为准"


@pytest.mark.parametrize(("last", "lines"), [(date(2023, 12, 31), [ENDED]), (date(2024, 1, 1), [ENDED, GAP])])
def test_what_ended_within_the_time_asked_about_shows_its_value_and_the_gap(last: date, lines: list[str]) -> None:
    shown = render_period(answer(series=("x.ended",)), date(2023, 7, 1), last, FIGURES, DAY, SOURCES)
    assert shown.lead.splitlines()[1:] == lines


def test_a_figure_known_only_from_recall_says_nothing_of_today_either() -> None:
    assert period(answer(series=("x.guess",)), 2021) == (
        "您问的是2021年的情况：\n· 记得的数：这段时间没有核实到文件，不敢报给您，请以当年的文件或街道、12345 的答复为准"
    )
