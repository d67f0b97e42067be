"""Two editors at once: what each changed, put together part by part."""

from dataclasses import dataclass, replace
from typing import Any

from bot.knowledge.answer import Answer, Question
from bot.knowledge.field import is_question, lines_of, parts, question_in


@dataclass(frozen=True)
class Merged:
    """`answer` has both editors' changes; where both changed one part it keeps mine and names it in `clashes`."""

    answer: Answer
    clashes: tuple[str, ...]
    taken: tuple[str, ...]


def merge(base: Answer | None, mine: Answer, theirs: Answer) -> Merged:
    """Three-way: a part only they changed is theirs, else mine; phrasings are joined line by line.

    Without `base` every part that differs is a clash.
    """
    result, clashes, taken = mine, [], []
    for field in parts(base, mine, theirs):
        old = lines_of(base, field) if base else None
        ours, other = lines_of(mine, field), lines_of(theirs, field)
        if other in (ours, old):
            continue
        if ours == old:
            result = _with(result, theirs, field)
            taken.append(field)
        elif field == "asked_as" and old is not None:
            result = replace(result, asked_as=_joined(old, ours, other))
            taken.append(field)
        else:
            clashes.append(field)
    return Merged(result, tuple(clashes), tuple(taken))


def _with(answer: Answer, theirs: Answer, field: str) -> Answer:
    if is_question(field):
        return replace(answer, questions=_with_question(answer, theirs, field))
    if not field.startswith("details."):
        change: dict[str, Any] = {field: getattr(theirs, field)}
        return replace(answer, **change)
    aspect = field.removeprefix("details.")
    details = {key: value for key, value in answer.details.items() if key != aspect}
    if aspect in theirs.details:
        details[aspect] = theirs.details[aspect]
    return replace(answer, details=details)


def _with_question(answer: Answer, theirs: Answer, field: str) -> tuple[Question, ...]:
    """Their version of one question: changed, taken out, or put at the end."""
    mine, other = question_in(answer, field), question_in(theirs, field)
    put = [other] if other else []
    if mine is None:
        return (*answer.questions, *put)
    at = answer.questions.index(mine)
    return (*answer.questions[:at], *put, *answer.questions[at + 1 :])


def _joined(old: list[str], mine: list[str], theirs: list[str]) -> tuple[str, ...]:
    """Mine, without what they took out, with what they put in."""
    gone = set(old) - set(theirs)
    kept = [line for line in mine if line not in gone]
    return (*kept, *(line for line in theirs if line not in old and line not in kept))
