"""`data/policy/*.yml`: one deliberately broken file for each message, then what ships."""

import re
from datetime import date
from pathlib import Path

import pytest

from bot.errors import DataError, NotInForce
from bot.policy import policy_file
from bot.policy.figure import Figures
from bot.settings import ROOT

SHIPPED = ROOT / "data" / "policy"
SOURCES = "sources:\n  通知:\n    title: 关于调整低保标准的通知\n    number: 京民社救发〔2024〕80号\n"
VALUE = "      - {from: 2024-07-01, value: 1450, confidence: A, source: {ref: 通知, clause: 正文}}\n"
HEAD = "figures:\n  dibao.standard:\n    title: 低保标准\n    unit: 元/人·月\n    values:\n"


def written(directory: Path, figures: str = HEAD + VALUE, sources: str = SOURCES) -> Path:
    (directory / "sources.yml").write_text(sources, encoding="utf-8")
    (directory / "verbatim.yml").write_text("hotlines: {}\nnames: []\n", encoding="utf-8")
    (directory / "dibao.yml").write_text(figures, encoding="utf-8")
    return directory


def with_value(line: str) -> str:
    return HEAD + f"      - {line}\n"


# what is broken: (the file's text, line, message)
BROKEN = {
    "another key at the top": (HEAD + VALUE + "notes: 1\n", 1, "这个文件只能有一个顶层键 figures"),
    "nothing in the file": ("", 1, "这个文件只能有一个顶层键 figures"),
    "nothing under figures": ("figures:\n", 1, "figures 下面要写“名字: 内容”"),
    "figures as a list": ("figures:\n  - dibao.standard\n", 1, "figures 下面要写“名字: 内容”"),
    "a name of another file": (
        HEAD.replace("dibao.standard", "tekun.standard") + VALUE, 2, "“tekun.standard”应以文件名开头：dibao.……",
    ),
    "a figure that is only a number": (
        "figures:\n  dibao.standard: 1450\n", 2, "“dibao.standard”下面要写 ['title', 'unit', 'values']",
    ),
    "no unit": (
        HEAD.replace("    unit: 元/人·月\n", "") + VALUE,
        2, "“dibao.standard”缺少 ['unit']，或多写了 []，或没有 values",
    ),
    "an unknown key": (
        HEAD.replace("    unit:", "    units: 元\n    unit:") + VALUE,
        2, "“dibao.standard”缺少 []，或多写了 ['units']，或没有 values",
    ),
    "no values": (
        HEAD.replace("values:\n", "values: []\n"), 2, "“dibao.standard”缺少 []，或多写了 []，或没有 values",
    ),
    "a bare number as value": (
        with_value("1450"), 2, "“dibao.standard”的每个值要写成 from、value、confidence、source 几项",
    ),
    "an unknown key in a value": (
        with_value("{from: 2024-07-01, value: 1, confidence: A, source: {ref: 通知}, verified: true}"),
        6, "“dibao.standard”的值多写了 ['verified']；可用的键："
        "['at_least', 'confidence', 'from', 'note', 'source', 'target', 'until', 'value']",
    ),
    "a from that is only a year": (
        with_value("{from: 2024, value: 1, confidence: A, source: {ref: 通知}}"),
        6, "“dibao.standard”的 from 要写成 2024-07-01 这样的日期；只知道月份的写 2024-07，只知道哪天以前是它的写 before 2024-07-01",
    ),
    "a from with a time of day": (
        with_value("{from: 2024-07-01 10:00:00, value: 1, confidence: A, source: {ref: 通知}}"),
        6, "“dibao.standard”的 from 要写成 2024-07-01 这样的日期；只知道月份的写 2024-07，只知道哪天以前是它的写 before 2024-07-01",
    ),
    "no from": (
        with_value("{value: 1, confidence: A, source: {ref: 通知}}"),
        6, "“dibao.standard”的 from 要写成 2024-07-01 这样的日期；只知道月份的写 2024-07，只知道哪天以前是它的写 before 2024-07-01",
    ),
    "an until that is no date": (
        with_value("{from: 2024-07-01, until: 明年, value: 1, confidence: A, source: {ref: 通知}}"),
        6, "“dibao.standard”的 until 要写成 2024-07-01 这样的日期",
    ),
    "a value in words": (
        with_value("{from: 2024-07-01, value: 1450元, confidence: A, source: {ref: 通知}}"),
        6, "“dibao.standard”的 value 要是数字",
    ),
    "a value that is true": (
        with_value("{from: 2024-07-01, value: true, confidence: A, source: {ref: 通知}}"),
        6, "“dibao.standard”的 value 要是数字",
    ),
    "a value in octal": (
        with_value("{from: 2024-07-01, value: 010, confidence: A, source: {ref: 通知}}"),
        6, "“dibao.standard”的 value 要是数字",
    ),
    "no confidence": (
        with_value("{from: 2024-07-01, value: 1, source: {ref: 通知}}"), 6, "“dibao.standard”的 confidence 只能是 A、B、C",
    ),
    "a confidence of D": (
        with_value("{from: 2024-07-01, value: 1, confidence: D, source: {ref: 通知}}"),
        6, "“dibao.standard”的 confidence 只能是 A、B、C",
    ),
    "a target of no": (
        with_value("{from: 2024-07-01, value: 1, confidence: A, target: no, source: {ref: 通知}}"),
        6, "“dibao.standard”的 target 只能写 true 或 false",
    ),
    "no source": (
        with_value("{from: 2024-07-01, value: 1, confidence: A}"),
        6, "出处“”不在 sources.yml 里；请先在那里登记题名和文号",
    ),
    "a source nobody registered": (
        with_value("{from: 2024-07-01, value: 1, confidence: A, source: {ref: 通告}}"),
        6, "出处“通告”不在 sources.yml 里；请先在那里登记题名和文号",
    ),
    "the oldest value first": (
        HEAD + VALUE.replace("2024", "2023") + VALUE, 2, "“dibao.standard”的 values 要从新到旧排，且同一天只能有一个值",
    ),
    "two values on one day": (
        HEAD + VALUE + VALUE, 2, "“dibao.standard”的 values 要从新到旧排，且同一天只能有一个值",
    ),
    "the same figure twice": (
        HEAD + VALUE + (HEAD + VALUE).removeprefix("figures:\n"),
        7, "“dibao.standard”写了两次（第一次在第 2 行），请删掉一处",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("figures", "line", "message"), BROKEN.values(), ids=BROKEN)
def test_a_broken_file_is_named_with_its_line_and_what_is_wrong(
    tmp_path: Path, figures: str, line: int, message: str
) -> None:
    with pytest.raises(DataError) as wrong:
        policy_file.read_figures(written(tmp_path, figures))
    assert str(wrong.value) == f"{tmp_path / 'dibao.yml'}:{line}：{message}"


BROKEN_SOURCES = {
    "nothing in the file": ("", 1, "这个文件只能有一个顶层键 sources"),
    "no title": (
        "sources:\n  通知:\n    number: 京〔2024〕80号\n", 2,
        "文件“通知”要有 title，只能再写 ['effective', 'number', 'seen_at', 'title', 'url']；多出 []",
    ),
    "nothing behind the ref": (
        "sources:\n  通知:\n", 2,
        "文件“通知”要有 title，只能再写 ['effective', 'number', 'seen_at', 'title', 'url']；多出 []",
    ),
    "an unknown key": (
        "sources:\n  通知:\n    title: 题名\n    link: http://x\n", 2,
        "文件“通知”要有 title，只能再写 ['effective', 'number', 'seen_at', 'title', 'url']；多出 ['link']",
    ),
    "the same ref twice": (
        "sources:\n  通知: {title: 一}\n  通知: {title: 二}\n", 3, "“通知”写了两次（第一次在第 2 行），请删掉一处",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("sources", "line", "message"), BROKEN_SOURCES.values(), ids=BROKEN_SOURCES)
def test_a_broken_list_of_documents_is_named_too(tmp_path: Path, sources: str, line: int, message: str) -> None:
    with pytest.raises(DataError) as wrong:
        policy_file.read_figures(written(tmp_path, sources=sources))
    assert str(wrong.value) == f"{tmp_path / 'sources.yml'}:{line}：{message}"


def test_a_figure_may_be_written_in_one_file_only(tmp_path: Path) -> None:
    written(tmp_path)
    (tmp_path / "tekun.yml").write_text(HEAD + VALUE, encoding="utf-8")
    with pytest.raises(DataError) as wrong:
        policy_file.read_figures(tmp_path)
    assert (
        str(wrong.value) == f"{tmp_path / 'tekun.yml'}:2：“dibao.standard”已经在 dibao.yml 里写过，一个数字只能写一次"
    )


def test_a_good_file_is_read_whole(tmp_path: Path) -> None:
    text = HEAD.replace("    values", "    adjusted: yearly\n    values") + with_value(
        "{from: 2023-07-01, until: 2024-06-30, value: 13.5, confidence: B, note: 未见原文, at_least: true, target: true,"
        " source: {ref: 通知, clause: 3}}"
    ).removeprefix(HEAD)
    figure = policy_file.read_figures(written(tmp_path, text))["dibao.standard"]
    only = figure.values[0]
    assert (figure.title, figure.unit, figure.attributes) == ("低保标准", "元/人·月", {"adjusted": "yearly"})
    assert (only.from_day, only.until, only.value, only.confidence) == (date(2023, 7, 1), date(2024, 6, 30), 13.5, "B")
    assert (only.note, only.at_least, only.is_target) == ("未见原文", True, True)
    assert (only.source.title, only.source.number, only.source.clause) == (
        "关于调整低保标准的通知",
        "京民社救发〔2024〕80号",
        "3",
    )


# What ships


@pytest.fixture(scope="module")
def figures() -> Figures:
    return policy_file.read_figures(SHIPPED)


def test_every_shipped_value_has_a_source_with_a_title(figures: Figures) -> None:
    assert len(figures) > 400
    assert [(figure.name, value.from_day) for figure in figures.values() for value in figure.values
            if not value.source.title.strip()] == []  # fmt: skip


def test_every_shipped_figure_has_a_name_a_title_and_a_unit_as_documented(figures: Figures) -> None:
    odd = [name for name, figure in figures.items()
           if not re.fullmatch(r"[a-z_]+\.[a-z0-9_]+", name) or not figure.title or figure.unit is None]  # fmt: skip
    assert odd == []


def test_no_shipped_value_ends_before_it_begins_or_overlaps_the_next(figures: Figures) -> None:
    for figure in figures.values():
        for newer, older in zip(figure.values, figure.values[1:], strict=False):
            assert older.until is None or older.until < newer.from_day, figure.name
        assert all(value.until is None or value.from_day <= value.until for value in figure.values), figure.name


# figure, day, what it was: each day of change and the day before.
DATED = [
    ("dibao.standard", "2024-07-01", 1450), ("dibao.standard", "2024-06-30", 1395),
    ("dibao.standard", "2023-07-01", 1395), ("dibao.standard", "2023-06-30", 1320),
    ("dibao.standard", "2021-12-31", 1245), ("senior_allowance.amount_lower", "2026-11-24", 100),
    ("marriage.cooling_off_days", "2021-01-01", 30),
]  # fmt: skip


@pytest.mark.parametrize(("name", "day", "amount"), DATED)
def test_a_shipped_figure_had_this_value_on_that_day(figures: Figures, name: str, day: str, amount: float) -> None:
    assert figures.at(name, date.fromisoformat(day)) == amount


def test_there_was_no_cooling_off_before_the_civil_code(figures: Figures) -> None:
    with pytest.raises(NotInForce):
        figures.at("marriage.cooling_off_days", date(2020, 12, 31))


def test_the_plans_22_indicators_are_figures_with_their_start_and_target(figures: Figures) -> None:
    indicators = {
        figure.attributes["indicator"]: figure for figure in figures.values() if "indicator" in figure.attributes
    }
    assert sorted(indicators) == list(range(1, 23))
    for figure in indicators.values():
        assert figure.attributes["property"] in ("约束性", "预期性"), figure.name
        assert figure.attributes["field"], figure.name
        assert figure.at(date(2025, 12, 31)).is_target, figure.name
    assert indicators[11].at(date(2020, 12, 31)).value == 26
    assert indicators[21].at(date(2025, 12, 31)).value == 15


def test_no_figure_of_recall_alone_is_shown_as_an_indicator(figures: Figures) -> None:
    assert all(
        value.may_be_shown for figure in figures.values() if "indicator" in figure.attributes for value in figure.values
    )


STARTS = {
    "2024-07-15": (date(2024, 7, 15), "day", "2024年7月15日"),
    "2024-07": (date(2024, 7, 1), "month", "2024年7月"),
    "before 2022-07-01": (date(2022, 6, 30), "before", "2022年7月1日以前"),
}


@pytest.mark.parametrize(("said", "first"), STARTS.items(), ids=STARTS)
def test_a_first_day_is_kept_as_exactly_as_it_is_known(tmp_path: Path, said: str, first: tuple[date, str, str]) -> None:
    figures = policy_file.read_figures(written(tmp_path, (HEAD + VALUE).replace("2024-07-01", said)))
    value = figures["dibao.standard"].values[0]
    assert (value.from_day, value.start, value.since) == first


@pytest.mark.parametrize("said", ["2024-13", "before 2022-02-30", "before 2022-07", "since 2022-07-01", "2024年7月"])
def test_a_first_day_that_is_none_is_refused(tmp_path: Path, said: str) -> None:
    with pytest.raises(DataError, match="from 要写成"):
        policy_file.read_figures(written(tmp_path, (HEAD + VALUE).replace("2024-07-01", said)))
