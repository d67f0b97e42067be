"""An index amended for a trial answers as one learned anew does, and learns only what the edit presses on."""

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

import pytest
from sklearn import svm

from bot.knowledge import answer_file, letters
from bot.knowledge.answer import Answer
from bot.knowledge.index import Index, Language
from bot.knowledge.language_file import read_language
from bot.settings import ROOT

# Twenty topics: more than are learned anew.
ROOMS = ("charity.", "funeral.")


@lru_cache(maxsize=1)
def shipped() -> tuple[dict[str, Answer], Language, Index]:
    written = answer_file.read_answers(ROOT / "data" / "faq")
    answers = {each.answer.topic: each.answer for each in written if each.answer.topic.startswith(ROOMS)}
    language = read_language(ROOT / "data" / "matching")
    return answers, language, Index.of(answers, language)


def edited(how: str) -> dict[str, Answer]:
    answers, _, _ = shipped()
    one = answers["charity.supervision"]
    match how:
        case "phrasings come":
            return {
                **answers,
                one.topic: replace(one, asked_as=(*one.asked_as, "街上抱着箱子要捐款的归哪管", "募捐箱子没证")),
            }
        case "phrasings go":
            questions = tuple(replace(each, asked_as=each.asked_as[1:]) for each in one.questions)
            return {**answers, one.topic: replace(one, questions=questions)}
        case "a topic comes":
            return {**answers, "charity.zoo": replace(one, topic="charity.zoo", question="认养动物怎么捐", questions=(),
                                                      asked_as=("认养熊猫的钱捐哪", "动物园认养怎么办"), not_asked_as=())}  # fmt: skip
        case "a topic goes":
            return {topic: answer for topic, answer in answers.items() if topic != "charity.supervision"}
    raise AssertionError(how)


def firsts(index: Index, answers: Mapping[str, Answer]) -> list[str]:
    probes = [text[:-1] for answer in answers.values() for text in answer.phrasings[::9] if len(text) > 5]
    return [index.rank(text)[0].topic for text in probes]


@pytest.mark.parametrize("how", ["phrasings come", "phrasings go", "a topic comes", "a topic goes"])
def test_it_ranks_as_one_learned_anew(how: str) -> None:
    _, language, before = shipped()
    after = edited(how)
    amended, whole = before.amended(after), Index.of(after, language)
    assert amended.asked == whole.asked and amended.topics == whole.topics
    mine, theirs = firsts(amended, after), firsts(whole, after)
    agree = sum(a == b for a, b in zip(mine, theirs, strict=True)) / len(mine)
    assert agree >= 0.97, agree
    for topic, answer in after.items():
        for text in answer.phrasings[:2]:
            assert amended.rank(text)[0].topic == topic


def test_what_is_new_is_understood_in_other_words_too() -> None:
    _, _, before = shipped()
    amended = before.amended(edited("a topic comes"))
    assert amended.rank("动物园认养要怎么弄")[0].topic == "charity.zoo"
    assert "charity.zoo" not in before.topics


def test_it_learns_few_topics_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    learned: list[int] = []

    class Counted(svm.LinearSVC):
        def fit(self, *what: object) -> object:
            learned.append(1)
            return super().fit(*what)

    monkeypatch.setattr(svm, "LinearSVC", Counted)
    _, _, before = shipped()
    before.amended(edited("phrasings come"))
    assert 1 <= len(learned) <= letters.RELEARNED + 1 < len(before.topics)
