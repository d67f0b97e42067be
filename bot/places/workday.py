"""Mainland China's working calendar: public holidays and the weekend days worked in exchange.

From the package chinesecalendar (State Council notices, https://www.gov.cn/zhengce/ "部分节假日安排的通知").
A year it does not have yet is unknown, not guessed.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

import chinese_calendar

_NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "National Day": "国庆节",
    "Mid-autumn Festival": "中秋节",
    "Anti-Fascist 70th Day": "抗战胜利纪念日",
}


@dataclass(frozen=True)
class Day:
    """What kind of day it is; `name` is the holiday's, also on a working day moved because of it."""

    kind: Literal["workday", "weekend", "holiday", "makeup", "unknown"]
    name: str = ""


def kind_of(day: date) -> Day:
    """`unknown` for years whose notice the calendar package does not hold."""
    try:
        is_off, english = chinese_calendar.get_holiday_detail(day)
    except NotImplementedError:
        return Day("unknown")
    name = _NAMES.get(english or "", english or "")
    if is_off:
        return Day("holiday", name) if name else Day("weekend")
    return Day("makeup", name) if day.weekday() >= 5 else Day("workday")


def last_known_year() -> int:
    return max(int(day.year) for day in chinese_calendar.holidays)
