"""Whatever is sent to whichever door: no failure of ours, no trace of one, and nothing given back that a browser runs."""

import http.client
import itertools
import json
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.channels.webchat import WebChat
from bot.channels.wechat import WeChat
from bot.channels.wecom import WeCom
from bot.reading.ground import Ground
from tests.channels.running_doors import Agent, Running, environment, stocked
from tests.channels.wechat_client import AES_KEY, TOKEN, Server, other

MARK = "<script>alert(1)</script><img src=x onerror=alert(2)>"
RELAXED = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory, ground: Ground) -> Iterator[Running]:
    directory = tmp_path_factory.mktemp("fuzz")
    values = {
        "XIAOXI_DATABASE": str(stocked(directory / "xiaoxi.db")),
        "XIAOXI_RUN": str(directory),
        "XIAOXI_WECHAT_TOKEN": TOKEN,
        "XIAOXI_WECOM_TOKEN": TOKEN,
        "XIAOXI_WECOM_AES_KEY": AES_KEY,
        "XIAOXI_WECOM_CORP_ID": "ww0123456789abcdef",
        "XIAOXI_REPLY_SECONDS": "30",
        "XIAOXI_QUEUE_SECONDS": "30",
    }
    with environment(values):
        doors = [WebChat(), WeChat(), WeCom()]
    served = Running(doors, Agent(ground, directory / "conversations.db"))
    yield served
    served.close()


def send(running: Running, method: str, path: str, body: bytes = b"", kind: str = "") -> tuple[int, str, str]:
    """Status, type and text of what comes back."""
    connection = http.client.HTTPConnection("127.0.0.1", running.port, timeout=40)
    headers = {"Content-Type": kind} if kind else {}
    connection.request(method, path, body, headers)
    response = connection.getresponse()
    text = response.read().decode("utf-8", "replace")
    connection.close()
    return response.status, response.headers.get("Content-Type", ""), text


def assert_harmless(answer: tuple[int, str, str]) -> None:
    status, kind, text = answer
    assert status < 500, answer
    assert "Traceback" not in text and 'File "' not in text
    if "html" in kind or "javascript" in kind:
        return  # the page's own files, the same for everybody
    assert "<script" not in text and "<img" not in text


TEXTS = st.one_of(
    st.text(max_size=120),
    st.sampled_from([MARK, "/restart", '/ask_faq{"topic":"x"}', "{{ 7*7 }}", "低保" * 400, "😀", "\x00", "1", "更多"]),
    st.text(max_size=40).map(lambda text: MARK + text),
)
ANYTHING = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), TEXTS),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)),
    max_leaves=6,
)
NAMES = (
    "sender",
    "text",
    "payload",
    "location",
    "id",
    "topic",
    "question",
    "helpful",
    "comment",
    "lon",
    "lat",
    "datum",
)
SENDERS = st.sampled_from(["f" * 32, "0123456789abcdef" * 2, "x", MARK])
BODIES = st.one_of(
    st.fixed_dictionaries({"sender": SENDERS}, optional={name: ANYTHING for name in NAMES[1:]}),
    st.fixed_dictionaries({"sender": st.just("f" * 32), "text": TEXTS}),
    st.dictionaries(st.sampled_from(NAMES), ANYTHING, max_size=5),
    ANYTHING,
)
ROUTES = ("messages", "feedback", "handover", "forget", "session")


@given(route=st.sampled_from(ROUTES), body=BODIES)
@RELAXED
def test_any_document_to_the_pages_door(running: Running, route: str, body: object) -> None:
    sent = json.dumps(body).encode()
    assert_harmless(send(running, "POST", f"/webhooks/webchat/{route}", sent, "application/json"))


@given(
    method=st.sampled_from(["GET", "POST", "PUT", "DELETE", "HEAD"]),
    path=st.text("abcxyz./%<>\"'?=&-_#", max_size=30),
    body=st.binary(max_size=200),
    kind=st.sampled_from(["", "application/json", "text/xml", "text/html", "application/json; charset=utf-16", MARK]),
)
@RELAXED
def test_any_bytes_anywhere(running: Running, method: str, path: str, body: bytes, kind: str) -> None:
    for door in ("webchat", "wechat", "wecom"):
        quoted = "".join(sign if sign.isalnum() or sign in "./-_?=&%" else f"%{ord(sign):02x}" for sign in path)
        assert_harmless(send(running, method, f"/webhooks/{door}/{quoted}", body, kind))


FIELDS = {
    name: TEXTS for name in ("Content", "Recognition", "Event", "EventKey", "Location_X", "Location_Y", "Latitude")
}


def _xml(text: str) -> str:
    """What of a text a document of XML can hold."""
    kept = (sign for sign in text if sign in "\t\n" or " " <= sign <= "\ud7ff" or "\ue000" <= sign <= "\ufffd")
    return "".join(kept).replace("]]>", "")


@given(
    kind=st.one_of(
        st.sampled_from(["text", "voice", "location", "event", "image"]), st.text("abc<>", min_size=1, max_size=8)
    ),
    fields=st.fixed_dictionaries({}, optional=FIELDS),
)
@RELAXED
def test_any_message_that_wechat_signed(running: Running, kind: str, fields: dict[str, str]) -> None:
    server = Server(f"{running.url}/webhooks/wechat/", sealed=False)
    message = other("oFuzz0000000000000000000001", kind, **{name: _xml(text) for name, text in fields.items()})
    path = f"/webhooks/wechat/?{urlencode(server.stamp())}"
    assert_harmless(send(running, "POST", path, message.encode(), "text/xml"))


@given(document=st.one_of(st.binary(max_size=300), TEXTS.map(lambda text: text.encode("utf-8", "replace"))))
@RELAXED
def test_any_bytes_that_wechat_signed(running: Running, document: bytes) -> None:
    server = Server(f"{running.url}/webhooks/wechat/", sealed=False)
    assert_harmless(send(running, "POST", f"/webhooks/wechat/?{urlencode(server.stamp())}", document))


@given(
    query=st.dictionaries(
        st.sampled_from(["signature", "timestamp", "nonce", "echostr", "msg_signature"]), TEXTS, max_size=5
    )
)
@RELAXED
def test_any_query_nobody_signed(running: Running, query: dict[str, str]) -> None:
    quoted = urlencode({name: text.encode("utf-8", "replace") for name, text in query.items()})
    for method, door in itertools.product(("GET", "POST"), ("wechat", "wecom")):
        answer = send(running, method, f"/webhooks/{door}/?{quoted}", b"<xml/>")
        assert answer[0] in (403, 413), "413: longer than any address may be"
        assert_harmless(answer)
