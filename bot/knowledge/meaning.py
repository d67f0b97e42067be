"""What sentence vectors tell: a ridge over them, and the mean of each topic's three nearest phrasings.

Vectors are centred on the phrasings' mean and brought to length one again: encoders put all Chinese sentences into
one corner. Why these two heads: docs/decisions/0002-matching.md.
"""

import copy
from collections.abc import Sequence

import numpy as np

from bot.knowledge.encoder import ASK_SECONDS, BUILD_SECONDS, Encoder, unit
from bot.knowledge.moved import Moved

NEAREST = 3
_LOOKED_AT = 400
_PENALTY = 1.0


class Meaning:
    """Learned from unit vectors, one row a phrasing, and the numbers of their topics. Immutable."""

    def __init__(self, encoder: Encoder, vectors: np.ndarray, numbers: np.ndarray, classes: int) -> None:
        self._encoder, self._numbers, self._classes = encoder, numbers, classes
        self._mean = vectors.mean(axis=0)
        self.phrasings = unit(vectors - self._mean)
        self._coefficients = _ridge(self.phrasings, numbers, classes)
        self._compared: dict[str, np.ndarray] = {}

    def amended(self, moved: Moved, fresh: Sequence[str], numbers: np.ndarray, classes: int) -> "Meaning":
        """The same of other rows, of which `fresh` came; what is common to all phrasings stays. Raises Unavailable."""
        changed = copy.copy(self)
        changed._numbers, changed._classes = numbers, classes
        added = self.phrasings[:0]
        if fresh:
            added = unit(self._encoder.encode(list(fresh), BUILD_SECONDS) - self._mean)
        changed.phrasings = moved.dense(self.phrasings, added)
        changed._coefficients = _ridge(changed.phrasings, numbers, classes)
        return changed

    def vector(self, text: str) -> np.ndarray:
        """The centred unit vector of what a resident typed; never kept. Raises Unavailable."""
        return np.asarray(unit(self._encoder.encode([text], ASK_SECONDS) - self._mean)[0])

    def vectors(self, texts: Sequence[str]) -> np.ndarray:
        """The centred unit vectors of many texts, one a row, those of the last call at hand. Raises Unavailable."""
        known = {text: self._compared[text] for text in texts if text in self._compared}
        if fresh := [text for text in dict.fromkeys(texts) if text not in known]:
            known.update(zip(fresh, unit(self._encoder.encode(fresh, BUILD_SECONDS) - self._mean), strict=True))
        self._compared = known
        return np.stack([known[text] for text in texts])

    def margins(self, vector: np.ndarray) -> np.ndarray:
        """The ridge's say, one number a class, about −1 to 1."""
        return np.asarray(vector @ self._coefficients[:-1] + self._coefficients[-1], dtype=np.float32)

    def likeness(self, vector: np.ndarray) -> np.ndarray:
        """The cosine to each phrasing."""
        return np.asarray(self.phrasings @ vector, dtype=np.float32)

    def nearest(self, likeness: np.ndarray) -> np.ndarray:
        """For each class the mean cosine of its nearest phrasings; those far off stand at the least that was looked at."""
        count = min(_LOOKED_AT, len(likeness))
        best = np.argpartition(-likeness, count - 1)[:count]
        best = best[np.argsort(-likeness[best])]
        floor = float(likeness[best[-1]])
        sums = np.full(self._classes, floor * NEAREST, dtype=np.float32)
        kept = best[_place_in_class(self._numbers[best]) < NEAREST]
        np.add.at(sums, self._numbers[kept], likeness[kept] - floor)
        return sums / NEAREST


def _place_in_class(numbers: np.ndarray) -> np.ndarray:
    """For each entry how many before it are of its class: 3 5 3 3 → 0 0 1 2."""
    order = np.argsort(numbers, kind="stable")
    ordered = numbers[order]
    first = np.searchsorted(ordered, ordered, side="left")
    places = np.empty(len(numbers), dtype=int)
    places[order] = np.arange(len(numbers)) - first
    return places


def _ridge(vectors: np.ndarray, numbers: np.ndarray, classes: int) -> np.ndarray:
    """Least squares against −1 and 1 with a bias, penalised: (numbers of a vector + 1) × classes."""
    rows = np.hstack([vectors, np.ones((len(vectors), 1), dtype=np.float32)])
    wanted = np.full((len(vectors), classes), -1.0, dtype=np.float32)
    wanted[np.arange(len(numbers)), numbers] = 1.0
    return np.linalg.solve(rows.T @ rows + _PENALTY * np.eye(rows.shape[1], dtype=np.float32), rows.T @ wanted)
