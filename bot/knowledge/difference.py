"""What changed between two versions of an answer, part by part and line by line."""

import difflib
from dataclasses import dataclass

from bot.knowledge.answer import Answer
from bot.knowledge.field import lines_of, parts


@dataclass(frozen=True)
class Difference:
    """One part that changed: (mark, line) with mark − gone, ＋ new, blank as it was."""

    field: str
    title: str
    lines: tuple[tuple[str, str], ...]


def between(before: Answer | None, after: Answer) -> list[Difference]:
    """The parts that differ, in the order of the form; everything where there was nothing before."""
    found = []
    for field, title in parts(before, after).items():
        old = lines_of(before, field) if before else []
        new = lines_of(after, field)
        if old != new:
            found.append(Difference(field, title, tuple(_marked(old, new))))
    return found


def _marked(old: list[str], new: list[str]) -> list[tuple[str, str]]:
    marks = {"- ": "−", "+ ": "＋"}
    changed = [line for line in difflib.ndiff(old, new) if not line.startswith("? ")]
    return [(marks[line[:2]], line[2:]) for line in changed if line[:2] in marks]
