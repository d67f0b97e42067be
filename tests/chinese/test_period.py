"""The time a question is about, and the times that are no such thing; the readings are data: period.tsv."""

import csv
from datetime import date
from pathlib import Path

import pytest

from bot.chinese.period import month_in, period_in, without_period

TODAY = date(2026, 11, 30)
with (Path(__file__).parent / "period.tsv").open(encoding="utf-8") as written:
    CASES = [(row["text"], row["first"], row["last"]) for row in csv.DictReader(written, delimiter="\t")]


@pytest.mark.parametrize(("text", "first", "last"), CASES, ids=[text for text, _, _ in CASES])
def test_the_time_asked_about(text: str, first: str, last: str) -> None:
    found = period_in(text, TODAY)
    assert (str(found.first), str(found.last)) == (first, last) if found else ("", "") == (first, last)


@pytest.mark.parametrize(
    ("text", "left"),
    [("2025年8月低保多少钱", "低保多少钱"), ("低保在去年上半年是多少", "低保在是多少"), ("低保多少钱", "低保多少钱"), ("2023年呢", "2023年呢")],
)  # fmt: skip
def test_what_is_asked_without_its_time(text: str, left: str) -> None:
    assert without_period(text, TODAY) == left


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("那四月份呢", 4),
        ("10月那阵儿呢", 10),
        ("3月5号呢", None),
        ("三个月呢", None),
        ("我4月份刚退休", None),
        ("2021年4月呢", None),
        ("去年4月呢", None),
    ],
)
def test_a_bare_month_is_one_of_the_year_spoken_of(text: str, month: int | None) -> None:
    found = month_in(text, 2024)
    assert (found and (found.first, found.last.month)) == (date(2024, month, 1), month) if month else found is None
