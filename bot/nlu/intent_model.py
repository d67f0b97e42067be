"""The learner behind the intent classifier: TF-IDF of characters, sounds, synonyms and a few marks; logistic regression.

scikit-learn learns it; what answers messages has its numbers only, for the library is 40 MB and a second of every start.
"""

import csv
import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np

from bot.chinese.normalize import has_words, matching_key
from bot.chinese.pinyin import fuzzy_syllables
from bot.knowledge import scope
from bot.knowledge.answer import Answer
from bot.knowledge.features import Synonyms, features
from bot.knowledge.scope import Department
from bot.lookup import Lookup
from bot.settings import current

_ASKS_THE_WAY = re.compile(r"附近|最近的|离.{0,3}近|怎么走|怎么去|地址|位置")
_PLACES = {
    "subdistricts": ("name", "short_names"),
    "communities": ("community", "aliases"),
    "landmarks": ("name", "aliases"),
    "roads": ("name", "aliases"),
    "stations": ("name", "aliases"),
}
_LONGEST_PLACE = 8
OF_EACH = 3
_LENGTHS = ((2, "len:2"), (4, "len:4"), (8, "len:8"), (14, "len:14"))


class IntentModel:
    """Learned once at training time and pickled into the model archive."""

    def __init__(
        self, analyzer: "Analyzer", columns: Lookup, rarity: np.ndarray, weights: np.ndarray, bias: np.ndarray,
        intents: Sequence[str],
    ) -> None:  # fmt: skip
        self._analyzer, self._columns, self._rarity, self._weights, self._bias = (
            analyzer,
            columns,
            rarity,
            weights,
            bias,
        )
        self.intents = list(intents)

    @classmethod
    def learn(cls, examples: Sequence[tuple[str, str]], phrasings: Sequence[str]) -> "IntentModel":
        """`examples` are (text, intent); `phrasings` are further examples of ask_faq.

        Classes weigh the same whatever their size: thousands of phrasings do not drown the small intents.
        """
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.linear_model import LogisticRegression

        analyzer = Analyzer(phrasings)
        texts = [text for text, _ in examples] + list(phrasings)
        intents = [intent for _, intent in examples] + ["ask_faq"] * len(phrasings)
        vectorizer = TfidfVectorizer(analyzer=analyzer, sublinear_tf=True, dtype=np.float32)
        learner = LogisticRegression(C=20, class_weight="balanced", max_iter=300, solver="liblinear")
        learner.fit(vectorizer.fit_transform(texts), intents)
        weights, intents = learner.coef_.T.astype(np.float32), list(map(str, learner.classes_))
        return cls(analyzer, Lookup.of(vectorizer.vocabulary_), vectorizer.idf_, weights, learner.intercept_, intents)

    def rank(self, text: str) -> list[tuple[str, float]]:
        """All intents with their probabilities, likeliest first; what has no words is nothing we know."""
        if not has_words(text):
            return [(intent, 0.0) for intent in self.intents]
        chances = 1 / (1 + np.exp(-self._margins(text)))
        return sorted(zip(self.intents, map(float, chances / chances.sum()), strict=True), key=lambda pair: -pair[1])

    def _margins(self, text: str) -> np.ndarray:
        counts = self._columns.counted(self._analyzer(text))
        columns = list(counts)
        values = (np.log(np.fromiter(counts.values(), dtype=float)) + 1) * self._rarity[columns]
        return np.asarray((values / (np.linalg.norm(values) or 1)) @ self._weights[columns] + self._bias)


def lessons(answers: Iterable[Answer]) -> list[str]:
    """The phrasings that are examples of ask_faq: of each question some; asking for the way to a kind of place is none."""
    return [text for answer in answers for text in _some_of(answer) if not _the_way(text, answer)]


def _some_of(answer: Answer) -> Iterable[str]:
    """A few of each question: to tell a question from a greeting, all 27,000 teach no more and cost minutes."""
    yield from answer.asked_as[:OF_EACH]
    for question in answer.questions:
        yield from question.asked_as[:OF_EACH]


def _the_way(text: str, answer: Answer) -> bool:
    return bool(answer.service and _ASKS_THE_WAY.search(text))


class Analyzer:
    """`features` and a few marks: another department's business, a place of the district, how long, how foreign.

    A class so that it can be pickled. It remembers which pairs of sounds are at home in `phrasings`: a question
    made of pairs never heard there is hardly one of ours. Sounds, so that homophone typos do not look foreign.
    """

    def __init__(self, phrasings: Collection[str]) -> None:
        heard = Counter(pair for phrasing in set(phrasings) for pair in set(_pairs(phrasing)))
        self._at_home = frozenset(pair for pair, times in heard.items() if times > 1)

    def __call__(self, text: str) -> list[str]:
        return [*features(text, _synonyms()), *self._marks(text)]

    def _marks(self, text: str) -> list[str]:
        key = matching_key(text)
        marks = [next((mark for most, mark in _LENGTHS if len(key) <= most), "len:long")]
        if pairs := _pairs(text):
            marks.append(f"foreign:{5 * sum(pair not in self._at_home for pair in pairs) // len(pairs)}")
        if scope.claimed_by(text, _departments()):
            marks += ["department", "department again", "and again"]  # it tells more than any one pair of characters
        if names_a_place(key):
            marks.append("place")
        return marks


def _pairs(text: str) -> list[tuple[str, str]]:
    sounds = fuzzy_syllables(matching_key(text))
    return list(pairwise(sounds))


def names_a_place(key: str) -> bool:
    """Does a subdistrict, community, landmark, road or station of the gazetteer stand in `key`? Roughly: a hint."""
    names = _place_names()
    return any(
        key[start : start + size] in names
        for size in range(2, _LONGEST_PLACE + 1)
        for start in range(len(key) - size + 1)
    )


@lru_cache(maxsize=1)
def _place_names() -> frozenset[str]:
    names: set[str] = set()
    for file, columns in _PLACES.items():
        with (current().path("data") / "places" / f"{file}.csv").open(encoding="utf-8", newline="") as rows:
            for row in csv.DictReader(rows):
                written = (name for column in columns for name in (row[column] or "").split("|"))
                names |= {matching_key(name).removesuffix("社区") for name in written}
    return frozenset(name for name in names if 2 <= len(name) <= _LONGEST_PLACE)


@lru_cache(maxsize=1)
def _departments() -> list[Department]:
    return scope.read(current().path("data") / "matching" / "departments.yml")


@lru_cache(maxsize=1)
def _synonyms() -> Synonyms:
    return Synonyms.read(current().path("data") / "matching" / "synonyms.yml")
