"""A message as it was meant: heard right, in clauses, what was taken back and what strangers have left out."""

import re

from bot.chinese.normalize import normalize
from bot.eligibility.by_ear import as_written
from bot.eligibility.phrases import NOUNS
from bot.eligibility.subjects import without_strangers
from bot.eligibility.words import pattern, word

_LONG = 15  # characters told in one breath, without a stop


def as_meant(text: str, *, of_others: bool) -> str:
    """The message as it was meant: heard right, without who asks, what was taken back and what strangers have."""
    plain = word("looked_up").sub(_seen, word("asker").sub("", _written(text)))
    clear = word("taken_back").sub(_what_it_was, plain).strip(" ,")
    return clear if of_others else without_strangers(clear)


def put_right(text: str) -> tuple[str, str] | None:
    """两口四千，哦不，三口 → what was said first, and what was put right; None where nothing was."""
    plain = word("looked_up").sub(_seen, _written(text))
    taken = word("taken_back").search(plain)
    return (plain[: taken.end("taken")], plain[taken.end() :]) if taken and taken["taken"] else None


def _written(text: str) -> str:
    """The message heard right, in clauses, with 拿什么买车 put as the denial it is."""
    plain = pattern(r"(?<=\d),(?=\d{3}(?!\d))").sub("", as_written(normalize(text)))
    plain = pattern(r"(?<=[\u4e00-\u9fff0-9]) +(?=[\u4e00-\u9fff])(?! *(?:[岁元块万千口个年级]|月(?!月)))").sub(
        ",", plain
    )
    plain = word("coming").sub("", word("rhetorical").sub("是", plain))
    plain = word("not_even").sub("没有汽车", plain)
    plain = word("no_way_thing").sub(
        lambda said: f"没有{said['thing'] or said['thing2'] or said['thing3'] or ''}", plain
    )
    plain = word("no_way").sub("没有", plain)
    plain = word("denied_by_name").sub(_denied_by_name, plain)
    plain = word("apart").sub(",", word("age_run_on").sub(",", word("echoed").sub(r"\1,", plain)))
    if len(plain) > _LONG and not pattern("[,。;!?]").search(plain):
        plain = word("run_on").sub(",", plain)
    return plain


def _denied_by_name(said: re.Match[str]) -> str:
    """车？没有, 铺子，没有: put as one clause, where a thing is named."""
    named = said["stop"] == "?" or any(noun.pattern.fullmatch(said["named"]) for noun in NOUNS)
    return f"{said['named']}没有" if named else said[0]


def _seen(looked_up: re.Match[str]) -> str:
    """三级吧，不是，看了证是二级: taken back; 以为是二级，看证是一级: never said."""
    return ",不对," if looked_up.start() else ""


def _what_it_was(taken: re.Match[str]) -> str:
    """存款三万，不对，四万: the number is taken back, what it counts stays; 不是，我家有房 takes nothing back."""
    if not taken.start() and not taken["taken"] and taken[0].startswith("不是"):
        return taken[0]
    number = pattern("[0-9一二两三四五六七八九十]")
    label = number.split(taken["taken"] or "")[0]
    return label if number.match(taken.string, taken.end()) else ""
