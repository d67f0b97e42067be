"""What must never be stored or logged, and how it is hidden, however it is spelled.

Articles 6 and 28 of the Personal Information Protection Law: collect the least, protect what is sensitive.
A message is first read as groups of digits, whatever script and whatever between them; then groups are looked at for
the shape of a number that is somebody's. Years, days, sums, ages and numbers of documents have none of the shapes.
"""

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

ID, CARD, MOBILE, LANDLINE, NUMBER = "〔身份证号〕", "〔银行卡号〕", "〔手机号〕", "〔电话号〕", "〔号码〕"
DWELLING, NAME, MAIL, PLATE = "〔门牌号〕", "〔姓名〕", "〔邮箱〕", "〔车牌号〕"

_CHINESE = {
    sign: value
    for value, signs in enumerate(("零〇○Ｏ", "一壹幺", "二贰", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖"))
    for sign in signs
}
# Between digits of one number; the wide ones also stand between numbers of a list, so they prove less.
_NARROW = re.compile(r"[\s\-—－–‐]{0,4}")
_GAP = re.compile(r"[\s\-—－–‐.．。·•・/／\\_＿,，、､()（）:：*~～|]{0,4}")
_LISTS = re.compile(r"[,，、､]")
_X = re.compile(r"[\s\-—－.·/_]{0,2}[XxＸｘ](?![A-Za-z])")
_BIRTHDAY = r"(?:18|19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_ID_18 = re.compile(rf"[1-8]\d{{5}}{_BIRTHDAY}\d{{3}}[\dX]")
_ID_15 = re.compile(r"[1-8]\d{5}\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}")
_MOBILE = re.compile(r"(?:0?0?86)?1[3-9]\d{9}")
_MOBILE_GROUPS = {(11,), (3, 8), (7, 4), (3, 4, 4), (3, 3, 5), (3, 4, 2, 2), (3, 2, 2, 2, 2), (3, 2, 3, 3), (5, 6)}
_LANDLINE = re.compile(r"0(?:10|2\d|[3-9]\d\d)[2-8]\d{6,7}")
_DAY = r"(?:19|20)\d\d(?:-?\d{1,2}){0,2}"
_DAYS = re.compile(rf"{_DAY}(?:[ \-]+{_DAY})*")
_AMOUNT = re.compile(r"\s*(?:[.．]\d|元|块|万|亿|岁|年|%|％)")
_OF_A_TELEPHONE = re.compile(r"(?:电话|座机|固话|打|号码|联系)[^，。！？\d]{0,6}$")


@dataclass(frozen=True)
class _Group:
    """Digits that touch: where they stand, as ASCII, and what parts them from the group before."""

    start: int
    end: int
    digits: str
    gap: str


def mask(text: str) -> str:
    """`text` fit to be kept: without numbers that are somebody's, house numbers, names, mail addresses."""
    hidden = _mask_words(mask_numbers(text))
    return _mask_names(hidden)


def mask_numbers(text: str) -> str:
    """`text` with identity, bank and telephone numbers replaced by what they were; as a turn may read it."""
    found = list(_numbers(text))
    for start, end, label in reversed(found):
        text = text[:start] + label + text[end:]
    return text


def _numbers(text: str) -> Iterator[tuple[int, int, str]]:
    """Where each number stands, and what it is."""
    groups = list(_groups(text))
    first = 0
    while first < len(groups):
        if passed := _days(text, groups, first):
            first = passed
            continue
        found = _number_at(text, groups, first)
        if found is None:
            first += 1
            continue
        last, end, label = found
        yield _start(text, groups[first]), end, label
        first = last + 1


def _days(text: str, groups: Sequence[_Group], first: int) -> int:
    """The group behind the years or days that begin with group `first`; 0 where none do."""
    passed = 0
    for last in range(first, min(first + 12, len(groups))):
        if last > first and not _NARROW.fullmatch(groups[last].gap):
            break
        if _DAYS.fullmatch(_plain(text[groups[first].start : groups[last].end])):
            passed = last + 1
    return passed


def _start(text: str, group: _Group) -> int:
    return group.start - 1 if text[group.start - 1 : group.start] in ("+", "＋") else group.start


def _groups(text: str) -> Iterator[_Group]:
    position = 0
    while position < len(text):
        end = position
        while end < len(text) and _value(text[end]) is not None:
            end += 1
        if end > position:
            yield _Group(
                position, end, "".join(str(_value(sign)) for sign in text[position:end]), _gap_before(text, position)
            )
        position = max(end, position + 1)


def _gap_before(text: str, position: int) -> str:
    start = position
    while start > 0 and position - start <= 4 and _value(text[start - 1]) is None:
        start -= 1
    return text[start:position]


def _value(sign: str) -> int | None:
    return _CHINESE.get(sign) if sign in _CHINESE else unicodedata.digit(sign, None)


def _number_at(text: str, groups: Sequence[_Group], first: int) -> tuple[int, int, str] | None:
    """(last group, end, label) of the number that begins with group `first`, the longest shape first."""
    digits = ""
    sizes: list[int] = []
    gaps: list[str] = []
    best: tuple[int, int, str] | None = None
    for last in range(first, len(groups)):
        group = groups[last]
        if last > first:
            if not _GAP.fullmatch(group.gap) or len(digits) + len(group.digits) > 40:
                break
            gaps.append(group.gap)
        digits, sizes = digits + group.digits, [*sizes, len(group.digits)]
        tail = _X.match(text, group.end) if len(digits) == 17 else None
        if tail and _ID_18.fullmatch(digits + "X"):
            return last, tail.end(), ID
        if label := _shape(digits, tuple(sizes), gaps, text[: groups[first].start], text[group.end :]):
            best = (last, group.end, label)
            if label in (ID, MOBILE):
                return best
    return best


def _plain(text: str) -> str:
    """ASCII digits, one `-` or blank between them."""
    return re.sub(r"\s*[\-—－–‐]+\s*", "-", text.translate(_ASCII))


_ASCII = {ord(sign): str(value) for sign, value in _CHINESE.items()} | {
    ord("０") + value: str(value) for value in range(10)
}


def _shape(digits: str, sizes: tuple[int, ...], gaps: Sequence[str], before: str, after: str) -> str | None:
    """What such groups of digits are, if they are somebody's number."""
    narrow = all(_NARROW.fullmatch(gap) for gap in gaps)
    listed = any(_LISTS.search(gap) for gap in gaps)
    singles = set(sizes) == {1}
    if _ID_18.fullmatch(digits) or (
        len(digits) == 15 and _ID_15.fullmatch(digits) and (narrow or singles or not listed)
    ):
        return ID
    if _MOBILE.fullmatch(digits) and (narrow or singles or _mobile_groups(digits, sizes)):
        return MOBILE
    if narrow and len(digits) >= 12:
        return CARD if 16 <= len(digits) <= 19 else NUMBER
    if 16 <= len(digits) <= 19 and (singles or _card_groups(digits, sizes, listed)):
        return CARD
    return LANDLINE if _is_landline(digits, sizes, narrow, before, after) else None


def _mobile_groups(digits: str, sizes: tuple[int, ...]) -> bool:
    country = len(digits) - 11
    return (sizes[1:] if country and sizes[0] == country else sizes) in _MOBILE_GROUPS


def _card_groups(digits: str, sizes: tuple[int, ...], listed: bool) -> bool:
    fours = all(size == 4 for size in sizes[:-1]) and sizes[-1] <= 4 and digits[0] in "34569"
    return fours and (not listed or digits.startswith("62") or _luhn(digits))


def _luhn(digits: str) -> bool:
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits)))
    return sum(value // 10 + value % 10 for value in doubled) % 10 == 0


def _is_landline(digits: str, sizes: tuple[int, ...], narrow: bool, before: str, after: str) -> bool:
    if not narrow and sizes not in ((3, 8), (3, 4, 4), (4, 8), (4, 7), (3, 7)):
        return False
    if _AMOUNT.match(after):
        return False
    if _LANDLINE.fullmatch(digits):
        return True
    told = bool(_OF_A_TELEPHONE.search(before))
    return len(digits) == 8 and digits[0] in "5678" and (sizes == (8,) or (told and sizes == (4, 4)))


# ── Words

_COUNT = r"[0-9０-９零〇一二三四五六七八九十百]{1,5}"
_DOOR = re.compile(
    rf"(?:[甲乙丙丁]?{_COUNT}\s*(?:号院|号楼|号|栋|幢|座|楼|院)\s*[,，]?\s*)*"
    rf"(?:{_COUNT}\s*单元\s*[,，]?\s*)(?:{_COUNT}\s*(?:层|楼)\s*)?(?:{_COUNT}(?:号|室|户)?)?"
    rf"|(?:[甲乙丙丁]?{_COUNT}\s*(?:号院|号楼|栋|幢)\s*[,，]?\s*)+(?:{_COUNT}\s*(?:层|楼)\s*)?(?:{_COUNT}(?:室|户|号)?)?"
    rf"|(?<=[里街巷道路园庄村口坊胡同条])\s*[甲乙丙丁]?{_COUNT}\s*号(?!线|文|窗|楼梯|[日令])(?:\s*{_COUNT}\s*(?:室|户))?"
    rf"|{_COUNT}\s*室(?=$|[，。,\s])"
)
_MAIL = re.compile(r"[A-Za-z0-9_.+\-]+\s?[@＠]\s?[A-Za-z0-9\-]+(?:\s?[.。．]\s?[A-Za-z]{2,})+")
_CAR = re.compile(
    r"[京津冀沪渝晋辽吉黑苏浙皖闽赣鲁豫鄂湘粤琼川贵云陕甘青蒙桂藏宁新][A-Z][·.\s]?[A-Z0-9]{5,6}(?![A-Z0-9])"
)
_PASSPORT = re.compile(r"(?<![A-Za-z0-9])(?:[EeGgDdSsPpHh][A-Za-z]?\d{7,8})(?!\d)")


def _mask_words(text: str) -> str:
    for pattern, label in ((_MAIL, MAIL), (_CAR, PLATE), (_PASSPORT, NUMBER), (_DOOR, DWELLING)):
        text = pattern.sub(label, text)
    return text


_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱林何郭罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏"
    "钟汪田任姜范石姚谭廖邹熊陆郝孔崔康毛邱秦江史顾侯邵孟龙万段雷汤尹黎武乔贺赖龚樊兰殷施洪翟倪齐伍庞颜柴欧阳司马"
)
_SOMEBODY = rf"[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}"
_ENDS = r"(?=$|[\s，。,.；;：:！!、（(〔]|住|家住|电话|手机|身份证|今年|女|男)"
_CALLED = re.compile(rf"(我叫|名叫|名字叫|名字是|姓名[：:是]?\s*|叫做?)({_SOMEBODY}){_ENDS}")
_BESIDE = re.compile(
    rf"(我是|本人|联系人[：:是]?\s*|户主[：:是]?\s*|老伴|父亲|母亲|儿子|女儿|[，。,；;：:\s]|^)({_SOMEBODY}){_ENDS}"
)


def _mask_names(text: str) -> str:
    """Who says what he is called; and where a number or a dwelling stands in the text, whoever is named beside it."""
    text = _CALLED.sub(rf"\1{NAME}", text)
    if any(label in text for label in (ID, MOBILE, LANDLINE, CARD, DWELLING)):
        text = _BESIDE.sub(rf"\1{NAME}", text)
    return text


def hash_resident(resident: str, salt: str) -> str:
    """A stable 16-hex-digit stand-in for a resident's id that cannot be turned back."""
    return hmac.new(salt.encode(), resident.encode(), hashlib.sha256).hexdigest()[:16]
