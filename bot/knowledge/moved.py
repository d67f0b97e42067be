"""Which rows of what was learned stand where after an edit: most are the same, few came, few went."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.sparse import csr_matrix, vstack


@dataclass(frozen=True)
class Moved:
    """`kept` says of each row which one it was (None: it came); there were `count` before."""

    kept: Sequence[int | None]
    count: int

    @classmethod
    def between(cls, old: Sequence[Hashable], new: Sequence[Hashable]) -> "Moved":
        """Equal rows are the same row, each once."""
        places: dict[Hashable, list[int]] = {}
        for at in reversed(range(len(old))):
            places.setdefault(old[at], []).append(at)
        return cls([places[row].pop() if places.get(row) else None for row in new], len(old))

    @cached_property
    def fresh(self) -> list[int]:
        """The rows that came."""
        return [at for at, row in enumerate(self.kept) if row is None]

    @cached_property
    def gone(self) -> np.ndarray:
        """The rows, numbered as before, that went."""
        return np.setdiff1d(np.arange(self.count), np.array([row for row in self.kept if row is not None], dtype=int))

    @cached_property
    def _order(self) -> np.ndarray:
        order = np.array([-1 if row is None else row for row in self.kept], dtype=int)
        order[self.fresh] = self.count + np.arange(len(self.fresh))
        return order

    def before(self, rows: np.ndarray) -> np.ndarray:
        """Where `rows` stood; a number of no row for one that came."""
        return self._order[rows]

    def sparse(self, old: csr_matrix, fresh: csr_matrix) -> csr_matrix:
        """The rows of `old` and of `fresh` in their new places."""
        return vstack([old, fresh], format="csr")[self._order]

    def dense(self, old: np.ndarray, fresh: np.ndarray) -> np.ndarray:
        return np.vstack([old, fresh])[self._order]
