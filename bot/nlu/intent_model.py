"""The learner behind the intent classifier: TF-IDF of characters, sounds and synonyms, logistic regression."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from bot.chinese.normalize import has_words
from bot.knowledge.features import Synonyms, features
from bot.settings import ROOT


class IntentModel:
    """Learned once at training time and pickled into the model archive."""

    def __init__(self, vectorizer: TfidfVectorizer, learner: LogisticRegression) -> None:
        self._vectorizer, self._learner = vectorizer, learner
        self.intents: list[str] = list(learner.classes_)

    @classmethod
    def learn(cls, examples: Sequence[tuple[str, str]], phrasings: Sequence[str]) -> "IntentModel":
        """`examples` are (text, intent) of data/nlu; `phrasings` are further examples of ask_faq."""
        texts = [text for text, _ in examples] + list(phrasings)
        intents = [intent for _, intent in examples] + ["ask_faq"] * len(phrasings)
        vectorizer = TfidfVectorizer(analyzer=Analyzer(), sublinear_tf=True, dtype=np.float32)
        learner = LogisticRegression(C=10, class_weight="balanced", max_iter=300, solver="liblinear")
        learner.fit(vectorizer.fit_transform(texts), intents)
        return cls(vectorizer, learner)

    def rank(self, text: str) -> tuple[list[str], np.ndarray]:
        """All intents and their probabilities; what has no words is nothing we know."""
        if not has_words(text):
            return self.intents, np.zeros(len(self.intents))
        return self.intents, self._learner.predict_proba(self._vectorizer.transform([text]))[0]


class Analyzer:
    """`features` with the project's synonyms; a class so that it can be pickled."""

    def __call__(self, text: str) -> list[str]:
        return features(text, _synonyms())


@lru_cache(maxsize=1)
def _synonyms() -> Synonyms:
    return Synonyms.read(ROOT / "data/matching/synonyms.yml")
