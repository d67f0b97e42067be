"""WeChat's server built on wechatpy, an implementation that owes nothing to ours: seals, signatures, documents."""

import asyncio
import itertools
import time
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import xmltodict
from wechatpy import parse_message
from wechatpy.crypto import WeChatCrypto
from wechatpy.replies import TextReply
from wechatpy.utils import WeChatSigner, random_string

TOKEN, APP_ID = "tests-own-token", "wx0123456789abcdef"
AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
ACCOUNT = "gh_0123456789ab"
_numbers = itertools.count(24_000_000_000_000_000)


def text(sender: str, content: str, number: int | None = None) -> str:
    """A text message as wechatpy renders it, with its MsgId."""
    rendered = TextReply(source=sender, target=ACCOUNT, content=content, time=int(time.time())).render()
    return rendered.replace("</xml>", f"<MsgId>{number or next(_numbers)}</MsgId></xml>")


def other(sender: str, kind: str, **fields: Any) -> str:
    """A message of another kind, as the official pages show it."""
    parts = {"ToUserName": ACCOUNT, "FromUserName": sender, "CreateTime": int(time.time()), "MsgType": kind, **fields}
    if kind != "event":
        parts["MsgId"] = next(_numbers)
    return "<xml>" + "".join(f"<{name}><![CDATA[{value}]]></{name}>" for name, value in parts.items()) + "</xml>"


@dataclass
class Server:
    """Speaks to the door at `url`, sealed or plain."""

    url: str
    sealed: bool
    crypto: WeChatCrypto = field(default_factory=lambda: WeChatCrypto(TOKEN, AES_KEY, APP_ID))

    def stamp(self, at: float | None = None, token: str = TOKEN) -> dict[str, str]:
        timestamp, nonce = str(int(time.time() if at is None else at)), random_string(10)
        signer = WeChatSigner()
        signer.add_data(token, timestamp, nonce)
        return {"timestamp": timestamp, "nonce": nonce, "signature": signer.signature}

    def enveloped(self, message: str, query: dict[str, str]) -> tuple[dict[str, str], str]:
        """Query and body of a request with `message`."""
        if not self.sealed:
            return query, message
        body = self.crypto.encrypt_message(message, query["nonce"], query["timestamp"])
        signed = body.partition("<MsgSignature><![CDATA[")[2].partition("]]>")[0]
        return {**query, "encrypt_type": "aes", "msg_signature": signed}, body

    async def post(self, session: aiohttp.ClientSession, message: str) -> str | None:
        """The passive reply's text; None where there was none."""
        query, body = self.enveloped(message, self.stamp())
        async with session.post(self.url, params=query, data=body.encode()) as response:
            assert response.status == 200, (response.status, await response.text())
            return self.opened(await response.text())

    def opened(self, body: str) -> str | None:
        """As wechatpy reads it."""
        if body == "success":
            return None
        if self.sealed:
            field_of = xmltodict.parse(body)["xml"]
            body = self.crypto.decrypt_message(body, field_of["MsgSignature"], field_of["TimeStamp"], field_of["Nonce"])
        reply = parse_message(body)
        assert (reply.type, reply.source) == ("text", ACCOUNT)
        return str(reply.content)

    def say(self, *messages: str) -> list[str | None]:
        """One after another."""

        async def scene() -> list[str | None]:
            async with aiohttp.ClientSession() as session:
                return [await self.post(session, message) for message in messages]

        return asyncio.run(scene())

    def request(self, method: str, query: dict[str, str], body: bytes = b"") -> tuple[int, str]:
        """Status and text of one request as it is."""

        async def scene() -> tuple[int, str]:
            async with (
                aiohttp.ClientSession() as session,
                session.request(method, self.url, params=query, data=body) as response,
            ):
                return response.status, await response.text()

        return asyncio.run(scene())
