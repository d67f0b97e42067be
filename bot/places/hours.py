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

from opening_hours import OpeningHours, ParserError

from bot.errors import BadInput
from bot.places import workday

WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
_DAY_LIST = r"(?:Mo|Tu|We|Th|Fr|Sa|Su|PH|SH)(?:-(?:Mo|Tu|We|Th|Fr|Sa|Su))?"
_WITH_PH = re.compile(rf"{_DAY_LIST}(?:\s*,\s*{_DAY_LIST})*")
_DAY_END = time(23, 59)

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
        raise BadInput(f"办公时间“{expression}”读不懂；例如“周一至周五 9:00-17:00”或 Mo-Fr 09:00-17:00; PH off") from wrong


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
    """Whether it is open at `when` (Beijing time), until when, or when it opens next."""
    today = on_day(expression, when.date())
    if today.intervals is None:
        return OpenState(None, f"{today.why}，去之前请先打电话问一下")
    now = when.time().replace(tzinfo=None)
    for start, end in today.intervals:
        if start <= now < end or (end == _DAY_END and start <= now):
            return OpenState(True, "全天开门" if (start, end) == (time(0), _DAY_END) else f"现在开着，到 {_clock(end)}")
    reason = f"（{today.why}）" if today.why else ""
    later = [start for start, _ in today.intervals if start > now]
    if later:
        return OpenState(False, f"现在没开{reason}，今天 {_clock(later[0])} 开")
    return OpenState(False, f"现在没开{reason}，{next_opening(expression, when.date())}")


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
    """The weekly pattern in Chinese; expressions that change over the year are given day by day for none, raw."""
    if not expression:
        return None
    if _changes_over_year(expression):
        return expression
    plain = _without_ph(expression)
    week = [_intervals(plain, date(2026, 6, 1) + timedelta(days=n)) for n in range(7)]
    parts, start = [], 0
    for n in range(1, 8):
        if n == 7 or week[n] != week[start]:
            if week[start]:
                days = "每天" if (start, n) == (0, 7) else WEEKDAYS[start] + (f"至{WEEKDAYS[n - 1]}" if n - start > 1 else "")
                parts.append(f"{days} {spans(week[start])}")
            start = n
    if "PH" in expression:
        holiday = _intervals(_ph_everyday(expression), date(2026, 6, 3))
        parts.append(f"节假日 {spans(holiday)}" if holiday else "法定节假日休息")
    return "；".join(parts) or "暂不开放"


def from_chinese(text: str) -> str | None:
    """`周一至周五 9:00-12:00，13:30-17:30` in OSM syntax; None for what cannot be read.

    工作日 also says that holidays are off and make-up days worked.
    """
    said = re.sub(r"[（(].*?[)）]", "", text).translate(str.maketrans("：～~—–至到，、；", ":-----" + "-,,;")).replace("--", "-")
    if re.fullmatch(r"(?:每天|全天|全年)*24\s*小时(?:服务|开放|营业)?|全天(?:候|开放)?", said.strip()):
        return "24/7"
    rules = [_chinese_rule(part) for part in re.split(r";|\n|。", said) if part.strip()]
    if not rules or None in rules:
        return None
    expression = "; ".join(rule for rule in rules if rule)
    if "工作日" in said or re.search(r"节假日\s*(?:除外|休息|不办|休)", said):
        expression = expression.replace("; PH off", "") + "; PH off"
    return check(expression)


_CHINESE_DAY = {c: d for d, cs in zip(("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"), ("一1", "二2", "三3", "四4", "五5", "六6", "日天7")) for c in cs}
_DAY_WORD = re.compile(r"(?:周|星期|礼拜)([一二三四五六日天1-7])(?:-(?:周|星期|礼拜)?([一二三四五六日天1-7]))?")
_TIME_SPAN = re.compile(r"(上午|早上?|下午|晚上?|中午)?\s*(\d{1,2})(?:[:点时](\d{2}|半)?分?)?\s*-\s*(上午|下午|晚上?|中午)?\s*(\d{1,2})(?:[:点时](\d{2}|半)?分?)?")


def _chinese_rule(part: str) -> str | None:
    if re.fullmatch(r"[\s,]*(?:法定)?节假日\s*(?:除外|休息|不办公?|休|闭馆)[\s,]*", part):
        return "PH off"
    days = ",".join(
        _CHINESE_DAY[m[1]] + (f"-{_CHINESE_DAY[m[2]]}" if m[2] else "") for m in _DAY_WORD.finditer(part)
    )
    rest = _DAY_WORD.sub(" ", part)
    if not days:
        days = "Mo-Fr" if "工作日" in part else "Mo-Su" if re.search("每天|每日|天天|全周", part) else ""
    if not days:
        return None
    if re.search(r"休息|不办|闭馆|休$", rest.strip(" ,")) and not re.search(r"\d", rest):
        return f"{days} off"
    times = [_chinese_span(m) for m in _TIME_SPAN.finditer(rest)]
    leftover = re.sub(r"工作日|每天|每日|天天|法定|节假日(?:除外|休息|不办|休)|[\s,和及与]|办公|办理|营业|开放|时间|:", "", _TIME_SPAN.sub("", rest))
    if not times or None in times or leftover:
        return None
    return f"{days} " + ",".join(span for span in times if span)


def _chinese_span(match: re.Match[str]) -> str | None:
    first_half, hour1, minute1, second_half, hour2, minute2 = match.groups()
    start, end = int(hour1), int(hour2)
    if first_half in ("下午", "晚", "晚上") and start < 12:
        start += 12
    if end < 12 and (second_half in ("下午", "晚", "晚上") or end <= start):
        end += 12
    if start > 24 or end > 24 or end <= start:
        return None
    minutes = ["30" if m == "半" else (m or "00") for m in (minute1, minute2)]
    return f"{start:02d}:{minutes[0]}-{end:02d}:{minutes[1]}"


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
    return bool(re.search(r"Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|week|easter|\d{4}(?!\d*:)|sunrise|sunset", expression))


def _without_ph(expression: str) -> str:
    """The expression as it reads on a day that is no holiday."""
    rules = []
    for rule in expression.split(";"):
        kept = _WITH_PH.sub(lambda m: ",".join(d for d in re.split(r"\s*,\s*", m[0]) if d != "PH"), rule)
        if "PH" not in rule or kept.split(" ")[0 if not kept.startswith(" ") else 1] not in ("", "off", "closed") and _WITH_PH.search(kept):
            rules.append(kept.strip())
    return "; ".join(rules)


def _ph_everyday(expression: str) -> str:
    """The expression as it reads on a holiday: a rule for PH holds whatever weekday it is."""
    return _WITH_PH.sub(lambda m: "Mo-Su" if "PH" in m[0] else m[0], expression)
