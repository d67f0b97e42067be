"""The day or hour a resident asks about: 周六办不办, 国庆上班吗, 下周一下午三点, 12月5号."""

import re
from datetime import date, datetime, time, timedelta

from opening_hours import OpeningHours

from bot.chinese.normalize import normalize
from bot.chinese.numbers import to_number

_RELATIVE = {"今天": 0, "今儿": 0, "今晚": 0, "明天": 1, "明儿": 1, "明早": 1, "后天": 2, "大后天": 3}
_WEEKDAY = re.compile(r"(下个?|这个?|本)?(?:周|星期|礼拜)([一二三四五六日天末1-7])")
_DATE = re.compile(
    r"(?:(\d{4})年|(明年))?(\d{1,2})月(\d{1,2})[日号]?|(?<![\d街路巷同里村园甲乙丙区条段道院])(\d{1,2})号(?!楼|院|线|门|社区|\d)"
)
_HOUR = re.compile(r"(上午|早上|早晨|中午|下午|晚上|夜里)?(\d{1,2}|[一二两三四五六七八九十]{1,3})(?:点|:(\d{2}))(半)?")
_FESTIVALS = {
    "元旦": "元旦", "春节": "春节", "过年": "春节", "大年": "春节", "年三十": "春节", "除夕": "春节", "清明": "清明", "五一": "五一",
    "劳动节": "五一", "端午": "端午", "中秋": "中秋", "国庆": "国庆", "十一放假": "国庆", "十一期间": "国庆", "十一长假": "国庆",
}  # fmt: skip
_SPRING, _DRAGON_BOAT, _MID_AUTUMN = (1, 2), (5, 6), (9, 10)


class AskedTime(datetime):
    """An instant somebody asks about, as against now; `whole_day` when they named only the day."""

    whole_day: bool = True

    @classmethod
    def of(cls, day: date, moment: time | None, now: datetime) -> "AskedTime":
        clock = moment or time(10)
        asked = cls(day.year, day.month, day.day, clock.hour, clock.minute, tzinfo=now.tzinfo)
        asked.whole_day = moment is None
        return asked


def asked_time(text: str, now: datetime) -> AskedTime | None:
    """What time `text` asks about; None when it names none, which means now. The coming one is meant."""
    said = normalize(text)
    day, moment = _day(said, now.date()), _moment(said)
    if day is None and (moment is None or "什么时候" in said):
        return None
    return AskedTime.of(day or now.date(), moment, now)


def _day(said: str, today: date) -> date | None:
    for word in sorted(_RELATIVE, key=len, reverse=True):
        if word in said:
            return today + timedelta(days=_RELATIVE[word])
    for word, festival in _FESTIVALS.items():
        if word in said:
            return _festival(festival, today, "明年" in said)
    return _weekday(said, today) or _dated(said, today)


def _weekday(said: str, today: date) -> date | None:
    match = _WEEKDAY.search(said) or re.search(r"()(周末|双休日)", said)
    if not match:
        return None
    index = 5 if match[2] in ("末", "周末", "双休日") else "一二三四五六日".find(match[2].replace("天", "日"))
    if index < 0:
        index = int(match[2]) - 1
    if match[1] and match[1].startswith("下"):
        return today - timedelta(days=today.weekday()) + timedelta(days=7 + index)
    return today + timedelta(days=(index - today.weekday()) % 7)


def _dated(said: str, today: date) -> date | None:
    match = _DATE.search(said)
    if not match:
        return None
    year, next_year, month, day, day_alone = match.groups()
    try:
        if day_alone:
            coming = today.replace(day=int(day_alone))
            return (
                coming if coming >= today else (today.replace(day=1) + timedelta(days=32)).replace(day=int(day_alone))
            )
        named = date(int(year) if year else today.year + bool(next_year), int(month), int(day))
        return named if year or next_year or named >= today else named.replace(year=today.year + 1)
    except ValueError:
        return None


def _festival(name: str, today: date, is_next_year: bool) -> date:
    """The day itself, this year's or, once past, the next."""
    this_year = _festival_in(name, today.year)
    if is_next_year or this_year < today:
        return _festival_in(name, today.year + 1)
    return this_year


def _festival_in(name: str, year: int) -> date:
    fixed = {"元旦": (1, 1), "五一": (5, 1), "国庆": (10, 1), "清明": (4, 5 if year % 4 in (2, 3) else 4)}
    if name in fixed:
        return date(year, *fixed[name])
    months = {"春节": _SPRING, "端午": _DRAGON_BOAT, "中秋": _MID_AUTUMN}[name]
    for start, _, state, _ in OpeningHours("PH", country="CN").intervals(
        datetime(year, 1, 1), datetime(year + 1, 1, 1)
    ):
        if (
            "open" in str(state).lower()
            and start.month in months
            and (start.month, start.day) not in ((1, 1), (5, 1), (10, 1))
        ):
            return date(start.year, start.month, start.day)
    return date(year, months[0], 1)


def _moment(said: str) -> time | None:
    match = _HOUR.search(said)
    if not match or re.search(r"几点|多少点", said):
        return None
    hour = to_number(match[2])
    if hour is None:
        return None
    hours = int(hour) + (12 if match[1] in ("下午", "晚上", "夜里") and hour < 12 else 0)
    minutes = 30 if match[4] else int(match[3] or 0)
    return time(hours, minutes) if hours < 24 and minutes < 60 else None
