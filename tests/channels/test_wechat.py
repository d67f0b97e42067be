"""The door of WeChat over real HTTP: messages and seals by wechatpy, the API by a local server, real answers."""

import asyncio
import os
import random
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import aiohttp
import pytest

from bot import yaml_file
from bot.channels.short_form import fits
from bot.channels.wechat import WeChat
from bot.reading.ground import Ground
from bot.settings import ROOT
from bot.wechat.letterbox import WINDOW_S
from bot.wechat.simulated import Api
from tests.channels import wechat_client as client
from tests.channels.running_doors import Agent, Running, environment, stocked
from tests.channels.wechat_client import ACCOUNT, AES_KEY, APP_ID, TOKEN, Server

SAYS = yaml_file.read(ROOT / "data" / "wechat.yml")
SECRET = "tests-own-secret"
SLOW_S, WITHIN_S = 4.5, 3.0
# A thousand over both modes; XIAOXI_CALLBACKS=1000 for a thousand in each.
CALLBACKS, AT_ONCE = int(os.environ.get("XIAOXI_CALLBACKS", "500")), 50
QUESTIONS = (
    "高龄津贴每月给多少", "低保到哪里申请", "领结婚证要带啥", "离婚冷静期几天", "牛街街道办事处在哪", "你好", "谢谢您",
    "残疾人补贴有哪些", "我妈今年八十六", "火化费能不能减", "收养孩子什么条件", "我想找个人说", "明天会下雨吗", "吃饭的地方",
)  # fmt: skip


class Scene:
    """A door before real turns, the API it calls, and WeChat's server."""

    def __init__(self, directory: Path, ground: Ground, sealed: bool, speaks_first: bool = True) -> None:
        self.api = Api(SECRET)
        settings = {
            "XIAOXI_DATABASE": str(stocked(directory / "xiaoxi.db")),
            "XIAOXI_RUN": str(directory),
            "XIAOXI_WECHAT_TOKEN": TOKEN,
            "XIAOXI_WECHAT_AES_KEY": AES_KEY if sealed else "",
            "XIAOXI_WECHAT_APP_ID": APP_ID,
            "XIAOXI_WECHAT_SECRET": SECRET if speaks_first else "",
            "XIAOXI_WECHAT_API": self.api.address,
            "XIAOXI_WECHAT_SECONDS": str(WITHIN_S),
            "XIAOXI_REPLY_SECONDS": "60",
            "XIAOXI_QUEUE_SECONDS": "60",
            "XIAOXI_TURNS_AT_ONCE": str(AT_ONCE),
        }
        self.agent = Agent(ground, directory / "conversations.db")
        with environment(settings):
            self.door = WeChat()
        self.running = Running([self.door], self.agent)
        self.server = Server(f"{self.running.url}/webhooks/wechat/", sealed)
        self.server.say(client.text("oTheFirstPaysForTheLoading01", "你好"))
        self.agent.began.clear()

    def late(self, receiver: str, seconds: float = 10) -> list[str]:
        """What the API was asked to send somebody, once something was."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if found := [text for to, text in self.api.sent if to == receiver]:
                return found
            time.sleep(0.05)
        return []

    def close(self) -> None:
        self.running.close()
        self.api.close()


@pytest.fixture(scope="module", params=[False, True], ids=["plain", "sealed"])
def scene(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, ground: Ground) -> Iterator[Scene]:
    opened = Scene(tmp_path_factory.mktemp("wechat"), ground, request.param)
    yield opened
    opened.close()


_people = iter(range(1, 1_000_000))


@pytest.fixture
def who() -> str:
    """Somebody nobody has met; as long as an OpenID."""
    return f"oTests{next(_people):022d}"


# ── The address is ours


def test_the_platform_sees_that_we_know_the_token(scene: Scene) -> None:
    assert scene.server.request("GET", {**scene.server.stamp(), "echostr": "5837293846"}) == (200, "5837293846")


REFUSED = {
    "wrong token": {"token": "another"},
    "too old": {"at": time.time() - WINDOW_S - 60},
    "from tomorrow": {"at": time.time() + 86_400},
}


@pytest.mark.parametrize("how", REFUSED.values(), ids=REFUSED.keys())
def test_nobody_else_is_let_in(scene: Scene, who: str, how: dict) -> None:
    stamp = scene.server.stamp(**how)
    assert scene.server.request("GET", {**stamp, "echostr": "5837293846"})[0] == 403
    query, body = scene.server.enveloped(client.text(who, "你好"), stamp)
    status, said = scene.server.request("POST", query, body.encode())
    assert (status, "你好" in said) == (403, False)


def test_an_echo_that_could_be_markup_is_not_given_back(scene: Scene) -> None:
    status, said = scene.server.request("GET", {**scene.server.stamp(), "echostr": "<script>alert(1)</script>"})
    assert (status, "script" in said) == (403, False)


def test_a_signature_is_good_for_one_body_only(scene: Scene, who: str) -> None:
    stamp = scene.server.stamp()
    query, body = scene.server.enveloped(client.text(who, "你好"), stamp)
    assert scene.server.request("POST", query, body.encode())[0] == 200
    query, body = scene.server.enveloped(client.text(who, "低保多少钱"), stamp)
    assert scene.server.request("POST", query, body.encode())[0] == 403


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><xml><MsgType>&b;</MsgType></xml>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><xml><MsgType>&a;</MsgType></xml>'
UNREADABLE = (BOMB, OUTSIDE, "", "<xml>", "{}", "<xml/>", "<a><b/></a>", "<xml>" + "<a>1</a>" * 100 + "</xml>", "\0")


@pytest.mark.parametrize("body", UNREADABLE, ids=lambda body: repr(body[:20]))
def test_what_is_no_message_is_refused_and_nothing_of_it_is_read(scene: Scene, body: str) -> None:
    status, said = scene.server.request("POST", scene.server.stamp(), body.encode())
    assert status in (400, 403)
    assert "root:" not in said and "<" not in said


def test_too_large_a_body_is_refused(scene: Scene, who: str) -> None:
    status, _ = scene.server.request("POST", scene.server.stamp(), client.text(who, "低" * 9_000).encode())
    assert status in (400, 413)


def test_with_a_key_what_is_not_sealed_is_refused(scene: Scene, who: str) -> None:
    if not scene.server.sealed:
        pytest.skip("no key is set")
    plain = Server(scene.server.url, sealed=False)
    assert plain.request("POST", plain.stamp(), client.text(who, "你好").encode())[0] == 403


# ── Every kind of message


def test_a_text_is_answered_in_short_and_its_number_leads_on(scene: Scene, who: str) -> None:
    first, second = scene.server.say(client.text(who, "高龄津贴每月给多少"), client.text(who, "1"))
    assert first and second
    assert fits(first) and fits(second)
    assert "100元" in first
    assert "\n1. " in first
    assert second != first


def test_more_is_read_page_by_page(scene: Scene, who: str) -> None:
    first, *pages = scene.server.say(*[client.text(who, said) for said in ("低保怎么申请", "更多", "更多")])
    assert first and "回复“更多”看" in first
    assert pages[0] and all(fits(page) for page in pages if page)
    assert pages[0] not in first


def test_speech_is_read_as_what_was_recognised(scene: Scene, who: str) -> None:
    heard, unheard = scene.server.say(
        client.other(who, "voice", MediaId="m", Format="amr", Recognition="高龄津贴每月给多少。"),
        client.other(who, "voice", MediaId="m", Format="amr", Recognition=""),
    )
    assert heard and "100元" in heard
    assert unheard == SAYS["unheard"]


def test_a_shared_place_is_where_the_resident_is(scene: Scene, who: str) -> None:
    asked, told = scene.server.say(
        client.text(who, "附近有养老驿站吗"),
        client.other(who, "location", Location_X="39.8841", Location_Y="116.3579", Scale="15", Label="牛街"),
    )
    assert asked and "发送位置" in asked
    assert told and "牛街" in told


def test_whoever_let_the_platform_tell_where_he_is_is_not_asked(scene: Scene, who: str) -> None:
    came_in, told = scene.server.say(
        client.other(who, "event", Event="LOCATION", Latitude="39.8841", Longitude="116.3579", Precision="65"),
        client.text(who, "附近有养老驿站吗"),
    )
    assert came_in is None
    assert told and "牛街" in told


@pytest.mark.parametrize("kind", ["image", "video", "shortvideo", "link", "file", "miniprogrampage", "sticker"])
def test_what_cannot_be_read_is_kindly_declined(scene: Scene, who: str, kind: str) -> None:
    (said,) = scene.server.say(client.other(who, kind, MediaId="m", PicUrl="https://example.com/1.jpg"))
    assert said == SAYS["picture" if kind == "image" else "other"]


def test_a_new_follower_is_welcomed_and_one_who_leaves_is_forgotten(scene: Scene, who: str) -> None:
    (welcome,) = scene.server.say(client.other(who, "event", Event="subscribe"))
    assert welcome == SAYS["welcome"]
    scene.server.say(client.text(who, "低保怎么申请"))
    conversation = asyncio.run(scene.door.door.conversation_id(who))
    assert asyncio.run(scene.agent.kept(conversation)) is not None
    (said,) = scene.server.say(client.other(who, "event", Event="unsubscribe"))
    assert said is None
    assert asyncio.run(scene.agent.kept(conversation)) is None


@pytest.mark.parametrize(
    "item", [item for column in SAYS["menu"] for item in column["items"]], ids=lambda item: item["name"]
)
def test_every_item_of_the_menu_is_answered(scene: Scene, who: str, item: dict) -> None:
    (said,) = scene.server.say(client.other(who, "event", Event="CLICK", EventKey=item["ask"]))
    assert said and fits(said)
    assert "这个选项现在没有了" not in said


@pytest.mark.parametrize("event", ["VIEW", "TEMPLATESENDJOBFINISH", "something_new"])
def test_events_that_ask_nothing_are_taken_without_a_word(scene: Scene, who: str, event: str) -> None:
    assert scene.server.say(client.other(who, "event", Event=event, EventKey="x")) == [None]


def test_a_command_of_rasas_is_text_like_any_other(scene: Scene, who: str) -> None:
    said = client.text(who, '/ask_faq{"topic":"marriage.fee"}')
    scene.server.say(said, client.other(who, "event", Event="CLICK", EventKey='/share_location{"lon":1}'))
    assert all(not message.text.startswith("/") for message in scene.agent.heard[-2:])


def test_danger_is_answered_with_the_number_first(scene: Scene, who: str) -> None:
    (said,) = scene.server.say(client.text(who, "我爸突然倒地上没气儿了"))
    assert said and "120" in said[:60]


def test_who_writes_stands_in_no_file(scene: Scene, who: str) -> None:
    scene.agent.slow["残疾人补贴有几种"] = SLOW_S
    scene.server.say(
        client.text(who, "残疾人补贴有几种"), client.text(who, "2"), client.other(who, "event", Event="subscribe")
    )
    assert scene.late(who)
    directory = scene.door.turns._offered._file.parent
    for file in (path for path in directory.rglob("*") if path.is_file()):
        assert who.encode() not in file.read_bytes(), file.name


# ── In time, once


def test_an_answer_that_takes_longer_comes_in_a_message_of_its_own(scene: Scene, who: str) -> None:
    scene.agent.slow["离婚要多久才能办完"] = SLOW_S
    (said,) = scene.server.say(client.text(who, "离婚要多久才能办完"))
    assert said is None
    (late,) = scene.late(who)
    assert fits(late) and "30" in late


def test_a_token_that_ran_out_is_fetched_again(scene: Scene, who: str) -> None:
    scene.agent.slow["收养要等多久"] = SLOW_S
    scene.api.spoilt |= set(scene.api.tokens)
    before = len(scene.api.tokens)
    assert scene.server.say(client.text(who, "收养要等多久")) == [None]
    assert scene.late(who)
    assert len(scene.api.tokens) == before + 1


def test_of_a_thousand_callbacks_fifty_at_once_each_is_answered_exactly_once(scene: Scene) -> None:
    """Every tenth is slow, every fifth is sent again at the same time, every seventh once more afterwards."""
    before, chance = scene.api.sent.copy(), random.Random(20261130)
    slow = [f"{question}，急等" for question in QUESTIONS]
    scene.agent.slow.update(dict.fromkeys(slow, SLOW_S))
    senders = [f"oThousand{scene.server.sealed:d}{number:018d}" for number in range(CALLBACKS)]
    messages = [
        client.text(sender, chance.choice(slow if number % 10 == 0 else QUESTIONS))
        for number, sender in enumerate(senders)
    ]
    answers: Counter[str] = Counter()

    async def callbacks() -> None:
        gate = asyncio.Semaphore(AT_ONCE)
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=AT_ONCE)) as session:

            async def call(number: int) -> None:
                async with gate:
                    if said := await scene.server.post(session, messages[number]):
                        answers[senders[number]] += 1
                        assert fits(said)

            async def callback(number: int) -> None:
                await asyncio.gather(*(call(number) for _ in range(2 if number % 5 == 0 else 1)))
                if number % 7 == 0:
                    await call(number)

            await asyncio.gather(*map(callback, range(CALLBACKS)))

    asyncio.run(callbacks())
    until = time.monotonic() + 30 + CALLBACKS / 10
    while time.monotonic() < until:
        sent = Counter(to for to, _ in scene.api.sent[len(before) :])
        if set(answers) | set(sent) == set(senders):
            break
        time.sleep(0.1)
    total = answers + sent
    wrong = [(total[sender], number) for number, sender in enumerate(senders) if total[sender] != 1]
    assert wrong == []
    assert sent, "nothing was slow"
    begun = scene.agent.began
    assert all(count == 1 for count in begun.values())
    late = sum(sent[sender] for sender in senders)
    print(f"{CALLBACKS} callbacks: {sum(answers.values())} answered at once, {late} in a message afterwards")


def test_without_a_secret_the_request_waits_and_the_retry_carries_the_answer(tmp_path: Path, ground: Ground) -> None:
    """As WeChat does: the first request is broken off, the second has the same MsgId."""
    scene = Scene(tmp_path, ground, sealed=False, speaks_first=False)
    try:
        scene.agent.slow["低保到哪里申请"] = SLOW_S
        message = client.text("oRetry000000000000000000001", "低保到哪里申请")

        async def broken_off_then_again() -> str | None:
            async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=0.4)) as session:
                with pytest.raises(asyncio.TimeoutError):
                    await scene.server.post(session, message)
            async with aiohttp.ClientSession() as session:
                return await scene.server.post(session, message)

        said = asyncio.run(broken_off_then_again())
        assert said and "街道" in said
        assert list(scene.agent.began.values()) == [1]
    finally:
        scene.close()


def test_the_door_is_shut_while_no_token_is_set(tmp_path: Path, ground: Ground) -> None:
    with environment({"XIAOXI_DATABASE": str(stocked(tmp_path / "xiaoxi.db")), "XIAOXI_RUN": str(tmp_path)}):
        door = WeChat()
    running = Running([door], Agent(ground, tmp_path / "conversations.db"))
    try:
        shut = Server(f"{running.url}/webhooks/wechat/", sealed=False)
        assert shut.request("GET", shut.stamp(token=""))[0] == 404
        assert shut.request("POST", shut.stamp(token=""), client.text("oShut", "你好").encode())[0] == 404
    finally:
        running.close()


def test_the_accounts_of_reply_and_message_are_swapped(scene: Scene, who: str) -> None:
    query, body = scene.server.enveloped(client.text(who, "你好"), scene.server.stamp())
    _, said = scene.server.request("POST", query, body.encode())
    if not scene.server.sealed:
        assert f"<ToUserName><![CDATA[{who}]]>" in said
        assert f"<FromUserName><![CDATA[{ACCOUNT}]]>" in said
