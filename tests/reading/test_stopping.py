"""A stopped topic is not answered by any way that leads to it; others are, and the conversation goes on."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from jsonschema import Draft202012Validator

from bot.knowledge.stopped import Stop
from bot.reading.ground import Ground
from bot.reading.reading import Sent
from bot.reading.state import State
from bot.settings import ROOT
from bot.walks.turn import respond

TOPIC = "marriage.materials"
SAY = "结婚登记要带什么正在核对，先问婚姻登记处。"
LAST = date(2026, 12, 5)
VALID = Draft202012Validator(json.loads((ROOT / "docs" / "reply.schema.json").read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def stopped(ground: Ground) -> Ground:
    stop = Stop(1, TOPIC, SAY, LAST, "2026-11-30T09:00:00", "王芳", "登记条例要改")
    return replace(ground, snapshot=replace(ground.snapshot, stops={TOPIC: stop}))


@pytest.mark.parametrize(
    "messages",
    [
        [Sent(tapped=TOPIC)],
        [Sent("结婚登记要带什么材料")],
        [Sent(tapped=TOPIC), Sent("更多")],
        [Sent(tapped=TOPIC), Sent("去哪办")],
        [Sent(tapped=f"{TOPIC}#any")],
    ],
    ids=["tapped", "asked", "more of it", "a section of it", "a question of it"],
)
def test_residents_read_the_sentence_and_the_number(stopped: Ground, messages: list[Sent]) -> None:
    state = State()
    for message in messages:
        turn = respond(message, state, stopped)
        state = turn.state
    (reply,) = turn.replies
    assert reply.custom["kind"] == "fallback" and reply.custom["lead"] == SAY and reply.custom["phone"] == "12345"
    assert reply.text.startswith(SAY) and "12345" in reply.text
    assert turn.unanswered is None, "staff know of it"
    VALID.validate(dict(reply.custom))


def test_other_topics_are_answered_and_so_is_this_after_its_last_day(stopped: Ground) -> None:
    assert respond(Sent(tapped="marriage.divorce_process"), State(), stopped).replies[0].custom["kind"] == "answer"
    after = stopped.on(LAST + timedelta(days=1))
    assert respond(Sent(tapped=TOPIC), State(), after).replies[0].custom["kind"] == "answer"
