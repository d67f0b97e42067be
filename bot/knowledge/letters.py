"""What characters and sounds tell: a linear SVM over TF-IDF, one topic against the rest, run to convergence.

scikit-learn is 40 MB and a second: it is imported where something is learned, for mostly that is on the shelf.
"""

import copy
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, issparse, vstack

from bot.knowledge.moved import Moved
from bot.lookup import Lookup

# What stands in fewer than three of thousands of phrasings teaches little and costs time.
RAREST, SMALL = 3, 2000
LEARNED_UP_TO = 800
# Stopped earlier, the order of the rows would decide; a test shuffles them.
TOLERANCE = 0.1
# A trial learns anew no more topics than these: those a change presses on hardest.
RELEARNED = 12


class Letters:
    """Learned from (text, number of its topic); `classes` numbers in all. Immutable."""

    def __init__(
        self, texts: Sequence[str], numbers: np.ndarray, classes: int, analyze: Callable[[str], list[str]]
    ) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer

        rarest = RAREST if len(texts) > SMALL else 1
        vectorizer = TfidfVectorizer(analyzer=analyze, sublinear_tf=True, dtype=np.float32, min_df=rarest)
        phrasings: csr_matrix = vectorizer.fit_transform(texts)
        self._analyze, self._columns, self._rarity = analyze, Lookup.of(vectorizer.vocabulary_), vectorizer.idf_
        # Features × phrasings: a message looks only at the rows of its own features.
        self._by_feature: csr_matrix = phrasings.T.tocsr()
        learn = _learned if classes <= LEARNED_UP_TO and len(np.unique(numbers)) > 2 else _averaged
        self._coefficients: Any
        self._coefficients, self._intercepts = learn(phrasings, numbers, classes)

    def __setstate__(self, state: dict[str, Any]) -> None:
        """From the shelf: arrays mapped from a file, whose every slice would cost ten times as much by their own class."""
        self.__dict__.update({name: _plain(value) for name, value in state.items()})

    @property
    def phrasings(self) -> csr_matrix:
        """Phrasings × features, made anew at each call."""
        return self._by_feature.T.tocsr()

    def amended(
        self, moved: Moved, fresh: Sequence[str], numbers: np.ndarray, former: Sequence[int | None]
    ) -> "Letters":
        """Close to what would be learned anew, at a small part of the cost, where few rows came (`fresh`) or went.

        `former` says of each class which number it had (None: new). Letters weigh what they did. A topic is learned
        anew where one of these rows is its own, or lies within its margin; for all others it makes no difference, by
        the nature of a support vector machine.
        """
        dense = self._coefficients.toarray() if issparse(self._coefficients) else self._coefficients
        changed = copy.copy(self)
        phrasings = self.phrasings
        added = self.vectors(fresh) if fresh else phrasings[:0]
        rows = moved.sparse(phrasings, added)
        changed._by_feature = rows.T.tocsr()
        changed._coefficients = np.zeros((dense.shape[0], len(former)), dtype=np.float32)
        changed._intercepts = np.full(len(former), -1.0, dtype=np.float32)
        for number, old in enumerate(former):
            if old is not None:
                changed._coefficients[:, number], changed._intercepts[number] = dense[:, old], self._intercepts[old]
        touched = vstack([added, phrasings[moved.gone]], format="csr")
        margins = np.asarray(touched @ changed._coefficients + changed._intercepts)
        changed._learn_anew([*numbers[moved.fresh], *_pressed(margins)], rows, numbers)
        return changed

    def _learn_anew(self, classes: Sequence[int], rows: csr_matrix, numbers: np.ndarray) -> None:
        from sklearn.svm import LinearSVC

        for number in dict.fromkeys(map(int, classes)):
            is_own = numbers == number
            if is_own.any():
                learner = LinearSVC(C=1.0, max_iter=1000, tol=TOLERANCE, random_state=0).fit(rows, is_own)
                self._coefficients[:, number], self._intercepts[number] = learner.coef_[0], learner.intercept_[0]

    def vector(self, text: str) -> csr_matrix:
        """One row, as the vectorizer would make it; empty (`nnz` 0) where nothing of `text` was ever seen."""
        counts = self._columns.counted(self._analyze(text))
        columns = np.array(sorted(counts), dtype=np.int32)
        often = np.array([counts[column] for column in columns], dtype=np.float32)
        weights = (np.log(often) + 1) * self._rarity[columns].astype(np.float32)
        weights = (weights / (np.linalg.norm(weights.astype(np.float64)) or 1)).astype(np.float32)
        return csr_matrix((weights, columns, [0, len(columns)]), shape=(1, len(self._rarity)))

    def vectors(self, texts: Sequence[str]) -> csr_matrix:
        """One row a text."""
        return vstack([self.vector(text) for text in texts], format="csr")

    def margins(self, vector: csr_matrix) -> np.ndarray:
        """One number a class: above 0 the learner would say yes."""
        product = vector @ self._coefficients
        dense = product.toarray() if issparse(product) else np.asarray(product)
        return np.asarray(dense.ravel() + self._intercepts, dtype=np.float32)

    def likeness(self, vector: csr_matrix) -> np.ndarray:
        """The cosine to each phrasing."""
        return np.asarray((vector @ self._by_feature).toarray(), dtype=np.float32).ravel()


def _plain(value: Any) -> Any:
    if issparse(value):
        value.data, value.indices, value.indptr = map(np.asarray, (value.data, value.indices, value.indptr))
        return value
    return np.asarray(value) if isinstance(value, np.ndarray) else value


def _learned(phrasings: csr_matrix, numbers: np.ndarray, classes: int) -> tuple[np.ndarray, np.ndarray]:
    """Coefficients (features × classes) and intercepts. In one thread: liblinear's dice are the process's."""
    from sklearn.svm import LinearSVC

    present = np.unique(numbers)
    learner = LinearSVC(C=1.0, max_iter=1000, tol=TOLERANCE, random_state=0).fit(phrasings, numbers)
    coefficients = np.zeros((phrasings.shape[1], classes), dtype=np.float32)
    intercepts = np.full(classes, -1.0, dtype=np.float32)
    coefficients[:, present] = learner.coef_.T
    intercepts[present] = learner.intercept_
    return coefficients, intercepts


def _pressed(margins: np.ndarray) -> list[int]:
    """The classes within whose margin one of the rows lies, the hardest pressed first."""
    if not len(margins):
        return []
    most = margins.max(axis=0)
    return [int(number) for number in np.argsort(-most)[:RELEARNED] if most[number] > -1.0]


def _averaged(phrasings: csr_matrix, numbers: np.ndarray, classes: int) -> tuple[csr_matrix, np.ndarray]:
    """For thousands of topics, or fewer than three: each topic is the mean of its phrasings, its margin a cosine."""
    from sklearn.preprocessing import normalize

    shape = (classes, phrasings.shape[0])
    gather = csr_matrix((np.ones(len(numbers)), (numbers, np.arange(len(numbers)))), shape=shape, dtype=np.float32)
    return (2.0 * normalize(gather @ phrasings)).T.tocsr(), np.full(classes, -1.0, dtype=np.float32)
