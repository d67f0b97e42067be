"""A matching index over all phrasings: a linear learner and nearest phrasings, blended.

Built from the answers alone in well under a second per 150 topics; immutable once built, so the
old one serves while the next is built.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

from bot.chinese.normalize import matching_key
from bot.knowledge.answer import Answer
from bot.knowledge.features import Synonyms, features

_LEARNER_WEIGHT = 0.6
_SHARPNESS = 9.0


@dataclass(frozen=True)
class Candidate:
    """A topic and how likely it is to be what was asked, 0–1."""

    topic: str
    score: float


class Index:
    """Answers' phrasings, learned. `rank` is the only question one asks it."""

    def __init__(self, answers: Mapping[str, Answer], synonyms: Synonyms) -> None:
        self._synonyms = synonyms
        self.asked = asked(answers)
        texts, labels = _training(answers)
        self.topics = sorted(set(labels))
        position = {topic: number for number, topic in enumerate(self.topics)}
        self._labels = np.array([position[label] for label in labels])
        self._exact = {matching_key(text): label for text, label in zip(texts, labels, strict=True)}
        self._vectorizer = TfidfVectorizer(analyzer=self._analyze, sublinear_tf=True, dtype=np.float32)
        self._phrasings: csr_matrix = self._vectorizer.fit_transform(texts)
        self._learner = LinearSVC(C=1.0, max_iter=300, tol=1e-2).fit(self._phrasings, self._labels)
        self._by_topic = np.argsort(self._labels, kind="stable")
        self._starts = np.searchsorted(self._labels[self._by_topic], np.arange(len(self.topics)))

    def _analyze(self, text: str) -> list[str]:
        return features(text, self._synonyms)

    def rank(self, text: str, limit: int = 5) -> list[Candidate]:
        """Topics most likely asked about by `text`, best first; scores sum to at most 1."""
        exact = self._exact.get(matching_key(text))
        vector = self._vectorizer.transform([text])
        if vector.nnz == 0:
            return []
        scores = self._probabilities(vector)
        if exact is not None:
            scores = scores * 0.05
            scores[self.topics.index(exact)] = 0.95
        best = np.argsort(-scores)[:limit]
        return [Candidate(self.topics[number], float(scores[number])) for number in best]

    def _probabilities(self, vector: csr_matrix) -> np.ndarray:
        margins = np.atleast_2d(self._learner.decision_function(vector))[0]
        similarity = (self._phrasings @ vector.T).toarray().ravel()
        nearest = np.maximum.reduceat(similarity[self._by_topic], self._starts)
        blended = _LEARNER_WEIGHT * (margins + 1) + (1 - _LEARNER_WEIGHT) * 2 * nearest
        powers = np.exp(_SHARPNESS * (blended - blended.max()))
        certainty = min(1.0, float(nearest.max()) * 2.2)
        return np.asarray(powers / powers.sum() * certainty)


def asked(answers: Mapping[str, Answer]) -> int:
    """A hash of everything the index learns from; two sets of answers with one hash need one index."""
    return hash(tuple((a.topic, a.question, a.asked_as, a.not_asked_as) for a in answers.values()))


def _training(answers: Mapping[str, Answer]) -> tuple[list[str], list[str]]:
    texts: list[str] = []
    labels: list[str] = []
    for topic, answer in answers.items():
        phrasings: Sequence[str] = (answer.question, *answer.asked_as)
        texts.extend(phrasings)
        labels.extend([topic] * len(phrasings))
        for like in answer.not_asked_as:
            if like.topic in answers:
                texts.append(like.text)
                labels.append(like.topic)
    return texts, labels
