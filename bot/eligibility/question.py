"""The questions of the screening, in the order of the form: rows and groups of `data/eligibility/facts.yml`.

A question sets one fact, or several at once ("有没有下面这些"). `NEEDS` says what must be known
before a fact is worth asking at all.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from bot.eligibility.condition import AllOf, AnyOf, Between, Condition, Not, OneOf, Within
from bot.eligibility.facts import DOCUMENT, FACTS, SOME, YES_NO, Fact, Value

NONE_OF_THESE, NO_OTHERS = "都没有", "其余都没有"


@dataclass(frozen=True)
class Choice:
    """An answer to tap: its words, and the facts it stands for."""

    title: str
    facts: Mapping[str, Value]


@dataclass(frozen=True)
class Question:
    """`kind` is number, choice, several (any number of choices, or none of them) or numbers (several at once).

    `rest` is what the facts of a `several` question are once all the others are denied;
    `more` asks for what an earlier answer left open.
    """

    name: str
    text: str
    kind: str
    facts: tuple[str, ...]
    choices: tuple[Choice, ...] = ()
    unit: str = ""
    rest: Mapping[str, Value] = field(default_factory=dict)
    more: str = ""

    def to(self, whom: str) -> "Question":
        """The same question to or about somebody: 您, 您妈妈."""
        return replace(self, text=self.text.replace("{您}", whom))

    def about(self, facts: Collection[str]) -> "Question":
        """The same question with only the choices that say something about `facts`; of one fact, its own."""
        kept = tuple(fact for fact in self.facts if fact in facts)
        if len(kept) == 1 and len(self.facts) > 1 and kept[0] in BY_NAME:
            return BY_NAME[kept[0]]
        choices = tuple(choice for choice in self.choices if choice.facts.keys() & set(kept) or not choice.facts)
        asks = "".join(FACTS[fact].row.get("ask", "") for fact in kept)
        text = (
            self.more.replace("{asks}", asks) if len(kept) < len(self.facts) and self.kind == "numbers" else self.text
        )
        rest = {fact: value for fact, value in self.rest.items() if fact in kept}
        return replace(self, text=text, facts=kept, choices=choices, rest=rest)


def _single(fact: Fact) -> Question:
    titles: Mapping[Any, str] = fact.row.get("taps", {} if fact.is_number else fact.values)
    choices = tuple(Choice(title, {fact.name: value}) for value, title in titles.items())
    kind = "choice" if choices else "number"
    return Question(fact.name, fact.row["ask"], kind, (fact.name,), choices, fact.unit)


def _ticks(fact: Fact) -> list[Choice]:
    if "opens" in fact.row:
        return [Choice(fact.row["opens"], {fact.name: SOME})]
    return [Choice(title, {fact.name: value}) for value, title in fact.row.get("tick", {}).items()]


def _group(name: str, row: Mapping[str, Any]) -> Question:
    facts = [FACTS[fact] for fact in row["facts"]]
    if row.get("kind") == "numbers":
        return Question(name, row["ask"], "numbers", tuple(row["facts"]), more=row["more"])
    rest = {fact.name: fact.row.get("rest", False if fact.values is YES_NO else None) for fact in facts}
    choices = [choice for fact in facts for choice in _ticks(fact)]
    choices += [Choice(title, {}) for title in (NONE_OF_THESE, NO_OTHERS)]
    return Question(name, row["ask"], "several", tuple(rest), tuple(choices), rest=rest, more=row["more"])


_SINGLE = {name: _single(fact) for name, fact in FACTS.items() if "ask" in fact.row}
BY_NAME: Mapping[str, Question] = {**_SINGLE, **{name: _group(name, row) for name, row in DOCUMENT["groups"].items()}}
QUESTIONS: tuple[Question, ...] = tuple(BY_NAME[name] for name in DOCUMENT["order"])
FORM: tuple[Question, ...] = tuple(
    BY_NAME[name]
    for question in QUESTIONS
    for name in (question.facts if question.kind == "numbers" else (question.name,))
)
"""On paper: every number by itself."""
GROUP_OF: Mapping[str, Question] = {
    fact: question for question in BY_NAME.values() if len(question.facts) > 1 for fact in question.facts
}
ASKED_IN: Mapping[str, Question] = {**GROUP_OF, **_SINGLE}


def _need(fact: str, test: Any) -> Condition:
    if test == "known":
        return Between(fact)
    if isinstance(test, Mapping):
        bounds = {"at_least": test.get("from", ""), "below": test.get("below", "")}
        parts = [Between(fact, **bounds)] if any(bounds.values()) else []
        more: list[Condition] = (
            [Within(fact, test.get("over"), test.get("under"))] if {"over", "under"} & set(test) else []
        )
        return AllOf(*parts, *more, *([Not(_need(fact, test["not"]))] if "not" in test else []))
    return OneOf(fact, test if isinstance(test, list) else [test])


def needs_of(document: Mapping[str, Any]) -> Condition:
    """A `needs` of the file: every key must hold; `any` holds a list of which one must."""
    return AllOf(*(
        AnyOf(*map(needs_of, test)) if fact == "any" else _need(fact, test) for fact, test in document.items()
    ))  # fmt: skip


NEEDS: Mapping[str, Condition] = {
    name: needs_of(fact.row["needs"]) for name, fact in FACTS.items() if "needs" in fact.row
}
