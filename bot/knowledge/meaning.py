"""What sentence vectors tell: a ridge over them, and the mean of each topic's three nearest phrasings.

Vectors are centred on the phrasings' mean, turned so that the phrasings differ most in the first numbers, cut to
those and brought to length one again: encoders put all Chinese sentences into one corner, and half of the numbers
tell nothing apart but cost half of a message's time. Why these two heads: docs/decisions/0002-matching.md.
"""

import copy
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.knowledge.encoder import ASK_SECONDS, BUILD_SECONDS, Encoder, unit
from bot.knowledge.moved import Moved
from bot.knowledge.unit_rows import UnitRows

NEAREST = 3
_LOOKED_AT = 400
_PENALTY = 1.0
# 95 % of what 42,000 phrasings differ by; on 2,236 blind utterances no topic more or less is found than with all 512.
_WIDTH = 256


@dataclass(frozen=True)
class Heads:
    """What is learned of unit vectors: their mean, the directions that tell phrasings apart (numbers of a vector ×
    at most _WIDTH), the phrasings seen along them, the ridge's coefficients.
    """

    mean: np.ndarray
    directions: np.ndarray
    phrasings: UnitRows
    coefficients: np.ndarray

    @classmethod
    def of(cls, vectors: np.ndarray, numbers: np.ndarray, classes: int) -> "Heads":
        """`vectors` one row a phrasing, `numbers` those of their topics."""
        mean = vectors.mean(axis=0)
        centred = unit(vectors - mean)
        directions = _directions(centred)
        phrasings = UnitRows.of(unit(centred @ directions))
        return cls(mean, directions, phrasings, _ridge(phrasings, numbers, classes))


class Meaning:
    """The heads at work with the encoder they were learned from. Immutable."""

    def __init__(self, encoder: Encoder, heads: Heads, numbers: np.ndarray, classes: int) -> None:
        self._encoder, self._numbers, self._classes = encoder, numbers, classes
        self._mean, self._directions = heads.mean, heads.directions
        self.phrasings, self._coefficients = heads.phrasings, heads.coefficients
        self._compared: dict[str, np.ndarray] = {}

    def amended(self, moved: Moved, fresh: Sequence[str], numbers: np.ndarray, classes: int) -> "Meaning":
        """The same of other rows, of which `fresh` came; what is common to all phrasings stays. Raises Unavailable."""
        changed = copy.copy(self)
        changed._numbers, changed._classes = numbers, classes
        old = self.phrasings.fractions
        added = old[:0]
        if fresh:
            added = UnitRows.of(self._seen(fresh, BUILD_SECONDS)).fractions
        changed.phrasings = UnitRows(moved.dense(old, added))
        changed._coefficients = _ridge(changed.phrasings, numbers, classes)
        return changed

    def vector(self, text: str) -> np.ndarray:
        """The unit vector, as the phrasings are seen, of what a resident typed; never kept. Raises Unavailable."""
        return np.asarray(self._seen([text], ASK_SECONDS)[0])

    def vectors(self, texts: Sequence[str]) -> np.ndarray:
        """The same of many texts, one a row, those of the last call at hand. Raises Unavailable."""
        known = {text: self._compared[text] for text in texts if text in self._compared}
        if fresh := [text for text in dict.fromkeys(texts) if text not in known]:
            known.update(zip(fresh, self._seen(fresh, BUILD_SECONDS), strict=True))
        self._compared = known
        return np.stack([known[text] for text in texts])

    def _seen(self, texts: Sequence[str], seconds: float) -> np.ndarray:
        return unit(unit(self._encoder.encode(list(texts), seconds) - self._mean) @ self._directions)

    def margins(self, vector: np.ndarray) -> np.ndarray:
        """The ridge's say, one number a class, about −1 to 1."""
        return np.asarray(vector @ self._coefficients[:-1] + self._coefficients[-1], dtype=np.float32)

    def likeness(self, vector: np.ndarray) -> np.ndarray:
        """The cosine to each phrasing."""
        return self.phrasings.cosines(vector)

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


def _directions(vectors: np.ndarray) -> np.ndarray:
    """The principal axes of unit vectors, those of the greatest variance first: numbers of a vector × _WIDTH at most."""
    _, axes = np.linalg.eigh(vectors.T @ vectors)
    return np.ascontiguousarray(axes[:, ::-1][:, :_WIDTH], dtype=np.float32)


def _ridge(vectors: UnitRows, numbers: np.ndarray, classes: int) -> np.ndarray:
    """Least squares against −1 and 1 with a bias, penalised: (numbers of a vector + 1) × classes."""
    width = vectors.fractions.shape[1] + 1
    squares, products = _PENALTY * np.eye(width, dtype=np.float32), np.zeros((width, classes), dtype=np.float32)
    for part, block in vectors.blocks():
        rows = np.hstack([block, np.ones((len(block), 1), dtype=np.float32)])
        wanted = np.full((len(block), classes), -1.0, dtype=np.float32)
        wanted[np.arange(len(block)), numbers[part]] = 1.0
        squares += rows.T @ rows
        products += rows.T @ wanted
    return np.linalg.solve(squares, products)
