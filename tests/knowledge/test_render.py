"""What a resident reads: the line that is theirs first, each number with its day, and honesty where there is none."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from bot.errors import BadInput, NotFound
from bot.knowledge.answer import Answer, Citation, Question, Tier
from bot.knowledge.mine import Person, own_tier
from bot.knowledge.render import (
    NOT_IN_FORCE,
    Rendered,
    Speaker,
    render,
    render_aspect,
    speak,
)
from bot.policy.figure import Figures, Source, Value
from tests.knowledge.sample import DAY, FIGURES, SOURCES, answer


def rendered(shown: Answer, day: date = DAY, **known: Any) -> Rendered:
    people = (Person("您", known),) if known else ()
    return render(shown, FIGURES, day, SOURCES, people=people)


def notes_of(shown: Rendered) -> list[str]:
    return [line for section in shown.more if section.aspect == "note" for line in section.lines]


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
    assert [(section.title, section.lines) for section in shown.more] == [("在哪儿办", ["去街道。"])]
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
        {"verified": False, "confirm": "以户籍地街道答复为准。"}, "标“待核实”的，以户籍地街道答复为准。", True,
    ),
    "a second-hand figure": (
        {"answer": '补{{ figure("x.second_hand") }}'}, "标“待核实”的，请以户籍地街道答复为准。", True,
    ),
    "a second-hand figure in a step": (
        {"details": {"steps": ("交表", '领{{ figure("x.second_hand") }}')}}, "标“待核实”的，请以户籍地街道答复为准。", False,
    ),
    "a figure in the request to confirm": (
        {"verified": False, "confirm": '{{ figure("x.days") }}内问街道'}, "标“待核实”的，30天内问街道。", True,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("changes", "note", "in_lead"), NOT_VERIFIED.values(), ids=NOT_VERIFIED)
def test_what_is_not_verified_is_marked_where_it_stands_and_says_what_to_do(
    changes: dict[str, Any], note: str, in_lead: bool
) -> None:
    shown = rendered(answer(**changes))
    assert not shown.verified
    assert shown.more[-1].lines[-1] == note
    assert shown.text().split("\n")[0].endswith("［待核实］") is in_lead


STALE_NOTE = "低保标准最近一次查到的是2024年7月1日起的标准；之后是否调整，以街道或 12345 的答复为准。"


@pytest.mark.parametrize(("day", "notes"), [(date(2025, 7, 1), []), (date(2025, 7, 2), [STALE_NOTE])])
def test_a_yearly_standard_over_a_year_old_says_since_when_once(day: date, notes: list[str]) -> None:
    twice = answer(details={"amount": '{{ figure("x.standard") }}，从{{ since("x.standard") }}起'})
    assert notes_of(rendered(twice, day)) == notes


def test_a_plans_target_is_no_stale_standard() -> None:
    assert rendered(answer(answer='计划{{ figure("x.target") }}'), date(2026, 1, 1)).more == []


def test_a_figure_only_quoted_of_the_past_is_not_called_stale() -> None:
    quoted = answer(answer='那时补{{ figure("x.ended", "2023-01-01") }}')
    assert rendered(quoted, date(2026, 1, 1)).text() == "那时补300元"


# Order and form


def test_sections_come_with_their_headings_in_the_order_written() -> None:
    shown = rendered(
        answer(details={"steps": ("先问", "再交"), "materials": ("身份证", "户口簿"), "where": "街道。"}, answer="能。")
    )
    assert shown.whole_text() == (
        "能。\n\n怎么办：\n1. 先问\n2. 再交\n\n要带什么：\n· 身份证\n· 户口簿\n\n在哪儿办：街道。"
    )
    assert shown.text() == "能。\n回复“更多”看：怎么办、要带什么、在哪儿办"


def test_one_section_alone_where_only_that_was_asked() -> None:
    shown = render_aspect(answer(details={"materials": ("身份证", "户口簿")}), "materials", FIGURES, DAY, SOURCES)
    assert shown is not None
    assert shown.text() == "要带什么：身份证\n户口簿"
    assert render_aspect(answer(), "materials", FIGURES, DAY, SOURCES) is None


def test_sources_carry_the_clause_and_those_nobody_registered_are_left_out() -> None:
    (source,) = rendered(answer()).sources
    assert source.payload() == {
        "title": "关于调整低保标准的通知",
        "number": "京一号",
        "clause": "第一条",
        "url": "https://example.gov.cn/1",
    }
    unregistered = answer(answer="不收费。")
    assert render(unregistered, FIGURES, DAY, {}).sources == []


def test_the_payload_names_each_figure_with_its_day_and_the_document_of_exactly_its_value() -> None:
    (figure,) = rendered(answer()).figures_payload()
    assert figure == {
        "name": "x.standard", "title": "低保标准", "value": 1450, "unit": "元/人·月", "effective_from": "2024-07-01",
        "confidence": "A", "verified": True, "source": FIGURES["x.standard"].at(DAY).source.payload(), "next": None,
    }  # fmt: skip


def test_a_document_cited_twice_stands_once_with_both_clauses() -> None:
    cited = (Citation("一号", "一"), Citation("一号", "三"), Citation("一号", "一"))
    (source,) = rendered(answer(sources=cited)).sources
    assert source.clause == "一；三"


# What is asked is what is answered

ASKED = Question(
    "with_pension",
    "有退休金能领吗",
    "yesno",
    "能，有退休金照样领。",
    short=("带身份证。", "满" + "长" * 140),
    asked_as=("有退休金行吗",),
)


def test_a_questions_own_words_lead_and_what_does_not_fit_unfolds() -> None:
    shown = answer(short=("整条的短句",), details={"where": "街道。"}, questions=(ASKED,))
    got = render(shown, FIGURES, DAY, SOURCES, question=ASKED)
    assert (got.lead, got.short) == ("能，有退休金照样领。", ["带身份证。"])
    assert [section.title for section in got.more] == ["在哪儿办"]
    assert rendered(shown).short == ["整条的短句"]


def test_an_unchecked_question_is_marked_and_its_checked_topic_is_not() -> None:
    doubtful = replace(ASKED, verified=False)
    assert not render(answer(questions=(doubtful,)), FIGURES, DAY, SOURCES, question=doubtful).lead_verified
    assert rendered(answer(questions=(doubtful,))).lead_verified


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
    (BY_HOME, {"hukou": "xicheng"}, "西城的"),
    (BY_HOME, {"hukou": "xicheng", "disability_level": "一"}, None),  # a line before, of which something was told, might be theirs
    (BY_HOME, {"household": "tekun", "hukou": "xicheng"}, "西城的"),
    (BY_HOME, {"household": "tekun", "hukou": "beijing"}, None),
]  # fmt: skip


@pytest.mark.parametrize(("shown", "known", "own"), OWN)
def test_the_residents_own_line_where_what_is_known_settles_it(
    shown: Answer, known: dict[str, Any], own: str | None
) -> None:
    tier = own_tier(shown, known, FIGURES, DAY)
    assert (tier.text if tier else None) == own


def test_their_own_line_leads_where_the_topic_is_asked_and_names_the_fact() -> None:
    assert rendered(BY_AGE, age=93).text() == "您93岁：每月多\n按年龄。\n回复“更多”看：分几种情况"


def test_their_own_line_follows_the_words_of_another_question() -> None:
    shown = replace(BY_AGE, questions=(ASKED,))
    got = render(shown, FIGURES, DAY, SOURCES, question=ASKED, people=(Person("您", {"age": 93}),))
    assert (got.lead, got.mine) == ("能，有退休金照样领。", "您93岁：每月多")


def test_two_people_are_both_told() -> None:
    people = (Person("您爸爸", {"age": 81}), Person("您妈妈", {"age": 92}))
    assert render(BY_AGE, FIGURES, DAY, SOURCES, people=people).lead == "您爸爸81岁：每月少；您妈妈92岁：每月多"


def test_without_facts_the_lines_unfold() -> None:
    assert rendered(BY_AGE).whole_text() == "按年龄。\n\n分几种情况：\n· 每月少\n· 每月多"


def test_a_line_whose_age_limit_is_not_in_force_is_nobodys_for_certain() -> None:
    shown = answer(answer="按年龄。", tiers=(Tier({"age_from": "x.later"}, "以后的"),))
    assert rendered(shown, age=99).mine is None


# A value decided for a later day

LATER = Source("关于再次调整低保标准的通知", "京二号", "一")
NOTICES = {**SOURCES, "二号": LATER}


def rising(first: date, **more: Any) -> Figures:
    """The figures of the sample, with 1520 from `first` on."""
    standard = FIGURES["x.standard"]
    coming = Value(first, 1520, more.pop("confidence", "A"), LATER, **more)
    return Figures({**FIGURES, "x.standard": replace(standard, values=(coming, *standard.values))})


ANNOUNCED = {
    "the day before": (rising(date(2024, 10, 2)), "10月2日起每人每月1520元。"),
    "sixty days before": (rising(date(2024, 11, 30)), "11月30日起每人每月1520元。"),
    "only the month is known": (rising(date(2024, 11, 1), start="month"), "11月起每人每月1520元。"),
}


@pytest.mark.parametrize(("figures", "line"), ANNOUNCED.values(), ids=ANNOUNCED)
def test_a_value_that_is_coming_is_announced_beside_the_lead(figures: Figures, line: str) -> None:
    shown = render(answer(short=("不是人人都领这么多。",)), figures, DAY, NOTICES)
    assert shown.short == [line, "不是人人都领这么多。"] and "1450元" in shown.lead


@pytest.mark.parametrize("figures", [rising(date(2024, 12, 1)), rising(date(2024, 10, 2), confidence="C")])
def test_one_that_is_far_off_or_not_to_be_shown_is_not_announced(figures: Figures) -> None:
    assert "1520" not in render(answer(), figures, DAY, NOTICES).whole_text()


def test_one_of_a_figure_that_unfolds_is_announced_there() -> None:
    shown = render(
        answer(answer="能。", details={"who": '低于{{ figure("x.standard") }}的人'}),
        rising(date(2024, 10, 9)),
        DAY,
        NOTICES,
    )
    assert shown.short == [] and "2024年10月9日起低保标准是每人每月1520元。" in notes_of(shown)


def test_on_its_day_it_is_the_value_and_its_document_stands_first() -> None:
    first = date(2024, 10, 2)
    before, after = (render(answer(), rising(first), day, NOTICES) for day in (first - timedelta(days=1), first))
    assert "1450元" in before.lead and [source.number for source in before.sources] == ["京一号"]
    assert "1520元" in after.lead and after.short == []
    assert [source.number for source in after.sources] == ["京二号"], "the notice of the old value is no basis any more"


def test_the_documents_of_what_is_seen_stand_before_the_rule_and_those_of_what_unfolds_behind() -> None:
    rule = Source("办法", "京三号")
    shown = render(answer(sources=(Citation("三号"),), details={"who": '满{{ figure("x.age_old") }}'}),
                   rising(date(2024, 9, 1)), DAY, {"三号": rule})  # fmt: skip
    assert [source.number for source in shown.sources] == ["京二号", "京三号", "京一号"]


# Two questions that may be meant

ALSO = "{lead}您要是问“{ask}”：{says}"
OTHER = Question("fee", "要不要交钱", "cost", "不用交钱。", asked_as=("收费吗",))


def test_the_other_question_that_may_be_meant_is_answered_behind_the_first() -> None:
    shown = answer(questions=(ASKED, OTHER))
    first, other = (render(shown, FIGURES, DAY, SOURCES, question=question) for question in (ASKED, OTHER))
    both = first.with_also(other, ALSO)
    assert both.lead == f"{first.lead}您要是问“要不要交钱”：不用交钱。" and both.short == []
    assert first.with_also(first, ALSO) is first, "the same is not said twice"


def test_two_answers_longer_than_may_be_seen_at_once_stay_one() -> None:
    long = replace(OTHER, says="不用交钱" * 35)
    shown = answer(questions=(ASKED, long))
    first, other = (render(shown, FIGURES, DAY, SOURCES, question=question) for question in (ASKED, long))
    assert first.with_also(other, ALSO) is first
