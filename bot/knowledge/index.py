"""A matching index over all phrasings: which topic, and which question of it, a message asks.

Letters (characters and sounds) rank at once; meaning (sentence vectors) joins when its vectors are there. Both are
summed into topics, and a small kernel of each topic names the question. Immutable; the old one serves while the next
is built. What was tried and measured: docs/decisions/0002-matching.md.
"""

import copy
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

import numpy as np
from scipy.sparse import csr_matrix

from bot.chinese.normalize import matching_key
from bot.chinese.pinyin import sounds, without_pinyin
from bot.errors import Unavailable
from bot.knowledge.aliases import Aliases
from bot.knowledge.answer import Answer
from bot.knowledge.calibration import Calibrations
from bot.knowledge.candidate import Candidate
from bot.knowledge.features import Analyzer, Synonyms
from bot.knowledge.letters import Letters
from bot.knowledge.meaning import Heads, Meaning
from bot.knowledge.moved import Moved
from bot.knowledge.narrow import WHOLE, Narrow, learned
from bot.knowledge.shelf import Shelf
from bot.knowledge.vectors import Progress, Vectors

NOBODYS = ""
# So many of the likeliest topics are looked into for their questions.
LOOKED_AT = 10
# What sounds like a phrasing is one where it is this short (characters, letters of pinyin among them; syllables).
LONGEST_HEARD, MOST_SYLLABLES = 40, 8


@dataclass(frozen=True)
class Language:
    """What the index knows besides the answers: synonyms, calibration, talk that is nobody's topic, `heads`: bare words
    (高龄津贴) with the topic each asks for; staff's aliases.
    """

    synonyms: Synonyms
    calibrations: Calibrations
    nobodys: Sequence[str] = ()
    heads: Mapping[str, str] = field(default_factory=dict)
    aliases: Aliases = field(default_factory=Aliases)


@dataclass(frozen=True, slots=True)
class Row:
    """One text that is learned: its topic (NOBODYS: none) and the name of its question (WHOLE: the topic's own)."""

    text: str
    topic: str
    question: str = WHOLE


class Index:
    """Answers' phrasings, learned. `rank` is the only question one asks it."""

    def __init__(self, rows: Sequence[Row], language: Language, shelf: Shelf | None = None) -> None:
        self._language, self._rows, self._shelf = language, rows, shelf or Shelf(None)
        self.asked = 0
        self._exact: Mapping[str, tuple[str, str]] = {}
        self._heard: Mapping[str, tuple[str, str]] = {}
        self.topics = sorted({row.topic for row in self._rows if row.topic != NOBODYS})
        self._position = {topic: number for number, topic in enumerate(self.topics)}
        self._numbers = np.array([self._position.get(row.topic, len(self.topics)) for row in self._rows], dtype=int)
        self._letters = self._learned() if self.topics else None
        self._meaning: Meaning | None = None
        self._narrow = self._narrowed()

    def _learned(self) -> Letters:
        texts, analyzer = [row.text for row in self._rows], Analyzer(self._language.synonyms)
        made_of = [*(f"{row.topic} {row.text}" for row in self._rows), *self._language.synonyms.words]
        return self._shelf.taken(made_of, lambda: Letters(texts, self._numbers, len(self.topics) + 1, analyzer))

    @classmethod
    def of(cls, answers: Mapping[str, Answer], language: Language, shelf: Shelf | None = None) -> "Index":
        """Everything the answers say people ask, on letters alone."""
        index = cls(training(answers, language), language, shelf).knowing(answers)
        index.asked = asked(answers)
        return index

    def amended(self, answers: Mapping[str, Answer]) -> "Index":
        """Close to an index of `answers`, in a second or two where few phrasings differ: for trials of an edit.

        Raises Unavailable where the encoder fails.
        """
        if self._letters is None or asked(answers) == self.asked:
            return self.knowing(answers)
        changed = copy.copy(self)
        changed._rows = training(answers, self._language)
        changed.topics = sorted({row.topic for row in changed._rows if row.topic != NOBODYS})
        changed._position = {topic: number for number, topic in enumerate(changed.topics)}
        nobodys = len(changed.topics)
        changed._numbers = np.array([changed._position.get(row.topic, nobodys) for row in changed._rows], dtype=int)
        moved = Moved.between(self._rows, changed._rows)
        former = [*(self._position.get(topic) for topic in changed.topics), len(self.topics)]
        texts = [changed._rows[at].text for at in moved.fresh]
        changed._letters = self._letters.amended(moved, texts, changed._numbers, former)
        if self._meaning:
            changed._meaning = self._meaning.amended(moved, texts, changed._numbers, nobodys + 1)
        changed._narrow = changed._narrowed(self._narrow, moved)
        changed = changed.knowing(answers)
        changed.asked = asked(answers)
        return changed

    def with_meaning(self, vectors: Vectors, progress: Progress = lambda done, of: None) -> "Index":
        """This index with `vectors` at work beside the letters. Raises Unavailable."""
        whole = copy.copy(self)
        if self.topics:
            classes = len(self.topics) + 1
            made_of = [vectors.encoder.name, *(f"{row.topic} {row.text}" for row in self._rows)]

            def learned() -> Heads:
                return Heads.of(vectors.of([row.text for row in self._rows], progress), self._numbers, classes)

            heads = self._shelf.taken(made_of, learned)
            whole._meaning = Meaning(vectors.encoder, heads, self._numbers, classes)
            whole._narrow = whole._narrowed()
        return whole

    @property
    def scorers(self) -> tuple[str, ...]:
        """What is at work: letters, and meaning once its vectors are there."""
        return ("letters", "meaning") if self._meaning else ("letters",)

    def _narrowed(self, former: Mapping[str, Narrow] | None = None, moved: Moved | None = None) -> dict[str, Narrow]:
        """The topics that have questions, each with what tells them apart; as it was where all its rows only `moved`."""
        if self._letters is None:
            return {}
        asks = {row.topic for row in self._rows if row.question != WHOLE}
        letters, meaning = self._letters.phrasings, self._meaning.phrasings if self._meaning else None
        found = {}
        for topic in sorted(asks):
            rows = np.flatnonzero(self._numbers == self._position[topic])
            if former and moved and topic in former and np.array_equal(moved.before(rows), former[topic].rows):
                found[topic] = replace(former[topic], rows=rows)
                continue
            labels = [self._rows[row].question for row in rows]
            found[topic] = learned(rows, labels, letters, meaning)
        return found

    def rank(
        self,
        text: str,
        limit: int = 5,
        favoured: Mapping[str, float] | None = None,
        *,
        stressed: str = "",
        letters_only: bool = False,
    ) -> list[Candidate]:
        """Topics most likely asked about by `text`, best first; scores fall and sum to at most 1.

        `favoured` adds to topics' margins; `stressed` is a part of `text` that counts more; `letters_only`: keystrokes.
        """
        if matching_key(text) not in self._exact:
            text = self._language.aliases.meant(text)
        exact = self._exact.get(matching_key(text)) or self._heard.get(_sound(matching_key(text)))
        if exact and exact[0] not in self._position:
            return [Candidate(exact[0], self._language.calibrations.exact, exact[1] or None, 1.0)]
        sight = self._sight(text, stressed, favoured or {}, letters_only or bool(exact))
        if sight is None:
            return []
        own, chance = sight.margins[:-1].copy(), sight.chance
        if exact:
            own[self._position[exact[0]]] = own.max() + 1
            chance = self._language.calibrations.exact
        best = np.argsort(-own, kind="stable")[:limit]
        rest = np.exp(4 * (own[best[1:]] - own[best[0]]))
        shares = (1 - chance) * rest / max(1.0, float(rest.sum()))
        scores = [chance, *np.minimum(shares, chance)]
        found = [
            self._candidate(number, float(score), sight, place < 3)
            for place, (number, score) in enumerate(zip(best, scores, strict=True))
        ]
        if exact:
            found[0] = Candidate(exact[0], found[0].score, exact[1] or None, 1.0 if exact[1] else 0.0)
        return found

    def is_phrasing(self, text: str) -> bool:
        """Is `text`, but for spelling, a phrasing word for word?"""
        return any(key in self._exact or _sound(key) in self._heard for key in self._keys(text))

    def _keys(self, text: str) -> tuple[str, str]:
        return matching_key(text), matching_key(self._language.aliases.meant(text))

    def is_nobodys(self, text: str) -> bool:
        """Is `text`, but for spelling, small talk and not a question?"""
        return matching_key(text) in {matching_key(each) for each in self._language.nobodys}

    def among(self, texts: Sequence[str]) -> tuple[str, np.ndarray]:
        """How alike each two of `texts` are, and by which scorer: meaning where it is at work, else letters."""
        if self._letters is None or not texts:
            return "letters", np.eye(len(texts))
        if self._meaning:
            with suppress(Unavailable):
                vectors = self._meaning.vectors(texts)
                return "meaning", np.asarray(vectors @ vectors.T)
        rows = self._letters.vectors(texts)
        return "letters", np.asarray((rows @ rows.T).toarray())

    def knowing(self, answers: Mapping[str, Answer]) -> "Index":
        """This index, which knows the phrasings of `answers` word for word at once; it learns them when rebuilt."""
        knows = copy.copy(self)
        knows._exact = _by_key(answers, self._language.heads)
        knows._heard = _by_sound(knows._exact)
        return knows

    def with_aliases(self, aliases: Aliases) -> "Index":
        """This index as it would be with other aliases."""
        whole = copy.copy(self)
        whole._language = replace(self._language, aliases=aliases)
        return whole

    def evidence(self, text: str) -> dict[str, "Evidence"]:
        """What each calibration would look at, for calibrating: letters alone, and with meaning where it is at work."""
        if self._letters is None or (vector := self._letters.vector(text)).nnz == 0:
            return {}
        found = {"letters": self._by_letters(vector, {})}
        if self._meaning:
            found["meaning"] = self._by_meaning(text, found["letters"])
        return {
            name: Evidence(self.topics[int(np.argmax(sight.margins[:-1]))], sight.evidence, self._asked_of(sight))
            for name, sight in found.items()
        }

    def _sight(self, text: str, stressed: str, favoured: Mapping[str, float], letters_only: bool) -> "_Sight | None":
        """Letters first; meaning only where they do not settle it."""
        if self._letters is None or (vector := self._letters.vector(text)).nnz == 0:
            return None
        calibrations = self._language.calibrations
        sight = self._by_letters(vector, favoured, self._letters.vector(stressed) if stressed else None)
        sight.chance = calibrations.chance("letters", sight.evidence)
        only_sounds = not without_pinyin(matching_key(text))
        if letters_only or only_sounds or self._meaning is None or self._is_settled(sight):
            return sight
        try:
            sight = self._by_meaning(text, sight, stressed)
        except Unavailable:
            return sight
        sight.chance = calibrations.chance("meaning", sight.evidence)
        return sight

    def _is_settled(self, sight: "_Sight") -> bool:
        """Do letters alone tell the topic and, where it has questions, which?"""
        settled, topic = self._language.calibrations.settled, self.topics[int(np.argmax(sight.margins[:-1]))]
        is_asked = topic not in self._narrow or self._questions(topic, sight)[2] >= settled["question"]
        return sight.chance >= settled["topic"] and is_asked

    def _by_letters(
        self, vector: csr_matrix, favoured: Mapping[str, float], stressed: csr_matrix | None = None
    ) -> "_Sight":
        assert self._letters
        margins, likeness = self._letters.margins(vector), self._letters.likeness(vector)
        if stressed is not None:
            margins = self._stressed(margins, self._letters.margins(stressed))
            likeness = self._stressed(likeness, self._letters.likeness(stressed))
        for topic, favour in favoured.items():
            if topic in self._position:
                margins[self._position[topic]] += favour
        bare = margins.copy()
        fit = self._add_questions(margins, likeness, None)
        return _Sight(margins, likeness, evidence={**self._seen(margins, likeness), **fit}, bare=bare)

    def _by_meaning(self, text: str, letters: "_Sight", stressed: str = "") -> "_Sight":
        assert self._meaning
        weights = self._language.calibrations.weights
        vector = self._meaning.vector(text)
        likeness, ridge = self._meaning.likeness(vector), self._meaning.margins(vector)
        if stressed:
            part = self._meaning.vector(stressed)
            ridge = self._stressed(ridge, self._meaning.margins(part))
            likeness = self._stressed(likeness, self._meaning.likeness(part))
        nearest = self._meaning.nearest(likeness)
        common = float(np.median(nearest[:-1]))
        margins = letters.bare + weights["ridge"] * ridge
        margins += weights["nearest"] * (nearest - common)
        fit = self._add_questions(margins, letters.letters, likeness)
        first = int(np.argmax(margins[:-1]))
        evidence = {
            **self._seen(margins, letters.letters),
            **fit,
            "meant": float(nearest[first]),
            "meant_nobodys": float(nearest[-1] - nearest[first]),
            "agree": float(first == int(np.argmax(letters.margins[:-1]))),
        }
        return _Sight(margins, letters.letters, likeness, evidence, bare=letters.bare)

    def _stressed(self, whole: np.ndarray, part: np.ndarray) -> np.ndarray:
        """What the whole message says and, louder, what its part in question does, on the scale of one."""
        weight = self._language.calibrations.weights["stressed"]
        return np.asarray((whole + weight * part) / (1 + weight), dtype=np.float32)

    def _add_questions(self, margins: np.ndarray, letters: np.ndarray, meaning: np.ndarray | None) -> dict[str, float]:
        """To the likeliest topics' margins, in place, how well the best of their questions fits; the first one's fit.

        Topics are told apart by what is asked of them, not by their subject alone.
        """
        weight, fits = self._language.calibrations.weights["question"], {}
        for number in np.argsort(-margins[:-1])[:LOOKED_AT]:
            narrow = self._narrow.get(self.topics[number])
            fits[int(number)] = float(narrow.scores(letters, meaning).max()) if narrow else 0.0
            margins[number] += weight * fits[int(number)]
        return {"fit": fits.get(int(np.argmax(margins[:-1])), 0.0)}

    def _seen(self, margins: np.ndarray, likeness: np.ndarray) -> dict[str, float]:
        own = np.sort(margins[:-1])
        lead = own[-1] - own[-2] if len(own) > 1 else own[-1] + 1
        near = likeness[self._numbers < len(self.topics)]
        return {
            "best": float(own[-1]),
            "lead": float(min(lead, 2.0)),
            "nearest": float(near.max()) if len(near) else 0.0,
            "nobodys": float(margins[-1]),
        }

    def _candidate(self, number: int, score: float, sight: "_Sight", narrow: bool) -> Candidate:
        topic = self.topics[number]
        first, also, chance = self._questions(topic, sight) if narrow else (WHOLE, WHOLE, 0.0)
        return Candidate(topic, round(score, 4), first or None, round(chance, 4), also or None)

    def _questions(self, topic: str, sight: "_Sight") -> tuple[str, str, float]:
        """The two questions of `topic` likeliest asked, WHOLE for the topic as a whole, and the first's calibrated chance."""
        narrow = self._narrow.get(topic)
        if narrow is None:
            return WHOLE, WHOLE, 0.0
        scores = narrow.scores(sight.letters, sight.meaning)
        first, also, *_ = *(narrow.names[at] for at in np.argsort(-scores)[:2]), WHOLE
        return first, also, self._language.calibrations.chance("question", _of_question(scores))

    def _asked_of(self, sight: "_Sight") -> tuple[str, dict[str, float]] | None:
        narrow = self._narrow.get(self.topics[int(np.argmax(sight.margins[:-1]))])
        if narrow is None:
            return None
        scores = narrow.scores(sight.letters, sight.meaning)
        return narrow.names[int(np.argmax(scores))], _of_question(scores)


@dataclass
class _Sight:
    """What one message looks like: a margin a class (`bare`: before questions), its likeness to every row, and what a
    calibration looks at.
    """

    margins: np.ndarray
    letters: np.ndarray
    meaning: np.ndarray | None = None
    evidence: Mapping[str, float] | None = None
    chance: float = 0.0
    bare: np.ndarray = field(default_factory=lambda: np.zeros(0))


@dataclass(frozen=True)
class Evidence:
    """The first topic with its evidence; the question of it with its own."""

    topic: str
    seen: Mapping[str, float] | None
    question: tuple[str, Mapping[str, float]] | None


def _of_question(scores: np.ndarray) -> dict[str, float]:
    ordered = np.sort(scores)
    lead = ordered[-1] - ordered[-2] if len(ordered) > 1 else 1.0
    return {"best": float(ordered[-1]), "lead": float(lead)}


def _by_key(answers: Mapping[str, Answer], heads: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    found = {matching_key(word): (topic, WHOLE) for word, topic in heads.items() if topic in answers}
    for topic, answer in answers.items():
        found.update(dict.fromkeys(map(matching_key, answer.asked_as), (topic, WHOLE)))
    for topic, answer in answers.items():
        for question in answer.questions:
            found.update(dict.fromkeys(map(matching_key, question.asked_as), (topic, question.name)))
    return found


def _by_sound(exact: Mapping[str, tuple[str, str]]) -> dict[str, tuple[str, str]]:
    """Short phrasings by how they sound (高领津贴, gaolingjintie); those that two topics share tell nothing."""
    found, shared = dict[str, tuple[str, str]](), set[str]()
    for key, asks in exact.items():
        if (sound := _sound(key)) and found.setdefault(sound, asks)[0] != asks[0]:
            shared.add(sound)
    return {sound: asks for sound, asks in found.items() if sound not in shared}


def _sound(key: str) -> str:
    """The toneless syllables of a short text; empty for a longer one, and where one character is all."""
    heard = sounds(key) if len(key) <= LONGEST_HEARD else []
    return " ".join(heard) if 2 <= len(heard) <= MOST_SYLLABLES else ""


def asked(answers: Mapping[str, Answer]) -> int:
    """A hash of everything the index learns from; two sets of answers with one hash need one index."""
    return hash(
        tuple(
            (a.topic, a.question, a.asked_as, a.not_asked_as, tuple((q.name, q.asked_as) for q in a.questions))
            for a in answers.values()
        )
    )


def training(answers: Mapping[str, Answer], language: Language) -> list[Row]:
    """Every text that is learned, in the order of the answers."""
    rows: list[Row] = []
    for topic, answer in answers.items():
        rows += [Row(text, topic) for text in (answer.question, *answer.asked_as)]
        for question in answer.questions:
            rows += [Row(text, topic, question.name) for text in question.asked_as]
        rows += [Row(like.text, like.topic) for like in answer.not_asked_as if like.topic in answers]
    rows += [Row(text, NOBODYS) for text in language.nobodys]
    return rows
