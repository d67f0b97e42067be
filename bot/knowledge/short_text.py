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
    room = LIMIT - len(ending)
    said = _LINE_ENDS.sub("", line or rendered.lead)
    kept = _cut(said, room - (_PLACE if where else 0), room) or f"{rendered.answer.question}的答复较长"[: room - 1]
    place = _cut(_LINE_ENDS.sub("", where), *[min(_PLACE, room - len(_ended(kept)))] * 2)
    return f"{_ended(kept)}{_ended(place)}{ending}"


def _cut(said: str, room: int, most: int) -> str:
    """Whole sentences that fit into `room`, one that fits into `most`, or else clauses."""
    sentences, clauses = _SENTENCES.findall(said), _CLAUSES.findall(said)
    kept = _that_fit(sentences, room) or _that_fit(sentences[:1], most) or _that_fit(clauses, most)
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
