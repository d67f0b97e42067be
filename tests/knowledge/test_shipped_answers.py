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
from bot.knowledge.conversation import Context, answer_topic
from bot.knowledge.render import NOT_IN_FORCE, Rendered, render, render_period, year_period
from bot.knowledge.reply import (
    answer_reply,
    clarify_reply,
    error_reply,
    fallback_reply,
    handoff_reply,
    smalltalk_reply,
)
from bot.policy.figure import plain_number
from bot.settings import ROOT
from tests.knowledge.sample import DATA, shipped

SCHEMA = json.loads((ROOT / "docs" / "reply.schema.json").read_text(encoding="utf-8"))
VALID = Draft202012Validator(SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER)
VERBATIM = check.Verbatim.read(DATA / "policy")
TOPICS = answer_file.read_topics(DATA / "faq" / "topics.tsv")
TODAY = clock.today()


def read(topic: str, **known: Any) -> Rendered:
    snapshot = shipped().snapshot()
    return render(snapshot.answers[topic], snapshot.figures, TODAY, snapshot.sources, known)


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
    assert [run for run in runs_in(shown.text()) if run not in spoken_by_figures(shown)] == []


@pytest.mark.parametrize("topic", TOPICS)
def test_the_answer_has_no_gap_no_brace_and_names_its_sources(topic: str) -> None:
    shown = read(topic)
    assert NOT_IN_FORCE not in shown.text()
    assert not set("{}") & set(shown.text())
    assert shown.sources


@pytest.mark.parametrize("topic", TOPICS)
def test_the_reply_holds_to_the_schema(topic: str) -> None:
    turn = answer_topic(topic, Context(), shipped().snapshot(), TODAY)
    assert [reply.custom["topic"] for reply in turn.replies] == [topic]
    for reply in turn.replies:
        assert reply.text.strip()
        assert [error.message for error in VALID.iter_errors(json.loads(json.dumps(reply.custom)))] == []


def test_an_answer_of_a_past_year_holds_to_the_schema_too() -> None:
    snapshot = shipped().snapshot()
    dated = [answer for answer in snapshot.answers.values() if answer.series]
    assert dated
    for answer in dated:
        shown = render_period(answer, *year_period(TODAY.year - 2), snapshot.figures, TODAY, snapshot.sources)
        VALID.validate(dict(answer_reply(shown, snapshot.answers, snapshot.titles).custom))


def test_every_other_kind_of_reply_holds_to_the_schema() -> None:
    answers = list(shipped().snapshot().answers.values())[:3]
    replies = [clarify_reply(answers), fallback_reply("为什么"), fallback_reply(noted=True), handoff_reply(), error_reply(),
               smalltalk_reply("greet", "您好。", [{"title": "甲", "payload": "甲"}])]  # fmt: skip
    for reply in replies:
        VALID.validate(dict(reply.custom))
        assert reply.text


def test_the_schema_would_notice_a_broken_reply() -> None:
    custom = dict(
        answer_reply(read("elder.senior_allowance"), shipped().snapshot().answers, shipped().snapshot().titles).custom
    )
    assert VALID.is_valid(custom)
    assert not VALID.is_valid({**custom, "kind": "reply"})
    assert not VALID.is_valid({**custom, "figures": [{"name": "x"}]})


def test_a_typed_number_would_be_noticed() -> None:
    shown = read("elder.senior_allowance")
    assert [run for run in runs_in(f"{shown.text()}再加777元") if run not in spoken_by_figures(shown)] == ["777"]


# age, the line that is theirs
OWN_LINES = [(79, None), (80, "满80周岁、不到90周岁"), (89, "满80周岁、不到90周岁"), (90, "满90周岁、不到100周岁"),
             (99, "满90周岁、不到100周岁"), (100, "满100周岁及以上")]  # fmt: skip


@pytest.mark.parametrize(("age", "begins"), OWN_LINES)
def test_a_resident_of_this_age_reads_their_own_allowance_first(age: int, begins: str | None) -> None:
    tier = read("elder.senior_allowance", age=age).tier
    assert tier is None if begins is None else tier.startswith(begins)
