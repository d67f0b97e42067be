"""One message read once: every part is worked out at most once, and by nobody else.

`state` is what the message may lean on, `ground` what it is read against. Which walk it takes is decided in
`bot.reading.decide`, from this alone.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from bot.chinese.normalize import has_words, matching_key, normalize
from bot.chinese.numbers import to_number
from bot.chinese.period import Period, beside_period, month_in, period_in, without_period
from bot.chinese.pinyin import spelled
from bot.danger.spot import Danger
from bot.eligibility import interview as interviews
from bot.eligibility.said import said as facts_said
from bot.knowledge.answer import Answer
from bot.knowledge.index import Candidate
from bot.knowledge.matcher import Match, judge
from bot.knowledge.mine import Person
from bot.knowledge.scope import Department, claimed_by
from bot.places import where as places
from bot.places.where import Where
from bot.reading.favour import area, favoured
from bot.reading.ground import Ground
from bot.reading.lexicon import Said
from bot.reading.people import OLD, OLDEST, people_in, tier_facts
from bot.reading.state import State

_MASKED = re.compile(r"[〔［\[][^〕］\]]{1,8}(?:已隐去|号码|证号|卡号)[〕］\]]")
_LATIN = re.compile(r"[a-z]+")
# Topics that speak to somebody in danger.
OF_DANGER = ("psychology.crisis", "child.mandatory_report")
# A phrase for a person this long is no part of another word.
_CALLED = 4
# Two titles with so many pairs of characters in common ask the same of two subjects.
_ALIKE = 2
_SMALL = ("filler", "opener", "wanted")


@dataclass(frozen=True)
class Sent:
    """What came through the door: text, or a location (longitude, latitude, datum), or a tapped topic (`id` or `id#q`).

    `intent` is Rasa's, with its confidence.
    """

    text: str = ""
    location: tuple[float, float, str] | None = None
    tapped: str | None = None
    intent: str | None = None
    confidence: float = 0.0


class Reading:
    """What one message says."""

    def __init__(self, sent: Sent, state: State, ground: Ground) -> None:
        self.sent, self.state, self.ground = sent, state, ground
        self.text = _MASKED.sub(" ", sent.text)
        self.key = matching_key(self.text)

    @cached_property
    def danger(self) -> Danger | None:
        """Somebody in danger now."""
        if self.sent.tapped or not self.key:
            return None
        return self.ground.words.spotter.spot(self.sent.text, self.asking)

    @cached_property
    def is_low(self) -> bool:
        """Low spirits, told now of oneself: a word of care is due beside the answer."""
        return bool(self.key) and self.danger is None and self.ground.words.spotter.low_spirits(self.sent.text)

    @cached_property
    def said(self) -> Said:
        """The small words."""
        return self.ground.words.lexicon.read_message(self.text)

    @property
    def asking(self) -> str | None:
        """The fact a screening asked for last."""
        return (self.state.interview or {}).get("asking")

    @cached_property
    def tapped(self) -> tuple[str, str | None] | None:
        """Topic and question of a tapped choice."""
        if not self.sent.tapped:
            return None
        topic, _, question = self.sent.tapped.partition("#")
        return topic, question or None

    @cached_property
    def picked(self) -> str | None:
        """The choice picked by number or place, of those offered last."""
        choices = self.state.choices
        if not choices or not self.key or self.tapped:
            return None
        place = to_number(self.key)
        if place is None and self.said.is_only("ordinal", *_SMALL):
            place = float(self.said.first("ordinal") or 0)
        if place is None or place != int(place) or not (place == -1 or 1 <= place <= len(choices)):
            return None
        return choices[int(place) - 1 if place > 0 else -1]

    @cached_property
    def wants_person(self) -> bool:
        """A human being is asked for."""
        return self.said.is_only("person", *_SMALL, "correction", "assent")

    def is_only(self, label: str) -> bool:
        """Is the message nothing but words of `label` and small words?"""
        return self.said.is_only(label, *_SMALL)

    @cached_property
    def aspect(self) -> str | None:
        """The section asked for (materials, where …) where nothing else is asked."""
        if self.said.is_only("aspect", *_SMALL, "what_about", "now"):
            return self.said.first("aspect")
        return None

    @cached_property
    def period(self) -> Period | None:
        """The past or coming time the message asks about; a bare month is one of the year spoken of before."""
        found = period_in(self.text, self.ground.day)
        if found is None and self.state.period:
            return month_in(self.text, int(self.state.period[0][:4]))
        return found

    @property
    def asks_formerly(self) -> bool:
        """原先多少: what held before what was told."""
        return self.said.is_only("formerly", *_SMALL, "aspect.amount", "what_about")

    @cached_property
    def asked(self) -> str:
        """The question without its opening words and its time: what is matched."""
        rest = without_period(self.text, self.ground.day)
        return without_opener(rest, self.ground)

    @cached_property
    def match(self) -> Match:
        """What of the knowledge is asked, in the light of what was spoken of."""
        if not has_words(self.asked):
            return Match("none")
        snapshot = self.ground.snapshot
        near = favoured(self.key, self.before, snapshot.answers, self.ground.words.chances)
        return self._calm(judge(self.asked, snapshot.index, self.ground.thresholds, near))

    def _calm(self, match: Match) -> Match:
        """Whoever is in no danger is told of none, unless he asks of it word for word."""
        if not match.candidates or self.ground.snapshot.index.is_phrasing(self.asked):
            return match
        calm = [each for each in match.candidates if each.topic not in OF_DANGER]
        if match.candidates[0].topic in OF_DANGER:
            return Match("close" if calm and match.status != "none" else "none", calm)
        return replace(match, candidates=calm)

    @property
    def before(self) -> Answer | None:
        """The answer given last."""
        return self.ground.snapshot.answers.get(self.state.topic or "")

    @cached_property
    def where(self) -> Where:
        """What is said of places."""
        return places.read(self.text, self.ground.directory, self.ground.now, self.sent.location)

    @property
    def place_of_before(self) -> str | None:
        """The kind of place the answer given last is about, or done at."""
        return self.ground.directory.category_explained_by(self.state.topic or "")

    @property
    def follows_to_its_place(self) -> bool:
        """After such an answer: a corner of the city alone, or 电话多少, 周六开门吗."""
        if self.state.places or self.state.interview or not self.place_of_before:
            return False
        where = self.where
        asks = where.asks & {"phone", "hours", "near"}
        return where.bare == "place" or (where.is_short and where.kind is None and bool(asks) and not where.also_asks)

    @cached_property
    def facts(self) -> Mapping[str, Any]:
        """What is told of a person or household, strictly; a bare number is an age where the answer before asks for one."""
        if not self.key or self.tapped:
            return {}
        if self._is_age and "age" in self.decides:
            return {"age": self.number}
        return facts_said(self.text, None, self.ground.day)

    @cached_property
    def people(self) -> tuple[Person, ...]:
        """Everybody the message and what was told before speak of, in the words of answers' tiers."""
        told = self.facts if self.key else {}
        return people_in(self.text, {**self.state.facts, **told}, self.state.whom, self.ground.day)

    @cached_property
    def told(self) -> Mapping[str, Any]:
        """This message's facts in the words of answers' tiers."""
        return tier_facts(self.facts)

    @property
    def _is_age(self) -> bool:
        number = self.number
        return number is not None and number == int(number) and OLD <= number <= OLDEST

    @property
    def decides(self) -> set[str]:
        """The facts that choose among the lines of the answer before."""
        keys = {key for tier in (self.before.tiers if self.before else ()) for key in tier.when}
        return {key.removesuffix("_from").removesuffix("_below") for key in keys}

    @cached_property
    def heard(self) -> interviews.Step | None:
        """What the screening under way makes of the message."""
        if not self.state.interview or self.sent.location or self.tapped:
            return None
        interview = interviews.Interview.from_json(self.state.interview)
        return interviews.step(self.sent.text, interview, self.ground.day, self.ground.snapshot.figures)

    @property
    def without_small(self) -> str:
        """What is left of the question without small words and its time."""
        rest = beside_period(self.text, self.ground.day)
        if self.period:
            rest = rest.replace(self.period.said, "")
        said = self.ground.words.lexicon.read_message(rest)
        return said.leftover(*_SMALL, "what_about", "aspect", "now", "then", "correction")

    @cached_property
    def sibling(self) -> str | None:
        """离婚呢 after what to bring to a wedding: the same question of another subject, as a payload."""
        before, index, chances = self.before, self.ground.snapshot.index, self.ground.words.chances
        other = self.said.leftover(*_SMALL, "what_about", "correction")
        if (
            before is None
            or not self.said.has("what_about")
            or not 2 <= len(other) <= 8
            or index.is_phrasing(self.text)
        ):
            return None
        if self.match.status == "sure" and area(str(self.match.topic)) == area(before.topic):
            return None
        if own := self._other_of(before):
            return own
        ranked = [each for each in index.rank(other, 4) if each.topic not in (before.topic, *OF_DANGER)]
        is_clear = bool(ranked) and ranked[0].score >= chances["far_sibling"]
        near = [each for each in ranked if area(each.topic) == area(before.topic) and each.score >= chances["sibling"]]
        far = [each for each in ranked if is_clear and area(each.topic) == area(ranked[0].topic)]
        return self._of_the_same_kind([each.topic for each in near or far], before)

    def _other_of(self, before: Answer) -> str | None:
        """其中拿证的呢: another question of the answer before, as a payload."""
        best = self.match.candidates[:1]
        if not best or best[0].topic != before.topic or best[0].question in (None, self.state.question):
            return None
        is_near = best[0].question_score >= self.ground.thresholds.question
        return f"topic:{before.topic}#{best[0].question}" if is_near else None

    def _of_the_same_kind(self, topics: Sequence[str], before: Answer) -> str | None:
        """The first of `topics` that has a question of the kind just answered, else the one titled most like it."""
        answers = self.ground.snapshot.answers
        kind = next((each.kind for each in before.questions if each.name == self.state.question), None)
        for topic in topics:
            if same := next((each.name for each in answers[topic].questions if kind and each.kind == kind), None):
                return f"topic:{topic}#{same}"
        alike = {topic: len(pairs(answers[topic].question) & pairs(before.question)) for topic in topics}
        best = max(alike, key=alike.__getitem__, default=None)
        return f"topic:{best}" if best and alike[best] >= _ALIKE else None

    @property
    def calls_person(self) -> bool:
        """A person is asked for among other words, as in anger."""
        return any(label == "person" and end - start >= _CALLED for label, start, end in self.said.spans)

    @cached_property
    def choices(self) -> tuple[Candidate, ...]:
        """Up to three topics nearly asked, never the one answered last to this very question."""
        if self.match.status != "close":
            return ()
        again = self.state.topic if self.state.asked == self.text else None
        return tuple(each for each in self.match.candidates if each.topic != again)

    @property
    def has_left_screening(self) -> bool:
        """The results are out and something else is said: what was told for them is over."""
        return self.heard is not None and self.heard.kind == "not_an_answer" and self.heard.interview.done

    @cached_property
    def department(self) -> Department | None:
        """Whose business it is, by the words of other departments."""
        return claimed_by(self.text, self.ground.words.departments)

    @cached_property
    def number(self) -> float | None:
        """The message is a number and nothing else but small words: 八十五, 不对，是九十六."""
        if not self.key:
            return None
        bare = self.said.leftover(*_SMALL, "what_about", "correction") or self.key
        whole = to_number(normalize(self.text).strip(" ，。,"))
        return whole if whole is not None else to_number(bare)

    @cached_property
    def is_english(self) -> bool:
        """Words of Latin letters that are no pinyin."""
        latin = _LATIN.findall(normalize(self.text))
        letters = sum(map(len, latin))
        return letters >= 4 and letters > 0.8 * len(self.key) and not all(spelled(word) for word in latin)

    @property
    def is_nothing(self) -> bool:
        """No letter, digit or character."""
        return not self.key and self.sent.location is None and self.sent.tapped is None


def without_opener(text: str, ground: Ground) -> str:
    """`text` without the words one opens with; `text` itself where nothing is left."""
    key, rest = matching_key(text), normalize(text)
    while True:
        said = ground.words.lexicon.read_message(rest)
        first = next((end for label, start, end in said.spans if label == "opener" and start == 0), 0)
        shorter = after_words(rest, first)
        if not first or len(matching_key(shorter)) < 2:
            return rest if rest and matching_key(rest) != key else text
        rest = shorter


def after_words(text: str, count: int) -> str:
    """What follows the first `count` letters, digits or characters of `text`."""
    at = 0
    while count and at < len(text):
        count -= bool(matching_key(text[at]))
        at += 1
    return text[at:].lstrip(" ，,。.!！~、：:")


def pairs(text: str) -> set[str]:
    """The pairs of neighbouring characters of `text`."""
    key = matching_key(text)
    return {key[at : at + 2] for at in range(len(key) - 1)}
