"""Numbers as people say and type them: 85, ８５, 八十五, 八旬, 两千三, 2.3千, 一万二, 壹仟, 三千多."""

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
_NUMBER = re.compile(
    r"\d[\d,]*(?:\.\d+)?(?:\s*[十百千万亿kw](?![a-z])\d*)?"
    r"|[零〇一二两俩仨三四五六七八九幺十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟]+(?:点[零〇一二三四五六七八九]+)?(?:[十百千万亿])?"
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
    """The number `text` spells as a whole, or None. 两千三 → 2300, 一万二 → 12000, 一百零五 → 105."""
    text = text.strip().lower().replace(",", "")
    if not text:
        return None
    try:
        return float(text)
    except ValueError:
        pass
    arabic = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([十百千万亿kw])(\d*)", text)
    if arabic:
        unit = _UNITS[arabic[2]]
        return float(arabic[1]) * unit + (float(arabic[3]) * unit / 10 if arabic[3] else 0)
    if "点" in text:
        return _with_point(text)
    if all(character in _DIGITS for character in text):
        return float("".join(str(_DIGITS[character]) for character in text))
    return _with_units(text)


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
    for match in _NUMBER.finditer(text.lower()):
        if taken.intersection(range(match.start(), match.end())):
            continue
        value = to_number(match[0])
        if value is not None:
            found.append(Number(match.start(), match.end(), value, match[0]))
    return sorted(found, key=lambda number: number.start)
