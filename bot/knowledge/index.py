"""A matching index over all phrasings: a linear learner, and how near the nearest phrasing is.

Built from the answers alone, in about a second per 150 topics; immutable once built, so the old
one serves while the next is built. What was tried and measured: docs/decisions/0002-matching.md.
"""

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, issparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.preprocessing import normalize
from sklearn.svm import LinearSVC

from bot.chinese.normalize import matching_key
from bot.knowledge.answer import Answer
from bot.knowledge.encoder import Encoder
from bot.knowledge.features import Synonyms, features

LEARNED_UP_TO = 800
ENCODER_WEIGHT = 1.0
# What stands in fewer than three of thousands of phrasings teaches little and costs time.
RAREST, SMALL = 3, 2000
EXACT = 0.98
NOBODYS = ""


@dataclass(frozen=True)
class Candidate:
    """A topic and how likely it is to be what was asked, 0–1."""

    topic: str
    score: float


@dataclass(frozen=True)
class Calibration:
    """Weights of a logistic over what the ranking shows → the chance that its first topic is right.

    best: the first topic's margin; lead: over the second; nearest: cosine of the nearest phrasing;
    nobodys: the margin of "none of our business".
    """

    best: float
    lead: float
    nearest: float
    nobodys: float
    intercept: float

    def chance(self, best: float, lead: float, nearest: float, nobodys: float) -> float:
        total = self.best * best + self.lead * lead + self.nearest * nearest + self.nobodys * nobodys + self.intercept
        return float(1 / (1 + np.exp(-total)))


@dataclass(frozen=True)
class Language:
    """What the index knows besides the answers: synonyms, talk that is nobody's topic."""

    synonyms: Synonyms
    calibration: Calibration
    nobodys: Sequence[str] = ()
    encoder: Encoder | None = None


class Index:
    """Answers' phrasings, learned. `rank` is the only question one asks it."""

    def __init__(self, answers: Mapping[str, Answer], language: Language) -> None:
        self._language = language
        self.asked = asked(answers)
        texts, labels = _training(answers, language)
        self.topics = sorted({label for label in labels if label != NOBODYS})
        position = {topic: number for number, topic in enumerate([*self.topics, NOBODYS])}
        self._position = {topic: number for topic, number in position.items() if topic != NOBODYS}
        numbers = np.array([position[label] for label in labels])
        self._exact = _by_key(answers)
        rarest = RAREST if len(texts) > SMALL else 1
        self._vectorizer = TfidfVectorizer(analyzer=self._analyze, sublinear_tf=True, dtype=np.float32, min_df=rarest)
        phrasings: csr_matrix = self._vectorizer.fit_transform(texts)
        self._phrasings = phrasings[numbers < len(self.topics)]
        self._coefficients: Any
        self._intercepts: np.ndarray
        own = numbers < len(self.topics)
        self._numbers = numbers[own]
        kept = [text for text, is_own in zip(texts, own, strict=True) if is_own]
        self._encoded = language.encoder.of_phrasings(kept) if language.encoder else None
        learn = _learned if len(self.topics) <= LEARNED_UP_TO else _averaged
        self._coefficients, self._intercepts = learn(phrasings, numbers, len(self.topics) + 1)

    def _analyze(self, text: str) -> list[str]:
        return features(text, self._language.synonyms)

    def rank(self, text: str, limit: int = 5, favoured: Mapping[str, float] | None = None) -> list[Candidate]:
        """Topics most likely asked about by `text`, best first; scores fall and sum to at most 1.

        `favoured` adds to the margins of topics the conversation makes likelier.
        """
        exact = self._exact.get(matching_key(text))
        if exact is not None and exact not in self._position:
            return [Candidate(exact, EXACT)]
        vector = self._vectorizer.transform([text]) if self.topics else None
        if vector is None or vector.nnz == 0:
            return []
        margins, chance = self.judged(vector, text, favoured or {})
        if exact is not None:
            margins[self._position[exact]] = margins.max() + 1
            chance = EXACT
        best = np.argsort(-margins)[:limit]
        rest = np.exp(4 * (margins[best[1:]] - margins[best[0]]))
        shares = (1 - chance) * rest / max(1.0, float(rest.sum()))
        scores = [chance, *np.minimum(shares, chance)]
        return [
            Candidate(self.topics[number], round(float(score), 4)) for number, score in zip(best, scores, strict=True)
        ]

    def is_phrasing(self, text: str) -> bool:
        """Is `text`, but for spelling, a phrasing word for word?"""
        return matching_key(text) in self._exact

    def knowing(self, answers: Mapping[str, Answer]) -> "Index":
        """This index, which knows the phrasings of `answers` word for word at once; it learns them when rebuilt."""
        knows = copy.copy(self)
        knows._exact = _by_key(answers)
        return knows

    def judged(self, vector: csr_matrix, text: str, favoured: Mapping[str, float]) -> tuple[np.ndarray, float]:
        """Margins by topic, and the calibrated chance that the best of them is right."""
        margins = self._margins(vector)
        margins[:-1] += self._meant(text)
        for topic, favour in favoured.items():
            if topic in self._position:
                margins[self._position[topic]] += favour
        own = margins[:-1]
        seen = self.evidence(vector, margins)
        return own, self._language.calibration.chance(**seen)

    def _margins(self, vector: csr_matrix) -> np.ndarray:
        product = vector @ self._coefficients
        dense = product.toarray() if issparse(product) else np.asarray(product)
        return np.asarray(dense.ravel() + self._intercepts)

    def _meant(self, text: str) -> np.ndarray:
        """What an encoder adds to each topic: how near its nearest phrasing is, above the common level."""
        vector = (
            self._language.encoder.of_question(text) if self._encoded is not None and self._language.encoder else None
        )
        if vector is None:
            return np.zeros(len(self.topics), dtype=np.float32)
        nearest = np.full(len(self.topics), -1.0, dtype=np.float32)
        np.maximum.at(nearest, self._numbers, self._encoded @ vector)
        return ENCODER_WEIGHT * (nearest - np.median(nearest))

    def evidence(self, vector: csr_matrix, margins: np.ndarray) -> dict[str, float]:
        """What the calibration looks at."""
        own = np.sort(margins[:-1])
        lead = own[-1] - own[-2] if len(own) > 1 else own[-1] + 1
        nearest = (self._phrasings @ vector.T).max() if self._phrasings.shape[0] else 0.0
        return {"best": float(own[-1]), "lead": float(lead), "nearest": float(nearest), "nobodys": float(margins[-1])}

    def evidence_of(self, text: str) -> tuple[str, dict[str, float]]:
        """The first topic and its evidence, for calibrating."""
        vector = self._vectorizer.transform([text])
        margins = self._margins(vector)
        margins[:-1] += self._meant(text)
        return self.topics[int(margins[:-1].argmax())], self.evidence(vector, margins)


def _learned(phrasings: csr_matrix, numbers: np.ndarray, classes: int) -> tuple[np.ndarray, np.ndarray]:
    """Coefficients (features × classes) and intercepts of a linear SVM, one class against the rest.

    In one thread: liblinear's dice are the process's, and an index must come out the same every time.
    """
    present = np.unique(numbers)
    if len(present) < 3:
        return _averaged(phrasings, numbers, classes)
    learner = LinearSVC(C=1.0, max_iter=1000, tol=1.5, random_state=0).fit(phrasings, numbers)
    coefficients = np.zeros((phrasings.shape[1], classes), dtype=np.float32)
    intercepts = np.full(classes, -1.0, dtype=np.float32)
    coefficients[:, present] = learner.coef_.T
    intercepts[present] = learner.intercept_
    return coefficients, intercepts


def _averaged(phrasings: csr_matrix, numbers: np.ndarray, classes: int) -> tuple[csr_matrix, np.ndarray]:
    """For thousands of topics: each topic is the mean of its phrasings, its margin a stretched cosine."""
    shape = (classes, phrasings.shape[0])
    gather = csr_matrix((np.ones(len(numbers)), (numbers, np.arange(len(numbers)))), shape=shape, dtype=np.float32)
    return (2.0 * normalize(gather @ phrasings)).T.tocsr(), np.full(classes, -1.0, dtype=np.float32)


def _by_key(answers: Mapping[str, Answer]) -> dict[str, str]:
    return {matching_key(phrasing): topic for topic, answer in answers.items() for phrasing in answer.phrasings}


def asked(answers: Mapping[str, Answer]) -> int:
    """A hash of everything the index learns from; two sets of answers with one hash need one index."""
    return hash(tuple((a.topic, a.question, a.phrasings, a.not_asked_as) for a in answers.values()))


def _training(answers: Mapping[str, Answer], language: Language) -> tuple[list[str], list[str]]:
    """Texts and the topic of each."""
    rows: list[tuple[str, str]] = []
    for topic, answer in answers.items():
        rows += [(text, topic) for text in (answer.question, *answer.phrasings)]
        rows += [(like.text, like.topic) for like in answer.not_asked_as if like.topic in answers]
    rows += [(text, NOBODYS) for text in language.nobodys]
    texts, labels = zip(*rows, strict=True) if rows else ((), ())
    return list(texts), list(labels)
