"""Every reply there is, as one text message of WeChat: never cut by WeChat, never without what must be read first."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from bot import clock, yaml_file
from bot.channels.short_form import MOST_BYTES, MOST_CHARACTERS, Short, Words, fits, picked, short_form
from bot.danger import reply as danger_reply
from bot.danger.reply import emergency
from bot.danger.spot import Danger
from bot.database import connect
from bot.eligibility import interview, outcome_report
from bot.eligibility.facts import Facts
from bot.knowledge import answer_file, faq
from bot.knowledge.answer import Answer, Question
from bot.knowledge.render import Rendered, render
from bot.knowledge.reply import (
    answer_reply,
    clarify_reply,
    error_reply,
    fallback_reply,
    handoff_reply,
    more_reply,
    smalltalk_reply,
    topic_choice,
)
from bot.places import store, walk
from bot.places.directory import Directory
from bot.places.where import read
from bot.policy import figure_store
from bot.policy.figure import Figures, Source
from bot.policy.policy_file import read_figures
from bot.settings import ROOT
from tests.eligibility.test_cases import CASES, cases_of

DATA = ROOT / "data"
WORDS = Words.of(yaml_file.read(DATA / "wechat.yml"))
SENTENCES = yaml_file.read(DATA / "sentences.yml")
TOPICS = answer_file.read_topics(DATA / "faq" / "topics.tsv")
KINDS_OF_PLACE = json.loads((ROOT / "docs" / "reply.schema.json").read_text("utf-8"))["$defs"]["category"]["enum"]
SUBDISTRICTS = ("德胜", "什刹海", "牛街", "广安门外", "天桥")
DAY = date(2026, 11, 24)


@dataclass(frozen=True)
class Library:
    """The shipped answers and what they stand on."""

    answers: Mapping[str, Answer]
    figures: Figures
    sources: Mapping[str, Source]

    def read(self, topic: str, question: Question | None = None) -> Rendered:
        return render(self.answers[topic], self.figures, clock.today(), self.sources, question=question)


@pytest.fixture(scope="module")
def library() -> Library:
    db = connect(":memory:")
    figure_store.import_files(db, DATA / "policy")
    faq.import_files(db, DATA / "faq")
    return Library(faq.load(db), figure_store.load(db), figure_store.sources(db))


def message(text: str, custom: Any) -> dict[str, Any]:
    return {"text": text, "custom": dict(custom)}


def of(*replies: Any) -> Short:
    """The short form of replies; all of it within WeChat's limits."""
    short = short_form([message(each.text, each.custom) for each in replies], WORDS)
    for text in (short.text, *short.rest):
        assert text
        assert len(text) <= MOST_CHARACTERS and len(text.encode()) <= MOST_BYTES
        assert not re.search(r"[<>]", text)
    assert len(short.choices) == len(re.findall(r"^\d+\. ", _tail(short), re.MULTILINE))
    return short


def _tail(short: Short) -> str:
    """From where choices are numbered."""
    starts = [short.text.rfind(start) for start in (WORDS.pick, WORDS.pick_several, WORDS.also)]
    return short.text[max(starts) :] if max(starts) >= 0 else ""


def everything(short: Short) -> str:
    """All that can be read of it, without what says how to read on."""
    return re.sub(r"\s", "", "".join((short.text, *short.rest)).replace(WORDS.more, ""))


# ── Answers


@pytest.mark.parametrize("topic", TOPICS)
def test_an_answer_shows_its_visible_lines_and_its_questions_to_pick(topic: str, library: Library) -> None:
    answer = library.answers[topic]
    related = [topic_choice(answer, each) for each in answer.questions]
    for question in (None, *answer.questions):
        rendered = library.read(topic, question)
        short = of(answer_reply(rendered, related))
        for line in rendered.visible:
            assert line in short.text
        assert list(short.choices) == [choice["payload"] for choice in related[:3]]
        assert bool(rendered.more) == ("回复“更多”看" in short.text)
        assert not short.rest


@pytest.mark.parametrize("topic", TOPICS)
def test_the_whole_of_an_answer_can_be_read_page_by_page(topic: str, library: Library) -> None:
    reply = more_reply(library.read(topic))
    short = of(reply)
    said = everything(short)
    for line in reply.text.splitlines():
        assert re.sub(r"\s", "", line) in said
    for page in (short.text, *short.rest)[:-1]:
        assert page.endswith(WORDS.more)
    assert len(short.rest) <= 3


# ── Screenings


@pytest.fixture(scope="module")
def figures() -> Figures:
    return read_figures(DATA / "policy")


@pytest.mark.parametrize("scheme", [path.stem for path in sorted(CASES.glob("*.yml"))])
def test_a_result_begins_with_its_lead_and_loses_no_line(scheme: str, figures: Figures) -> None:
    for case in cases_of(CASES / f"{scheme}.yml"):
        text, custom = outcome_report.report(Facts.from_json(case["情况"]), "您", case.get("日期", DAY), figures)
        short = short_form([message(text, custom)], WORDS)
        assert fits(short.text) and all(map(fits, short.rest))
        assert short.text.startswith(custom["lead"])
        said = everything(short)
        assert all(re.sub(r"\s", "", line) in said for line in text.splitlines())


def test_every_question_of_a_screening_is_in_sight_with_its_choices(figures: Figures) -> None:
    step = interview.start("帮我看看我能领什么", {}, DAY, figures)
    asked = 0
    while step.kind == "question" and asked < 40:
        short = short_form([message(step.text, step.custom)], WORDS)
        assert fits(short.text)
        assert step.custom["title"] in short.text
        assert all(choice["title"] in short.text for choice in step.custom["choices"])
        step = interview.step("不清楚", step.interview, DAY, figures)
        asked += 1
    assert asked > 5


def test_a_number_answers_a_question_for_a_number_and_picks_nothing(figures: Figures) -> None:
    step = interview.start("帮我看看我能领什么", {}, DAY, figures)
    assert step.custom["slot"] == "age"
    short = short_form([message(step.text, step.custom)], WORDS)
    assert short.choices == ()
    assert "也可以回复“不清楚”“不想说”" in short.text


def test_an_answer_before_the_question_resumed_gives_way_to_it(figures: Figures) -> None:
    step = interview.start("帮我看看我能领什么，85岁", {}, DAY, figures)
    long = message(
        "\n".join(f"{number}号窗口办这件事要带的东西写在这一行里" for number in range(60)),
        {"kind": "answer", "more": []},
    )
    short = short_form([long, message(step.text, step.custom)], WORDS)
    assert fits(short.text)
    assert step.custom["title"] in short.text
    assert short.text.endswith(WORDS.more) or step.custom["choices"][-1]["title"] in short.text
    assert "59号窗口" in everything(short)


# ── Places


@pytest.fixture(scope="module")
def directory() -> Directory:
    db = connect(":memory:")
    store.import_directory(db, DATA / "places")
    return store.directory(db)


@pytest.mark.parametrize("category", KINDS_OF_PLACE)
def test_places_of_every_kind_from_everywhere_fit(category: str, directory: Directory) -> None:
    title = directory.categories[category].title
    moment = clock.now().replace(year=2026, month=11, day=24, hour=10)
    for subdistrict in SUBDISTRICTS:
        replies, _ = walk.answer(
            read(f"{subdistrict}附近的{title}在哪", directory, moment), walk.Memory(), directory, moment
        )
        short = short_form([message(*reply) for reply in replies], WORDS)
        assert fits(short.text) and all(map(fits, short.rest))
        assert replies[0][1].get("lead", "")[:20] in short.text


# ── Danger


REPLIES = danger_reply.read(DATA / "danger")
DANGERS = [(kind, variant) for kind, variants in REPLIES.by_kind.items() for variant in variants]


@pytest.mark.parametrize(("kind", "variant"), DANGERS)
def test_an_emergency_is_whole_and_first_whatever_follows(kind: str, variant: str, library: Library) -> None:
    person = "other" if "other" in variant else "self"
    text, custom = emergency(Danger(kind, person, "", variant.replace("_other", "").replace("other", "")), REPLIES)
    behind = answer_reply(library.read("psychology.crisis"))
    short = short_form([message(text, custom), message(behind.text, behind.custom)], WORDS)
    assert fits(short.text)
    assert short.text.startswith(text)
    assert short.choices == ()


# ── Everything else


def test_choices_are_numbered_once_and_none_of_these_is_one_of_them(library: Library) -> None:
    choices = [topic_choice(library.answers[topic]) for topic in TOPICS if topic.startswith("marriage.")][:3]
    short = of(clarify_reply(choices, SENTENCES["which_one"], SENTENCES["pick_one"]))
    assert [short.text.count(choice["title"]) for choice in choices] == [1, 1, 1]
    assert short.text.startswith(SENTENCES["which_one"])
    assert short.choices[-1] == "都不是"


@pytest.mark.parametrize(
    "reply",
    [
        smalltalk_reply("greet", SENTENCES["greet"], SENTENCES["first_choices"]),
        smalltalk_reply("about_bot", SENTENCES["about_bot"], SENTENCES["first_choices"]),
        fallback_reply(SENTENCES["unknown"], SENTENCES["way_on"] + SENTENCES["noted"], SENTENCES["fallback_choices"]),
        handoff_reply(SENTENCES["hand_off"], SENTENCES["hand_off_urgent"]),
        error_reply(SENTENCES["error"]),
        smalltalk_reply("greet", SENTENCES["english_hello"]),
    ],
    ids=lambda reply: reply.custom["kind"],
)
def test_courtesies_and_honest_noes_are_whole(reply: Any) -> None:
    assert of(reply).text.startswith(reply.text)


def test_markup_is_not_passed_on() -> None:
    short = short_form([message('没找到<a href="x">这里</a>', {"kind": "fallback"})], WORDS)
    assert short.text == '没找到＜a href="x"＞这里＜/a＞'


def test_what_has_neither_lines_nor_sentences_is_cut_within_the_bytes() -> None:
    short = short_form([message("𠀀" * 1500, {"kind": "error"})], WORDS)
    assert fits(short.text) and all(map(fits, short.rest))
    assert everything(short) == "𠀀" * 1500


OFFERED = ("topic:a.b", "都没有", "有人得了大病", "其余都没有")


@pytest.mark.parametrize(
    ("said", "several", "payload"),
    [
        ("1", False, "topic:a.b"),
        ("２", False, "都没有"),
        ("第三个", False, "有人得了大病"),
        ("三", False, "有人得了大病"),
        ("选2。", False, "都没有"),
        ("2、3", True, "都没有、有人得了大病"),
        ("3 3", True, "有人得了大病"),
        ("3和4", True, "有人得了大病、其余都没有"),
        ("3", True, "有人得了大病"),
        ("1、3", False, None),
        ("5", False, None),
        ("0", False, None),
        ("85", False, None),
        ("低保", False, None),
        ("1个人", False, None),
        ("", False, None),
        ("……", False, None),
    ],
)
def test_a_number_stands_for_what_was_offered_under_it(said: str, several: bool, payload: str | None) -> None:
    assert picked(said, OFFERED, several) == payload
