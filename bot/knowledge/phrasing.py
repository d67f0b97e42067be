"""One wording and the question it asks: put there, moved from where it stood, taken back. Pure but for `publish`.

A home is `topic#question`, or `topic` for the topic as a whole.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace

from sqlite_utils import Database

from bot.chinese.normalize import has_words, matching_key
from bot.database import transaction
from bot.errors import BadInput, NotFound
from bot.knowledge import faq, revision
from bot.knowledge.answer import Answer

LONGEST = 60
Answers = Mapping[str, Answer]


@dataclass(frozen=True)
class Phrased:
    """A wording that was given to `home`; `former` is where it stood before, empty where nowhere."""

    text: str
    home: str
    former: str = ""

    def to_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)


def from_json(text: str) -> Phrased:
    return Phrased(**json.loads(text))


def fit(text: str) -> str:
    """`text` as it may be learned. Raises BadInput."""
    wording = text.strip()
    if not has_words(wording) or "〔" in wording:
        raise BadInput("问法里要有字，不能有遮住的号码；请把它改成一句平常的话")
    if len(wording) > LONGEST:
        raise BadInput(f"问法最多 {LONGEST} 个字，请写短一点")
    return wording


def named(home: str, answers: Answers) -> str:
    """A home in words: 高龄津贴：每月多少钱. Raises NotFound."""
    topic, _, name = home.partition("#")
    if topic not in answers:
        raise NotFound(f"没有“{topic}”这个 topic 的答案")
    if not name:
        return answers[topic].question
    question = next((each for each in answers[topic].questions if each.name == name), None)
    if question is None:
        raise NotFound(f"“{answers[topic].question}”里没有“{name}”这个问题")
    return question.ask


def home_of(text: str, answers: Answers) -> str:
    """Where a wording stands now, but for spelling; empty where nowhere."""
    key = matching_key(text)
    for topic, answer in answers.items():
        if key in map(matching_key, answer.asked_as):
            return topic
        for question in answer.questions:
            if key in map(matching_key, question.asked_as):
                return f"{topic}#{question.name}"
    return ""


def given(text: str, home: str, answers: Answers, former: str | None = None) -> dict[str, Answer]:
    """The answers that change when `text` asks `home` and nothing else; `former`, where known: its home now.

    Raises NotFound.
    """
    named(home, answers)
    former = home_of(text, answers) if former is None else former
    if former == home:
        return {}
    changed = taken(text, answers, former)
    topic, _, name = home.partition("#")
    return {**changed, topic: _with(changed.get(topic, answers[topic]), name, text)}


def taken(text: str, answers: Answers, former: str | None = None) -> dict[str, Answer]:
    """The answer that changes when `text` is no phrasing any more."""
    former = home_of(text, answers) if former is None else former
    if not former:
        return {}
    topic, key = former.partition("#")[0], matching_key(text)
    answer = answers[topic]
    questions = tuple(replace(each, asked_as=_but(each.asked_as, key)) for each in answer.questions)
    return {topic: replace(answer, asked_as=_but(answer.asked_as, key), questions=questions)}


def planned(wanted: Mapping[str, str], answers: Answers) -> tuple[list[Phrased], dict[str, Answer]]:
    """What each text of `wanted` (text → home) becomes, and the answers that change by all of them. Raises NotFound."""
    done: list[Phrased] = []
    changed: dict[str, Answer] = {}
    for text, home in wanted.items():
        now = {**answers, **changed}
        former = home_of(text, now)
        done.append(Phrased(text, home, former))
        changed |= given(text, home, now, former)
    return done, changed


def publish(db: Database, wanted: Mapping[str, str], *, who: str, why: str) -> list[Phrased]:
    """Each text of `wanted` (text → home), live at once; what was done, to be taken back by `take_back`. Raises NotFound."""
    with transaction(db):
        done, changed = planned(wanted, faq.load(db))
        _store(db, changed, who, why)
    return done


def take_back(db: Database, phrased: Phrased, *, who: str, why: str) -> None:
    """The wording goes back to where it stood; what was changed meanwhile besides stays."""
    with transaction(db):
        answers = faq.load(db)
        if home_of(phrased.text, answers) != phrased.home or phrased.former == phrased.home:
            return
        known = phrased.former and phrased.former.partition("#")[0] in answers
        changed = given(phrased.text, phrased.former, answers) if known else taken(phrased.text, answers)
        _store(db, changed, who, why)


def _store(db: Database, changed: Answers, who: str, why: str) -> None:
    for topic, answer in changed.items():
        revision.publish(db, answer, base=faq.get(db, topic)[1], who=who, why=why)


def _with(answer: Answer, name: str, text: str) -> Answer:
    if not name:
        return replace(answer, asked_as=(*answer.asked_as, text))
    questions = tuple(
        replace(each, asked_as=(*each.asked_as, text)) if each.name == name else each for each in answer.questions
    )
    return replace(answer, questions=questions)


def _but(texts: tuple[str, ...], key: str) -> tuple[str, ...]:
    return tuple(text for text in texts if matching_key(text) != key)
