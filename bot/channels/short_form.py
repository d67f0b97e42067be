"""Replies as one text message of WeChat: what a resident sees at once, choices by number, the rest on 更多.

At most 600 characters and 2,048 bytes, of which WeChat cuts what is over. Pure.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from bot.chinese.normalize import normalize
from bot.chinese.numbers import to_number
from bot.eligibility.question import BY_NAME

MOST_CHARACTERS, MOST_BYTES = 600, 2048
MOST_CHOICES = 12
# The core's own way to the rest; here it stands after the choices.
_MORE_LINE = re.compile(r"\n?回复“更多”看：[^\n]*")
_NUMBERED = re.compile(r"\n\d{1,2}\. [^\n]*")
_SENTENCE = re.compile(r"[^。！？；\n]+[。！？；]*")
_CLAUSE = re.compile(r"[^，、：。！？；\n]+[，、：。！？；]*")
_ORDINAL = re.compile(r"(?:第|选|回复)?([0-9一二三四五六七八九十两]{1,2})(?:个|项|条|号)?[.。、)）]?")
_BETWEEN = re.compile(r"[\s,，、和.。;；+]+")
_MARKUP = str.maketrans({"<": "＜", ">": "＞", "\x00": ""})


@dataclass(frozen=True)
class Words:
    """What is said round the replies (data/wechat.yml)."""

    pick: str
    pick_several: str
    also: str
    say: str
    more_of: str
    more: str
    more_words: frozenset[str]

    @classmethod
    def of(cls, written: Mapping[str, Any]) -> "Words":
        """Raises KeyError where one is missing."""
        more_words = frozenset(normalize(word) for word in written["more_words"])
        names = (each.name for each in fields(cls) if each.name != "more_words")
        return cls(**{name: str(written[name]) for name in names}, more_words=more_words)


@dataclass(frozen=True)
class Short:
    """`text` as it is sent. `choices`: what 1, 2, 3 stand for, as payloads; `several`: more than one may be named.

    `rest`: what 更多 shows, one message each, nothing where 更多 is the core's to answer.
    """

    text: str
    choices: tuple[str, ...] = ()
    several: bool = False
    rest: tuple[str, ...] = field(default=())


def short_form(messages: Sequence[Mapping[str, Any]], words: Words) -> Short:
    """All `messages` of one turn as one; the last question stays in sight whatever is long before it."""
    asking = _asking(messages)
    choices = _choices(asking, words) if asking else []
    several = bool(asking and asking["custom"].get("multiple"))
    tail = _tail(messages, asking, choices, words)
    bodies = [_body(message, bool(choices) and message is asking) for message in messages]
    *before, last = [body for body in bodies if body] or [""]
    shown, rest = _fitted("\n\n".join(before), last, tail, words)
    return Short(shown, tuple(payload for _, payload in choices), several, rest)


def picked(said: str, offered: Sequence[str], several: bool) -> str | None:
    """The payload a resident's `2` or `1、3` stands for, among those offered; None for anything else."""
    named = [part for part in _BETWEEN.split(normalize(said)) if part]
    places = [_place(part) for part in named]
    if not places or not all(place and 1 <= place <= len(offered) for place in places):
        return None
    chosen = [offered[place - 1] for place in places if place]
    if len(chosen) > 1 and not several:
        return None
    return "、".join(dict.fromkeys(chosen))


def fits(text: str) -> bool:
    return len(text) <= MOST_CHARACTERS and len(text.encode()) <= MOST_BYTES


def _place(part: str) -> int | None:
    found = _ORDINAL.fullmatch(part)
    number = to_number(found[1]) if found else None
    return int(number) if number is not None and number == int(number) else None


def _asking(messages: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """The message whose choices are numbered: the last that asks something, else the last that offers something.

    To somebody in danger nothing is offered.
    """
    offering = [each for each in messages if each["custom"].get("choices") or each["custom"].get("related")]
    asked = [each for each in offering if each["custom"]["kind"] in ("clarify", "question")]
    if any(each["custom"]["kind"] == "emergency" for each in messages):
        offering = []
    return (asked or offering or [None])[-1]  # type: ignore[list-item]


def _choices(message: Mapping[str, Any], words: Words) -> list[tuple[str, str]]:
    """(title, payload) of what is numbered; nothing where a number is itself the answer asked for."""
    custom = message["custom"]
    if custom["kind"] == "question" and _takes_a_number(custom):
        return []
    offered = custom.get("choices") or custom.get("related") or []
    return [(_clean(str(each["title"])), str(each["payload"])) for each in offered][:MOST_CHOICES]


def _takes_a_number(custom: Mapping[str, Any]) -> bool:
    question = BY_NAME.get(str(custom.get("slot")))
    return question is not None and question.kind in ("number", "numbers")


def _body(message: Mapping[str, Any], is_numbered: bool) -> str:
    """The core's text without what the tail says; of choices that are numbered anew, without its own numbers."""
    text = _MORE_LINE.sub("", str(message["text"]))
    if is_numbered and message["custom"]["kind"] == "clarify":
        text = str(message["custom"].get("lead") or _NUMBERED.sub("", text))
    return _clean(text)


def _clean(text: str) -> str:
    """No markup: WeChat turns `<a href>` of a text into a link."""
    return text.translate(_MARKUP).strip()


def _tail(
    messages: Sequence[Mapping[str, Any]],
    asking: Mapping[str, Any] | None,
    choices: Sequence[tuple[str, str]],
    words: Words,
) -> str:
    lines = []
    if choices and asking:
        is_question = asking["custom"]["kind"] in ("clarify", "question")
        pick = words.pick_several if asking["custom"].get("multiple") else words.pick if is_question else words.also
        lines += [pick, *(f"{number}. {title}" for number, (title, _) in enumerate(choices, 1))]
    elif asking and asking["custom"]["kind"] == "question":
        titles = "”“".join(_clean(str(each["title"])) for each in asking["custom"]["choices"])
        lines.append(words.say.format(titles=titles))
    if folded := _folded(messages):
        lines.append(words.more_of.format(titles="、".join(folded)))
    return "\n".join(lines)


def _folded(messages: Sequence[Mapping[str, Any]]) -> list[str]:
    """Titles of what the last answer keeps folded; 更多 is about that one. Not where its text shows all of it."""
    if messages[-1]["custom"]["kind"] != "answer" or not _MORE_LINE.search(str(messages[-1]["text"])):
        return []
    return [str(section["title"]) for section in messages[-1]["custom"].get("more") or ()]


def _fitted(before: str, last: str, tail: str, words: Words) -> tuple[str, tuple[str, ...]]:
    """The first message, and what is left for 更多. What goes first when it is long: what was said before the last."""
    whole = _joined(before, last, tail)
    if fits(whole):
        return whole, ()
    end = _joined(last, tail)
    if before and fits(_joined(end, words.more)):
        first, left = _cut(before, _room(_joined("", end, words.more)))
        return _joined(first, end, words.more), _pages(left, words)
    first, left = _cut(_joined(before, last), _room(_joined("", tail, words.more)))
    return _joined(first, tail, words.more), _pages(left, words)


def _joined(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part)


def _room(others: str) -> tuple[int, int]:
    """Characters and bytes left beside `others` and what joins them."""
    return MOST_CHARACTERS - len(others) - 2, MOST_BYTES - len(others.encode()) - 2


def _pages(text: str, words: Words) -> tuple[str, ...]:
    """`text` in messages, each but the last saying how to go on."""
    pages = []
    while not fits(text):
        page, text = _cut(text, _room(words.more))
        pages.append(_joined(page, words.more))
    return (*pages, text) if text else tuple(pages)


def _cut(text: str, room: tuple[int, int]) -> tuple[str, str]:
    """As much of `text` as there is room for, and the rest: whole lines, else sentences, clauses, characters."""
    for pieces in (_lines(text), _SENTENCE.findall(text), _CLAUSE.findall(text), list(text)):
        end = _end(text, pieces, room)
        if end:
            return text[:end].rstrip(), text[end:].lstrip("\n")
    return "", text


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def _end(text: str, pieces: Sequence[str], room: tuple[int, int]) -> int:
    """Where in `text` the last piece ends that there is still room for."""
    ends = list(_ends(text, pieces))
    fitting = [end for end in ends if end <= room[0] and len(text[:end].encode()) <= room[1]]
    return fitting[-1] if fitting else 0


def _ends(text: str, pieces: Sequence[str]) -> Iterator[int]:
    position = 0
    for piece in pieces:
        position = text.index(piece, position) + len(piece)
        yield position
