"""An answer for a text message: whole sentences, at most seventy characters, and where to ask on."""

import re

from bot.knowledge.render import Rendered

LIMIT = 70
_ASK_ON = "详询12345。"
_UNSURE = "以街道答复为准，详询12345。"
_SENTENCES = re.compile(r"[^。！？；\n]+[。！？；\n]?")
_LINE_ENDS = re.compile(r"\n(?:· )?")
_CLAUSES = re.compile(r"[^，、：。！？；\n]+[，、：。！？；\n]?")


def short_text(rendered: Rendered, line: str | None = None) -> str:
    """The lead, or `line` of the answer, cut after a whole sentence or clause; never within a number."""
    ending = _ASK_ON if rendered.verified else _UNSURE
    room = LIMIT - len(ending)
    said = _LINE_ENDS.sub("", line or rendered.lead)
    kept = _that_fit(_SENTENCES.findall(said), room) or _that_fit(_CLAUSES.findall(said), room)
    if kept.count("（") > kept.count("）"):
        kept = kept[: kept.rindex("（")]
    if not kept:
        kept = f"{rendered.answer.question}的答复较长"[: room - 1]
    return f"{kept.rstrip('，、：；。')}。{ending}"


def _that_fit(pieces: list[str], room: int) -> str:
    kept = ""
    for piece in pieces:
        if len(kept) + len(piece.rstrip("，、：；。")) + 1 > room:
            break
        kept += piece
    return kept.strip()
