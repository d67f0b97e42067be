"""Money as people say it: 两千三, 2.3千, 一万二一年, 月入三千多, 三四千, 我三千老伴两千五."""

import math
import re
from dataclasses import dataclass
from itertools import zip_longest

from bot.chinese.numbers import Number, numbers_in

MONTHS = 12
_YEARLY = re.compile(r"(?<!去)(?:一年|每年|全年|年收入|年薪|年入|/年)")
_MONTHLY = re.compile(r"(?:一个?月|每个?月|月收入|月薪|月入|/月)")
_PERIOD = re.compile(r"(?:一年|每年|全年|一个?月|每个?月)")
_NOTHING = re.compile(
    r"(?:没有?|无|零|0|不)(?:什么|啥|任何|一分钱?|固定)*(?:收入|工资|钱|存款|积蓄|退休金|养老金|花|交|掏|自费)|^(?:没有?|没得|无|零|0|一分没有)[了的啊呢。.!]*$"
)
_NOT_MONEY = re.compile(r"^\s*(?:岁|口|个(?!月)|人|级|套|辆|周岁|年|天|号|月|日|度|次|名|楼|室|孩|老)")
_CLAUSE = re.compile(r"[，,。;；!！?？]")
_ABOUT_SO_MANY = re.compile(r"(?<=[十百千0-9])[来几多余](?=[百千万])")
_RANGE = re.compile(r"^\s*(?:到|至|-|~|或者?|、)\s*$")
_BY_HEAD = re.compile(r"人均|平均(?:每人|每个人|一个人)|每人|一人(?=[\d一二两三四五六七八九])")
SMALLEST_SUM = 10


@dataclass(frozen=True)
class Sum:
    """Yuan a month; `a_year` is the same a year. `by_head` where it was said per person."""

    a_month: float
    by_head: bool = False

    @property
    def a_year(self) -> float:
        return self.a_month * MONTHS


def sums_in(text: str) -> list[float]:
    """Every amount in a normalised text; ages, counts and levels left out, 两三千到四千 taken in the middle."""
    split = _PERIOD.sub(lambda match: "，" * len(match[0]), _ABOUT_SO_MANY.sub("", text))
    numbers = [number for number in numbers_in(split) if not _NOT_MONEY.match(split[number.end :])]
    found: list[float] = []
    waiting: Number | None = None
    for number, after in zip_longest(numbers, numbers[1:]):
        if after is not None and _RANGE.match(split[number.end : after.start]):
            waiting = number
            continue
        if waiting is not None:
            found.append((_like(waiting.value, number.value) + number.value) / 2)
        elif number.value == 0 or number.value >= SMALLEST_SUM:
            found.append(number.value)
        waiting = None
    return found


def _like(low: float, high: float) -> float:
    """两到三千: the first number is meant in the unit of the second."""
    return low * 10 ** int(math.log10(high)) if low < SMALLEST_SUM <= high else low


def is_nothing(text: str) -> bool:
    """没有, 没收入, 没存款: zero."""
    return bool(_NOTHING.search(text))


def income(text: str) -> Sum | None:
    """An income: several amounts are several people's and are added up, each in its own period."""
    clauses = [(clause, sums_in(clause)) for clause in _CLAUSE.split(text)]
    if not any(amounts for _, amounts in clauses):
        return Sum(0) if is_nothing(text) else None
    if _BY_HEAD.search(text):
        return next(Sum(_monthly(clause, amounts[0]), True) for clause, amounts in clauses if amounts)
    return Sum(sum(_monthly(clause, sum(amounts)) for clause, amounts in clauses))


def _monthly(clause: str, amount: float) -> float:
    yearly = _YEARLY.search(clause) and not _MONTHLY.search(clause)
    return amount / MONTHS if yearly else amount


def stock(text: str) -> float | None:
    """A sum that has no period: savings."""
    amounts = sums_in(text)
    return sum(amounts) if amounts else 0.0 if is_nothing(text) else None


def yearly_cost(text: str) -> float | None:
    """A cost of the past year; 每月 is taken twelve times."""
    amounts = sums_in(text)
    if not amounts:
        return 0.0 if is_nothing(text) else None
    total = sum(amounts)
    return total * MONTHS if _MONTHLY.search(text) and not _YEARLY.search(text) else total
