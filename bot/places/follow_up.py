"""What a short message adds to a search for places: only a corner, another kind of place, another time."""

import re
from datetime import datetime

from bot.chinese.normalize import matching_key, normalize
from bot.places.asked_time import asked_time
from bot.places.directory import Directory

_LONGEST = 16
_AROUND_A_CORNER = re.compile(
    r"不对|不是|错了|说错|纠正|应该|对|哦|嗯|那么|那|我们|我|咱们?|家里?|爸妈?|妈|老人|老太太|老爷子|他|她|人|现在|平时|就|是|住|在|搬到?了?|"
    r"换[个到成]?|地方|位置|附近|旁边|这边|那边|这儿|那儿|这里|那里|这块|那块|一带|边上|上班|的|呢|啊|呀|吧|吗|了|嘛|要|去|到|从|来|找|看|查"
)
_AROUND_A_KIND = re.compile(
    r"那么|那|换成|换|改成|改|还有|有没有|有|没有|没|再|我要|我想|我|要|想|找|看看|看|查|问|最近的?|附近的?|离我近的|这边|那边|的|呢|吗|啊|呀|吧|在哪儿?|在哪里|也|和|个"
)
_ABOUT_THEM = re.compile(
    r"(有)?(联系)?(电话|地址|号码)(是)?(多少|有吗|呢|在哪)?|(几点|什么时候|啥时候)(开门|关门|上班|下班|营业|开|关)(吗|呢|啊|么)?|怎么(走|去|过去)|(现在)?(开门|开着|营业)(吗|么|没)"
)
_WHICH_SUBDISTRICT = re.compile(
    r"哪个(街道|街办|办事处)|属于?(哪|什么)(个|条)?街道?|归(谁|哪|什么)(个|儿|里)?(街道)?(办事处)?管?|是?哪(个)?街道"
)
_SPARE = 1


def asks_which_subdistrict(text: str, directory: Directory) -> bool:
    """红莲北里归哪个街道管: a corner of the city and the question whose it is."""
    said = normalize(text)
    return bool(_WHICH_SUBDISTRICT.search(said)) and directory.locate(said).status in ("found", "ambiguous")


def tells_only_where(text: str, directory: Directory) -> bool:
    """我住广外, 家在月坛: a corner of the city and nothing else."""
    said = normalize(text)
    located = directory.locate(said)
    if located.status not in ("found", "ambiguous") or located.span is None or len(matching_key(said)) > _LONGEST:
        return False
    start, end = located.span
    rest = _AROUND_A_CORNER.sub("", matching_key(said[:start] + said[end:]))
    return len(rest) <= _SPARE


def goes_on(text: str, directory: Directory, now: datetime) -> bool:
    """Said after a list of places, does `text` ask for the same elsewhere, for another kind, or about their hours?"""
    key = matching_key(text)
    if len(key) > _LONGEST:
        return False
    if tells_only_where(text, directory):
        return True
    if directory.category_of(text) is not None:
        return len(_AROUND_A_KIND.sub("", matching_key(directory.without_category(normalize(text))))) <= _SPARE
    if len(key) <= 10 and asked_time(text, now) is not None:
        return True
    return _ABOUT_THEM.search(key) is not None and len(key) <= 12
