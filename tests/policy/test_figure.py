"""A figure is a dated, sourced value: the one in force on a day, or an honest refusal."""

from datetime import date

import pytest

from bot.errors import NotFound, NotInForce
from bot.policy.figure import Figure, Figures, Source, Value, plain_number

NOTICE = Source("关于调整低保标准的通知", "京民社救发〔2024〕80号", "正文")


def value(day: str, amount: float, confidence: str = "A", until: str | None = None, **more: bool) -> Value:
    return Value(
        date.fromisoformat(day), amount, confidence, NOTICE, until=date.fromisoformat(until) if until else None, **more
    )


# A series as it stands in the files: two changes, the middle one second-hand.
STANDARD = Figure(
    "dibao.standard", "低保标准", "元/人·月",
    (value("2024-07-01", 1450), value("2023-07-01", 1395, "B"), value("2020-07-01", 1170)),
    {"adjusted": "yearly"},
)  # fmt: skip
ENDED = Figure("old.grant", "已停的补助", "元", (value("2020-01-01", 300, until="2021-06-30"),))
BROKEN_OFF = Figure(
    "old.gap", "中断过的补助", "元", (value("2023-01-01", 500), value("2020-01-01", 300, until="2021-06-30"))
)

IN_FORCE = [
    (STANDARD, "2020-07-01", 1170), (STANDARD, "2023-06-30", 1170), (STANDARD, "2023-07-01", 1395),
    (STANDARD, "2024-06-30", 1395), (STANDARD, "2024-07-01", 1450), (STANDARD, "2030-01-01", 1450),
    (ENDED, "2021-06-30", 300), (BROKEN_OFF, "2021-06-30", 300), (BROKEN_OFF, "2023-01-01", 500),
]  # fmt: skip
NOT_IN_FORCE = [
    (STANDARD, "2020-06-30"), (ENDED, "2021-07-01"), (ENDED, "2019-12-31"), (BROKEN_OFF, "2021-07-01"),
    (BROKEN_OFF, "2022-12-31"),
]  # fmt: skip


@pytest.mark.parametrize(("figure", "day", "amount"), IN_FORCE)
def test_the_value_in_force_on_a_day(figure: Figure, day: str, amount: float) -> None:
    assert figure.at(date.fromisoformat(day)).value == amount


@pytest.mark.parametrize(("figure", "day"), NOT_IN_FORCE)
def test_no_value_is_in_force_before_the_first_or_after_the_last(figure: Figure, day: str) -> None:
    with pytest.raises(NotInForce) as wrong:
        figure.at(date.fromisoformat(day))
    assert str(wrong.value) == (
        f"“{figure.title}”（{figure.name}）在 {day} 没有生效的数值；请在 data/policy 或工作台补上这一天的数值和文号"
    )


NEXT = [("2019-01-01", 1170), ("2020-06-30", 1170), ("2020-07-01", 1395), ("2024-06-30", 1450), ("2024-07-01", None)]


@pytest.mark.parametrize(("day", "amount"), NEXT)
def test_the_next_value_known_to_take_effect(day: str, amount: float | None) -> None:
    following = STANDARD.next_after(date.fromisoformat(day))
    assert (following and following.value) == amount


STALE = [
    ("2025-07-01", False),
    ("2025-07-02", True),
    ("2024-07-01", False),
    ("2024-06-30", False),
    ("2026-11-24", True),
]


@pytest.mark.parametrize(("day", "stale"), STALE)
def test_a_yearly_standard_is_stale_once_over_a_year_old(day: str, stale: bool) -> None:
    assert STANDARD.is_stale(date.fromisoformat(day)) is stale


def test_a_figure_that_is_not_adjusted_yearly_is_never_stale() -> None:
    assert not Figure("x.age", "年龄", "周岁", (value("1950-05-01", 60),)).is_stale(date(2026, 1, 1))


@pytest.mark.parametrize(
    ("confidence", "verified", "shown"), [("A", True, True), ("B", False, True), ("C", False, False)]
)
def test_only_a_is_verified_and_c_is_never_shown(confidence: str, verified: bool, shown: bool) -> None:
    got = value("2024-01-01", 1, confidence)
    assert (got.verified, got.may_be_shown) == (verified, shown)


SPOKEN = [
    (1450, "元/人·月", "1450元"), (4675.65, "元", "4675.65元"), (9999, "元", "9999元"), (10_000, "元", "1万元"),
    (15_000, "元/年", "1.5万元"), (160_000, "元", "16万元"), (12_345, "元", "12345元"), (12_500, "元", "12500元"),
    (80, "周岁", "80周岁"), (30, "天", "30天"), (99.5, "%", "99.5%"), (0, "个", "0个"), (20_000, "人", "20000人"),
]  # fmt: skip


@pytest.mark.parametrize(("amount", "unit", "spoken"), SPOKEN)
def test_spoken_with_its_unit_and_thousands_of_yuan_in_wan(amount: float, unit: str, spoken: str) -> None:
    assert Figure("x.y", "题", unit, (value("2020-01-01", amount),)).spoken(date(2024, 1, 1)) == spoken


def test_a_lower_bound_says_so() -> None:
    beds = Figure("plan.beds", "床位", "张/千人", (value("2020-01-01", 7, at_least=True),))
    assert beds.spoken(date(2024, 1, 1)) == "≥7张"


@pytest.mark.parametrize(
    ("number", "text"), [(1450.0, "1450"), (100.0, "100"), (4675.65, "4675.65"), (0.4, "0.4"), (1e8, "100000000")]
)
def test_a_plain_number_has_no_exponent_and_no_trailing_zeros(number: float, text: str) -> None:
    assert plain_number(number) == text


def test_a_figure_nobody_knows_is_not_found_rather_than_zero() -> None:
    figures = Figures({"dibao.standard": STANDARD})
    assert figures.at("dibao.standard", date(2024, 7, 1)) == 1450
    with pytest.raises(NotFound) as wrong:
        figures.at("dibao.standrad", date(2024, 7, 1))
    assert str(wrong.value) == "没有叫“dibao.standrad”的数字；`python -m bot policy list` 列出全部名字"


def test_a_source_shows_only_what_it_has() -> None:
    assert Source("民法典").payload() == {"title": "民法典"}
    assert NOTICE.payload() == {
        "title": "关于调整低保标准的通知",
        "number": "京民社救发〔2024〕80号",
        "clause": "正文",
    }


RATES = {
    "元/人·月": "每人每月",
    "元/月": "每月",
    "元/户": "每户",
    "元/每孩·年": "每孩每年",
    "%/低保标准": "",
    "周岁": "",
    "元": "",
}


@pytest.mark.parametrize(("unit", "rate"), RATES.items(), ids=RATES)
def test_a_unit_says_per_what(unit: str, rate: str) -> None:
    assert Figure("x.y", "某数", unit, (value("2020-01-01", 1),)).rate == rate


def rising(first: str, confidence: str = "A", **more: bool) -> Figure:
    return Figure(
        "x.y", "某数", "元", (value(first, 2, confidence, **more), value("2024-07-01", 1)), {"adjusted": "yearly"}
    )


@pytest.mark.parametrize(
    ("figure", "announced"),
    [
        (rising("2026-12-01"), True), (rising("2027-01-29"), True), (rising("2027-01-30"), False),
        (rising("2026-12-01", "B"), True), (rising("2026-12-01", "C"), False),
        (rising("2026-12-01", is_target=True), False), (rising("2026-11-30"), False),
    ],
)  # fmt: skip
def test_a_coming_value_is_told_from_sixty_days_before(figure: Figure, announced: bool) -> None:
    assert (figure.coming(date(2026, 11, 30)) is not None) is announced


def test_a_standard_whose_next_value_is_decided_needs_none() -> None:
    assert STANDARD.needs_value(date(2026, 1, 1)) and not STANDARD.needs_value(date(2025, 1, 1))
    assert not rising("2030-01-01").needs_value(date(2026, 11, 30))
