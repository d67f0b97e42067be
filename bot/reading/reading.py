"""One message read once: every part is worked out at most once, and by nobody else.

`state` is what the message may lean on, `ground` what it is read against. Which walk it takes is decided in
`bot.reading.decide`, from this alone.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from bot.chinese.normalize import has_words, matching_key, normalize
from bot.chinese.numbers import to_number
from bot.chinese.period import Period, beside_period, month_in, period_in, without_period
from bot.chinese.pinyin import spelled, written_out
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
from bot.reading import sibling
from bot.reading.alone import asked_by
from bot.reading.favour import OF_DANGER, PLAN, area, favoured
from bot.reading.ground import Ground
from bot.reading.lexicon import SMALL, Said
from bot.reading.parts import asks, surely_asks
from bot.reading.people import OLD, OLDEST, ages_in, people_in, tier_facts
from bot.reading.sibling import pairs
from bot.reading.state import State

_MASKED = re.compile(r"[〔［\[][^〕］\]]{1,8}(?:已隐去|号码|证号|卡号)[〕］\]]")
_CHARACTER = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[a-z]+")
# Telephone and other long numbers a resident types say nothing of what is asked.
_LONG_NUMBER = re.compile(r"(?<!\d)\d{7,}[xX]?(?!\d)")
# A phrase for a person this long is no part of another word.
_CALLED = 4
_CLAUSES = re.compile(r"[，,。；;、！!\s]+")
# Facts told beside a question that do not say what is asked; how long such a clause is, and a question at least.
_TOLD, _TOLD_IN, _ASKS_ENOUGH = frozenset({"age", "who", "hukou", "sex"}), 12, 4


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
        text = _LONG_NUMBER.sub(" ", _MASKED.sub(" ", sent.text))
        self.text = written_out(text, ground.words.spelled) if _CHARACTER.search(text) else text
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
        if place is None and self.said.is_only("ordinal", *SMALL):
            place = float(self.said.first("ordinal") or 0)
        if place is None and self.said.has("that_one"):
            return self._picked_by_words
        if place is None or place != int(place) or not (place == -1 or 1 <= place <= len(choices)):
            return None
        return choices[int(place) - 1 if place > 0 else -1]

    @property
    def _picked_by_words(self) -> str | None:
        """考证那个: of the topics offered the one that the words fit best."""
        rest = self.said.leftover("that_one", *SMALL)
        offered = {choice.removeprefix("topic:").split("#")[0]: choice for choice in self.state.choices}
        ranked = self.ground.snapshot.index.rank(rest, 20) if len(rest) >= 2 else []
        return next((offered[each.topic] for each in ranked if each.topic in offered), None)

    @cached_property
    def wants_person(self) -> bool:
        """A human being is asked for."""
        return self.said.is_only("person", *SMALL, "correction", "assent")

    def is_only(self, label: str) -> bool:
        """Is the message nothing but words of `label` and small words?"""
        return self.said.is_only(label, *SMALL)

    @cached_property
    def aspect(self) -> str | None:
        """The section asked for (materials, where …) where nothing else is asked."""
        if self.said.is_only("aspect", *SMALL, "what_about", "now"):
            return self.said.first("aspect")
        return None

    @cached_property
    def period(self) -> Period | None:
        """The past or coming time the message asks about."""
        return period_in(self._dated, self.ground.day)

    @cached_property
    def _dated(self) -> str:
        """The text; a month alone is one of the year spoken of before."""
        if self.state.period is None or period_in(self.text, self.ground.day):
            return self.text
        year = self.state.period[0][:4]
        found = month_in(self.text, int(year))
        return normalize(self.text).replace(found.said, f"{year}年{found.said}", 1) if found else self.text

    @property
    def asks_formerly(self) -> bool:
        """原先多少: what held before what was told."""
        return self.said.is_only("formerly", *SMALL, "aspect.amount", "what_about")

    @cached_property
    def asked(self) -> str:
        """The question without its opening words and its time: what is matched."""
        return without_opener(without_period(self._dated, self.ground.day), self.ground)

    @cached_property
    def _bare(self) -> str:
        """`asked` without the clauses that only tell of whom: 我姑83，北京户口，问问高龄津贴."""
        clauses = [clause for clause in _CLAUSES.split(self.asked) if matching_key(clause)]
        asking = [clause for clause in clauses if not self._only_tells(clause)]
        left = without_opener("，".join(asking), self.ground)
        return left if asking and len(asking) < len(clauses) and len(matching_key(left)) >= _ASKS_ENOUGH else self.asked

    def _only_tells(self, clause: str) -> bool:
        if len(matching_key(clause)) > _TOLD_IN or asks(clause):
            return False
        facts = self._facts_of(clause)
        return bool(facts) and set(facts) <= _TOLD and facts.get("hukou") != "other"

    @cached_property
    def match(self) -> Match:
        """What of the knowledge is asked, in the light of what was spoken of."""
        if not has_words(self.asked):
            return Match("none")
        snapshot = self.ground.snapshot
        of_plan = self.said.has("plan") or area(self.state.topic or "") == PLAN
        near = favoured(self.key, self.before, snapshot.answers, self.ground.words.chances, of_plan)
        alone = self._calm(judge(self.asked, snapshot.index, self.ground.thresholds, near))
        if self._bare != self.asked:
            bare = self._calm(judge(self._bare, snapshot.index, self.ground.thresholds, near))
            alone = max(alone, bare, key=lambda match: match.candidates[0].score if match.candidates else 0.0)
        alone = self._told_of(self._twins(alone))
        return alone if alone.status == "sure" else self._with_subject(near) or alone

    @property
    def _names_another(self) -> bool:
        """Does the message name a subject of its own?"""
        return any(word in self.key for word in self.ground.words.subject_words)

    def _twins(self, match: Match) -> Match:
        """Two topics that hold the same question (怀着孩子能离吗) are not to be told apart by whoever asks it; what is asked
        of a time and twice as likely as any other is told of that time.
        """
        if match.status != "close" or len(match.candidates) < 2:
            return match
        first, second = match.candidates[:2]
        answers = self.ground.snapshot.answers
        both = [next((q.ask for q in answers[c.topic].questions if q.name == c.question), "") for c in (first, second)]
        shared, every = pairs(both[0]) & pairs(both[1]), pairs(both[0]) | pairs(both[1])
        is_dated = self.period is not None and first.score >= 2 * second.score
        is_twin = bool(every) and len(shared) >= 0.5 * len(every) and area(first.topic) == area(second.topic)
        is_sure = first.score + second.score >= self.ground.thresholds.sure
        return replace(match, status="sure") if is_dated or (is_twin and is_sure) else match

    def _told_of(self, match: Match) -> Match:
        """Of two likely topics that whose lines the facts told choose from: 老丈人八十六，打听高龄津贴."""
        chances = self.ground.words.chances
        if match.status != "sure" or not self.told or match.candidates[0].score >= chances["surely_ours"]:
            return match
        fitting = [each for each in match.candidates if each.score >= chances["told_of"] and self._decided(each.topic)]
        if not fitting or self._decided(match.candidates[0].topic):
            return match
        rest = [each for each in match.candidates if each is not fitting[0]]
        return replace(match, candidates=[fitting[0], *rest])

    def _decided(self, topic: str) -> bool:
        return bool(deciding(self.ground.snapshot.answers[topic]) & set(self.told))

    def _with_subject(self, near: Mapping[str, float]) -> Match | None:
        """What is asked once the subject left unsaid is put in: 那得拿点啥去 after 结婚登记."""
        subject = self.ground.words.subjects.get(self.state.topic or "")
        if subject is None or len(self.key) > self.ground.words.chances["longest_follow_up"] or self._names_another:
            return None
        snapshot = self.ground.snapshot
        match = self._calm(judge(f"{subject}{self.asked}", snapshot.index, self.ground.thresholds, near))
        if match.status != "sure" or area(str(match.topic)) != area(str(self.state.topic)):
            return None
        best, bare = match.candidates[0], asked_by(subject, snapshot.index)
        # Where the subject alone says as much, the message said nothing.
        return None if (best.topic, best.question) == (bare.topic, bare.question) else match

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
        return self._facts_of(self.text)

    def _facts_of(self, text: str) -> Mapping[str, Any]:
        """What is told strictly, and the age of a relative who is asked for: 我姑姑八十三."""
        found, ages = facts_said(text, None, self.ground.day), {age for _, age in ages_in(text)}
        return {**found, "age": ages.pop()} if len(ages) == 1 and "age" not in found else found

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
        return deciding(self.before) if self.before else set()

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
        said = self.ground.words.lexicon.read_message(beside_period(self._dated, self.ground.day))
        return said.leftover(*SMALL, "what_about", "aspect", "now", "then", "correction")

    @cached_property
    def sibling(self) -> str | None:
        """离婚呢 after what to bring to a wedding: the same question of another subject, as a payload."""
        return sibling.same_of_another(self)

    @property
    def calls_person(self) -> bool:
        """A person is asked for among other words, as in anger."""
        return any(label == "person" and end - start >= _CALLED for label, start, end in self.said.spans)

    @cached_property
    def asks(self) -> bool:
        """Is anything asked, by its words?"""
        return asks(self.text)

    @cached_property
    def surely_asks(self) -> bool:
        """The same, where a 没有 at the end is no question."""
        return surely_asks(self.text)

    @cached_property
    def of_facts(self) -> tuple[str, ...]:
        """The topics that speak to the facts told, for whoever tells of somebody and asks nothing."""
        return tuple(
            topic for fact, topics in self.ground.words.of_facts.items() if fact in self.facts for topic in topics
        )

    @cached_property
    def menu(self) -> tuple[str, ...]:
        """The topics a bare word may stand for: 老人补贴."""
        menus = self.ground.words.menus
        return menus.get(self.key) or menus.get(self.said.leftover(*SMALL), ())

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
        bare = self.said.leftover(*SMALL, "what_about", "correction") or self.key
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


def deciding(answer: Answer) -> set[str]:
    """The facts that choose among the lines of `answer`."""
    keys = {key for tier in answer.tiers for key in tier.when}
    return {key.removesuffix("_from").removesuffix("_below") for key in keys}


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
