"""The walks of the house, through the real assistant over HTTP."""

import json
import time
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from bot import database
from bot.knowledge import faq, revision
from tests.conftest import Assistant

SCHEMA = Draft202012Validator(
    json.loads((Path(__file__).parents[2] / "docs" / "reply.schema.json").read_text(encoding="utf-8"))
)


def valid(messages: list[dict]) -> list[dict]:
    """Every turn has at least one payload, and every payload is of the schema."""
    assert messages
    for message in messages:
        SCHEMA.validate(message["custom"])
        assert message["text"].strip()
    return messages


ASKED = [
    ("我妈今年85了有啥补贴吗", "elder.senior_allowance", "100"),
    ("跟媳妇领证要带户口本不", "marriage.materials", "户口"),
    ("离婚冷静期能撤吗", "marriage.cooling_off", "30"),
    ("哪儿能捐旧衣服", "charity.donate_goods", "12345"),
]


@pytest.mark.parametrize(("text", "topic", "carries"), ASKED)
def test_a_question_gets_its_sourced_answer(assistant: Assistant, text: str, topic: str, carries: str) -> None:
    first = valid(assistant.messages(f"ask-{topic}", text))[0]
    assert first["custom"]["kind"] == "answer"
    assert first["custom"]["topic"] == topic
    assert first["custom"]["sources"]
    assert carries in first["text"]


def test_the_nearest_station_of_a_named_corner_is_honest_about_what_is_known(assistant: Assistant) -> None:
    reply = valid(assistant.messages("near-1", "广外这边最近的养老驿站"))[0]
    assert reply["custom"]["kind"] == "places"
    assert reply["custom"]["category"] == "elder_station"
    assert "广安门外" in reply["custom"]["origin"]["label"]
    assert "12345" in reply["text"]


def test_a_shared_location_is_remembered_for_the_next_question(assistant: Assistant) -> None:
    first = valid(assistant.messages("near-2", location={"lon": 116.3579, "lat": 39.8841, "datum": "wgs84"}))[0]
    assert first["custom"]["kind"] in ("question", "places")
    then = valid(assistant.messages("near-2", "婚姻登记处怎么走"))[0]
    assert then["custom"]["kind"] == "places"
    assert then["custom"]["category"] == "marriage_office"


def test_a_person_is_reached_by_12345(assistant: Assistant) -> None:
    reply = valid(assistant.messages("hand-1", "转人工"))[0]
    assert reply["custom"] == {"kind": "handoff", "phone": "12345"}


def test_weather_is_not_ours_and_says_so(assistant: Assistant) -> None:
    reply = valid(assistant.messages("oos-1", "今天天气怎么样"))[0]
    assert reply["custom"]["kind"] == "fallback"
    assert "12345" in reply["text"]


def test_greeting_thanks_and_bye_are_short(assistant: Assistant) -> None:
    for text, topic in (("你好", "greet"), ("谢谢你", "thanks"), ("再见", "bye"), ("你是谁", "about_bot")):
        reply = valid(assistant.messages("talk-1", text))[0]
        assert reply["custom"]["kind"] == "smalltalk"
        assert reply["custom"]["topic"] == topic


def test_crisis_talk_is_answered_first_whatever_else_is_said(assistant: Assistant) -> None:
    reply = valid(assistant.messages("crisis-1", "低保怎么办，算了我不想活了"))[0]
    assert reply["custom"]["topic"] == "psychology.crisis"
    assert "120" in reply["text"] or "110" in reply["text"]


def test_an_edit_is_what_the_next_message_gets_without_restart_or_training(assistant: Assistant) -> None:
    db = database.connect(assistant.database)
    answer, base = faq.get(db, "charity.donate_goods")
    edited = type(answer)(**{**answer.__dict__, "answer": "旧衣服请先电话问街道慈善站点，再送去。"})
    revision.publish(db, edited, base=base, who="test", why="测试即时生效")
    try:
        reply = assistant.messages("edit-1", "哪儿能捐旧衣服")[0]
        assert reply["text"].startswith("旧衣服请先电话问街道慈善站点")
    finally:
        revision.undo(db, revision.history(db, "charity.donate_goods")[0].id, who="test", why="复原")
    assert not assistant.messages("edit-2", "哪儿能捐旧衣服")[0]["text"].startswith("旧衣服请先电话问")


def test_a_new_phrasing_is_understood_within_a_second_or_two(assistant: Assistant) -> None:
    db = database.connect(assistant.database)
    answer, base = faq.get(db, "charity.donate_goods")
    odd = "俺有一麻袋子破烂褂子往哪嘎达送"
    edited = type(answer)(**{**answer.__dict__, "asked_as": (*answer.asked_as, odd)})
    revision.publish(db, edited, base=base, who="test", why="新问法")
    deadline = time.monotonic() + 15
    while time.monotonic() < deadline:
        reply = assistant.messages("phrase-1", odd)[0]
        if reply["custom"].get("topic") == "charity.donate_goods":
            break
        time.sleep(0.3)
    assert reply["custom"].get("topic") == "charity.donate_goods"
    revision.undo(db, revision.history(db, "charity.donate_goods")[0].id, who="test", why="复原")


def test_a_tapped_choice_opens_its_topic(assistant: Assistant) -> None:
    reply = valid(assistant.messages("tap-1", payload="topic:marriage.fee"))[0]
    assert reply["custom"]["topic"] == "marriage.fee"


def test_no_identity_number_reaches_the_stores(assistant: Assistant) -> None:
    assistant.messages("privacy-1", "我身份证110102194001011234手机13812345678能领什么呢帮忙看下这个")
    time.sleep(0.5)
    for path in (assistant.database, Path(assistant.environment["XIAOXI_CONVERSATIONS"])):
        content = b"".join(p.read_bytes() for p in path.parent.glob(path.name + "*"))
        assert b"110102194001011234" not in content
        assert b"13812345678" not in content
        assert b"privacy-1" not in content
    assert "110102194001011234" not in assistant.logs()
