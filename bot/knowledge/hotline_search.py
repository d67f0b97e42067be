"""What a hotline agent finds while typing: answers by the residents' matcher, by words, pinyin and initials; figures.

Made once per version of the knowledge; a keystroke costs some substring searches and one ranking.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import accumulate

from bot.chinese.normalize import matching_key
from bot.chinese.period import period_in, without_period
from bot.chinese.pinyin import initials, syllables
from bot.errors import NotInForce
from bot.knowledge.answer import Answer
from bot.knowledge.as_of import render_as_of
from bot.knowledge.matcher import Snapshot
from bot.knowledge.render import Rendered, render
from bot.knowledge.short_text import short_text
from bot.policy.figure import Figure

TOPICS, FIGURES = 6, 4
_OCCURRENCES = 400
_LETTERS = re.compile(r"[a-z]{2,}")
_MATCHER_WEIGHT, _WORDS_WEIGHT = 1.0, 0.8
_FROM_FIRST_SIGHT = 0.02
# Figures the first answer speaks, where their titles were not typed.
_SPOKEN_BY_FIRST = 0.3


@dataclass(frozen=True)
class TopicHit:
    """An answer as a list shows it: the first sentence and the lines for each case."""

    topic: str
    score: float
    rendered: Rendered

    @property
    def short(self) -> str:
        return short_text(self.rendered)


@dataclass(frozen=True)
class FigureHit:
    """A figure and what to say of it: one line a value."""

    figure: Figure
    score: float
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Found:
    """Everything of one keystroke; `period` is the past time the words ask about, where they do."""

    topics: list[TopicHit]
    figures: list[FigureHit]
    period: tuple[date, date] | None = None


class _Lines:
    """Many short lines in one string; finding a word in all of them is one scan."""

    def __init__(self, lines: Iterable[tuple[str, str]]) -> None:
        pairs = [(owner, text) for owner, text in lines if text]
        self._owners = [owner for owner, _ in pairs]
        self._lengths = [len(text) for _, text in pairs]
        self._starts = [0, *accumulate(length + 1 for length in self._lengths)]
        self._whole = "\n".join(text for _, text in pairs)

    def having(self, word: str) -> Iterator[tuple[str, float]]:
        """(owner, how well: 1 the whole line, then its beginning, then within; shorter lines better)."""
        at, left = self._whole.find(word), _OCCURRENCES
        while at >= 0 and left:
            line = bisect_right(self._starts, at) - 1
            length = self._lengths[line]
            place = 1.0 if length == len(word) else 0.75 if at == self._starts[line] else 0.6
            yield self._owners[line], place + 0.15 * len(word) / length
            at, left = self._whole.find(word, at + 1), left - 1


class Board:
    """Immutable. `search` is the only question one asks it."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._answers, self._figures = snapshot.answers, snapshot.figures
        answers = snapshot.answers.values()
        asked = [(a.topic, key) for a in answers for key in {matching_key(text) for text in a.phrasings}]
        headed = [(a.topic, matching_key(a.question)) for a in answers]
        named = [(figure.name, matching_key(figure.title)) for figure in snapshot.figures.values()]
        self._topic_words = ((1.0, _Lines(headed)), (0.85, _Lines(asked)))
        self._topic_letters = (
            (1.0, _Lines((topic, initials(key)) for topic, key in headed)),
            (0.95, _Lines((topic, initials(key)) for topic, key in asked)),
            (0.9, _Lines((topic, _sounds(key)) for topic, key in headed)),
        )
        self._figure_titles = [(name, key) for name, key in named if len(key) > 1]
        self._figure_words = ((1.0, _Lines(named)), (0.8, _Lines((name, name) for name in snapshot.figures)))
        self._figure_letters = (
            (1.0, _Lines((name, initials(key)) for name, key in named)),
            (0.9, _Lines((name, _sounds(key)) for name, key in named)),
        )

    def is_of(self, snapshot: Snapshot) -> bool:
        """Whether this board was made from just this knowledge."""
        return self._answers is snapshot.answers and self._figures is snapshot.figures

    def search(self, text: str, snapshot: Snapshot, day: date) -> Found:
        """Answers and figures for what was typed, the best of each first."""
        if not matching_key(text):
            return Found([], [])
        named = period_in(text, day)
        period = (named.first, named.last) if named else None
        sought = without_period(text, day)
        key = matching_key(sought)
        letters = bool(_LETTERS.fullmatch(key))
        topics = self._topics(sought, key, letters, snapshot)
        found = [
            TopicHit(topic, score, as_told(replace(snapshot.answers[topic], details={}), snapshot, day, period))
            for topic, score in topics
            if topic in snapshot.answers
        ]
        scores = self._figure_scores(key, letters)
        if found and not letters:
            for name in found[0].rendered.used:
                scores.setdefault(name, _SPOKEN_BY_FIRST)
        return Found(found, _figures(scores, snapshot, period or (day, day)), period)

    def _topics(self, sought: str, key: str, letters: bool, snapshot: Snapshot) -> list[tuple[str, float]]:
        scores = _scored(key, (*self._topic_words, *(self._topic_letters if letters else ())), _WORDS_WEIGHT)
        if not letters or not scores:
            for candidate in snapshot.index.rank(sought, TOPICS, letters_only=True):
                if candidate.score >= _FROM_FIRST_SIGHT:
                    scores[candidate.topic] = scores.get(candidate.topic, 0.0) + _MATCHER_WEIGHT * candidate.score
        return _best(scores, TOPICS)

    def _figure_scores(self, key: str, letters: bool) -> dict[str, float]:
        """Figures whose title has what was typed, or is part of it."""
        scores = _scored(key, (*self._figure_words, *(self._figure_letters if letters else ())), 1.0)
        for name, title in self._figure_titles:
            if title in key:
                scores[name] = max(scores.get(name, 0.0), 0.6 + 0.3 * len(title) / len(key))
        return scores


def _figures(scores: dict[str, float], snapshot: Snapshot, period: tuple[date, date]) -> list[FigureHit]:
    best = [(snapshot.figures[name], score) for name, score in _best(scores, FIGURES) if name in snapshot.figures]
    return [FigureHit(figure, score, tuple(figure_lines(figure, *period))) for figure, score in best]


def as_told(answer: Answer, snapshot: Snapshot, day: date, period: tuple[date, date] | None = None) -> Rendered:
    """The answer as residents read it on a day; of a past `period`, where it has figures to tell of one."""
    if stop := snapshot.stop_of(answer.topic, day):
        return Rendered(answer, day, f"停答中，请这样说：{stop.sentence}", lead_verified=False)
    if period and answer.series:
        return render_as_of(answer, *period, snapshot.figures, day, snapshot.sources)
    return render(answer, snapshot.figures, day, snapshot.sources)


def figure_lines(figure: Figure, first: date, last: date) -> list[str]:
    """What a figure was from one day to another: every value in force, with its day, trust and document."""
    starts = [first, *sorted(value.from_day for value in figure.values if first < value.from_day <= last)]
    lines = []
    for start in starts:
        try:
            value = figure.at(start)
        except NotInForce:
            lines.append(f"{start} 没有生效的数值")
            continue
        trust = {"A": "", "B": "，二手来源待核实", "C": "，只凭记忆，不要报给来电人"}[value.confidence]
        goal = "（规划目标）" if value.is_target else ""
        lines.append(f"{figure.spoken(start)}{goal}　{value.from_day} 起{trust}　{_document(value.source)}")
    coming = figure.next_after(last)
    if coming is not None:
        lines.append(f"{coming.from_day} 起将是 {figure.spoken(coming.from_day)}")
    return lines


def _document(source: object) -> str:
    number, title = getattr(source, "number", None), getattr(source, "title", "")
    return str(number or title)


def _scored(key: str, columns: Iterable[tuple[float, _Lines]], weight: float) -> dict[str, float]:
    scores: dict[str, float] = {}
    for trust, lines in columns:
        for owner, how_well in lines.having(key):
            score = weight * trust * how_well
            if score > scores.get(owner, 0.0):
                scores[owner] = score
    return scores


def _best(scores: dict[str, float], limit: int) -> list[tuple[str, float]]:
    return sorted(scores.items(), key=lambda item: (-item[1], item[0]))[:limit]


def _sounds(key: str) -> str:
    return "".join(syllables(key))
