"""An answer for a text message: whole sentences, at most seventy characters, where it is done and where to ask on."""

import re

from bot.knowledge.render import Rendered

LIMIT = 70
# Where it is done may take up to so many of them.
_PLACE = 30
_ASK_ON = "详询12345。"
_UNSURE = "以街道答复为准，详询12345。"
_SENTENCES = re.compile(r"[^。！？；\n]+[。！？；\n]?")
_LINE_ENDS = re.compile(r"\n(?:· )?")
_CLAUSES = re.compile(r"[^，、：。！？；\n]+[，、：。！？；\n]?")


def short_text(rendered: Rendered, line: str | None = None, where: str = "") -> str:
    """The lead, or `line` of the answer, and where it is done, each cut after a whole sentence or clause; never within
    a number.
    """
    ending = _ASK_ON if rendered.verified else _UNSURE
    place = _cut(where, min(_PLACE, LIMIT // 2)) if where else ""
    room = LIMIT - len(ending) - len(place)
    kept = _cut(line or rendered.lead, room) or f"{rendered.answer.question}的答复较长"[: room - 1]
    return f"{_ended(kept)}{_ended(place)}{ending}"


def _cut(text: str, room: int) -> str:
    said = _LINE_ENDS.sub("", text)
    kept = _that_fit(_SENTENCES.findall(said), room) or _that_fit(_CLAUSES.findall(said), room)
    return kept[: kept.rindex("（")] if kept.count("（") > kept.count("）") else kept


def _ended(text: str) -> str:
    return f"{text.rstrip('，、：；。')}。" if text else ""


def _that_fit(pieces: list[str], room: int) -> str:
    kept = ""
    for piece in pieces:
        if len(kept) + len(piece.rstrip("，、：；。")) + 1 > room:
            break
        kept += piece
    return kept.strip()
