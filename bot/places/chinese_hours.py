"""Opening hours as offices write them in Chinese, turned into the OpenStreetMap syntax."""

import re

from bot.places.hours import check


def from_chinese(text: str) -> str | None:
    """`周一至周五 9:00-12:00，13:30-17:30` in OSM syntax; None for what cannot be read.

    工作日 also says that holidays are off and make-up days worked.
    """
    holidays_off = re.search(_HOLIDAYS_OFF, text) is not None
    said = re.sub(r"[（(].*?[)）]", "", text).translate(_PUNCTUATION).replace("--", "-")
    if re.fullmatch(r"(?:每天|全天|全年)*24\s*小时(?:服务|开放|营业)?|全天(?:候|开放)?", said.strip()):
        return "24/7"
    if re.fullmatch(r"(?:(?:周|星期)一-(?:周|星期)[日天])?\s*(?:全天|24\s*小时)", said.strip()):
        return "24/7"
    rules = [_chinese_rule(part) for part in re.split(_NEXT_RULE, said) if part.strip(" ,")]
    if not rules or None in rules:
        return None
    expression = "; ".join(rule for rule in rules if rule)
    if "工作日" in said or holidays_off:
        expression = expression.replace("; PH off", "") + "; PH off"
    return check(expression)


_PUNCTUATION = str.maketrans("：～~—–至到，、；", ":------,,;")
# A new rule begins after a full stop, and where days are named again after hours.
_NEXT_RULE = r"[;\n。]|(?<=[\d半分点])[\s,]*(?=(?:周|星期|礼拜)[一二三四五六日天])"
_HOLIDAYS_OFF = r"节假日\s*(?:除外|休息|不办|休|闭馆)|节假日不"
_CHINESE_DAY = {
    "一": "Mo", "二": "Tu", "三": "We", "四": "Th", "五": "Fr", "六": "Sa", "日": "Su", "天": "Su",
    "1": "Mo", "2": "Tu", "3": "We", "4": "Th", "5": "Fr", "6": "Sa", "7": "Su",
}  # fmt: skip
_DAY_WORD = re.compile(r"(?:周|星期|礼拜)([一二三四五六日天1-7])(?:-(?:周|星期|礼拜)?([一二三四五六日天1-7]))?")
_TIME_SPAN = re.compile(
    r"(上午|早上?|下午|晚上?|中午)?\s*(\d{1,2})(?:[:点时](\d{2}|半)?分?)?\s*-\s*(上午|下午|晚上?|中午)?\s*(\d{1,2})(?:[:点时](\d{2}|半)?分?)?"
)


def _chinese_rule(part: str) -> str | None:
    if re.fullmatch(r"[\s,]*(?:法定)?节假日\s*(?:除外|休息|不办公?|休|闭馆)[\s,]*", part):
        return "PH off"
    days = ",".join(_CHINESE_DAY[m[1]] + (f"-{_CHINESE_DAY[m[2]]}" if m[2] else "") for m in _DAY_WORD.finditer(part))
    rest = _DAY_WORD.sub(" ", part)
    if not days:
        days = "Mo-Fr" if "工作日" in part else "Mo-Su" if re.search("每天|每日|天天|全周", part) else ""
    if not days:
        return None
    if re.search(r"休息|不办|闭馆|休$", rest.strip(" ,")) and not re.search(r"\d", rest):
        return f"{days} off"
    times = [_chinese_span(m) for m in _TIME_SPAN.finditer(rest)]
    leftover = re.sub(
        r"工作日|每天|每日|天天|法定|节假日(?:除外|休息|不办|休)|[\s,和及与]|办公|办理|营业|开放|时间|:",
        "",
        _TIME_SPAN.sub("", rest),
    )
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
