"""Numbers as people say and type them: 85, ８５, 八十五, 八旬, 两千三, 2.3千, 一万二, 壹仟, 三千多."""

import math
import re
from dataclasses import dataclass

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {
    "〇": 0, "两": 2, "俩": 2, "仨": 3, "幺": 1, "壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5, "陆": 6,
    "柒": 7, "捌": 8, "玖": 9,
}  # fmt: skip
_UNITS = {
    "十": 10,
    "拾": 10,
    "百": 100,
    "佰": 100,
    "千": 1000,
    "仟": 1000,
    "k": 1000,
    "万": 10_000,
    "w": 10_000,
    "亿": 100_000_000,
}
_ARABIC = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_ARABIC_UNITS = rf"{_ARABIC}(?:\s*[十百千万亿kw]+(?![a-z])(?:{_ARABIC})?)*"
_PIECE = re.compile(rf"({_ARABIC})\s*([十百千万亿kw]*)")
_NUMBER = re.compile(
    rf"{_ARABIC_UNITS}"
    r"|[零〇一二两俩仨三四五六七八九幺十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟]+(?:点[零〇一二三四五六七八九]+)?(?:[十百千万亿])?",
    re.IGNORECASE,
)
_PLAIN = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)")
# Words written with a numeral that count nothing.
_NO_NUMBER = re.compile(
    r"(?<![零一二两三四五六七八九十百千])万一|千万(?=别|不|莫|要|得|记|小心|注意|可)|十分(?!钟|之)|百(?=度|姓|货)|万(?=寿|岁)"
    r"|(?<![二三四五六七八九十百千万零])一(?=下|直|样|起|定|般|点(?![钟半零一二三四五六七八九])|些|切|旦|边|会|辈|共|律|再|向|时|并|同)"
    r"|(?<=统|唯|周)一|(?<=星期|礼拜)一"
)
_DECADES = re.compile(r"([一二三四五六七八九])旬")


@dataclass(frozen=True)
class Number:
    """A number in a text: characters `start:end`, its `value`, and the `text` itself."""

    start: int
    end: int
    value: float
    text: str


def to_number(text: str) -> float | None:
    """The number `text` spells as a whole, or None. 两千三 → 2300, 一万二 → 12000, 一百零五 → 105, 1万2千 → 12000."""
    value = _spelled(text.strip().lower())
    return value if value is not None and math.isfinite(value) else None


def _spelled(text: str) -> float | None:
    if _PLAIN.fullmatch(text) or re.fullmatch(_ARABIC, text):
        return float(text.replace(",", ""))
    if re.fullmatch(_ARABIC_UNITS, text):
        return _with_arabic(text)
    if "点" in text:
        return _with_point(text)
    if text and all(character in _DIGITS for character in text):
        return float("".join(str(_DIGITS[character]) for character in text))
    return _with_units(text) if text else None


def _with_arabic(text: str) -> float:
    """1.2万, 1万2, 1万2千, 1万2500, 3百万: a single digit behind a unit counts the next lower one."""
    total, unit = 0.0, 1
    for piece in _PIECE.finditer(text):
        digits = float(piece[1].replace(",", ""))
        if piece[2]:
            unit = math.prod(_UNITS[character] for character in piece[2])
            total += digits * unit
        else:
            total += digits * unit / 10 if len(piece[1]) == 1 and unit >= 100 else digits
    return total


def _with_point(text: str) -> float | None:
    whole, _, rest = text.partition("点")
    unit = _UNITS.get(rest[-1:])
    decimals = rest[:-1] if unit else rest
    base = to_number(whole)
    if base is None or not decimals or any(character not in _DIGITS for character in decimals):
        return None
    value = base + float("0." + "".join(str(_DIGITS[character]) for character in decimals))
    return value * (unit or 1)


def _with_units(text: str) -> float | None:
    total = section = 0.0
    digit: float | None = None
    last_unit, zero_before = 0, False
    for character in text:
        if character in _DIGITS:
            digit, zero_before = float(_DIGITS[character]), _DIGITS[character] == 0 or zero_before
        elif character in _UNITS:
            unit = _UNITS[character]
            if unit >= 10_000:
                total, section = (
                    (total + section + (digit or 0)) * unit if total + section + (digit or 0) else unit,
                    0.0,
                )
            else:
                section += (1 if digit is None or (digit == 0 and unit == 10) else digit) * unit
            digit, last_unit, zero_before = None, unit, False
        else:
            return None
    if digit is not None:
        # 两千三 means 2300, 两千零三 means 2003.
        tail = digit * last_unit / 10 if last_unit >= 100 and not zero_before else digit
        section += tail
    return total + section


def numbers_in(text: str) -> list[Number]:
    """Every number in `text`, left to right; 八旬 counts as 80."""
    found = [Number(m.start(), m.end(), _DIGITS[m[1]] * 10.0, m[0]) for m in _DECADES.finditer(text)]
    taken = {position for number in found for position in range(number.start, number.end)}
    taken.update(position for word in _NO_NUMBER.finditer(text) for position in range(word.start(), word.end()))
    for match in _NUMBER.finditer(text):
        if taken.intersection(range(match.start(), match.end())):
            continue
        value = to_number(match[0])
        if value is not None:
            found.append(Number(match.start(), match.end(), value, match[0]))
    return sorted(found, key=lambda number: number.start)
