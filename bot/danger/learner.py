"""A second ear for what no sign foresees: learnt from `data/danger/examples`, one text a line, a file a kind.

It weighs what a message is made of (characters, neighbours, pairs with one or two between) and never decides alone
where a cue excuses (bot.danger.spot sees to that). `everyday.txt` is ordinary talk, `none.txt` what only looks like a
danger, `care.txt` low spirits; all that Rasa learns its other intents from (`data/nlu`) is ordinary as well.

What was learnt is kept in `learnt.npz`, for learning takes longer than a start may:
`PYTHONPATH=. python -m bot.danger.learner` after the data changed. Where the file is of other data, the learner says so
and learns anew.
"""

import hashlib
import logging
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import exp, log, sqrt
from operator import add
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix

from bot import yaml_file
from bot.chinese.pinyin import spelled, syllables
from bot.danger import language
from bot.danger.heard import heard
from bot.lookup import Lookup

logger = logging.getLogger(__name__)

CALM = ("none", "everyday", "care")
# How far apart the characters of a pair may be, besides neighbours.
_APART = (2, 3)
# Ordinary talk is plenty and far from danger: one look-alike weighs as much as so much of it.
_EVERYDAY = 0.2
# A piece that fewer texts have tells nothing.
_SEEN = 2
# The first pass may let one danger in so many go; signs do not depend on it.
_LET_GO = 400
_LATIN, _WORDS = re.compile("[a-z]"), re.compile("[a-z]+|[^ ]")
_MARKED = re.compile(r"\[([^\]]*)\](?:\([^)]*\)|\{[^}]*\})")
# The first two columns of the weights; those of the kinds follow.
_DANGER, _LOW, _FIRST_KIND = 0, 1, 2


@dataclass(frozen=True)
class Learner:
    """How probably a message tells of a danger, and of which kind: linear, of the pieces of its text.

    `weights`: a row a piece (and the bias last), columns danger, low spirits and each of `kinds`. `characters` counts
    the texts of ordinary talk that have a character. `telling` and `least` are of the first pass.
    """

    pieces: Mapping[str, int] | Lookup
    rarity: np.ndarray
    weights: np.ndarray
    kinds: tuple[str, ...]
    characters: Mapping[str, int]
    telling: Mapping[str, float]
    least: float

    def worth_hearing(self, said: str) -> bool:
        """A first pass by single characters: no text without such as are commoner in dangers tells of one."""
        telling = self.telling
        return sum(telling.get(character, 0.0) for character in said) >= self.least

    def danger(self, said: str) -> float:
        """The probability, 0 to 1, that a heard text tells of a danger."""
        return self._probability(said, _DANGER)

    def low_spirits(self, said: str) -> float:
        """The probability, 0 to 1, that a heard text tells of low spirits."""
        return self._probability(said, _LOW)

    def ranked(self, said: str) -> dict[str, float]:
        """The kinds, the likeliest of a heard text that tells of a danger first, with the logarithm of its odds."""
        sums = self._sums(said)[_FIRST_KIND:]
        return {self.kinds[int(rank)]: float(sums[rank]) for rank in np.argsort(-sums)}

    def _probability(self, said: str, column: int) -> float:
        return 1 / (1 + exp(-float(self._sums(said)[column])))

    def _sums(self, said: str) -> np.ndarray:
        rows = [row for row in map(self.pieces.get, _pieces(said)) if row is not None]
        rarity = self.rarity[rows]
        length = sqrt(float(rarity @ rarity)) or 1.0
        return np.asarray((rarity / length) @ self.weights[rows] + self.weights[-1])


def read(directory: Path) -> Learner:
    """What was learnt from `directory` (data/danger); learns anew where it has changed since. Raises DataError."""
    kept = directory / "learnt.npz"
    if kept.exists():
        with np.load(kept, allow_pickle=False) as file:
            if str(file["digest"]) == digest(directory):
                return _restored(file)
    logger.warning(
        "%s 和现在的例句不是一份，启动时重新学一遍（慢几秒）；请运行 python -m bot.danger.learner", kept.name
    )
    return learn(*examples(directory))


def digest(directory: Path) -> str:
    """Of all that is learnt from in `directory`."""
    files = [directory / f"{kind}.yml" for kind in language.KINDS] + sorted((directory / "examples").glob("*.txt"))
    return hashlib.sha256(b"\n".join(path.read_bytes() for path in files)).hexdigest()


def examples(directory: Path) -> tuple[list[str], list[str]]:
    """Heard texts and their kinds: of Rasa's other intents, of the signs' examples, of `examples`. Raises DataError."""
    texts: dict[str, str] = {}
    for path in sorted((directory.parent / "nlu").glob("*.yml")):
        if path.stem != "crisis":
            texts |= {heard(text): "everyday" for text in _of_intents(path)}
    texts |= {heard(text): kind for text, kind in language.taught(language.read(directory)).items()}
    for path in sorted((directory / "examples").glob("*.txt")):
        texts |= {heard(text): path.stem for text in path.read_text(encoding="utf-8").splitlines() if text.strip()}
    texts = {_in_pinyin(text): kind for text, kind in texts.items() if not text.isascii()} | texts
    return list(texts), list(texts.values())


def _in_pinyin(said: str) -> str:
    """As who has only Latin letters writes it: 我妈晕倒了 → wo ma yun dao le."""
    return " ".join(syllable for syllable in syllables(said) if syllable.isalnum() and syllable.isascii())


def learn(texts: Sequence[str], kinds: Sequence[str]) -> Learner:
    """From heard texts and the kind of each, a danger's or one of CALM."""
    pieces = [_pieces(text) for text in texts]
    counts = Counter(piece for some in pieces for piece in some)
    known = {piece: row for row, piece in enumerate(piece for piece, count in counts.items() if count >= _SEEN)}
    rarity = np.array([log((1 + len(texts)) / (1 + counts[piece])) + 1 for piece in known], dtype=np.float32)
    matrix = _matrix([[known[p] for p in some if p in known] for some in pieces], rarity)
    dangers = [row for row, kind in enumerate(kinds) if kind not in CALM]
    calm = Counter(c for text, kind in zip(texts, kinds, strict=True) if kind in CALM for c in set(text))
    telling, least = _by_character([texts[row] for row in dangers], calm)
    names = sorted({kinds[row] for row in dangers})
    heed = [_EVERYDAY if kind == "everyday" else 1.0 for kind in kinds]
    columns = [
        _weights(matrix, [kind not in CALM for kind in kinds], heed),
        _weights(matrix, [kind == "care" for kind in kinds], heed),
        *(_weights(matrix[dangers], [kinds[row] == name for row in dangers]) for name in names),
    ]
    return Learner(known, rarity, np.column_stack(columns), tuple(names), calm, telling, least)


def keep(learnt: Learner, directory: Path) -> None:
    """Writes `learnt.npz` as `learn` gave it, in halves of the precision: what they lose is beyond what can be told."""
    assert isinstance(learnt.pieces, Mapping)
    np.savez_compressed(
        directory / "learnt.npz",
        digest=digest(directory),
        pieces="\n".join(learnt.pieces),
        rarity=learnt.rarity.astype(np.float16),
        weights=learnt.weights.astype(np.float16),
        kinds=" ".join(learnt.kinds),
        characters="".join(learnt.characters),
        counts=list(learnt.characters.values()),
        telling="".join(learnt.telling),
        much=np.array(list(learnt.telling.values()), dtype=np.float32),
        least=learnt.least,
    )


def _restored(file: Mapping[str, np.ndarray]) -> Learner:
    return Learner(
        # As a dict they would be 25 MB.
        pieces=Lookup.of({piece: row for row, piece in enumerate(str(file["pieces"]).split("\n"))}),
        rarity=file["rarity"].astype(np.float32),
        weights=file["weights"].astype(np.float32),
        kinds=tuple(str(file["kinds"]).split(" ")),
        characters=dict(zip(str(file["characters"]), file["counts"].tolist(), strict=True)),
        telling=dict(zip(str(file["telling"]), file["much"].tolist(), strict=True)),
        least=float(file["least"]),
    )


def _of_intents(path: Path) -> Iterator[str]:
    for entry in yaml_file.read(path).get("nlu", ()):
        for line in entry.get("examples", "").splitlines():
            yield _MARKED.sub(r"\1", line.strip().removeprefix("-").strip())


def _pieces(said: str) -> set[str]:
    """吃了药 → 吃, 了, 药, 吃了, 了药, 吃…药."""
    units = _units(said)
    pieces = set(units)
    pieces.update(map(add, units, units[1:]))
    for apart in _APART if units is said else ():
        pieces.update(f"{one}…{other}" for one, other in zip(units, units[apart:], strict=False))
    return pieces


def _units(said: str) -> Sequence[str]:
    """Characters; of what is in Latin letters whole words, of pinyin its syllables: wo bama → wo, ba, ma."""
    if not _LATIN.search(said):
        return said
    words: list[str] = _WORDS.findall(said)
    return [unit for word in words for unit in (len(word) > 1 and spelled(word)) or (word,)]


def _by_character(dangers: Sequence[str], calm: Counter[str]) -> tuple[dict[str, float], float]:
    """How much more a character is of dangers than of calm talk, and the least sum that any but a few dangers reach."""
    told = Counter(c for text in dangers for c in set(text))
    more = {c: log((told[c] + 1) / (calm[c] + 1) * (calm.total() / told.total())) for c in told}
    telling = {c: much for c, much in more.items() if much > 0}
    sums = sorted(sum(telling.get(c, 0.0) for c in text) for text in dangers)
    return telling, sums[len(sums) // _LET_GO] - 1e-3


def _matrix(rows: list[list[int]], rarity: np.ndarray) -> csr_matrix:
    ends = np.cumsum([0, *map(len, rows)])
    columns = np.fromiter((column for row in rows for column in row), dtype=np.int32, count=int(ends[-1]))
    matrix = csr_matrix((rarity[columns], columns, ends), shape=(len(rows), len(rarity)))
    norms = np.sqrt(matrix.multiply(matrix).sum(axis=1)).A1
    norms[norms == 0] = 1
    return csr_matrix(matrix.multiply(1 / norms[:, None]))


def _weights(matrix: csr_matrix, wanted: Sequence[bool], heed: Sequence[float] | None = None) -> np.ndarray:
    """A weight a piece, and the bias; without `heed` the few count as much as the many."""
    from sklearn.linear_model import LogisticRegression  # 40 MB, and what was learnt is mostly kept

    how = None if heed else "balanced"
    fitted = LogisticRegression(C=30, class_weight=how, solver="liblinear", random_state=0)
    fitted.fit(matrix, wanted, sample_weight=heed)
    return np.append(fitted.coef_[0], fitted.intercept_[0]).astype(np.float32)


if __name__ == "__main__":
    place = Path(sys.argv[1] if len(sys.argv) > 1 else "data/danger")
    keep(learn(*examples(place)), place)
