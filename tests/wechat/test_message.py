"""Messages of WeChat's server as documented, and documents of ours as wechatpy reads them."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from wechatpy import parse_message

from bot.errors import BadInput
from bot.wechat.message import received, text_message

LOCATION = """<xml><ToUserName><![CDATA[gh_1]]></ToUserName><FromUserName><![CDATA[o1]]></FromUserName>
<CreateTime>1351776360</CreateTime><MsgType><![CDATA[location]]></MsgType><Location_X>39.88</Location_X>
<Location_Y>116.36</Location_Y><Scale>20</Scale><Label><![CDATA[牛街]]></Label><MsgId>1234567890123456</MsgId></xml>"""
CLICK = """<xml><ToUserName><![CDATA[gh_1]]></ToUserName><FromUserName><![CDATA[o1]]></FromUserName>
<CreateTime>123456789</CreateTime><MsgType><![CDATA[event]]></MsgType><Event><![CDATA[CLICK]]></Event>
<EventKey><![CDATA[topic:a.b]]></EventKey></xml>"""


def test_location_x_is_the_latitude() -> None:
    message = received(LOCATION)
    assert (message.kind, message.position, message.key) == ("location", (116.36, 39.88), "1234567890123456")


def test_an_event_is_known_again_by_its_time() -> None:
    message = received(CLICK)
    assert (message.kind, message.sender, message.account) == ("event.click", "o1", "gh_1")
    assert message.key == received(CLICK.encode()).key
    assert message.key != received(CLICK.replace("123456789", "123456790")).key
    assert "o1" not in message.key


@pytest.mark.parametrize("without", ["MsgType", "FromUserName", "ToUserName"])
def test_a_message_without_what_it_needs_is_refused(without: str) -> None:
    with pytest.raises(BadInput):
        received(LOCATION.replace(f"<{without}>", "<Other>").replace(f"</{without}>", "</Other>"))


@given(st.text(st.characters(blacklist_categories=["Cc", "Cs", "Cn"]), max_size=200))
@settings(max_examples=150, deadline=None)
@example("]]></Content><MsgType>x</MsgType><![CDATA[")
@example("<a href='x'>&amp;</a>")
def test_a_reply_is_one_document_whatever_it_says(content: str) -> None:
    reply = parse_message(text_message("gh_1", "o1", content, 1_800_000_000))
    assert (reply.type, reply.source, reply.target) == ("text", "gh_1", "o1")
    assert (reply.content or "").split() == content.split()


def test_what_xml_cannot_hold_is_left_out() -> None:
    assert parse_message(text_message("gh_1", "o1", "一\x00二\x0b\ud800\uffff三", 1)).content == "一二三"


@given(st.binary(max_size=300))
@settings(max_examples=150, deadline=None)
def test_nothing_but_a_message_is_read_and_nothing_but_a_refusal_raised(document: bytes) -> None:
    with pytest.raises(BadInput):
        received(document)
