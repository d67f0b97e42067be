"""The only place that asks what time it is. Days and hours are Beijing's; a drill sets the day (XIAOXI_DAY)."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot import settings

BEIJING = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """Current time with the Asia/Shanghai zone attached."""
    moment, day = datetime.now(BEIJING), settings.drill_day()
    return moment if day is None else datetime.combine(day, moment.timetz())


def today() -> date:
    """Today's date in Beijing."""
    return now().date()


def chinese_date(day: date) -> str:
    """`2024-07-01` → `2024年7月1日`."""
    return f"{day.year}年{day.month}月{day.day}日"


def chinese_month(day: date) -> str:
    """`2024-07-01` → `2024年7月`."""
    return f"{day.year}年{day.month}月"
