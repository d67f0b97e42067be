"""Opening hours in the OpenStreetMap syntax, read by opening-hours-py under mainland China's calendar.

https://wiki.openstreetmap.org/wiki/Key:opening_hours/specification . Two things the syntax leaves
to us: which days are PH (holidays), and weekend days worked in exchange for one, which count as
weekdays where the expression shows, by naming PH, that the place follows the state calendar.
What is not written down is unknown, never assumed.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from opening_hours import OpeningHours, ParserError  # type: ignore[attr-defined]

from bot.errors import BadInput
from bot.places import workday
from bot.places.asked_time import AskedTime, asked_time

__all__ = [
    "AskedTime",
    "DayHours",
    "OpenState",
    "asked_time",
    "at",
    "check",
    "describe",
    "on_day",
    "sentence_on",
    "spans",
]

WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
_DAY_LIST = r"(?:Mo|Tu|We|Th|Fr|Sa|Su|PH|SH)(?:-(?:Mo|Tu|We|Th|Fr|Sa|Su))?"
_WITH_PH = re.compile(rf"{_DAY_LIST}(?:\s*,\s*{_DAY_LIST})*")
_DAY_END = time(23, 59)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

Interval = tuple[time, time]


@dataclass(frozen=True)
class DayHours:
    """When a place serves on one day: `intervals` is None when that is not known; `why` says what decided."""

    intervals: tuple[Interval, ...] | None
    why: str = ""


@dataclass(frozen=True)
class OpenState:
    """Open at an instant? None: not known. `text` is the sentence for the resident."""

    open_now: bool | None
    text: str


def check(expression: str) -> str:
    """The expression in its canonical spelling. Raises BadInput."""
    try:
        return str(OpeningHours(expression)).replace("closed", "off")
    except ParserError as wrong:
        raise BadInput(
            f"办公时间“{expression}”读不懂；例如“周一至周五 9:00-17:00”或 Mo-Fr 09:00-17:00; PH off"
        ) from wrong


@lru_cache(maxsize=4096)
def on_day(expression: str | None, day: date) -> DayHours:
    """The hours of one day; holidays, make-up workdays and years without a calendar are told apart."""
    if not expression:
        return DayHours(None, "办公时间还没有登记")
    names_holidays = "PH" in expression
    if not names_holidays and _is_every_day_alike(expression):
        return DayHours(_intervals(expression, day))
    kind = workday.kind_of(day)
    if kind.kind == "unknown":
        return DayHours(None, f"{day.year}年的放假安排还没有收录")
    if kind.kind == "holiday":
        if not names_holidays:
            return DayHours(None, f"{kind.name}放假期间是否办理没有登记")
        return DayHours(_intervals(_ph_everyday(expression), day), f"{kind.name}放假")
    plain = _without_ph(expression)
    if kind.kind != "makeup":
        return DayHours(_intervals(plain, day))
    if not names_holidays:
        own = _intervals(plain, day)
        return DayHours(own or None, f"{kind.name}调休上班日是否办理没有登记" if not own else "")
    return DayHours(_weekday_intervals(plain, day), f"{kind.name}调休，这天上班")


def at(expression: str | None, when: datetime) -> OpenState:
    """Whether it is open at `when` (Beijing time), until when, or when it opens next.

    For a day somebody asks about it is whether it opens on that day at all.
    """
    if isinstance(when, AskedTime):
        return _asked(expression, when)
    today = on_day(expression, when.date())
    if today.intervals is None:
        return OpenState(None, f"{today.why}，去之前请先打电话问一下")
    now = when.time().replace(tzinfo=None)
    for start, end in today.intervals:
        if _holds((start, end), now):
            return OpenState(True, "全天开门" if (start, end) == (time(0), _DAY_END) else f"现在开着，到 {_clock(end)}")
    reason = f"（{today.why}）" if today.why else ""
    later = [start for start, _ in today.intervals if start > now]
    if later:
        return OpenState(False, f"现在没开{reason}，今天 {_clock(later[0])} 开")
    return OpenState(False, f"现在没开{reason}，{next_opening(expression, when.date())}")


def _asked(expression: str | None, when: AskedTime) -> OpenState:
    day = on_day(expression, when.date())
    if day.intervals is None:
        return OpenState(None, sentence_on(expression, when.date()))
    open_then = any(when.whole_day or _holds(interval, when.time()) for interval in day.intervals)
    lead = "" if when.whole_day else f"{when.hour}:{when.minute:02d} {'开着' if open_then else '没开'}；"
    return OpenState(open_then, lead + sentence_on(expression, when.date()))


def _holds(interval: Interval, moment: time) -> bool:
    start, end = interval
    return start <= moment.replace(tzinfo=None) < end or (end == _DAY_END and start <= moment.replace(tzinfo=None))


def next_opening(expression: str | None, day: date) -> str:
    """When it opens after `day`, looking two weeks ahead; says so where the calendar ends."""
    for ahead in range(1, 15):
        coming = day + timedelta(days=ahead)
        hours = on_day(expression, coming)
        if hours.intervals is None:
            return f"{_day_name(coming, day)}起的安排没有登记，请先打电话"
        if hours.intervals:
            return f"{_day_name(coming, day)} {_clock(hours.intervals[0][0])} 开"
    return "两周内没有登记开放时间"


def sentence_on(expression: str | None, day: date) -> str:
    """Answers “周六办不办”“国庆上班吗” for one day."""
    hours = on_day(expression, day)
    label = f"{day.month}月{day.day}日（{WEEKDAYS[day.weekday()]}）"
    if hours.intervals is None:
        label = f"{day.year}年{label}" if workday.kind_of(day).kind == "unknown" else label
        return f"{label}是否办理说不准：{hours.why}，去之前请先打电话问一下"
    why = f"，{hours.why}" if hours.why else ""
    if not hours.intervals:
        return f"{label}不办{why}"
    return f"{label}办{why}，{spans(hours.intervals)}"


def spans(intervals: tuple[Interval, ...]) -> str:
    """`9:00–12:00，13:30–17:00`."""
    if intervals == ((time(0), _DAY_END),):
        return "全天"
    return "，".join(f"{_clock(start)}–{_clock(end)}" for start, end in intervals)


@lru_cache(maxsize=1024)
def describe(expression: str | None) -> str | None:
    """The weekly pattern in Chinese; one that changes over the year is put into Chinese word by word."""
    if not expression:
        return None
    if expression == "24/7":
        return "全天24小时"
    if _changes_over_year(expression):
        return _word_by_word(expression)
    plain = _without_ph(expression)
    week = [_intervals(plain, date(2026, 6, 1) + timedelta(days=n)) for n in range(7)]
    parts, start = [], 0
    for n in range(1, 8):
        if n == 7 or week[n] != week[start]:
            if week[start]:
                days = (
                    "每天"
                    if (start, n) == (0, 7)
                    else WEEKDAYS[start] + (f"至{WEEKDAYS[n - 1]}" if n - start > 1 else "")
                )
                parts.append(f"{days} {spans(week[start])}")
            start = n
    if "PH" in expression:
        holiday = _intervals(_ph_everyday(expression), date(2026, 6, 3))
        parts.append(f"节假日 {spans(holiday)}" if holiday else "法定节假日休息")
    return "；".join(parts) or "暂不开放"


def _word_by_word(expression: str) -> str:
    """`Apr-Oct Mo-Fr 09:00-18:00` → `4月至10月 周一至周五 9:00–18:00`."""
    said = re.sub(r"\b0?(\d{1,2}:\d\d)-0?(\d{1,2}:\d\d)", r"\1–\2", expression)
    for n, month in enumerate(_MONTHS, start=1):
        said = re.sub(rf"\b{month}\b", f"{n}月", said, flags=re.ASCII)
    for day, chinese in zip(("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"), WEEKDAYS, strict=True):
        said = re.sub(rf"\b{day}\b", chinese, said, flags=re.ASCII)
    said = re.sub(r"\bPH\b", "法定节假日", re.sub(r"\b(?:off|closed)\b", "休息", said))
    return re.sub(r"\s*;\s*", "；", said).replace("-", "至").replace(",", "，")


def _clock(moment: time) -> str:
    return "24:00" if moment == _DAY_END else f"{moment.hour}:{moment.minute:02d}"


def _day_name(day: date, today: date) -> str:
    ahead = (day - today).days
    return "明天" if ahead == 1 else "后天" if ahead == 2 else f"{day.month}月{day.day}日（{WEEKDAYS[day.weekday()]}）"


@lru_cache(maxsize=2048)
def _parsed(expression: str) -> OpeningHours:
    return OpeningHours(expression)


def _intervals(expression: str, day: date) -> tuple[Interval, ...]:
    """Open stretches within one day by the expression alone, without any calendar."""
    if not expression.strip():
        return ()
    midnight = datetime.combine(day, time())
    result: list[Interval] = []
    for start, end, state, _ in _parsed(expression).intervals(midnight, midnight + timedelta(days=1)):
        if str(state) not in ("open", "State.OPEN"):
            continue
        begin = max(start, midnight).time()
        finish = _DAY_END if end is None or end >= midnight + timedelta(days=1) else end.time()
        result.append((begin, finish))
    return tuple(result)


def _weekday_intervals(expression: str, day: date) -> tuple[Interval, ...] | None:
    """What that week's Monday to Friday share; None where they differ and none can stand for the make-up day."""
    monday = day - timedelta(days=day.weekday())
    shared = {_intervals(expression, monday + timedelta(days=n)) for n in range(5)}
    return shared.pop() if len(shared) == 1 else None


def _is_every_day_alike(expression: str) -> bool:
    week = {_intervals(expression, date(2026, 6, 1) + timedelta(days=n)) for n in range(7)}
    return len(week) == 1 and not _changes_over_year(expression)


def _changes_over_year(expression: str) -> bool:
    return bool(
        re.search(
            r"Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|week|easter|\d{4}(?!\d*:)|sunrise|sunset", expression
        )
    )


def _without_ph(expression: str) -> str:
    """The expression as it reads on a day that is no holiday: a rule for holidays alone is dropped."""
    kept = (_WITH_PH.sub(lambda m: _other_days(m[0]), rule).strip() for rule in expression.split(";"))
    return "; ".join(
        new for new, old in zip(kept, expression.split(";"), strict=True) if "PH" not in old or _WITH_PH.search(new)
    )


def _other_days(day_list: str) -> str:
    return ",".join(day for day in re.split(r"\s*,\s*", day_list) if day != "PH")


def _ph_everyday(expression: str) -> str:
    """The expression as it reads on a holiday: a rule for PH holds whatever weekday it is."""
    return _WITH_PH.sub(lambda m: "Mo-Su" if "PH" in m[0] else m[0], expression)
