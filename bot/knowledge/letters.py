"""What characters and sounds tell: a linear SVM over TF-IDF, one topic against the rest, run to convergence."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, issparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.preprocessing import normalize
from sklearn.svm import LinearSVC

# What stands in fewer than three of thousands of phrasings teaches little and costs time.
RAREST, SMALL = 3, 2000
LEARNED_UP_TO = 800
# Stopped earlier, the order of the rows would decide; a test shuffles them.
TOLERANCE = 0.1


class Letters:
    """Learned from (text, number of its topic); `classes` numbers in all. Immutable."""

    def __init__(
        self, texts: Sequence[str], numbers: np.ndarray, classes: int, analyze: Callable[[str], list[str]]
    ) -> None:
        rarest = RAREST if len(texts) > SMALL else 1
        vectorizer = TfidfVectorizer(analyzer=analyze, sublinear_tf=True, dtype=np.float32, min_df=rarest)
        phrasings: csr_matrix = vectorizer.fit_transform(texts)
        self._analyze, self._columns, self._rarity = analyze, vectorizer.vocabulary_, vectorizer.idf_
        # Features × phrasings: a message looks only at the rows of its own features.
        self._by_feature: csr_matrix = phrasings.T.tocsr()
        learn = _learned if classes <= LEARNED_UP_TO and len(np.unique(numbers)) > 2 else _averaged
        self._coefficients: Any
        self._coefficients, self._intercepts = learn(phrasings, numbers, classes)

    @property
    def phrasings(self) -> csr_matrix:
        """Phrasings × features, made anew at each call."""
        return self._by_feature.T.tocsr()

    def vector(self, text: str) -> csr_matrix:
        """One row, as the vectorizer would make it; empty (`nnz` 0) where nothing of `text` was ever seen."""
        counts = Counter(self._columns[each] for each in self._analyze(text) if each in self._columns)
        columns = np.array(sorted(counts), dtype=np.int32)
        often = np.array([counts[column] for column in columns], dtype=np.float32)
        weights = (np.log(often) + 1) * self._rarity[columns].astype(np.float32)
        weights = (weights / (np.linalg.norm(weights.astype(np.float64)) or 1)).astype(np.float32)
        return csr_matrix((weights, columns, [0, len(columns)]), shape=(1, len(self._columns)))

    def margins(self, vector: csr_matrix) -> np.ndarray:
        """One number a class: above 0 the learner would say yes."""
        product = vector @ self._coefficients
        dense = product.toarray() if issparse(product) else np.asarray(product)
        return np.asarray(dense.ravel() + self._intercepts, dtype=np.float32)

    def likeness(self, vector: csr_matrix) -> np.ndarray:
        """The cosine to each phrasing."""
        rows, values, starts = self._by_feature.indices, self._by_feature.data, self._by_feature.indptr
        found = np.zeros(self._by_feature.shape[1], dtype=np.float32)
        for feature, weight in zip(vector.indices, vector.data, strict=True):
            own = slice(starts[feature], starts[feature + 1])
            found[rows[own]] += weight * values[own]
        return found


def _learned(phrasings: csr_matrix, numbers: np.ndarray, classes: int) -> tuple[np.ndarray, np.ndarray]:
    """Coefficients (features × classes) and intercepts. In one thread: liblinear's dice are the process's."""
    present = np.unique(numbers)
    learner = LinearSVC(C=1.0, max_iter=1000, tol=TOLERANCE, random_state=0).fit(phrasings, numbers)
    coefficients = np.zeros((phrasings.shape[1], classes), dtype=np.float32)
    intercepts = np.full(classes, -1.0, dtype=np.float32)
    coefficients[:, present] = learner.coef_.T
    intercepts[present] = learner.intercept_
    return coefficients, intercepts


def _averaged(phrasings: csr_matrix, numbers: np.ndarray, classes: int) -> tuple[csr_matrix, np.ndarray]:
    """For thousands of topics, or fewer than three: each topic is the mean of its phrasings, its margin a cosine."""
    shape = (classes, phrasings.shape[0])
    gather = csr_matrix((np.ones(len(numbers)), (numbers, np.arange(len(numbers)))), shape=shape, dtype=np.float32)
    return (2.0 * normalize(gather @ phrasings)).T.tocsr(), np.full(classes, -1.0, dtype=np.float32)
