"""What a figure's new value changes in what residents read: each sentence as it is today and as it will be."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from bot.errors import NotInForce
from bot.knowledge.answer import ASPECTS, Answer
from bot.knowledge.render import NOT_IN_FORCE, TIERS_TITLE, Speaker, speak, spoken_names
from bot.policy.figure import Figures

LEAD, SHORT = "第一句", "下面几句"


@dataclass(frozen=True)
class Change:
    """One sentence: where it stands (第一句, a section's title, or the question it answers), before and after."""

    where: str
    before: str
    after: str


@dataclass(frozen=True)
class Dependent:
    """An answer with the sentences of it that change; `question_count` of them answer a question of its own."""

    answer: Answer
    changes: tuple[Change, ...]
    question_count: int


def dependents(
    answers: Mapping[str, Answer], figures: Figures, name: str, before: date, after: date
) -> list[Dependent]:
    """The answers with a sentence that speaks figure `name` and reads otherwise on `after` than on `before`."""
    found = []
    for answer in answers.values():
        own = tuple(_changed(_own_pieces(answer), figures, name, before, after))
        asked = tuple(_changed(_question_pieces(answer), figures, name, before, after))
        if own or asked:
            found.append(Dependent(answer, (*own, *asked), len({change.where for change in asked})))
    return found


def uses(answers: Mapping[str, Answer]) -> dict[str, list[Answer]]:
    """Figure name → the answers that speak it, or tell its history."""
    found: dict[str, list[Answer]] = {}
    for answer in answers.values():
        spoken = (name for text in (*answer.templates(), *answer.question_templates()) for name in spoken_names(text))
        for name in dict.fromkeys((*answer.series, *spoken)):
            found.setdefault(name, []).append(answer)
    return found


def _own_pieces(answer: Answer) -> Iterator[tuple[str, str]]:
    yield LEAD, answer.answer
    yield from ((SHORT, line) for line in answer.short)
    yield from ((TIERS_TITLE, tier.text) for tier in answer.tiers)
    for aspect, prose in answer.details.items():
        yield from ((ASPECTS[aspect], line) for line in ([prose] if isinstance(prose, str) else prose))


def _question_pieces(answer: Answer) -> Iterator[tuple[str, str]]:
    for question in answer.questions:
        yield from ((question.ask, text) for text in (question.says, *question.short))


def _changed(
    pieces: Iterator[tuple[str, str]], figures: Figures, name: str, before: date, after: date
) -> Iterator[Change]:
    for where, template in pieces:
        if name in spoken_names(template):
            then, later = _said(template, figures, before), _said(template, figures, after)
            if then != later:
                yield Change(where, then, later)


def _said(template: str, figures: Figures, day: date) -> str:
    try:
        return speak(template, Speaker(figures, day))
    except NotInForce:
        return NOT_IN_FORCE
