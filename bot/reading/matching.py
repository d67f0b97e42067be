"""What of the knowledge a message asks: the matcher's say, in the light of the facts told and of what was spoken of."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.chinese.normalize import has_words, matching_key, normalize
from bot.knowledge.answer import Answer
from bot.knowledge.matcher import Candidate, Match, judge
from bot.reading.alone import asked_by
from bot.reading.favour import OF_DANGER, PLAN, area, favoured
from bot.reading.ground import Ground
from bot.reading.parts import asks, point_of
from bot.reading.sibling import pairs

if TYPE_CHECKING:
    from bot.reading.reading import Reading

_CLAUSES = re.compile(r"[，,。；;、！!\s]+")
_CALLS_HELP = re.compile("110|120|119")
# Years from which whoever tells his age is one of the old.
_ELDER_FROM = 60
# Facts told beside a question that do not say what is asked; how long such a clause is, and a question at least.
_TOLD, _TOLD_IN, _ASKS_ENOUGH = frozenset({"age", "who", "hukou", "sex"}), 12, 4


def match(reading: Reading) -> Match:
    """The message as a whole, without what only tells of whom, and with the subject left unsaid: the surest."""
    if not has_words(reading.asked):
        return Match("none")
    of_plan = reading.said.has("plan") or area(reading.state.topic or "") == PLAN
    answers, chances = reading.ground.snapshot.answers, reading.ground.words.chances
    near = favoured(reading.key, reading.before, answers, chances, of_plan)
    alone = _judged(reading, reading.asked, near)
    if (bare := _bare(reading)) != reading.asked:
        alone = max(alone, _judged(reading, bare, near), key=_best)
    alone = _told_of(reading, _of_group(reading, _twins(reading, alone)))
    if alone.status == "sure" and _best(alone) >= chances["surely_ours"]:
        return alone
    meant = _with_subject(reading, near)
    is_likelier = alone.status != "sure" or (meant is not None and _best(meant) >= _best(alone) + chances["likelier"])
    return meant if meant is not None and is_likelier else alone


def names_a_subject(reading: Reading) -> bool:
    """Does the message name a subject of its own?"""
    return any(word in reading.key for word in reading.ground.words.subject_words)


def _judged(reading: Reading, text: str, near: Mapping[str, float]) -> Match:
    ground = reading.ground
    return _calm(reading, judge(text, ground.snapshot.index, ground.thresholds, near, point_of(text)))


def _best(found: Match) -> float:
    return found.candidates[0].score if found.candidates else 0.0


def _bare(reading: Reading) -> str:
    """What is asked without the clauses that only tell of whom: 我姑83，北京户口，问问高龄津贴."""
    clauses = [clause for clause in _CLAUSES.split(reading.asked) if matching_key(clause)]
    asking = [clause for clause in clauses if not _only_tells(reading, clause)]
    left = without_opener("，".join(asking), reading.ground)
    return left if asking and len(asking) < len(clauses) and len(matching_key(left)) >= _ASKS_ENOUGH else reading.asked


def _only_tells(reading: Reading, clause: str) -> bool:
    if len(matching_key(clause)) > _TOLD_IN or asks(clause):
        return False
    facts = reading.facts_of(clause)
    return bool(facts) and set(facts) <= _TOLD and facts.get("hukou") != "other"


def _twins(reading: Reading, found: Match) -> Match:
    """Two topics that hold the same question (怀着孩子能离吗) are not to be told apart by whoever asks it; what is asked of
    a time and twice as likely as any other is told of that time.
    """
    if found.status != "close" or len(found.candidates) < 2:
        return found
    first, second = found.candidates[:2]
    answers = reading.ground.snapshot.answers
    both = [next((q.ask for q in answers[c.topic].questions if q.name == c.question), "") for c in (first, second)]
    shared, every = pairs(both[0]) & pairs(both[1]), pairs(both[0]) | pairs(both[1])
    is_dated = reading.period is not None and first.score >= 2 * second.score
    is_twin = bool(every) and len(shared) >= 0.5 * len(every) and area(first.topic) == area(second.topic)
    is_sure = first.score + second.score >= reading.ground.thresholds.sure
    if not is_dated and not (is_twin and is_sure):
        return found
    subjects = reading.ground.words.subjects
    spoken_of = subjects.get(reading.state.topic or "")
    if is_twin and spoken_of and subjects.get(second.topic) == spoken_of != subjects.get(first.topic):
        found = replace(found, candidates=[second, first, *found.candidates[2:]])
    return replace(found, status="sure")


def _of_group(reading: Reading, found: Match) -> Match:
    """Where several groups of people have the same matter, that of the group named: 游泳馆给老年人免票不."""
    groups, chances = reading.ground.words.groups, reading.ground.words.chances
    first = next(iter(found.candidates), None)
    if first is None or area(first.topic) not in groups or first.score >= chances["surely_ours"]:
        return found
    named = {each for each, words in groups.items() if any(word in reading.key for word in words)}
    if not named and reading.told.get("age", 0) >= _ELDER_FROM:
        named = {"elder"}
    theirs = [each for each in found.candidates if {area(each.topic)} == named]
    if first in theirs or not theirs or theirs[0].question_score < chances["of_group"]:
        return found
    is_sure = found.status == "sure" or first.score + theirs[0].score >= reading.ground.thresholds.sure
    rest = [each for each in found.candidates if each is not theirs[0]]
    return replace(found, status="sure" if is_sure else found.status, candidates=[theirs[0], *rest])


def _told_of(reading: Reading, found: Match) -> Match:
    """Of two likely topics that whose lines the facts told choose from: 老丈人八十六，打听高龄津贴."""
    chances, answers = reading.ground.words.chances, reading.ground.snapshot.answers
    if found.status != "sure" or not reading.told or found.candidates[0].score >= chances["surely_ours"]:
        return found
    decided = {c.topic for c in found.candidates if deciding(answers[c.topic]) & set(reading.told)}
    fitting = [each for each in found.candidates if each.score >= chances["told_of"] and each.topic in decided]
    if not fitting or found.candidates[0].topic in decided:
        return found
    rest = [each for each in found.candidates if each is not fitting[0]]
    return replace(found, candidates=[fitting[0], *rest])


def _with_subject(reading: Reading, near: Mapping[str, float]) -> Match | None:
    """What is asked once the subject left unsaid is put in: 那得拿点啥去 after 结婚登记."""
    words, index = reading.ground.words, reading.ground.snapshot.index
    subject = words.subjects.get(reading.state.topic or "")
    if subject is None or len(reading.key) > words.chances["longest_follow_up"] or names_a_subject(reading):
        return None
    found = _judged(reading, f"{subject}{reading.asked}", near)
    if found.status != "sure" or area(str(found.topic)) != area(str(reading.state.topic)):
        return None
    best, bare = found.candidates[0], asked_by(subject, index)
    # Where the subject alone says as much, the message said nothing, unless by words that ask something of it.
    says_nothing = (best.topic, best.question) == (bare.topic, bare.question)
    return None if says_nothing and not reading.said.has("aspect", "unnamed") else found


def _calm(reading: Reading, found: Match) -> Match:
    """Whoever is in no danger is told of none, unless he asks of it word for word."""
    if not found.candidates or reading.ground.snapshot.index.is_phrasing(reading.asked):
        return found
    calm = [each for each in found.candidates if each.topic not in OF_DANGER or sends_nobody(reading, each)]
    if found.candidates[0] not in calm:
        return Match("close" if calm and found.status != "none" else "none", calm)
    return replace(found, candidates=calm)


def sends_nobody(reading: Reading, asked: Candidate) -> bool:
    """Is it a question about reporting danger whose answer calls no help: 报了会不会知道是我?"""
    answer = reading.ground.snapshot.answers[asked.topic]
    says = next((each.says for each in answer.questions if each.name == asked.question), None)
    return says is not None and not _CALLS_HELP.search(says)


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
