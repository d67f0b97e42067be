"""One spelling for what people type: half width, simplified, lower case, no control characters."""

import re
import unicodedata
from functools import lru_cache

from opencc import OpenCC

_CONTROL = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufe00-\ufe0f\ufeff\ud800-\udfff]"
)
_SPACES = re.compile(r"\s+")
_NOT_WORDS = re.compile(r"[^0-9a-z\u3400-\u9fff]+")
# Still written by hand and typed by stroke.
_FORMS_OF_1977 = str.maketrans({"歺": "餐", "亍": "街"})
_PUNCTUATION = str.maketrans({"。": "。", "､": "、", "﹖": "？", "﹗": "！", "～": "~"})


@lru_cache(maxsize=1)
def _simplifier() -> OpenCC:
    return OpenCC("t2s")


def clean(text: str) -> str:
    """`text` without control characters, lone surrogates and runs of white space; nothing else changed."""
    return _SPACES.sub(" ", _CONTROL.sub("", text.replace("\n", " ").replace("\t", " "))).strip()


def simplified(text: str) -> str:
    """Traditional characters turned into simplified ones; 手錶 → 手表, and the short forms of 1977: 歺 → 餐."""
    return str(_simplifier().convert(text)).translate(_FORMS_OF_1977)


@lru_cache(maxsize=4096)
def normalize(text: str) -> str:
    """NFKC, simplified, lower case, clean. Punctuation stays (as half width where it has one)."""
    return clean(simplified(unicodedata.normalize("NFKC", clean(text))).lower().translate(_PUNCTUATION))


# Room for every phrasing there is (37,000 in 2026) and as much again: a cache that is gone through in order and is a
# little too small never finds anything.
@lru_cache(maxsize=65_536)
def matching_key(text: str) -> str:
    """Only the letters, digits and Chinese characters of the normalised text; two phrasings with one key are one."""
    return _NOT_WORDS.sub("", normalize(text))


def has_words(text: str) -> bool:
    """False for what carries no letter, digit or Chinese character: emoji, punctuation, blanks."""
    return bool(matching_key(text))
