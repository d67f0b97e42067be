"""Every answer that ships, as a resident reads it today."""

import json
import re
from datetime import date
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from bot import clock
from bot.clock import chinese_date
from bot.knowledge import answer_file, check
from bot.knowledge.as_of import render_as_of
from bot.knowledge.mine import Person
from bot.knowledge.render import NOT_IN_FORCE, VISIBLE, Rendered, render, visible
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
from bot.policy.figure import plain_number
from bot.settings import ROOT
from tests.knowledge.sample import DATA, shipped

SCHEMA = json.loads((ROOT / "docs" / "reply.schema.json").read_text(encoding="utf-8"))
VALID = Draft202012Validator(SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER)
VERBATIM = check.Verbatim.read(DATA / "policy")
TOPICS = answer_file.read_topics(DATA / "faq" / "topics.tsv")
TODAY = clock.today()


def read(topic: str, question: str | None = None, **known: Any) -> Rendered:
    snapshot = shipped().snapshot()
    answer = snapshot.answers[topic]
    asked = next((each for each in answer.questions if each.name == question), None)
    people = (Person("您", known),) if known else ()
    return render(answer, snapshot.figures, TODAY, snapshot.sources, question=asked, people=people)


def spoken_by_figures(shown: Rendered) -> set[str]:
    """Every run of digits a figure of this answer may have put into the text."""
    runs: set[str] = set()
    for name, (figure, value) in shown.used.items():
        day = date.fromisoformat(name.partition("@")[2]) if "@" in name else shown.day
        for text in (figure.spoken(day), plain_number(value.value), chinese_date(value.from_day)):
            runs.update(re.findall(r"\d[\d.]*", text))
    return runs


def runs_in(text: str) -> list[str]:
    """Runs of digits in `text` that are no hotline, no proper name and no number of a step."""
    for name in VERBATIM.names:
        text = text.replace(name, "")
    text = re.sub(r"^\d+\. ", "", text, flags=re.MULTILINE)
    found = [run.rstrip(".") for run in re.findall(r"\d[\d.]*", text)]
    return [run for run in found if run not in VERBATIM.hotlines]


def test_every_topic_has_an_answer() -> None:
    assert set(shipped().snapshot().answers) == set(TOPICS)
    assert len(TOPICS) >= 157


@pytest.mark.parametrize("topic", TOPICS)
def test_each_number_in_the_answer_comes_from_a_figure(topic: str) -> None:
    shown = read(topic)
    assert [run for run in runs_in(shown.whole_text()) if run not in spoken_by_figures(shown)] == []


@pytest.mark.parametrize("topic", TOPICS)
def test_the_answer_has_no_gap_no_brace_and_names_its_sources(topic: str) -> None:
    shown = read(topic)
    assert NOT_IN_FORCE not in shown.whole_text()
    assert not set("{}") & set(shown.whole_text())
    assert shown.sources


@pytest.mark.parametrize("topic", TOPICS)
def test_the_reply_holds_to_the_schema(topic: str) -> None:
    related = [topic_choice(answer) for answer in list(shipped().snapshot().answers.values())[:3]]
    for reply in (answer_reply(read(topic), related), more_reply(read(topic))):
        assert reply.text.strip()
        assert [error.message for error in VALID.iter_errors(json.loads(json.dumps(reply.custom)))] == []


@pytest.mark.parametrize("topic", TOPICS)
def test_what_is_seen_at_once_is_short(topic: str) -> None:
    answer = shipped().snapshot().answers[topic]
    for question in (None, *(each.name for each in answer.questions)):
        shown = read(topic, question)
        assert sum(len(visible(line)) for line in shown.visible) <= VISIBLE, (question, shown.visible)


def test_an_answer_of_a_past_year_holds_to_the_schema_too() -> None:
    snapshot = shipped().snapshot()
    dated = [answer for answer in snapshot.answers.values() if answer.series]
    assert dated
    for answer in dated:
        shown = render_as_of(
            answer, date(TODAY.year - 2, 1, 1), date(TODAY.year - 2, 12, 31), snapshot.figures, TODAY, snapshot.sources
        )
        VALID.validate(dict(answer_reply(shown).custom))


def test_every_other_kind_of_reply_holds_to_the_schema() -> None:
    choices = [topic_choice(answer) for answer in list(shipped().snapshot().answers.values())[:3]]
    replies = [clarify_reply(choices, "哪一个？", "点一下。"), fallback_reply("为什么", "", []), handoff_reply("打。", "急。"), error_reply("坏了。"),
               smalltalk_reply("greet", "您好。", [{"title": "甲", "payload": "甲"}])]  # fmt: skip
    for reply in replies:
        VALID.validate(dict(reply.custom))
        assert reply.text


def test_the_schema_would_notice_a_broken_reply() -> None:
    custom = dict(answer_reply(read("elder.senior_allowance")).custom)
    assert VALID.is_valid(custom)
    assert not VALID.is_valid({**custom, "kind": "reply"})
    assert not VALID.is_valid({**custom, "figures": [{"name": "x"}]})


def test_a_typed_number_would_be_noticed() -> None:
    shown = read("elder.senior_allowance")
    assert [run for run in runs_in(f"{shown.whole_text()}再加777元") if run not in spoken_by_figures(shown)] == ["777"]


# age, the line that is theirs
OWN_LINES = [(79, None), (80, "100元"), (89, "100元"), (90, "500元"), (99, "500元"), (100, "800元")]


@pytest.mark.parametrize(("age", "amount"), OWN_LINES)
def test_a_resident_of_this_age_reads_their_own_allowance(age: int, amount: str | None) -> None:
    own = read("elder.senior_allowance", age=age).lead
    assert own.startswith(f"您{age}岁：")
    assert (f"每月{amount}" in own) is (amount is not None)


# kind, level, age, their own nursing sum: 434号 第二条（二）; from sixty 160号 二（二） may be chosen instead (三.3)
NURSING = [
    ("视力", "一", 59, "每月300元"), ("视力", "一", 60, "每月600元"),
    ("肢体", "二", 30, "每月100元"), ("肢体", "二", 71, "每月400元"),
    ("精神", "三", 40, "每月100元"), ("智力", "三", 66, "补贴400元"),
    ("听力", "一", 45, "每月100元"), ("言语", "二", 64, "补贴200元"),
    (["智力", "多重"], "二", 20, "每月300元"), (["智力", "多重"], "二", 68, "补贴600元"),
    ("听力", "三", 70, None), ("肢体", "三", 70, None), ("精神", "四", 70, None),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "level", "age", "sum_"), NURSING)
def test_a_disabled_person_reads_the_better_nursing_sum_of_their_age_first(
    kind: str | list[str], level: str, age: int, sum_: str | None
) -> None:
    own = read("disability.nursing_subsidy", disability_kind=kind, disability_level=level, age=age)
    names_him = own.lead.startswith("您")
    assert not names_him if sum_ is None else sum_ == re.findall(r"(?:每月|补贴)\d+元", own.lead)[0]
