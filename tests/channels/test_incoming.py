"""What a door takes and what it refuses, before anything is done about it."""

import json
from typing import Any

import pytest

from bot.channels.incoming import json_object, message_of, new_sender, readable, sender_of
from bot.errors import BadInput

SENDER = "0123456789abcdef0123456789abcdef"
JSON = "application/json"
BODIES_REFUSED = [
    (b'{"a": 1}', "text/plain"), (b'{"a": 1}', "application/json; charset=gbk"), ('{"a": "没有"}'.encode("gbk"), JSON),
    ('{"a": 1}'.encode("utf-16"), JSON), (b"[1]", JSON), (b'"text"', JSON), (b"", JSON), (b'{"a": NaN}', JSON),
    (b'{"a": Infinity}', JSON), (b"[" * 10_000, JSON), (b'{"a":' * 3_000, JSON), (b'{"a": 1', JSON),
]  # fmt: skip


@pytest.mark.parametrize(("body", "content_type"), BODIES_REFUSED)
def test_a_body_that_is_no_json_object_in_utf8_is_refused(body: bytes, content_type: str) -> None:
    with pytest.raises(BadInput):
        json_object(body, content_type)


@pytest.mark.parametrize("content_type", [JSON, "Application/JSON; charset=UTF-8", 'application/json;charset="utf-8"'])
def test_json_in_utf8_is_read(content_type: str) -> None:
    assert json_object('{"问": 1}'.encode(), content_type) == {"问": 1}


SENDERS_REFUSED = [
    None,
    7,
    "",
    "a" * 31,
    "a" * 65,
    "a" * 31 + " ",
    "a" * 31 + "\n",
    "中" * 32,
    "a" * 31 + "\ud800",
    ["a" * 32],
]


@pytest.mark.parametrize("sender", SENDERS_REFUSED, ids=repr)
def test_an_id_that_could_be_guessed_is_refused_in_chinese(sender: Any) -> None:
    with pytest.raises(BadInput, match="32 到 64"):
        sender_of({"sender": sender})


def test_ids_that_are_issued_are_taken_and_differ() -> None:
    issued = {new_sender() for _ in range(100)}
    assert len(issued) == 100
    assert all(sender_of({"sender": each}) == each and len(each) == 32 for each in issued)


REFUSED = [
    {}, {"text": "问", "payload": "问"}, {"text": 1}, {"text": ["问"]}, {"payload": {}}, {"payload": "x" * 201},
    {"payload": "topic:" + "a" * 100_000}, {"text": "问", "id": ""}, {"text": "问", "id": 5}, {"text": "问", "id": "x" * 65},
    {"text": "问", "id": "a b"}, {"location": []}, {"location": {"lon": 116.3}}, {"location": {"lon": True, "lat": 39.9}},
    {"location": {"lon": 116.3, "lat": False}}, {"location": {"lon": "116.3", "lat": 39.9}},
    {"location": {"lon": 10**400, "lat": 39.9}}, {"location": {"lon": 181, "lat": 0}}, {"location": {"lon": 0, "lat": -91}},
    {"location": {"lon": 1e999, "lat": 0}}, {"location": {"lon": 116.3, "lat": 39.9, "datum": None}},
    {"location": {"lon": 116.3, "lat": 39.9, "datum": []}},
]  # fmt: skip


@pytest.mark.parametrize("body", REFUSED, ids=lambda body: repr(body)[:40])
def test_a_message_that_is_none_is_refused(body: dict[str, Any]) -> None:
    with pytest.raises(BadInput) as refused:
        message_of({"sender": SENDER, **body}, 500)
    assert any("\u4e00" <= character <= "\u9fff" for character in str(refused.value))


@pytest.mark.parametrize("value", [True, None, "116.3", 1e999, 10**400], ids=lambda value: repr(value)[:8])
def test_a_position_of_no_numbers_is_told_from_one_off_the_earth(value: Any) -> None:
    for place in ({"lon": value, "lat": 39.9}, {"lon": 116.3, "lat": value}):
        with pytest.raises(BadInput, match="两个数字"):
            message_of({"sender": SENDER, "location": place}, 500)


def test_what_is_typed_is_text_for_rasa_and_never_a_command() -> None:
    for typed in ("/restart", "／restart", "\u200b/restart", "//greet", "/ /greet", "\ud800/greet"):
        assert not message_of({"sender": SENDER, "text": typed}, 500).text.startswith("/"), typed


def test_numbers_that_are_somebodys_do_not_reach_rasa() -> None:
    for key in ("text", "payload"):
        read = message_of({"sender": SENDER, key: "证号110102195001011234，能领什么"}, 500)
        assert (read.text, read.typed) == ("证号〔身份证号〕，能领什么",) * 2


def test_only_a_choice_of_topics_is_looked_up_any_other_payload_is_as_if_typed() -> None:
    tapped = message_of({"sender": SENDER, "payload": "topic:marriage.fee#why"}, 500)
    assert (tapped.choice, tapped.text) == ("marriage.fee#why", "")
    plain = message_of({"sender": SENDER, "payload": "牛街"}, 500)
    assert (plain.choice, plain.text) == (None, "牛街")
    command = message_of({"sender": SENDER, "payload": '/inform{"facts": 1}'}, 500)
    assert not command.text.startswith("/")


def test_a_long_text_is_read_in_part() -> None:
    text, was_cut = readable("救助" * 400, 500)
    assert (len(text), was_cut) == (500, True)
    assert readable("救助", 500) == ("救助", False)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("/help", "／help"),
        ("//session_start", "／session_start"),
        ("/低保多少", "低保多少"),
        ('/ask_faq{"a":1}', 'ask_faq{"a":1}'),
        ("help", "help"),
    ],
)
def test_a_typed_command_is_none_to_rasa_and_no_word_by_itself(typed: str, read: str) -> None:
    assert readable(typed, 500) == (read, False)


def test_a_position_is_rounded_to_ten_metres() -> None:
    sent = message_of({"sender": SENDER, "location": {"lon": 116.357912345, "lat": 39.88411, "datum": "gcj02"}}, 500)
    assert json.loads(sent.text.removeprefix("/share_location")) == {"lon": 116.3579, "lat": 39.8841, "datum": "gcj02"}
