"""How people say each fact: the expressions of `data/eligibility/facts.yml`, compiled.

`SAID` holds for any message, `NOUNS` name a thing and want a 有 or 没有 beside them, `ANSWERED`
hold only for the answer to the fact's own question.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.eligibility.facts import FACTS, YES_NO, Value
from bot.eligibility.words import pattern


@dataclass(frozen=True)
class Phrase:
    """Words that stand for a value of a fact; `noun` where they only name it."""

    fact: str
    value: Value
    pattern: re.Pattern[str]
    noun: bool = False


def _phrases(kind: str) -> tuple[Phrase, ...]:
    return tuple(
        Phrase(name, value, pattern(words), kind == "nouns")
        for name, fact in FACTS.items()
        for value, words in fact.row.get(kind, {}).items()
    )


SAID, NOUNS, ANSWERED = _phrases("said"), _phrases("nouns"), _phrases("answers")


def denied(phrase: Phrase) -> Any:
    """What the denial of a phrase means, or None: 没有车 → False, 不是西城户口 → nothing."""
    fact = FACTS[phrase.fact]
    if fact.values is YES_NO:
        return False if phrase.value is True else None
    return fact.row.get("denied", {}).get(phrase.value)


LATELY: Mapping[str, bool] = {name: bool(fact.row.get("now")) for name, fact in FACTS.items()}
OWN: Mapping[str, bool] = {name: bool(fact.row.get("own")) for name, fact in FACTS.items()}
GRANTED: Mapping[str, bool] = {name: bool(fact.row.get("granted")) for name, fact in FACTS.items()}
