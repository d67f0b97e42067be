"""试一试: what an edit would do to the matching, before it is published."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from bot.chinese.normalize import matching_key
from bot.knowledge.answer import Answer
from bot.knowledge.index import Index
from bot.knowledge.matcher import Match, Thresholds, judge

_NEAR = 90
_ASKED = 60


@dataclass(frozen=True)
class Moved:
    """A question that would be answered otherwise. A topic is None where nothing is sure or close."""

    text: str
    before: Match
    after: Match


def edited(answers: Mapping[str, Answer], answer: Answer) -> dict[str, Answer]:
    """All answers with this one in place of its former self."""
    return {**answers, answer.topic: answer}


def match(text: str, index: Index, thresholds: Thresholds) -> Match:
    return judge(text, index, thresholds)


def moved(
    answer: Answer,
    answers: Mapping[str, Answer],
    asked: Iterable[str],
    indexes: tuple[Index, Index],
    thresholds: Thresholds,
) -> list[Moved]:
    """Questions whose answer would change: residents' own (`asked`), and other topics' phrasings close to the edit."""
    before, after = indexes
    found = []
    for text in probes(answer, answers, asked):
        old, new = match(text, before, thresholds), match(text, after, thresholds)
        if told(old) != told(new):
            found.append(Moved(text, old, new))
    return found


def told(match: Match) -> tuple[str, str | None]:
    """What the resident gets: the answer where sure, choices, or nothing."""
    return match.status, match.topic if match.status == "sure" else None


def probes(answer: Answer, answers: Mapping[str, Answer], asked: Iterable[str]) -> list[str]:
    """The questions worth trying: what the edit takes out, and what is most like what it changes."""
    former = answers.get(answer.topic)
    old = set(former.phrasings) | {former.question} if former else set()
    new = set(answer.phrasings) | {answer.question}
    changed = (old ^ new) or new
    grams = {gram for text in changed for gram in _bigrams(text)}
    others = (text for other in answers.values() if other.topic != answer.topic for text in other.phrasings)
    near = _most_alike(_with_cut(others, grams), grams, _NEAR)
    real = _most_alike(asked, grams, _ASKED)
    return list(dict.fromkeys([*sorted(old - new), *real, *near]))


def _with_cut(texts: Iterable[str], grams: set[str]) -> Iterator[str]:
    """Each phrasing as it stands, and those near the edit also shortened, as people do."""
    for text in texts:
        yield text
        if len(text) >= 7 and _bigrams(text) & grams:
            yield text[:-2]
            yield text[2:]


def _most_alike(texts: Iterable[str], grams: set[str], limit: int) -> list[str]:
    scored = []
    for text in texts:
        own = _bigrams(text)
        if shared := len(own & grams):
            scored.append((-shared / len(own), text))
    return [text for _, text in sorted(scored)[:limit]]


def _bigrams(text: str) -> set[str]:
    key = matching_key(text)
    return {key[at : at + 2] for at in range(len(key) - 1)} or {key}
