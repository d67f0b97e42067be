"""How much of an answer a resident has before his eyes at most: every question, for whoever a tier is written for."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from bot.errors import NotInForce
from bot.knowledge.answer import Answer, Question, Tier
from bot.knowledge.answer_file import Written
from bot.knowledge.mine import Person
from bot.knowledge.render import render, visible
from bot.policy.figure import Figures, Source

# As long as one is called in a line: 您岳母.
_WHOM = "您岳母"


def longest(
    written: Iterable[Written], figures: Figures, day: date, sources: Mapping[str, Source]
) -> tuple[int, str, set[str]]:
    """Characters seen at once in the longest answer, which that is (topic#question), and the topics whose leads are
    unverified in part.
    """
    most, where, unverified = 0, "", set[str]()
    for answer in (entry.answer for entry in written):
        for question in (None, *answer.questions):
            for person in _persons(answer, figures, day):
                rendered = render(answer, figures, day, sources, question=question, people=(person,))
                if not rendered.lead_verified:
                    unverified.add(answer.topic)
                length = sum(len(visible(line)) for line in rendered.visible)
                if length > most:
                    most, where = length, _named(answer, question)
    return most, where, unverified


def _named(answer: Answer, question: Question | None) -> str:
    return f"{answer.topic}#{question.name}" if question else answer.topic


def _persons(answer: Answer, figures: Figures, day: date) -> Iterator[Person]:
    """Nobody known, and one whom each tier fits."""
    yield Person()
    for tier in answer.tiers:
        try:
            yield Person(_WHOM, _known(tier, figures, day))
        except NotInForce:
            continue


def _known(tier: Tier, figures: Figures, day: date) -> dict[str, Any]:
    known: dict[str, Any] = {}
    for key, wanted in tier.when.items():
        if key in ("age_from", "age_below"):
            limit = float(figures.at(wanted, day))
            known["age"] = limit if key == "age_from" else min(known.get("age", limit - 1), limit - 1)
        else:
            known[key] = wanted[0] if isinstance(wanted, list) and key != "disability_kind" else wanted
    return known
