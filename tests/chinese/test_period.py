"""The time a question is about, and the times that are no such thing; the readings are data: period.tsv."""

import csv
from datetime import date
from pathlib import Path

import pytest

from bot.chinese.period import period_in, without_period

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
