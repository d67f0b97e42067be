"""Opening hours by day and hour; cases on each side of every change are in hours_cases.csv."""

import csv
from datetime import date, datetime

import pytest

from bot.errors import BadInput
from bot.places import hours, workday
from bot.places.asked_time import asked_time
from bot.places.chinese_hours import from_chinese
from tests.places.conftest import HERE, OFFICE_HOURS

NOW = datetime(2026, 11, 24, 10, 0)


def cases() -> list[dict[str, str]]:
    with (HERE / "hours_cases.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("case", cases(), ids=lambda case: f"{case['hours']} {case['day']}")
def test_a_day_is_answered_with_its_reason(case: dict[str, str]) -> None:
    assert hours.sentence_on(case["hours"] or None, date.fromisoformat(case["day"])) == case["said"]


@pytest.mark.parametrize(
    ("when", "open_now", "text"),
    [
        ((2026, 11, 24, 8, 59), False, "现在没开，今天 9:00 开"),
        ((2026, 11, 24, 9, 0), True, "现在开着，到 12:00"),
        ((2026, 11, 24, 12, 0), False, "现在没开，今天 13:30 开"),
        ((2026, 11, 24, 17, 30), False, "现在没开，明天 9:00 开"),
        ((2026, 11, 27, 18, 0), False, "现在没开，11月30日（周一） 9:00 开"),
        ((2026, 9, 30, 18, 0), False, "现在没开，10月8日（周四） 9:00 开"),
        ((2026, 10, 1, 10, 0), False, "现在没开（国庆节放假），10月8日（周四） 9:00 开"),
        ((2026, 12, 31, 18, 0), False, "现在没开，明天起的安排没有登记，请先打电话"),
    ],
)
def test_open_now_says_until_when_or_when_next(when: tuple[int, ...], open_now: bool, text: str) -> None:
    assert hours.at(OFFICE_HOURS, datetime(*when)) == hours.OpenState(open_now, text)  # type: ignore[arg-type]


def test_unknown_hours_are_said_to_be_unknown() -> None:
    state = hours.at(None, NOW)
    assert state.open_now is None
    assert "还没有登记" in state.text


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("周六办不办", date(2026, 11, 28)), ("这周五行吗", date(2026, 11, 27)), ("下周一去可以吗", date(2026, 11, 30)),
        ("周末上班吗", date(2026, 11, 28)), ("星期天开吗", date(2026, 11, 29)), ("礼拜二呢", date(2026, 11, 24)),
        ("明天开门吗", date(2026, 11, 25)), ("后天呢", date(2026, 11, 26)), ("12月5号能办吗", date(2026, 12, 5)),
        ("30号能去吗", date(2026, 11, 30)), ("5号能去吗", date(2026, 12, 5)), ("元旦放假吗", date(2027, 1, 1)),
        ("春节办吗", date(2027, 2, 6)), ("国庆上班吗", date(2027, 10, 1)), ("五一开不开", date(2027, 5, 1)),
        ("端午办不办", date(2027, 6, 9)), ("中秋呢", date(2027, 9, 15)), ("清明呢", date(2027, 4, 5)),
        ("明年3月1日呢", date(2027, 3, 1)),
    ],
)  # fmt: skip
def test_the_day_a_resident_means(text: str, day: date) -> None:
    asked = asked_time(text, NOW)
    assert asked is not None
    assert (asked.date(), asked.whole_day) == (day, True)


@pytest.mark.parametrize(
    "text",
    [
        "现在开着吗",
        "几点开门",
        "三里河1号院",
        "红莲北里3号楼",
        "南礼士路46号",
        "广外大街10号",
        "4号线西四站",
        "养老驿站",
        "",
    ],
)
def test_house_and_line_numbers_are_no_days(text: str) -> None:
    assert asked_time(text, NOW) is None


def test_an_hour_asked_about_is_answered_for_that_hour() -> None:
    for text, open_then in [("下周一下午三点开着吗", True), ("明天中午12点半开着吗", False), ("晚上8点开吗", False)]:
        asked = asked_time(text, NOW)
        assert asked is not None
        assert not asked.whole_day
        assert hours.at(OFFICE_HOURS, asked).open_now is open_then


@pytest.mark.parametrize(
    ("said", "expression"),
    [
        ("周一至周五 9:00-12:00，13:30-17:30", "Mo-Fr 09:00-12:00,13:30-17:30"),
        ("周一至周五：09:00—17:00（法定节假日除外）", "Mo-Fr 09:00-17:00; PH off"),
        ("法定工作日 上午9:00-12:00 下午1:00-5:00", "Mo-Fr 09:00-12:00,13:00-17:00; PH off"),
        ("周一到周六 8点半-17点；周日休息", "Mo-Sa 08:30-17:00; Su off"),
        ("星期一至星期五，9:00-11:30，14:00-17:00，周六9:00-12:00", "Mo-Fr 09:00-11:30,14:00-17:00; Sa 09:00-12:00"),
        ("周二、周四 9:00-11:00", "Tu,Th 09:00-11:00"),
        ("每天8:00-20:00", "Mo-Su 08:00-20:00"),
        ("24小时", "24/7"),
        ("周一——周五9:00——17:30", "Mo-Fr 09:00-17:30"),
        ("周一至周五 8：30～11：30 13：00～17：00", "Mo-Fr 08:30-11:30,13:00-17:00"),
        ("详见公告", None),
        ("9:00-17:00", None),
        ("周一至周五 17:00-15:00", None),
    ],
)
def test_hours_written_in_chinese(said: str, expression: str | None) -> None:
    assert from_chinese(said) == expression


def test_a_pattern_is_described_in_chinese() -> None:
    assert hours.describe(OFFICE_HOURS) == "周一至周五 9:00–12:00，13:30–17:00；法定节假日休息"
    assert hours.describe("24/7") == "全天24小时"
    assert hours.describe(None) is None
    summer = "Apr-Oct Mo-Fr 09:00-18:00; Nov-Mar Mo-Fr 09:00-17:00; PH off"
    assert hours.describe(summer) == "4月至10月 周一至周五 9:00–18:00；11月至3月 周一至周五 9:00–17:00；法定节假日 休息"


def test_a_broken_expression_is_refused_with_an_example() -> None:
    with pytest.raises(BadInput, match="周一至周五"):
        hours.check("九点到五点")


def test_the_calendar_ends_where_its_package_does() -> None:
    year = workday.last_known_year()
    assert workday.kind_of(date(year, 6, 1)).kind != "unknown"
    assert workday.kind_of(date(year + 1, 6, 1)).kind == "unknown"
