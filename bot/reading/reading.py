"""One message read once: every part is worked out at most once, and by nobody else.

`state` is what the message may lean on, `ground` what it is read against. Which walk it takes is decided in
`bot.reading.decide`, from this alone.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from bot.chinese.normalize import matching_key, normalize
from bot.chinese.numbers import to_number
from bot.chinese.period import Period, beside_period, month_in, period_in, without_period
from bot.chinese.pinyin import spelled, written_out
from bot.danger.spot import Danger
from bot.eligibility import interview as interviews
from bot.eligibility.said import said as facts_said
from bot.knowledge.answer import Answer
from bot.knowledge.candidate import Candidate
from bot.knowledge.matcher import Match
from bot.knowledge.mine import Person
from bot.knowledge.scope import Department, claimed_by
from bot.places import where as places
from bot.places.where import Where
from bot.reading import matching, sibling
from bot.reading.ground import Ground
from bot.reading.lexicon import SMALL, Said
from bot.reading.matching import deciding, without_opener
from bot.reading.parts import asks, surely_asks
from bot.reading.people import OLD, OLDEST, ages_in, people_in, tier_facts, whom_in
from bot.reading.state import State

_MASKED = re.compile(r"[〔［\[][^〕］\]]{1,8}(?:已隐去|号码|证号|卡号)[〕］\]]")
_CHARACTER = re.compile(r"[\u3400-\u9fff]")
# /help is what people type to programs.
_COMMAND = re.compile(r"\s*[/／][A-Za-z_]+\s*")
_LATIN = re.compile(r"[a-z]+")
# Telephone and other long numbers a resident types say nothing of what is asked.
_LONG_NUMBER = re.compile(r"(?<!\d)\d{7,}[xX]?(?!\d)")
# A phrase for a person this long is no part of another word.
_CALLED = 4

# Labels of words that name no matter (words.yml).
NAMELESS = ("aspect", "people", "what_about", "now", "correction", "unnamed", "beside_unnamed")


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
        if self.sent.tapped or not self.key or _COMMAND.fullmatch(self.sent.text):
            return None
        found = self.ground.words.spotter.spot(self.sent.text, self.asking)
        return None if found and self._is_rather_business(found.likely) else found

    def _is_rather_business(self, likely: float) -> bool:
        """Does only the learner hear a danger, without being sure of it, in what is surely asked of the knowledge?"""
        chances = self.ground.words.chances
        return likely < chances["danger_in_business"] and any(
            each.score >= chances["business"] for each in self.match.candidates[:1]
        )

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
        if place is None and self.said.is_only("ordinal", *SMALL, "more"):
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
        if self.said.is_only("aspect", *SMALL, "what_about", "now", "people"):
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
        """The question without its opening words and its time: what is matched; 低保 names what an earlier one was of."""
        asked = without_opener(without_period(self._dated, self.ground.day), self.ground)
        return f"{asked}{self.state.unnamed}" if self.names_the_unnamed else asked

    @property
    def names_the_unnamed(self) -> bool:
        """低保, after 一个月给几百: of what the question before was."""
        is_name = len(self.key) <= self.ground.words.chances["short_follow_up"] and not surely_asks(self.text)
        return bool(self.state.unnamed) and is_name and len(self.said.leftover(*SMALL, *NAMELESS)) >= 2

    @cached_property
    def is_unnamed(self) -> bool:
        """那个钱啥时候到账: something is asked of nothing that was named."""
        return self.said.has("unnamed", "aspect") and not self.said.leftover(*SMALL, *NAMELESS)

    @cached_property
    def match(self) -> Match:
        """What of the knowledge is asked, in the light of what was spoken of."""
        return matching.match(self)

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
        return self.facts_of(self.text)

    def facts_of(self, text: str) -> Mapping[str, Any]:
        """What is told strictly, and the age of a relative who is asked for: 我姑姑八十三."""
        found, ages = facts_said(text, None, self.ground.day), {age for _, age in ages_in(text)}
        return {**found, "age": ages.pop()} if len(ages) == 1 and "age" not in found else found

    @cached_property
    def people(self) -> tuple[Person, ...]:
        """Everybody the message and what was told before speak of, in the words of answers' tiers."""
        told = self.facts if self.key else {}
        return people_in(self.text, {**self.facts_before, **told}, self.state.whom, self.ground.day)

    @property
    def facts_before(self) -> Mapping[str, Any]:
        """What was told before of whom this message is about: 那我公公呢 is nothing of what 我婆婆 was told to be."""
        before, now = self.state.whom, whom_in(self.text)
        return {} if before and now and now != before else self.state.facts

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
        """A person is asked for among other words, as in anger; 慈善这块有没有人肯帮 is no call."""
        key = self.said.key
        calls = [span for span in self.said.spans if span[0] == "person" and span[2] - span[1] >= _CALLED]
        return any(key[start] != "有" or start == 0 or end == len(key) for _, start, end in calls)

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
