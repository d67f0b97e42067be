"""The door of WeCom over real HTTP: seals by wechatpy, its API by a local server, real answers."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import requests
import xmltodict
from wechatpy.enterprise import parse_message
from wechatpy.enterprise.crypto import WeChatCrypto
from wechatpy.utils import WeChatSigner, random_string

from bot import yaml_file
from bot.channels.short_form import fits
from bot.channels.wecom import WeCom
from bot.reading.ground import Ground
from bot.settings import ROOT
from bot.wechat.simulated import Api
from tests.channels.running_doors import Agent, Running, environment, stocked

SAYS = yaml_file.read(ROOT / "data" / "wechat.yml")
TOKEN, CORP, DESK, SECRET = "corps-own-token", "ww0123456789abcdef", "wkTestsDesk", "corps-own-secret"
AES_KEY = "GFEDCBA9876543210zyxwvutsrqponmlkjihgfedcba"
CRYPTO = WeChatCrypto(TOKEN, AES_KEY, CORP)


class Scene:
    """A door before real turns, and the API it calls."""

    def __init__(self, directory: Path, ground: Ground) -> None:
        self.api = Api(SECRET)
        values = {
            "XIAOXI_DATABASE": str(stocked(directory / "xiaoxi.db")),
            "XIAOXI_RUN": str(directory),
            "XIAOXI_WECOM_TOKEN": TOKEN,
            "XIAOXI_WECOM_AES_KEY": AES_KEY,
            "XIAOXI_WECOM_CORP_ID": CORP,
            "XIAOXI_WECOM_AGENT": "1000002",
            "XIAOXI_WECOM_SECRET": SECRET,
            "XIAOXI_WECOM_CUSTOMER_SECRET": SECRET,
            "XIAOXI_WECOM_API": self.api.address,
            "XIAOXI_REPLY_SECONDS": "30",
        }
        self.agent = Agent(ground, directory / "conversations.db")
        with environment(values):
            self.door = WeCom()
        self.running = Running([self.door], self.agent)
        self.url = f"{self.running.url}/webhooks/wecom/"

    def post(self, sender: str, kind: str, **fields: str) -> str | None:
        """The passive reply to a sealed message."""
        parts = {"ToUserName": CORP, "FromUserName": sender, "CreateTime": int(time.time()), "MsgType": kind, **fields}
        message = "<xml>" + "".join(f"<{name}><![CDATA[{held}]]></{name}>" for name, held in parts.items()) + "</xml>"
        timestamp, nonce = str(int(time.time())), random_string(10)
        body = CRYPTO.encrypt_message(message, nonce, timestamp)
        query = {"msg_signature": xmltodict.parse(body)["xml"]["MsgSignature"], "timestamp": timestamp, "nonce": nonce}
        response = requests.post(self.url, params=query, data=body.encode(), timeout=30)
        assert response.status_code == 200, response.text
        if response.text == "success":
            return None
        sealed = xmltodict.parse(response.text)["xml"]
        opened = CRYPTO.decrypt_message(response.text, sealed["MsgSignature"], sealed["TimeStamp"], sealed["Nonce"])
        return str(parse_message(opened).content)

    def customer(self, who: str, kind: str = "text", ago_s: float = 0, origin: int = 3, **held: Any) -> None:
        """Something a customer of 微信客服 sends, waiting to be fetched."""
        message = {"msgid": random_string(16), "open_kfid": DESK, "external_userid": who, "origin": origin}
        self.api.customers.append({**message, "send_time": int(time.time() - ago_s), "msgtype": kind, kind: held})

    def notify(self) -> None:
        assert self.post("", "event", Event="kf_msg_or_event", Token=random_string(20), OpenKfId=DESK) is None

    def heard(self, who: str, count: int) -> list[str]:
        """What somebody was sent, once it is `count`."""
        until = time.monotonic() + 20
        while time.monotonic() < until:
            if len(found := [text for to, text in self.api.sent if to == who]) >= count:
                break
            time.sleep(0.05)
        return found


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory, ground: Ground) -> Iterator[Scene]:
    opened = Scene(tmp_path_factory.mktemp("wecom"), ground)
    yield opened
    opened.running.close()
    opened.api.close()


def test_the_sealed_echo_is_opened(scene: Scene) -> None:
    timestamp, nonce = str(int(time.time())), random_string(10)
    sealed = xmltodict.parse(CRYPTO.encrypt_message("8472938475", nonce, timestamp))["xml"]
    query = {
        "msg_signature": sealed["MsgSignature"],
        "timestamp": timestamp,
        "nonce": nonce,
        "echostr": sealed["Encrypt"],
    }
    assert requests.get(scene.url, params=query, timeout=30).text == "8472938475"
    wrong = requests.get(scene.url, params={**query, "msg_signature": "0" * 40}, timeout=30)
    assert (wrong.status_code, "8472938475" in wrong.text) == (403, False)


def test_a_colleague_is_answered_in_the_response(scene: Scene) -> None:
    said = scene.post("zhangsan", "text", Content="高龄津贴每月给多少", MsgId="1", AgentID="1000002")
    assert said and "100元" in said and fits(said)


def test_what_is_not_sealed_is_refused(scene: Scene) -> None:
    signer = WeChatSigner()
    timestamp, nonce = str(int(time.time())), random_string(10)
    signer.add_data(TOKEN, timestamp, nonce)
    plain = f"<xml><ToUserName>{CORP}</ToUserName><FromUserName>a</FromUserName><MsgType>text</MsgType></xml>"
    query = urlencode({"signature": signer.signature, "timestamp": timestamp, "nonce": nonce})
    assert requests.post(f"{scene.url}?{query}", data=plain.encode(), timeout=30).status_code == 403


def test_customers_are_answered_each_in_order_and_once(scene: Scene) -> None:
    scene.customer("wmOne", content="高龄津贴每月给多少")
    scene.customer("wmTwo", "location", latitude=39.8841, longitude=116.3579, name="牛街")
    scene.customer("wmOne", content="更多")
    scene.customer("wmThree", "image", media_id="m")
    scene.notify()
    scene.notify()
    first, second = scene.heard("wmOne", 2)
    assert "100元" in first and second != first
    assert scene.heard("wmTwo", 1)
    assert scene.heard("wmThree", 1) == [SAYS["picture"]]
    time.sleep(0.5)
    assert [len(scene.heard(who, 1)) for who in ("wmOne", "wmTwo", "wmThree")] == [2, 1, 1]


def test_what_was_said_long_ago_or_by_no_customer_is_not_answered(scene: Scene) -> None:
    scene.customer("wmOld", content="低保怎么申请", ago_s=86_400)
    scene.customer("wmStaff", content="低保怎么申请", origin=5)
    scene.customer("wmNow", content="你好")
    scene.notify()
    assert scene.heard("wmNow", 1)
    assert [to for to, _ in scene.api.sent if to in ("wmOld", "wmStaff")] == []


def test_after_a_restart_nothing_is_answered_again(scene: Scene) -> None:
    scene.customer("wmOnce", content="你好")
    scene.notify()
    assert len(scene.heard("wmOnce", 1)) == 1
    scene.door.deliveries._kept.clear()
    scene.customer("wmAfter", content="你好")
    scene.notify()
    assert scene.heard("wmAfter", 1)
    assert len(scene.heard("wmOnce", 1)) == 1
