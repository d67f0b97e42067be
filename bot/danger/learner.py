"""A second ear for what no sign foresees: learnt from `data/danger/examples`, one text a line, a file a kind.

It weighs what a message is made of (one to three characters at a time) and never decides alone where a cue excuses
(bot.danger.spot sees to that). `everyday.txt` is ordinary talk, `none.txt` what only looks like a danger, `care.txt` low spirits;
all that Rasa learns its other intents from (`data/nlu`) is ordinary as well.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from math import exp, log, sqrt
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from bot import yaml_file
from bot.danger.heard import heard

CALM = ("none", "everyday", "care")
_LONGEST = 2
# The first pass may let one danger in so many go; signs do not depend on it.
_LET_GO = 400
_MARKED = re.compile(r"\[([^\]]*)\](?:\([^)]*\)|\{[^}]*\})")


class Learner:
    """How probably a message tells of a danger, and of which kind: linear, of the pieces of its text."""

    def __init__(self, texts: Sequence[str], kinds: Sequence[str]) -> None:
        pieces = [_pieces(text) for text in texts]
        known = {piece: column for column, piece in enumerate(dict.fromkeys(p for some in pieces for p in some))}
        counts = np.bincount([known[p] for some in pieces for p in some], minlength=len(known))
        rarity = np.log((1 + len(texts)) / (1 + counts)) + 1
        dangers = [row for row, kind in enumerate(kinds) if kind not in CALM]
        self.characters = Counter(c for text, kind in zip(texts, kinds, strict=True) if kind in CALM for c in set(text))
        self._weight, self._least = _by_character([texts[row] for row in dangers], self.characters)
        matrix = _matrix([[known[p] for p in some] for some in pieces], rarity)
        self._rarity = dict(zip(known, rarity.tolist(), strict=True))
        self._danger = _weights(matrix, [kind not in CALM for kind in kinds], known)
        self._low = _weights(matrix, [kind == "care" for kind in kinds], known)
        self._kinds = {
            kind: _weights(matrix[dangers], [kinds[row] == kind for row in dangers], known)
            for kind in sorted({kinds[row] for row in dangers})
        }

    def worth_hearing(self, said: str) -> bool:
        """A first pass by single characters: no text without such as are commoner in dangers tells of one."""
        return sum(map(self._weight, said)) >= self._least

    def danger(self, said: str) -> float:
        """The probability, 0 to 1, that a heard text tells of a danger."""
        return self._probability(said, self._danger)

    def low_spirits(self, said: str) -> float:
        """The probability, 0 to 1, that a heard text tells of low spirits."""
        return self._probability(said, self._low)

    def kind(self, said: str) -> str:
        """The most likely kind of a heard text that tells of a danger."""
        return max(self._kinds, key=lambda kind: self._probability(said, self._kinds[kind]))

    def _probability(self, said: str, weights: tuple[dict[str, float], float]) -> float:
        by_piece, bias = weights
        rarity = self._rarity
        total = square = 0.0
        for piece in _pieces(said):
            if piece in rarity:
                rare = rarity[piece]
                square += rare * rare
                total += rare * by_piece[piece]
        return 1 / (1 + exp(-(total / sqrt(square) if square else 0.0) - bias))


def read(examples: Path, everyday: Path, taught: Mapping[str, str]) -> Learner:
    """Files of `examples` by kind, the Rasa examples in `everyday`, where that exists, and `taught`: text → kind.

    Raises DataError.
    """
    texts: dict[str, str] = {}
    for path in sorted(everyday.glob("*.yml")):
        if path.stem != "crisis":
            texts |= {heard(text): "everyday" for text in _of_intents(path)}
    texts |= {heard(text): kind for text, kind in taught.items()}
    for path in sorted(examples.glob("*.txt")):
        texts |= {heard(text): path.stem for text in path.read_text(encoding="utf-8").splitlines() if text.strip()}
    return Learner(list(texts), list(texts.values()))


def _of_intents(path: Path) -> Iterator[str]:
    for entry in yaml_file.read(path).get("nlu", ()):
        for line in entry.get("examples", "").splitlines():
            yield _MARKED.sub(r"\1", line.strip().removeprefix("-").strip())


def _pieces(said: str) -> set[str]:
    return {said[at : at + long] for long in range(1, _LONGEST + 1) for at in range(len(said) - long + 1)}


def _by_character(dangers: Sequence[str], calm: Counter[str]) -> tuple[Callable[[str], float], float]:
    """How much more a character is of dangers than of calm talk, and the least sum that any but a few dangers reach."""
    told = Counter(c for text in dangers for c in set(text))
    known = {c: max(0.0, log((told[c] + 1) / (calm[c] + 1) * (calm.total() / told.total()))) for c in told}

    def weight(character: str) -> float:
        return known.get(character, 0.0)

    sums = sorted(sum(map(weight, text)) for text in dangers)
    return weight, sums[len(sums) // _LET_GO]


def _matrix(rows: list[list[int]], rarity: "np.ndarray") -> csr_matrix:
    ends = np.cumsum([0, *map(len, rows)])
    columns = np.fromiter((column for row in rows for column in row), dtype=np.int32, count=int(ends[-1]))
    matrix = csr_matrix((rarity[columns], columns, ends), shape=(len(rows), len(rarity)))
    norms = np.sqrt(matrix.multiply(matrix).sum(axis=1)).A1
    norms[norms == 0] = 1
    return csr_matrix(matrix.multiply(1 / norms[:, None]))


def _weights(matrix: csr_matrix, wanted: Sequence[bool], known: dict[str, int]) -> tuple[dict[str, float], float]:
    fitted = LogisticRegression(C=30, class_weight="balanced", solver="liblinear", random_state=0).fit(matrix, wanted)
    return dict(zip(known, fitted.coef_[0].tolist(), strict=True)), float(fitted.intercept_[0])
