"""The learner behind the intent classifier: TF-IDF of characters, sounds, synonyms and a few marks; logistic regression."""

import csv
import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from bot.chinese.normalize import has_words, matching_key
from bot.chinese.pinyin import fuzzy_syllables
from bot.knowledge import crisis, scope
from bot.knowledge.answer import Answer
from bot.knowledge.crisis import Crisis
from bot.knowledge.features import Synonyms, features
from bot.knowledge.scope import Department
from bot.nlu.crisis_model import CRISIS_FROM, CrisisModel
from bot.settings import ROOT

_CRISIS_TOPICS = ("psychology.crisis", "child.mandatory_report")
_ASKS_THE_WAY = re.compile(r"附近|最近的|离.{0,3}近|怎么走|怎么去|地址|位置")
_PLACES = {
    "subdistricts": ("name", "short_names"),
    "communities": ("community", "aliases"),
    "landmarks": ("name", "aliases"),
    "roads": ("name", "aliases"),
    "stations": ("name", "aliases"),
}
_LONGEST_PLACE = 8
_LENGTHS = ((2, "len:2"), (4, "len:4"), (8, "len:8"), (14, "len:14"))

# What the learner is made of, besides the answers: a change of any of these calls for learning anew.
MADE_OF = (
    *(
        ROOT / f"bot/{module}.py"
        for module in (
            "nlu/intent_model",
            "nlu/crisis_model",
            "knowledge/crisis",
            "knowledge/features",
            "knowledge/scope",
        )
    ),
    *(ROOT / f"bot/chinese/{module}.py" for module in ("normalize", "pinyin")),
    *(ROOT / f"data/matching/{name}.yml" for name in ("synonyms", "departments", "crisis", "crisis_signs")),
    *(ROOT / f"data/places/{name}.csv" for name in _PLACES),
)


class IntentModel:
    """Learned once at training time and pickled into the model archive: the intents, and crisis apart from them."""

    def __init__(self, vectorizer: TfidfVectorizer, learner: LogisticRegression, crisis_model: CrisisModel) -> None:
        self._vectorizer, self._learner, self._crisis = vectorizer, learner, crisis_model
        self.intents: list[str] = list(learner.classes_)

    @classmethod
    def learn(cls, examples: Sequence[tuple[str, str]], phrasings: Sequence[str]) -> "IntentModel":
        """`examples` are (text, intent); `phrasings` are further examples of ask_faq.

        Classes weigh the same whatever their size: some 4,900 phrasings do not drown the small intents.
        """
        analyzer = Analyzer(phrasings)
        others = [(text, intent) for text, intent in examples if intent != "crisis"]
        texts = [text for text, _ in others] + list(phrasings)
        intents = [intent for _, intent in others] + ["ask_faq"] * len(phrasings)
        vectorizer = TfidfVectorizer(analyzer=analyzer, sublinear_tf=True, dtype=np.float32)
        learner = LogisticRegression(C=20, class_weight="balanced", max_iter=300, solver="liblinear")
        learner.fit(vectorizer.fit_transform(texts), intents)
        return cls(vectorizer, learner, CrisisModel.learn(examples, phrasings, analyzer))

    def rank(self, text: str) -> tuple[list[str], np.ndarray]:
        """All intents but crisis, and their probabilities; what has no words is nothing we know."""
        if not has_words(text):
            return self.intents, np.zeros(len(self.intents))
        return self.intents, self._learner.predict_proba(self._vectorizer.transform([text]))[0]

    def danger(self, text: str) -> float:
        """How likely `text` speaks of a crisis."""
        return self._crisis.danger(text) if has_words(text) else 0.0


def lessons(answers: Iterable[Answer], crises: Sequence[Crisis]) -> tuple[list[tuple[str, str]], list[str]]:
    """What the answers teach: examples of crisis, and phrasings of ask_faq.

    Nothing that speaks of a crisis is taught as a question, nor is asking for the way to a kind of place.
    """
    examples: list[tuple[str, str]] = []
    phrasings: list[str] = []
    for answer in answers:
        examples += [(phrasing, "crisis") for phrasing in answer.phrasings if _in_danger(phrasing, answer, crises)]
        if answer.topic not in _CRISIS_TOPICS:
            said = answer.phrasings
            phrasings += [text for text in said if not crisis.spoken_in(text, crises) and not _the_way(text, answer)]
    return examples, phrasings


def _in_danger(phrasing: str, answer: Answer, crises: Sequence[Crisis]) -> bool:
    return answer.topic == "psychology.crisis" or (
        answer.topic in _CRISIS_TOPICS and crisis.spoken_in(phrasing, crises) is not None
    )


def _the_way(text: str, answer: Answer) -> bool:
    return bool(answer.service and _ASKS_THE_WAY.search(text))


def ranking(
    text: str, model: IntentModel, crises: Sequence[Crisis], crisis_from: float = CRISIS_FROM
) -> list[tuple[str, float]]:
    """Intents with their confidences, likeliest first. Crisis talk comes first, whatever else is said; short of that
    it comes last, as low as it may be, so that an action can add a word of care.
    """
    if crisis.spoken_in(text, crises):
        return [("crisis", 1.0)]
    danger = model.danger(text)
    if danger >= crisis_from:
        return [("crisis", danger)]
    intents, probabilities = model.rank(text)
    others = sorted(zip(intents, map(float, probabilities), strict=True), key=lambda pair: -pair[1])
    return [*others, ("crisis", danger)]


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
        with (ROOT / f"data/places/{file}.csv").open(encoding="utf-8", newline="") as rows:
            for row in csv.DictReader(rows):
                written = (name for column in columns for name in (row[column] or "").split("|"))
                names |= {matching_key(name).removesuffix("社区") for name in written}
    return frozenset(name for name in names if 2 <= len(name) <= _LONGEST_PLACE)


@lru_cache(maxsize=1)
def _departments() -> list[Department]:
    return scope.read(ROOT / "data/matching/departments.yml")


@lru_cache(maxsize=1)
def _synonyms() -> Synonyms:
    return Synonyms.read(ROOT / "data/matching/synonyms.yml")
