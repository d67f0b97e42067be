"""The past or coming time a question is about: 2021年, 2025年8月, 去年, 前年上半年, 去年底, 2024年7月1日.

Read once; which figure it applies to is the matter of whoever asks.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from bot.chinese.normalize import matching_key, normalize
from bot.chinese.numbers import to_number

_DIGITS = "〇零一二三四五六七八九"
_CHINESE_YEAR = re.compile(rf"[一二][{_DIGITS}]{{3}}(?=年)")
_YEARS = {"大前年": -3, "前年": -2, "去年": -1, "上一年": -1, "明年": 1, "后年": 2}
_MONTH = r"(?P<month>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月(?:份)?"
_DAY = r"(?:(?P<day>[12]\d|3[01]|0?[1-9])[日号])?"
_PART = r"(?P<part>上半年|下半年|年初|年底|年末|年中|底)?"
_AFTER = rf"(?:的|那会儿|那阵儿|那时候?)?(?:{_MONTH}{_DAY}|{_PART})"
_PATTERN = re.compile(
    rf"(?:(?<!\d)(?P<year>(?:19|20)\d{{2}})(?:年|(?=[-./]))(?:度)?|(?<!\d)(?P<bare>(?:19|20)\d{{2}})(?!\d)"
    rf"|(?P<said>{'|'.join(_YEARS)})){_AFTER}"
)
_DOTTED = re.compile(r"(?<!\d)((?:19|20)\d{2})[-./](0?[1-9]|1[0-2])(?:[-./]([12]\d|3[01]|0?[1-9]))?(?!\d)")
_PARTS = {
    "上半年": (1, 6),
    "下半年": (7, 12),
    "年初": (1, 1),
    "年底": (12, 12),
    "年末": (12, 12),
    "底": (12, 12),
    "年中": (6, 7),
}
_EARLIEST = 1990
# A year behind these is a person's, not the question's.
_BORN = re.compile(r"(?:年)?(?:出?生|属|入伍|参军|退休|结的婚|离的婚|去世|走的|没的)")


@dataclass(frozen=True)
class Period:
    """From `first` to `last`, both included; `said` is how it was named, `start:end` where in the normalised text."""

    first: date
    last: date
    said: str

    @property
    def is_day(self) -> bool:
        return self.first == self.last


def period_in(text: str, today: date) -> Period | None:
    """The time `text` asks about; None where it names none, or today's year alone."""
    found = _found(_arabic(normalize(text)), today)
    return found[0] if found else None


def without_period(text: str, today: date) -> str:
    """`text` without the time it names, which says when and not what; `text` itself where nothing is left."""
    spoken = _arabic(normalize(text))
    found = _found(spoken, today)
    if found is None:
        return text
    rest = spoken[: found[1]] + spoken[found[2] :]
    return rest if len(matching_key(rest)) >= 2 else text


def _found(spoken: str, today: date) -> tuple[Period, int, int] | None:
    if dotted := _DOTTED.search(spoken):
        year, month, day = int(dotted[1]), int(dotted[2]), dotted[3]
        span = _days(year, month, int(day) if day else None)
        return (Period(*span, dotted[0]), *dotted.span()) if span else None
    for match in _PATTERN.finditer(spoken):
        if _BORN.match(spoken[match.end() :]):
            continue
        year = today.year + _YEARS[match["said"]] if match["said"] else int(match["year"] or match["bare"])
        if year < _EARLIEST or year > today.year + 2 or (year == today.year and not match["month"]):
            continue
        month = int(to_number(match["month"]) or 0) if match["month"] else 0
        span = _days(year, month, int(match["day"]) if match["day"] else None) if month else _part(year, match["part"])
        if span:
            return Period(*span, match[0]), *match.span()
    return None


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
