"""Money as people say it: 两千三, 2.3千, 一万二一年, 三四千, 我三千老伴两千五, 一天八十干二十天, 花了八万报了五万."""

import math
import re
from dataclasses import dataclass
from itertools import zip_longest

from bot.chinese.numbers import Number, numbers_in, to_number
from bot.eligibility.words import word

MONTHS, TERMS, WEEKS = 12, 2, 52
SMALLEST_SUM = 10
_AS_MUCH = 0.2
_UNDER = 0.95  # 不到三千: a little under
_CLAUSE = re.compile(r"[,;!?。]|(?<!\d)\.|\.(?!\d)")
_ABOUT_SO_MANY = re.compile(r"(?<=[十百千0-9])[来几多余](?=[百千万])")
_ONE_OR_THE_NEXT = re.compile(
    r"(?P<head>[0-9一二两三四五六七八九十百千万]*[十百千万])?(?P<low>[一二两三四五六七八])(?P<high>[二两三四五六七八九])"
    r"(?P<unit>[十百千万]+|(?=$|[,，。块元吧左]))"
)
_EACH = re.compile(r"(?<=[百千万块元一二两三四五六七八九])(?=[一另](?:个(?!月)|张|份|笔|本))")  # 一个八千一个六千
_NOT_SO_MUCH = re.compile(r"(?:不是|并非|而不是)[^,。是]*")


@dataclass(frozen=True)
class Sum:
    """Yuan a month; `by_head` where it was said per person."""

    a_month: float
    by_head: bool = False


def sums_in(text: str) -> list[float]:
    """Every amount in a normalised text; ages, counts and levels left out, 两三千到四千 taken in the middle."""
    text = word("money.few").sub("，", text)
    text = word("money.or_the_next").sub(r"\g<low>\g<unit>到\g<high>\g<unit>", text)
    text = word("money.near_ten").sub(lambda near: f"八千到一{near['unit']}", text)
    spread = _EACH.sub("，", _ONE_OR_THE_NEXT.sub(_both, _ABOUT_SO_MANY.sub("", text)))
    split = word("money.period").sub(lambda match: "，" * len(match[0]), spread)
    numbers = [number for number in numbers_in(split) if not word("money.not_money").match(split[number.end :])]
    found: list[float] = []
    waiting: Number | None = None
    for number, after in zip_longest(numbers, numbers[1:]):
        if number is None:
            continue
        if after is not None and word("money.range").match(split[number.end : after.start]):
            waiting = number
            continue
        if waiting is not None:
            found.append((_like(waiting.value, number.value) + number.value) / 2)
        elif number.value == 0 or number.value >= SMALLEST_SUM:
            found.append(number.value * (_UNDER if _is_under(split, number) else 1))
        waiting = None
    return found


def _both(near: re.Match[str]) -> str:
    """两三千 → 两到三千, 十五六万 → 十五万到十六万, 两千七八 → 两千七到两千八."""
    head, unit = near["head"] or "", near["unit"]
    if not head:
        return f"{near['low']}到{near['high']}{unit}" if unit else near[0]
    return f"{head}{near['low']}{unit}到{head}{near['high']}{unit}"


def _is_under(text: str, number: Number) -> bool:
    before = word("money.below").search(text, max(0, number.start - 3), number.start)
    return bool(before or word("money.below_after").match(text[number.end :]))


def _like(low: float, high: float) -> float:
    """两到三千: the first number is meant in the unit of the second."""
    return low * 10 ** int(math.log10(high)) if low < SMALLEST_SUM <= high else low


def is_nothing(text: str) -> bool:
    """没有, 没收入, 没存款: zero."""
    return bool(word("money.nothing").search(text)) and not word("money.few").search(text)


def _clauses(text: str) -> list[tuple[str, list[float]]]:
    every = _CLAUSE.split(_NOT_SO_MUCH.sub("", text))
    clauses = [
        clause for clause in every if not word("money.within").search(clause) or word("money.repaid").search(clause)
    ]
    return [(clause, sums_in(clause)) for clause in clauses or every]


def _once(told: list[tuple[str, list[float]]]) -> list[tuple[str, list[float]]]:
    """每月两千，一年两万四 is one sum, told twice; 我四千五，她三千，加一块七千五 is told by its total."""
    totals = [each for each in told if word("money.total").search(each[0])]
    if len(totals) == 1 and sum(totals[0][1]) == sum(sum(amounts) for _, amounts in told) / 2:
        return totals
    told = _put_better(told)
    (_, first), *others = told or [("", [])]
    if len(first) == 1 and sum(len(a) for _, a in others) > 1 and first[0] == sum(sum(a) for _, a in others):
        return told[:1]
    *parts_told, (_, last) = told or [("", [])]
    if (
        len(last) == 1
        and last[0] == sum(sum(amounts) for _, amounts in parts_told)
        and sum(map(len, (a for _, a in parts_told))) > 1
    ):
        return told[-1:]
    years = {sum(amounts) for clause, amounts in told if word("money.yearly").search(clause)}
    parts = (("money.monthly", MONTHS), ("money.term", TERMS))
    return [
        each for each in told if not any(word(sign).search(each[0]) and sum(each[1]) * n in years for sign, n in parts)
    ]


def _put_better(told: list[tuple[str, list[float]]]) -> list[tuple[str, list[float]]]:
    return [each for each, after in zip_longest(told, told[1:]) if each and not (after and _is_put_better(each, after))]


def _is_put_better(first: tuple[str, list[float]], then: tuple[str, list[float]]) -> bool:
    """三千不到，两千九吧: the same sum once more, nearer."""
    near = len(first[1]) == len(then[1]) == 1 and abs(first[1][0] - then[1][0]) <= _AS_MUCH * then[1][0]
    return near and bool(word("money.roughly").search(first[0]) and word("money.only_a_sum").fullmatch(then[0]))


def income(text: str) -> Sum | None:
    """An income: several amounts are several people's and are added up, each in its own period."""
    if (wage := _by_the_day(text)) is not None:
        return Sum(wage)
    if word("money.daily").search(text) and not word("money.monthly").search(text):
        return None
    text = word("money.added").sub(",", _multiplied(text))
    told = _once([(clause, amounts) for clause, amounts in _clauses(text) if amounts])
    told = [each for each in told if not _is_spending(each[0])]
    if not told:
        return Sum(0) if is_nothing(text) else None
    if word("money.by_head").search(text) and len(word("money.one_each").findall(text)) < 2:
        return Sum(_monthly(told[0][0], told[0][1][0], text), True)
    if word("money.swings").search(text):
        each = [amount for _, amounts in told for amount in amounts]
        return Sum(sum(each) / len(each))
    net = [(clause, amounts[-1:]) for clause, amounts in told if word("money.net").search(clause)]
    besides = [each for each in told if net and word("money.besides").search(each[0])]
    return Sum(sum(_monthly(clause, sum(amounts), text) for clause, amounts in [*net, *besides] or told))


def _multiplied(text: str) -> str:
    """俩人各三千五 → 7000: what each of a counted few has, for all of them."""

    def times(match: re.Match[str]) -> str:
        count, each = to_number(match["count"]) or 2, to_number(match["each"])  # 我和老伴各
        return f"{count * each:g}" if count and each and each >= SMALLEST_SUM else match[0]

    return word("money.each").sub(times, text)


def _is_spending(clause: str) -> bool:
    return bool(word("money.other_spending").search(clause)) and not word("money.earned").search(clause)


def _by_the_day(text: str) -> float | None:
    wage, days = word("money.daily").search(text), word("money.days").search(text)
    if wage is None or days is None:
        return None
    each, count = to_number(wage["wage"]), to_number(days["days"])
    return each * count if each is not None and count is not None and count <= 31 else None


def _monthly(clause: str, amount: float, text: str) -> float:
    """A clause's own period; without one, that of a message which names only the year."""
    once = len(sums_in(text)) == 1 and not word("money.monthly").search(text)
    if word("money.quarter").search(text if once else clause):
        return amount / 3
    if word("money.half_year").search(text if once else clause):
        return amount / 6
    if word("money.monthly").search(clause):
        return amount
    if word("money.weekly").search(clause):
        return amount * WEEKS / MONTHS
    yearly = word("money.yearly").search(text if once else clause)
    return amount / MONTHS if yearly else amount


def stock(text: str) -> float | None:
    """A sum that has no period: savings. 原来有二十万，看病花光了 is nothing."""
    text = _some_of(_multiplied(text))
    if is_nothing(text) and word("past").search(text):
        return 0.0
    clauses = [(clause, amounts) for clause, amounts in _clauses(text) if amounts]
    told = _put_better([each for each in clauses if not _is_no_stock(each[0])])
    after = [each for each in told if word("money.left_of_it").search(each[0])]
    told = after if after and word("money.taken_from_it").search(text) else told
    left = [amounts for clause, amounts in told if not (is_nothing(text) and word("money.spent").search(clause))]
    return sum(map(sum, left)) if left else 0.0 if is_nothing(text) else None


def _is_no_stock(clause: str) -> bool:
    """欠着三万; 一年看病两万自己掏: a debt, or what goes by the year."""
    by_the_year = word("money.yearly").search(clause) and word("money.other_spending").search(clause)
    return bool(word("money.owed").search(clause) or by_the_year)


def _some_of(text: str) -> str:
    """就几百块, 几千块: half of the next unit, too little to decide anything; 几万 stays to be asked for."""
    return word("money.some_of").sub(lambda some: {"百": "五百", "千": "五千"}[some["unit"]], text)


def yearly_cost(text: str) -> float | None:
    """A cost of the past year borne oneself: what was paid back is taken off, 每月 is taken twelve times."""
    if each_time := word("money.each_time").search(text):
        each = to_number(each_time["each"] or each_time["each2"])
        times = to_number(each_time["count"] or each_time["count2"])
        return each * times if each and times and each >= SMALLEST_SUM else None
    if word("money.two_years").search(text) and len(sums_in(text)) > 1:
        return None
    text = _some_of(text)
    apart = word("money.then_repaid").sub(",", text)
    clauses = _clauses(apart)
    told = [
        (clause, sum(amounts))
        for clause, amounts in (clauses if word("money.repaid").search(text) else _once(clauses))
        if amounts
    ]
    if not told:
        return 0.0 if is_nothing(text) else None
    borne = [each for each in told if word("money.self_paid").search(each[0])]
    paid_back = [each for each in told if word("money.repaid").search(each[0]) and each not in borne]
    spent = [each for each in told if each not in paid_back]
    own = sum(amount for _, amount in borne)
    part = own < sum(amount for _, amount in spent) - own  # 花了十五万，自己掏六万
    if borne and (paid_back or part or word("money.repaid_at_all").search(text)):
        spent, paid_back = borne, []
    total = sum(_yearly(clause, amount, text) for clause, amount in spent) - sum(amount for _, amount in paid_back)
    return max(0.0, total) * (1.0 if borne else _own_share(text)) if spent else None


def _own_share(text: str) -> float:
    """报了一半, 报七成: what is left to pay oneself."""
    share = word("money.repaid_share").search(text)
    if share is None:
        return 1.0
    return 0.5 if share["half"] else 1 - (to_number(share["tenths"]) or 0) / 10


def _yearly(clause: str, amount: float, text: str) -> float:
    yearly = word("money.yearly").search(text)
    if word("money.monthly").search(clause) and not yearly:
        return amount * MONTHS
    return amount * TERMS if word("money.term").search(clause) and not yearly else amount
