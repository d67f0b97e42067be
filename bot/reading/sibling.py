"""离婚呢 after what to bring to a wedding: the same question of another subject, person or line of the plan."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.chinese.normalize import matching_key
from bot.knowledge.answer import Answer
from bot.reading.favour import OF_DANGER, PLAN, area
from bot.reading.lexicon import SMALL

if TYPE_CHECKING:
    from bot.reading.reading import Reading

# Two titles with so many pairs of characters in common ask the same of two subjects.
_ALIKE = 2


def same_of_another(reading: Reading) -> str | None:
    """The same question of another subject, as a payload."""
    before, index, chances = reading.before, reading.ground.snapshot.index, reading.ground.words.chances
    other = reading.said.leftover(*SMALL, "what_about", "correction")
    if (
        before is None
        or not reading.said.has("what_about")
        or not 2 <= len(other) <= 8
        or index.is_phrasing(reading.text)
    ):
        return None
    if asked := _asked_of_another(reading, other, before) or _asked_of_somebody(reading, other, before):
        return asked
    if reading.match.status == "sure" and area(str(reading.match.topic)) == area(before.topic):
        return None
    ranked = [each for each in index.rank(other, 4) if each.topic not in (before.topic, *OF_DANGER)]
    is_clear = bool(ranked) and ranked[0].score >= chances["far_sibling"]
    near = [each for each in ranked if area(each.topic) == area(before.topic) and each.score >= chances["sibling"]]
    far = [each for each in ranked if is_clear and area(each.topic) == area(ranked[0].topic)]
    return _of_the_same_kind(reading, [each.topic for each in near or far], before)


def _asked_of_another(reading: Reading, other: str, before: Answer) -> str | None:
    """离婚呢 after what a wedding costs: 离婚 with the words of that kind of question."""
    if area(before.topic) == PLAN:
        return _of_the_plan(reading, other, before)
    kind = next((each.kind for each in before.questions if each.name == reading.state.question), None)
    words = reading.ground.words.kinds.get(kind or "")
    found = reading.ground.snapshot.index.rank(f"{other}{words}", 1) if words else []
    if not found or found[0].score < reading.ground.thresholds.sure or area(found[0].topic) != area(before.topic):
        return None
    questions = {each.name: each.kind for each in reading.ground.snapshot.answers[found[0].topic].questions}
    is_kind = questions.get(found[0].question or "") == kind
    return f"topic:{found[0].topic}#{found[0].question}" if is_kind else None


def _of_the_plan(reading: Reading, other: str, before: Answer) -> str | None:
    """驿站呢 after another figure of the plan."""
    found = reading.ground.snapshot.index.rank(reading.ground.words.sentences["planned"].format(thing=other), 1)
    wanted = reading.ground.thresholds
    if not found or found[0].score < wanted.sure or area(found[0].topic) != PLAN:
        return None
    is_one = found[0].question and found[0].question_score >= wanted.question
    return f"topic:{found[0].topic}" + (f"#{found[0].question}" if is_one else "")


def _asked_of_somebody(reading: Reading, other: str, before: Answer) -> str | None:
    """小伙子呢 after how old a bride must be: the same question, which speaks of both."""
    is_person = reading.said.has("people") and not reading.said.leftover("people", *SMALL, "what_about", "correction")
    question = next((each for each in before.questions if each.name == reading.state.question), None)
    if not is_person or question is None:
        return None
    found = reading.ground.snapshot.index.rank(f"{question.ask}{other}", 1)
    return f"topic:{before.topic}#{question.name}" if found and found[0].topic == before.topic else None


def _of_the_same_kind(reading: Reading, topics: Sequence[str], before: Answer) -> str | None:
    """The first of `topics` that has a question of the kind just answered, else the one titled most like it."""
    answers = reading.ground.snapshot.answers
    kind = next((each.kind for each in before.questions if each.name == reading.state.question), None)
    for topic in topics:
        if same := next((each.name for each in answers[topic].questions if kind and each.kind == kind), None):
            return f"topic:{topic}#{same}"
    alike = {topic: len(pairs(answers[topic].question) & pairs(before.question)) for topic in topics}
    best = max(alike, key=alike.__getitem__, default=None)
    return f"topic:{best}" if best and alike[best] >= _ALIKE else None


def pairs(text: str) -> set[str]:
    """The pairs of neighbouring characters of `text`."""
    key = matching_key(text)
    return {key[at : at + 2] for at in range(len(key) - 1)}
