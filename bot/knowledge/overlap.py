"""Phrasings nearer to another topic than to their own: the ones a matcher must get wrong.

Likeness is the cosine of TF-IDF over characters 1–3 of the matching key, as plain as it can be: what
looks the same here looks the same to any learner.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.chinese.normalize import matching_key
from bot.knowledge.answer import Answer

TOO_ALIKE = 0.88
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
    vectors = TfidfVectorizer(
        analyzer="char", ngram_range=(1, 3), preprocessor=matching_key, dtype=np.float32
    ).fit_transform([text for _, text in asked])
    for start in range(0, len(asked), _ROWS):
        for offset, likeness in enumerate((vectors[start : start + _ROWS] @ vectors.T).toarray()):
            number = start + offset
            likeness[number] = 0
            own = topics == topics[number]
            nearest = int(np.where(own, 0, likeness).argmax())
            if not own[nearest] and likeness[nearest] >= TOO_ALIKE and likeness[nearest] > likeness[own].max():
                yield Overlap(*asked[number], *asked[nearest], float(likeness[nearest]))


def _different(answer: Answer) -> Iterable[str]:
    """The ways `answer` is asked for, each once: a question written twice would hide what it overlaps with."""
    by_key = {matching_key(text): text for text in (answer.question, *answer.phrasings)}
    return (text for key, text in by_key.items() if key)
