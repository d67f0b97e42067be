"""The past or coming time a question is about: 2021年, 2025年8月, 去年上半年, 十年前, 上个月, 今年7月, 2024年7月1日.

Read once; which figure it applies to is the matter of whoever asks. The time something happened (前年去世的,
去年拿过一回) is no time a question is about, nor is one that is left for today (2023年是那样，现在呢).
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from bot.chinese.normalize import matching_key, normalize
from bot.chinese.numbers import to_number

_DIGITS = "〇零一二三四五六七八九"
_CHINESE_YEAR = re.compile(rf"[一二][{_DIGITS}]{{3}}(?=年)")
_YEARS = {
    "大前年": -3,
    "前年": -2,
    "去年": -1,
    "上一年": -1,
    "上年": -1,
    "今年": 0,
    "本年": 0,
    "明年": 1,
    "来年": 1,
    "后年": 2,
}
_MONTHS = {"上上个月": -2, "上个月": -1, "上月": -1, "这个月": 0, "本月": 0, "下个月": 1, "下月": 1}
_COUNT = r"\d{1,2}|[一二两三四五六七八九十]{1,3}"
_MONTH = r"(?P<month>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月(?:份)?"
_DAY = r"(?:(?P<day>[12]\d|3[01]|0?[1-9])[日号])?"
_PART = r"(?P<part>上半年|下半年|年初|年底|年末|年中|底|初)?"
_THEN = r"(?:的|那会儿|那阵儿|那阵子|那时候?|当时|度)?"
_PATTERN = re.compile(
    rf"(?:(?<!\d)(?P<year>(?:19|20)\d{{2}})年|(?<!\d)(?P<bare>(?:19|20)\d{{2}})(?![\d元块])"
    rf"|(?P<said>{'|'.join(_YEARS)})|(?<!\d)(?P<ago>{_COUNT})年(?:以|之)?前)"
    rf"{_THEN}(?:{_MONTH}{_DAY}|{_PART}){_THEN}"
    rf"|(?P<near>{'|'.join(_MONTHS)})|(?<!\d)(?P<months_ago>{_COUNT})个月(?:以|之)?前"
)
_DOTTED = re.compile(r"(?<!\d)((?:19|20)\d{2})[-./](0?[1-9]|1[0-2])(?:[-./]([12]\d|3[01]|0?[1-9]))?(?!\d)")
_BARE_MONTH = re.compile(rf"(?<![\d年十一二三四五六七八九个]){_MONTH}(?!\d|[一二三四五六七八九十]{{1,3}}[日号]|大|生)")
_YEAR_SAID = re.compile(rf"(?:19|20)\d{{2}}|{'|'.join(_YEARS)}|年前|年以前")
_JOINED = re.compile(r"[到至和跟与同、—~-]+")
_PARTS = {
    "上半年": (1, 6), "下半年": (7, 12), "年初": (1, 1), "初": (1, 1),
    "年底": (12, 12), "年末": (12, 12), "底": (12, 12), "年中": (6, 7),
}  # fmt: skip
_EARLIEST = 1990
# Close behind a time these make it the time of an event in somebody's life, not of the question.
_HAPPENED = re.compile(
    r"(?:[^，。；？！,;?!]{0,8}?)(?:出生|生的|属|入伍|参军|退休|退的休|结的婚|离的婚|领的证|办的|交的|去世|过世|走的|没的|得了|得的|查出|确诊|残的|摔|"
    r"下岗|失业|毕业|搬|买的|买了|卖了|申请的|拿过|领过|吃过|办过|申请过|改过|做过|问过|停了|住进|评的|评上|"
    r"(?:满|过|就|都|该|整)[一二三四五六七八九十\d]{1,3}(?:周?岁|了|大寿|(?=[，,。；])|$)|[一二三四五六七八九]?十[一二三四五六七八九]?(?:周?岁|了))"
)
_CLAUSE = re.compile(r"[，。；？！,;?!\s]+")
_ASKS = re.compile(
    r"多少|几|吗|么|嘛|啥|什么|怎|哪|谁|是不是|有没有|能不能|要不要|用不用|得不得|该不该|给不给|没有?$|不$|呢"
)
_SUPPOSED = re.compile(r"要是|如果|假如|假设|那时|当时|那会儿|的话|标准|政策|规定|按")
_TODAY = re.compile(r"现在|如今|眼下|目前|现今")


@dataclass(frozen=True)
class Period:
    """From `first` to `last`, both included; `said` is how it was named."""

    first: date
    last: date
    said: str

    @property
    def is_day(self) -> bool:
        return self.first == self.last


@dataclass(frozen=True)
class _Found:
    """Days named at `start` to `end` of the normalised text."""

    first: date
    last: date
    start: int
    end: int


def period_in(text: str, today: date) -> Period | None:
    """The time `text` asks about; None where it names none, or today's year or month alone."""
    spoken = _arabic(normalize(text))
    found = _asked(spoken, today)
    return Period(found.first, found.last, spoken[found.start : found.end]) if found else None


def month_in(text: str, year: int) -> Period | None:
    """A month named without its year, as of `year`: 6月份那会儿, 后来10月份呢; None where a year stands with it."""
    spoken = _arabic(normalize(text))
    found = _BARE_MONTH.search(spoken)
    if found is None or _YEAR_SAID.search(spoken):
        return None
    span = _days(year, int(to_number(found["month"]) or 0), None)
    if span is None or _is_event(spoken, _Found(*span, *found.span())):
        return None
    return Period(*span, found[0])


def without_period(text: str, today: date) -> str:
    """`text` without the time it names, which says when and not what; `text` itself where nothing is left."""
    rest = beside_period(text, today)
    return rest if len(matching_key(rest)) >= 2 else text


def beside_period(text: str, today: date) -> str:
    """The same, even where nothing is left."""
    spoken = _arabic(normalize(text))
    found = _asked(spoken, today)
    return spoken[: found.start] + spoken[found.end :] if found else text


def _asked(spoken: str, today: date) -> _Found | None:
    """The first time named that is asked about; two joined (2021年到2023年) are one."""
    every = sorted([*_dotted(spoken), *_named(spoken, today)], key=lambda each: each.start)
    named = [each for each in every if not _is_event(spoken, each)]
    if not named or _TODAY.search(spoken, named[-1].end):
        return None
    found, *others = named
    for other in others:
        if _JOINED.fullmatch(spoken[found.end : other.start]) and found.last < other.last:
            found = _Found(min(found.first, other.first), other.last, found.start, other.end)
    this_year = (date(today.year, 1, 1), date(today.year, 12, 31))
    this_month = (today.replace(day=1), date(today.year, today.month, monthrange(today.year, today.month)[1]))
    return None if (found.first, found.last) in (this_year, this_month) else found


def _is_event(spoken: str, found: _Found) -> bool:
    """Is the time that of something told, and not of what is asked?"""
    if _HAPPENED.match(spoken, found.end):
        return True
    start = max((match.end() for match in _CLAUSE.finditer(spoken, 0, found.start)), default=0)
    after = _CLAUSE.search(spoken, found.end)
    clause = spoken[start : after.start() if after else len(spoken)]
    rest = spoken[:start] + (spoken[after.end() :] if after else "")
    told = matching_key(clause.replace(spoken[found.start : found.end], ""))
    return len(told) >= 3 and bool(_ASKS.search(rest)) and not _ASKS.search(clause) and not _SUPPOSED.search(clause)


def _dotted(spoken: str) -> Iterator[_Found]:
    for match in _DOTTED.finditer(spoken):
        span = _days(int(match[1]), int(match[2]), int(match[3]) if match[3] else None)
        if span and span[0].year >= _EARLIEST:
            yield _Found(*span, *match.span())


def _named(spoken: str, today: date) -> Iterator[_Found]:
    taken = [match.span() for match in _DOTTED.finditer(spoken)]
    for match in _PATTERN.finditer(spoken):
        if any(start <= match.start() < end for start, end in taken):
            continue
        span = _near(match, today) if match["near"] or match["months_ago"] else _of_year(match, today)
        if span and span[0].year >= _EARLIEST and span[1].year <= today.year + 2:
            yield _Found(*span, *match.span())


def _near(match: re.Match[str], today: date) -> tuple[date, date] | None:
    away = _MONTHS[match["near"]] if match["near"] else -int(to_number(match["months_ago"]) or 0)
    months = today.year * 12 + today.month - 1 + away
    return _days(months // 12, months % 12 + 1, None)


def _of_year(match: re.Match[str], today: date) -> tuple[date, date] | None:
    year = today.year + _YEARS[match["said"]] if match["said"] else int(match["year"] or match["bare"] or 0)
    if match["ago"]:
        year = today.year - int(to_number(match["ago"]) or 0)
    if not match["month"]:
        return _part(year, match["part"])
    return _days(year, int(to_number(match["month"]) or 0), int(match["day"]) if match["day"] else None)


def _days(year: int, month: int, day: int | None) -> tuple[date, date] | None:
    try:
        first = date(year, month, day or 1)
    except ValueError:
        return None
    return first, first if day else date(year, month, monthrange(year, month)[1])


def _part(year: int, part: str | None) -> tuple[date, date]:
    first, last = _PARTS.get(part or "", (1, 12))
    return date(year, first, 1), date(year + last // 12, last % 12 + 1, 1) - timedelta(days=1)


def _arabic(spoken: str) -> str:
    """二零二一年 as 2021年."""
    return _CHINESE_YEAR.sub(
        lambda match: "".join(str("零一二三四五六七八九".find(c.replace("〇", "零"))) for c in match[0]), spoken
    )
