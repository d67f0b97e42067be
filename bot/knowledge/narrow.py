"""Which question of a topic was asked: a small kernel ridge over the topic's own phrasings.

A topic has some dozens of phrasings and five to twelve questions; over so few a kernel of letters and meaning is
solved exactly, in a millisecond a topic.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

from bot.knowledge.unit_rows import UnitRows

WHOLE = ""
_PENALTY = 0.3
MEANING_WEIGHT = 0.7


@dataclass(frozen=True)
class Narrow:
    """`rows` of the index, the questions' names (WHOLE: the topic as a whole), and dual weights rows × names."""

    rows: np.ndarray
    names: tuple[str, ...]
    weights: np.ndarray

    def scores(self, letters: np.ndarray, meaning: np.ndarray | None) -> np.ndarray:
        """One number a name, from the likeness of a message to every row of the index."""
        kernel = letters[self.rows]
        if meaning is not None:
            kernel = kernel + MEANING_WEIGHT * meaning[self.rows]
        return np.asarray(kernel @ self.weights)


def learned(rows: np.ndarray, labels: Sequence[str], letters: csr_matrix, meaning: UnitRows | None) -> Narrow:
    """`labels` names the question of each row of `rows`; matrices hold all rows of the index."""
    names = tuple(dict.fromkeys(labels))
    own = letters[rows]
    kernel = np.asarray((own @ own.T).toarray(), dtype=np.float64)
    if meaning is not None:
        meant = meaning[rows]
        kernel += MEANING_WEIGHT * (meant @ meant.T)
    wanted = np.array([[1.0 if label == name else 0.0 for name in names] for label in labels])
    weights = np.linalg.solve(kernel + _PENALTY * np.eye(len(rows)), wanted)
    return Narrow(rows, names, weights)
