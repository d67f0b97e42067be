"""Phrasings nearer to another topic than to their own: the ones a matcher must get wrong.

Likeness is the cosine of TF-IDF over characters 1–3 of the matching key, as plain as it can be: what
looks the same here looks the same to any learner.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

from bot.chinese.normalize import matching_key
from bot.knowledge.answer import Answer

TOO_ALIKE = 0.88
# Two texts that are too alike share at least this much of their pairs and triples, which far fewer texts share.
_WORTH_A_LOOK = 0.5
_ROWS = 500


@dataclass(frozen=True)
class Overlap:
    """`text` of `topic` is more like `other` of `other_topic` than like anything of its own topic."""

    topic: str
    text: str
    other_topic: str
    other: str
    likeness: float


def overlaps(answers: Sequence[Answer]) -> Iterator[Overlap]:
    """Every phrasing whose nearest neighbour, at least TOO_ALIKE, belongs to another topic."""
    asked = [(answer.topic, text) for answer in answers for text in _different(answer)]
    if not asked:
        return
    topics = np.array([topic for topic, _ in asked])
    texts = [text for _, text in asked]
    vectors, pairs = _vectors(texts, (1, 3)), _vectors(texts, (2, 3))
    for start in range(0, len(asked), _ROWS):
        alike = (pairs[start : start + _ROWS] @ pairs.T).tocsr()
        for offset in range(alike.shape[0]):
            number = start + offset
            row = slice(alike.indptr[offset], alike.indptr[offset + 1])
            near = alike.indices[row][alike.data[row] >= _WORTH_A_LOOK]
            near = near[near != number]
            if (topics[near] == topics[number]).all():
                continue
            likeness = (vectors[near] @ vectors[number].T).toarray().ravel()
            best, own = int(likeness.argmax()), topics[near] == topics[number]
            if not own[best] and likeness[best] >= TOO_ALIKE and likeness[best] > likeness[own].max(initial=0):
                other, text = asked[int(near[best])]
                yield Overlap(*asked[number], other, text, float(likeness[best]))


def _vectors(texts: Sequence[str], sizes: tuple[int, int]) -> csr_matrix:
    from sklearn.feature_extraction.text import TfidfVectorizer  # 40 MB that only checks need

    maker = TfidfVectorizer(analyzer="char", ngram_range=sizes, preprocessor=matching_key, dtype=np.float32)
    return maker.fit_transform(texts)


def _different(answer: Answer) -> Iterable[str]:
    """The ways `answer` is asked for, each once: a question written twice would hide what it overlaps with."""
    by_key = {matching_key(text): text for text in (answer.question, *answer.phrasings)}
    return (text for key, text in by_key.items() if key)
