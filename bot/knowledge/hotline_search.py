"""What a hotline agent finds while typing: answers by the residents' matcher, by words, pinyin and initials; figures.

Made once per version of the knowledge; a keystroke costs some substring searches and one ranking by letters. What is
told of the caller chooses the line of every answer and lifts those that have one for him.
"""

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from bot.chinese.normalize import matching_key
from bot.chinese.period import period_in, without_period
from bot.chinese.pinyin import initials, syllables
from bot.errors import NotInForce
from bot.knowledge.answer import Answer, Question
from bot.knowledge.as_of import render_as_of
from bot.knowledge.aspect import of_aspect, question_of
from bot.knowledge.candidate import Candidate
from bot.knowledge.matcher import Snapshot, Thresholds
from bot.knowledge.mine import Person, own_tier
from bot.knowledge.render import Rendered, Speaker, render, speak
from bot.knowledge.short_text import short_text
from bot.policy.figure import Figure

TOPICS, FIGURES = 6, 4
_OCCURRENCES = 400
_LETTERS = re.compile(r"[a-z]{2,}")
# 能领多少 with facts of a caller asks for whatever he gets.
_ASKS_WHAT = re.compile(r"能(?:领|拿|享受|申请)|有(?:什么|啥|哪些|多少)")
_MATCHER_WEIGHT, _WORDS_WEIGHT = 1.0, 0.8
# A hit this much weaker than the best is noise beside it.
_BESIDE_BEST = 0.4
# What a line for just this caller is worth, and a sum in it; and figures called as what a past time is asked of.
_FOR_CALLER, _SUM, _OF_THEN, _BARE = 0.5, 0.2, 1.2, 4
# Figures the first answer speaks, where their titles were not typed.
_SPOKEN_BY_FIRST = 0.3


@dataclass(frozen=True)
class Sought:
    """What is looked for: the words without the caller's facts, whom they are about, and on which day.

    `whole`: meaning is asked too, as for residents; too dear for every keystroke.
    """

    text: str
    day: date
    people: Sequence[Person] = ()
    whole: bool = False


@dataclass(frozen=True)
class TopicHit:
    """An answer as a list shows it: the caller's own line or the direct answer first, and where it is done."""

    topic: str
    score: float
    rendered: Rendered
    where: str = ""

    @property
    def question(self) -> str:
        """The name of the question it answers, empty where the topic as a whole."""
        return self.rendered.question.name if self.rendered.question else ""

    @property
    def short(self) -> str:
        return short_text(self.rendered, where=self.where)


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
    """Many short lines in one string; finding a word in all of them is one scan.

    `partly`: what a word that is not the whole line counts for.
    """

    def __init__(self, lines: Iterable[tuple[str, str]], partly: float = 1.0) -> None:
        self._partly = partly
        pairs = [(owner, text) for owner, text in lines if text]
        self._owners = [owner for owner, _ in pairs]
        self._lengths = array("I", [len(text) for _, text in pairs])
        self._starts = array("I", [0, *accumulate(length + 1 for length in self._lengths)])
        self._whole = "\n".join(text for _, text in pairs)

    def having(self, word: str) -> Iterator[tuple[str, float]]:
        """(owner, how well: 1 the whole line, then its beginning, then within; shorter lines better)."""
        at, left = self._whole.find(word), _OCCURRENCES
        while at >= 0 and left:
            line = bisect_right(self._starts, at) - 1
            length = self._lengths[line]
            place = 1.0 if length == len(word) else self._partly * (0.75 if at == self._starts[line] else 0.6)
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
        self._topic_words = ((1.0, _Lines(headed)), (0.85, _Lines(asked, partly=0.55)))
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

    def search(self, sought: Sought, snapshot: Snapshot, thresholds: Thresholds) -> Found:
        """Answers and figures for what was typed, the best of each first; nothing where nothing is near enough."""
        day = sought.day
        named = period_in(sought.text, day)
        period = (named.first, named.last) if named else None
        text = without_period(sought.text, day)
        key = matching_key(text)
        letters = bool(_LETTERS.fullmatch(key))
        scores, ranked = self._topics(text, key, letters, sought, snapshot, thresholds)
        names = {each.topic: each.question for each in ranked if each.question_score >= thresholds.question}
        found = [
            hit_of(topic, score, snapshot, sought, period, names.get(topic))
            for topic, score in _best(scores, TOPICS)
            if topic in snapshot.answers
        ]
        figures = self._figure_scores(key, letters) if key else {}
        if found and not letters:
            for name in found[0].rendered.used:
                figures.setdefault(name.partition("@")[0], _SPOKEN_BY_FIRST)
        return Found(found, _figures(figures, snapshot, period or (day, day)), period)

    def _topics(
        self, text: str, key: str, letters: bool, sought: Sought, snapshot: Snapshot, thresholds: Thresholds
    ) -> tuple[dict[str, float], list[Candidate]]:
        """Scores by topic, and what the matcher ranked; only facts of a caller: every answer with a line for him."""
        own = _own(self._answers, sought, snapshot)
        if not key:
            return own, []
        scores = _scored(key, (*self._topic_words, *(self._topic_letters if letters else ())), _WORDS_WEIGHT)
        ranked = [] if letters and scores else snapshot.index.rank(text, 2 * TOPICS, letters_only=not sought.whole)
        if not ranked or (ranked[0].score < thresholds.agent and not own):
            ranked = []
        for each in ranked:
            scores[each.topic] = scores.get(each.topic, 0.0) + _MATCHER_WEIGHT * each.score
        if text != sought.text and len(key) <= _BARE:
            scores = {topic: score + _OF_THEN * self._tells_of(key, topic) for topic, score in scores.items()}
        is_near = bool(scores) and max(scores.values()) >= thresholds.agent
        if not is_near and not (own and _ASKS_WHAT.search(key)):
            return {}, []
        for topic, worth in own.items():
            if topic in scores or _ASKS_WHAT.search(key):
                scores[topic] = scores.get(topic, 0.0) + worth
        least = _BESIDE_BEST * max(scores.values())
        return {topic: score for topic, score in scores.items() if score >= least}, ranked

    def _tells_of(self, key: str, topic: str) -> bool:
        """Has the answer figures called so, whose past can be told?"""
        return any(key in matching_key(self._figures[name].title) for name in self._answers[topic].series)

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


def hit_of(
    topic: str, score: float, snapshot: Snapshot, sought: Sought, period: tuple[date, date] | None, name: str | None
) -> TopicHit:
    """`topic` found, with the question called `name` of it. Raises NotFound."""
    answer = snapshot.answers[topic]
    question = question_of(answer, name)
    rendered = as_told(answer, snapshot, sought.day, period, question, sought.people)
    return TopicHit(topic, score, rendered, where_done(answer, snapshot, sought.day))


def as_told(
    answer: Answer,
    snapshot: Snapshot,
    day: date,
    period: tuple[date, date] | None = None,
    question: Question | None = None,
    people: Sequence[Person] = (),
) -> Rendered:
    """The answer as residents read it on a day; of a past `period`, where it has figures to tell of one."""
    if stop := snapshot.stop_of(answer.topic, day):
        return Rendered(answer, day, f"停答中，请这样说：{stop.sentence}", lead_verified=False)
    if period and (answer.series or question):
        return render_as_of(answer, *period, snapshot.figures, day, snapshot.sources, question, people)
    return render(answer, snapshot.figures, day, snapshot.sources, question=question, people=people)


def where_done(answer: Answer, snapshot: Snapshot, day: date) -> str:
    """Where it is done, in a sentence: of its own question or section, else the kind of place; empty where not known."""
    told, question, aspect = of_aspect(answer, "where", snapshot.answers)
    prose = question.says if question else told.details.get(aspect or "", "")
    line = prose if isinstance(prose, str) else next(iter(prose), "")
    if line:
        with suppress(NotInForce):
            return speak(line, Speaker(snapshot.figures, day))
    return snapshot.titles.get(answer.service or "", "")


def _own(answers: Mapping[str, Answer], sought: Sought, snapshot: Snapshot) -> dict[str, float]:
    """The answers that have a line for just this caller, and what it is worth: a sum is worth more."""
    found = {}
    for topic, answer in answers.items() if sought.people else ():
        tiers = [own_tier(answer, person.known, snapshot.figures, sought.day) for person in sought.people]
        if lines := [tier.text for tier in tiers if tier]:
            found[topic] = _FOR_CALLER + _SUM * any("amount" in line or "元" in line for line in lines)
    return found


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
