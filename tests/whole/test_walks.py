"""The walks of the house, through the real assistant over HTTP."""

import json
import time
from dataclasses import replace
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from bot import database
from bot.knowledge import faq, revision, stopped
from tests.base.planted import SECRETS
from tests.conftest import Assistant, sender_id

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
    assert (reply["custom"]["kind"], reply["custom"]["phone"]) == ("handoff", "12345")


def test_weather_is_not_ours_and_says_so(assistant: Assistant) -> None:
    reply = valid(assistant.messages("oos-1", "今天天气怎么样"))[0]
    assert reply["custom"]["kind"] == "fallback"
    assert reply["custom"]["phone"] in reply["text"]


def test_greeting_thanks_and_bye_are_short(assistant: Assistant) -> None:
    for text, topic in (("你好", "greet"), ("谢谢你", "thanks"), ("再见", "bye"), ("你是谁", "about_bot")):
        reply = valid(assistant.messages("talk-1", text))[0]
        assert reply["custom"]["kind"] == "smalltalk"
        assert reply["custom"]["topic"] == topic


def test_crisis_talk_is_answered_first_whatever_else_is_said(assistant: Assistant) -> None:
    reply = valid(assistant.messages("crisis-1", "低保怎么办，算了我不想活了"))[0]
    assert (reply["custom"]["kind"], reply["custom"]["danger"]) == ("emergency", "self_harm")
    assert reply["custom"]["calls"][0]["number"] in reply["text"]


def test_an_edit_is_what_the_next_message_gets_without_restart_or_training(assistant: Assistant) -> None:
    db = database.connect(assistant.database)
    answer, base = faq.get(db, "charity.donate_goods")
    says = "旧衣服请先电话问街道慈善站点，再送去。"
    edited = replace(answer, answer=says, questions=tuple(replace(each, says=says) for each in answer.questions))
    revision.publish(db, edited, base=base, who="test", why="测试即时生效")
    try:
        reply = assistant.messages("edit-1", "哪儿能捐旧衣服")[0]
        assert reply["custom"]["lead"] == says
    finally:
        revision.undo(db, revision.history(db, "charity.donate_goods")[0].id, who="test", why="复原")
    assert assistant.messages("edit-2", "哪儿能捐旧衣服")[0]["custom"]["lead"] != says


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
    reply = valid(assistant.answered("tap-1", payload="topic:marriage.fee"))[0]
    assert reply["custom"]["topic"] == "marriage.fee"


def test_nothing_that_is_somebodys_reaches_a_file_through_any_door(assistant: Assistant, tmp_path: Path) -> None:
    secrets = SECRETS[::4]
    for at in range(0, len(secrets), 6):
        written = "；".join(each for each, _ in secrets[at : at + 6])
        assistant.messages(f"privacy-{at}", f"{written} 能领什么呢")
        assistant.messages(f"privacy-{at}", payload=f"{secrets[at][0]} 这个呢"[:200])
        rated = {"sender": sender_id(f"privacy-{at}"), "helpful": False, "text": f"不对：{written}"}
        assert assistant.request("POST", "/webhooks/webchat/feedback", rated)[0] == 200
    time.sleep(1)
    database.backup(database.connect(assistant.database, migrated=False), tmp_path / "backup.db")
    files = [path for path in (*assistant.directory.rglob("*"), tmp_path / "backup.db") if path.is_file()]
    kept = {path: path.read_bytes() for path in files if not path.name.startswith(("learned", "vectors"))}
    assert any("能领什么".encode() in content for content in kept.values()), "nothing was kept at all"
    for written, parts in secrets:
        # Four digits, or a door number, stand in many a file for another reason.
        long = [part for part in parts if len(part) > (5 if part.isascii() else 3)]
        found = [(path.name, part) for path, content in kept.items() for part in long if part.encode() in content]
        assert not found, written
    assert not [path for path, content in kept.items() if sender_id("privacy-0").encode() in content]
    assert not [path for path in files if path.suffix == ".db" and path.stat().st_mode & 0o077], "others may read"


def test_a_stopped_topic_gives_the_sentence_within_a_second_and_answers_again(assistant: Assistant) -> None:
    topic, say = "charity.supervision", "这件事正在核对，先别在这里问。"

    def tapped(name: str) -> dict:
        return valid(assistant.messages(name, payload=f"topic:{topic}"))[0]["custom"]

    db = database.connect(assistant.database)
    assert tapped("stop-1")["kind"] == "answer"
    try:
        stopped.stop(db, topic, say, until=None, who="test", why="试")
        within = time.monotonic() + 1
        while (told := tapped("stop-2"))["kind"] != "fallback" and time.monotonic() < within:
            time.sleep(0.05)
        assert (told["lead"], told["phone"]) == (say, "12345")
    finally:
        stopped.resume(db, topic, who="test")
    time.sleep(1)
    assert tapped("stop-3")["kind"] == "answer"
