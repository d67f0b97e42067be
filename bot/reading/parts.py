"""The questions of one message, in order: 低保多少钱？去哪办，要带什么."""

import re

from bot.chinese.normalize import matching_key, normalize

MOST = 3
_QUOTED = re.compile(
    r"^\s*「[^」]{0,600}」|[「『“\"][^」』”\"]{0,600}[」』”\"]\s*(?:\n|-\s?-\s?-|—{2,}|={3,})[-—=\s]*", re.S
)
_SPLIT = re.compile(
    r"[。？！?!；;\n]+|[，,]?(?:还有就是|另外|对了|顺便问一下|顺便问问|顺便|再问一下|再问问|再一个|还想问|还有一个|还有)[，,]?"
)
_SENTENCE = re.compile(r"[。？！?!；;\n]+")
# A text of fewer characters is no story; a sentence of fewer (谢谢, 是吧) not what one comes to.
_SHORTEST_STORY, _SHORTEST_SENTENCE = 26, 4
_COMMA = re.compile(r"[，,、\s]+")
_ASKS = re.compile(
    r"[吗么呢不没]$|吗(?=[，,、\s])|(.)不\1|[怎咋啥哪几谁]|多少|多久|多长|什么|能不能|可不可以|要不要|有没有|如何|电话|地址|上班|开门"
)

# Stricter, for what stands between commas: a story has many commas and a few 没 and 不.
_ASKS_SURELY = re.compile(
    r"[吗么]$|吗(?=[，,、\s])|(.)不\1|怎么|咋|多少|多久|多长|什么|啥|哪|几[天点岁号个]|能不能|可不可以|要不要|有没有|如何|(电话|地址)(呢|是)?$"
)


def unquoted(text: str) -> str:
    """What was typed below an earlier reply that WeChat quotes: 「…」 and a rule of dashes."""
    rest = _QUOTED.sub("", text)
    return rest if matching_key(rest) else text


def quoted(text: str) -> str:
    """The earlier reply that is quoted above what was typed; empty where none is."""
    found = _QUOTED.match(text)
    return found[0].strip(' 「」『』“”"\n-—=') if found and unquoted(text) != text else ""


def questions(text: str) -> list[str]:
    """The parts of a message that each ask something, at most MOST; one part where it is one question.

    What stands before the first question is told with it: 我妈85了，高龄津贴多少钱.
    """
    pieces = [piece.strip(" ，,、") for piece in _SPLIT.split(normalize(text)) if matching_key(piece)]
    asking = _joined([part for piece in pieces for part in _of_one(piece)])
    return asking[:MOST] if len(asking) > 1 else [text]


def point_of(text: str) -> str:
    """What a story comes to: the last of its sentences that asks, else the last; empty where there is but one."""
    sentences = [
        each.strip(" ，,、") for each in _SENTENCE.split(text) if len(matching_key(each)) >= _SHORTEST_SENTENCE
    ]
    if len(sentences) < 2 or len(matching_key(text)) < _SHORTEST_STORY:
        return ""
    return next((each for each in reversed(sentences) if asks(each)), sentences[-1])


def asks(text: str) -> bool:
    """Does `text` ask something?"""
    return bool(_ASKS.search(text.strip(" ，。！!")))


def surely_asks(text: str) -> bool:
    """Does `text` ask something by words that nothing but a question has?"""
    return bool(_ASKS_SURELY.search(text.strip(" ，。！!")))


def _of_one(piece: str) -> list[str]:
    """A piece between full stops, cut at commas where several parts of it ask."""
    parts = [part for part in _COMMA.split(piece) if matching_key(part)]
    return parts if sum(bool(_ASKS_SURELY.search(part)) for part in parts) > 1 else [piece]


def _joined(parts: list[str]) -> list[str]:
    """What asks nothing goes with the next question; at the end, with the last."""
    found: list[str] = []
    told: list[str] = []
    for part in parts:
        told.append(part)
        if len(matching_key(part)) >= 2 and _ASKS.search(part):
            found.append("，".join(told))
            told = []
    if told and found:
        found[-1] = "，".join([found[-1], *told])
    return found
