"""What must never be stored or logged, and how it is hidden.

Masking runs before anything is written anywhere. Article 6 and 28 of the Personal
Information Protection Law: collect the least, protect what is sensitive.
"""

import hashlib
import hmac
import re

_SEPARATOR = r"[\s\-—－]{0,3}"
_DIGIT = r"[0-9０-９]"
_CHINESE_DIGIT = "[零〇一二三四五六七八九幺]"

# Longest first: an 18-digit identity card also contains an 11-digit run.
_PATTERNS = (
    ("〔身份证号〕", re.compile(rf"(?<!{_DIGIT})(?:{_DIGIT}{_SEPARATOR}){{17}}[0-9０-９XxＸｘ](?!{_DIGIT})")),
    ("〔银行卡号〕", re.compile(rf"(?<!{_DIGIT})(?:{_DIGIT}{_SEPARATOR}){{15,18}}{_DIGIT}(?!{_DIGIT})")),
    ("〔身份证号〕", re.compile(rf"(?<!{_DIGIT})(?:{_DIGIT}){{15}}(?!{_DIGIT})")),
    (
        "〔手机号〕",
        re.compile(
            rf"(?<!{_DIGIT})(?:[+＋]?(?:86|８６){_SEPARATOR})?[1１]{_SEPARATOR}[3-9３-９](?:{_SEPARATOR}{_DIGIT}){{9}}(?!{_DIGIT})"
        ),
    ),
    ("〔号码〕", re.compile(rf"(?<!{_DIGIT})(?:{_DIGIT}{_SEPARATOR}){{11,}}{_DIGIT}")),
    ("〔号码〕", re.compile(rf"{_CHINESE_DIGIT}{{11,}}[Xx]?")),
)
_DAY = r"(?:19|20)\d\d(?:[-—－]\d{1,2}){0,2}"
_DAYS = re.compile(rf"{_DAY}(?:[\s\-—－]{{1,3}}{_DAY})*")


def mask(text: str) -> str:
    """`text` with identity card, mobile and bank card numbers replaced by what they were.

    Years and days in a row (2021 2022 2023, 2024-07-01 2025-06-30) are nobody's number and stay.
    """
    for label, pattern in _PATTERNS:
        text = pattern.sub(lambda found, label=label: found[0] if _DAYS.fullmatch(found[0]) else label, text)  # type: ignore[misc]
    return text


def hash_resident(resident: str, salt: str) -> str:
    """A stable 16-hex-digit stand-in for a resident's id that cannot be turned back."""
    return hmac.new(salt.encode(), resident.encode(), hashlib.sha256).hexdigest()[:16]
