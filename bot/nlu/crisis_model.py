"""The learner of crisis talk that no pattern foresees: yes or no, apart from all other intents.

Besides characters and sounds it sees signs, words of `data/matching/crisis_signs.yml`, and which of them come together.
"""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import combinations, product
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import FeatureUnion

from bot import yaml_file
from bot.knowledge import crisis
from bot.knowledge.crisis import Crisis
from bot.settings import ROOT

CRISIS_FROM = 0.62
"""The learner alone calls it a crisis from this probability on: a little lower brings more false alarms than finds."""

EXAMPLE_WEIGHS = 3.0
"""As much as so many phrasings of answers: the examples were written next to what they must be told from."""


class CrisisModel:
    """Logistic regression. What only looks like a crisis is taken out of a text before anything else."""

    def __init__(self, vectorizer: FeatureUnion, learner: LogisticRegression) -> None:
        self._vectorizer, self._learner = vectorizer, learner

    @classmethod
    def learn(
        cls, examples: Sequence[tuple[str, str]], phrasings: Sequence[str], marks: Callable[[str], list[str]]
    ) -> "CrisisModel":
        """`examples` are (text, intent), of which `crisis` is to be told from the rest; `phrasings` are harmless."""
        texts = [text for text, _ in examples] + list(phrasings)
        is_crisis = [intent == "crisis" for _, intent in examples] + [False] * len(phrasings)
        weights = [EXAMPLE_WEIGHS] * len(examples) + [1.0] * len(phrasings)
        analyzers = {"signs": SignsAndMarks(marks), "strings": strings}
        vectorizer = FeatureUnion(
            [
                (name, TfidfVectorizer(analyzer=analyzer, sublinear_tf=True, dtype=np.float32))
                for name, analyzer in analyzers.items()
            ]
        )
        learner = LogisticRegression(C=5, class_weight="balanced", max_iter=300, solver="liblinear")
        learner.fit(vectorizer.fit_transform(texts), is_crisis, sample_weight=weights)
        return cls(vectorizer, learner)

    def danger(self, text: str) -> float:
        """How likely `text` speaks of a crisis."""
        return float(self._learner.predict_proba(self._vectorizer.transform([text]))[0, 1])


class SignsAndMarks:
    """`marks` of the text, the signs in it, and the pairs of signs. A class so that it can be pickled."""

    def __init__(self, marks: Callable[[str], list[str]]) -> None:
        self._marks = marks

    def __call__(self, text: str) -> list[str]:
        plain = without_the_harmless(text)
        found, concerned = signs(plain), people(plain)
        alone = [f"sign:{sign}" for sign in found]
        pairs = [*combinations(found, 2), *product(concerned, found)]
        together = [f"signs:{one} {other}" for one, other in pairs]
        return [*self._marks(plain), *alone, *alone, *together]  # twice: a sign tells more than a pair of characters


def strings(text: str) -> list[str]:
    """All strings of up to four characters, with the ends of the text."""
    key = f"^{without_the_harmless(text)}$"
    return [key[start : start + size] for size in (1, 2, 3, 4) for start in range(len(key) - size + 1)]


def signs(plain: str) -> list[str]:
    """The names of the signs in what `without_the_harmless` left, in the order of the file."""
    return _found("signs", plain)


def people(plain: str) -> list[str]:
    """Whom it is about, likewise."""
    return _found("people", plain)


def without_the_harmless(text: str) -> str:
    """The matching key, with line breaks for what only looks like a crisis and for words that mean no harm."""
    return _harmless().sub("\n", crisis.without_look_alikes(text, _crises()))


def _found(section: str, plain: str) -> list[str]:
    return [name for name, pattern in _patterns(section).items() if pattern.search(plain)]


@lru_cache(maxsize=2)
def _patterns(section: str) -> dict[str, re.Pattern[str]]:
    return {name: re.compile("|".join(words)) for name, words in _document()[section].items()}


@lru_cache(maxsize=1)
def _harmless() -> re.Pattern[str]:
    return re.compile("|".join(_document()["harmless"]))


@lru_cache(maxsize=1)
def _document() -> dict[str, Any]:
    return dict(yaml_file.read(ROOT / "data/matching/crisis_signs.yml"))


@lru_cache(maxsize=1)
def _crises() -> list[Crisis]:
    return crisis.read(ROOT / "data/matching/crisis.yml")
