"""Whatever is sent, the answer is a polite reply or a clear Chinese error; nothing is executed or lost."""

from typing import Any

import pytest

from tests.conftest import Assistant, sender_id

SOMEBODY = sender_id("odd")
PATH = "/webhooks/webchat/messages"

POLITE = [
    "", "   ", "😀😀👍", "\u0000\u0007\u200b", "……？？！", "/", "/greet", '/ask_faq{"topic":"marriage.fee"}', "/restart",
    '{"intent": "greet"}', "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "低保" * 2500, "a" * 5000,
    "' OR 1=1; DROP TABLE answer; --", "{{ 7*7 }}", "{% for i in range(9) %}x{% endfor %}", "../../etc/passwd", "NULL", "\n\n\n",
]  # fmt: skip


@pytest.mark.parametrize("text", POLITE, ids=lambda text: repr(text[:18]))
def test_odd_text_gets_a_polite_reply(assistant: Assistant, text: str) -> None:
    replies = assistant.messages("odd-1", text)
    assert replies
    assert all(reply["custom"]["kind"] for reply in replies)
    assert "49" not in replies[0]["text"] or "{{" not in text
    assert "<script" not in "".join(reply["text"] for reply in replies)


def test_a_typed_slash_is_text_and_never_a_command(assistant: Assistant) -> None:
    reply = assistant.messages("odd-2", '/ask_faq{"topic":"marriage.fee"}')[0]
    assert reply["custom"].get("topic") != "marriage.fee" or reply["custom"]["kind"] != "answer"


def test_a_very_long_message_is_read_in_part_and_says_so(assistant: Assistant) -> None:
    reply = assistant.messages("odd-3", "我想问低保怎么申请，" + "家里的情况是这样的" * 600)[0]
    assert reply["text"].startswith("您这段话比较长")


REFUSED: list[tuple[str, Any]] = [
    ("no sender", {"text": "你好"}),
    ("sender not text", {"sender": 7, "text": "你好"}),
    ("sender too long", {"sender": "x" * 200, "text": "你好"}),
    ("sender with spaces", {"sender": "a b", "text": "你好"}),
    ("nothing said", {"sender": SOMEBODY}),
    ("text and payload", {"sender": SOMEBODY, "text": "你好", "payload": "topic:marriage.fee"}),
    ("text not text", {"sender": SOMEBODY, "text": {"a": 1}}),
    ("not an object", ["a"]),
    ("location not an object", {"sender": SOMEBODY, "location": "here"}),
    ("longitude missing", {"sender": SOMEBODY, "location": {"lat": 39.9}}),
    ("absurd latitude", {"sender": SOMEBODY, "location": {"lon": 116, "lat": 999}}),
    ("longitude is text", {"sender": SOMEBODY, "location": {"lon": "east", "lat": 39.9}}),
    ("unknown datum", {"sender": SOMEBODY, "location": {"lon": 116.3, "lat": 39.9, "datum": "mars"}}),
]


@pytest.mark.parametrize(("what", "body"), REFUSED, ids=[what for what, _ in REFUSED])
def test_a_malformed_request_is_refused_in_chinese(assistant: Assistant, what: str, body: Any) -> None:
    status, answer = assistant.request("POST", PATH, body)
    assert 400 <= status < 500
    assert answer["error"]["code"]
    assert any("\u4e00" <= character <= "\u9fff" for character in answer["error"]["message"])


RAW = [
    ("broken JSON", b'{"sender": "a", ', {"Content-Type": "application/json"}),
    ("not UTF-8", b"\xff\xfe\x00", {"Content-Type": "application/json"}),
    (
        "NaN",
        b'{"sender": "%s", "location": {"lon": NaN, "lat": 39.9}}' % SOMEBODY.encode(),
        {"Content-Type": "application/json"},
    ),
    ("wrong content type", b"sender=a&text=hi", {"Content-Type": "application/x-www-form-urlencoded"}),
    ("no body", b"", {"Content-Type": "application/json"}),
]


@pytest.mark.parametrize(("what", "raw", "headers"), RAW, ids=[what for what, *_ in RAW])
def test_an_unreadable_body_is_refused_in_chinese(assistant: Assistant, what: str, raw: bytes, headers: dict) -> None:
    status, answer = assistant.request("POST", PATH, raw=raw, headers=headers)
    assert 400 <= status < 500, answer
    assert answer["error"]["message"]


@pytest.mark.parametrize(
    "location", [{"lon": 0, "lat": 0}, {"lon": -122.4, "lat": 37.8}, {"lon": 116.46, "lat": 39.92}]
)
def test_a_position_outside_the_district_is_told_kindly(assistant: Assistant, location: dict) -> None:
    reply = assistant.messages("far-1", location={**location, "datum": "wgs84"})[0]
    assert reply["custom"]["kind"] in ("places", "question", "fallback")


def test_an_unknown_asset_is_refused_in_the_one_shape(assistant: Assistant) -> None:
    status, answer = assistant.request("GET", "/webhooks/webchat/nothing.js")
    assert status == 404
    assert set(answer["error"]) == {"code", "message"}


def test_rasas_own_rest_door_is_shut(assistant: Assistant) -> None:
    status, _ = assistant.request("POST", "/webhooks/rest/webhook", {"sender": SOMEBODY, "message": "/greet"})
    assert status in (404, 405)
