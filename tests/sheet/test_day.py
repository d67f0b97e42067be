"""A day as people write it."""

from datetime import date

import pytest

from bot.errors import BadInput
from bot.sheet.day import read_day


@pytest.mark.parametrize("text", ["2026-07-01", "2026/7/1", "2026.7.1", "2026年7月1日", " 2026-7-1 "])
def test_a_day_is_read_however_it_is_written(text: str) -> None:
    assert read_day(text) == date(2026, 7, 1)


@pytest.mark.parametrize("text", ["", "七月一日", "2026-13-01", "2026-02-30", "2026年7月"])
def test_what_is_no_day_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(BadInput, match=r"复核日期.*2026-07-01"):
        read_day(text, "复核日期")
