"""不清楚, 不想说: what of a question an answer leaves open."""

from collections.abc import Iterable, Mapping
from typing import Any

from bot.chinese.normalize import normalize
from bot.eligibility.facts import FACTS
from bot.eligibility.phrases import NOUNS, SAID
from bot.eligibility.question import Question
from bot.eligibility.words import about, pattern, word


def unsaid(text: str) -> str | None:
    """not_sure for 不清楚, prefer_not for 不想说 and 算了, else None."""
    clear = normalize(text)
    if word("prefer_not").search(clear):
        return "prefer_not"
    return "not_sure" if word("not_sure").search(clear) else None


def named_of(text: str, question: Question) -> Iterable[str]:
    """The facts of a form that a 说不准 speaks of: those it names, else all."""
    named = {phrase.fact for phrase in (*SAID, *NOUNS) if phrase.pattern.search(text)} & set(question.facts)
    return named or _counts_named(text, question) or question.facts


def left_open(text: str, question: Question, told: Mapping[str, Any]) -> Iterable[str]:
    """五口，钱数说不清: the numbers of a form a silence is about, those it names or the one that is left."""
    left = [fact for fact in question.facts if fact not in told]
    if len(left) == len(question.facts):
        return named_of(text, question)
    silent = "".join(part for part in pattern("[,。!]").split(text) if unsaid(part))
    named = _counts_named(silent, question) & set(left)
    return named or (left if len(left) == 1 else [])


def names_fact(text: str, fact: str) -> bool:
    """Does a message speak of a fact: by its title, its words, or the common name of a number?"""
    if FACTS[fact].title in text or any(p.fact == fact and p.pattern.search(text) for p in (*SAID, *NOUNS)):
        return True
    return FACTS[fact].is_number and fact in about() and bool(word(f"about.{fact}").search(text))


def _counts_named(text: str, question: Question) -> set[str]:
    """The numbers of a form by their common names: 收入得问老伴."""
    if question.kind != "numbers":
        return set()
    return {fact for fact in question.facts if word(f"about.{fact}").search(text)}
