"""What stands before a door of WeChat or WeCom: it opens what their servers send, and refuses the rest."""

import hashlib
import re
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from bot.wechat.message import Received, document, fields_of, received
from bot.wechat.seal import Seal, Unsealed, is_signed

# How old, or how far ahead of our clock, a request may be; WeChat's own retries end after fifteen seconds.
WINDOW_S = 600
_MOST_SIGNATURES = 50_000
_ECHO = re.compile(r"[A-Za-z0-9+/=_\-]{1,512}")
_NUMBER = re.compile(r"\d{1,12}")


class Letterbox:
    """Of an official account: `seal` where messages are sealed, None in plain mode.

    Refused is what is wrongly signed, too old, or signed with a signature used before.
    """

    def __init__(self, token: str, seal: Seal | None, clock: Callable[[], float] = time.time) -> None:
        self._token, self.seal, self._clock = token, seal, clock
        self._bodies: OrderedDict[str, bytes] = OrderedDict()

    def echo(self, query: Any) -> str:
        """What proves that the token is known. Raises Unsealed."""
        self._check(query)
        echo = query.get("echostr", "")
        if not _ECHO.fullmatch(echo):
            raise Unsealed("echostr 不对")
        return str(echo)

    def open(self, query: Any, body: bytes) -> Received:
        """The message. Raises Unsealed, BadInput."""
        self._check(query)
        self._check_once(query.get("signature", ""), body)
        fields = fields_of(body)
        if self.seal is None:
            return received(body)
        if "Encrypt" not in fields:
            raise Unsealed("设了消息加解密密钥，就只收加密的消息")
        return received(self.seal.open(fields["Encrypt"].strip(), *_stamp(query)))

    def close(self, reply: str, nonce: str) -> str:
        """The response's document, sealed where messages are."""
        if self.seal is None:
            return reply
        sealed, timestamp = self.seal.close(reply), str(int(self._clock()))
        signed = self.seal.sign(sealed, timestamp, nonce)
        return document({"Encrypt": sealed, "MsgSignature": signed, "TimeStamp": timestamp, "Nonce": nonce})

    def _check(self, query: Any) -> None:
        timestamp, nonce = query.get("timestamp", ""), query.get("nonce", "")
        if not is_signed(query.get("signature", ""), self._token, timestamp, nonce):
            raise Unsealed("签名不对")
        self._check_time(timestamp)

    def _check_time(self, timestamp: str) -> None:
        if not _NUMBER.fullmatch(timestamp) or abs(self._clock() - int(timestamp)) > WINDOW_S:
            raise Unsealed("时间差得太多，请核对服务器的时钟")

    def _check_once(self, signed: str, body: bytes) -> None:
        """The signature does not cover a plain body: one that was seen is good for the same body only."""
        digest = hashlib.sha256(body).digest()
        if self._bodies.setdefault(signed, digest) != digest:
            raise Unsealed("这个签名已经用过")
        if len(self._bodies) > _MOST_SIGNATURES:
            self._bodies.popitem(last=False)


class SealedLetterbox(Letterbox):
    """Of WeCom: everything is sealed, the echo too, and only what is sealed is signed."""

    seal: Seal

    def __init__(self, seal: Seal, clock: Callable[[], float] = time.time) -> None:
        super().__init__(seal.token, seal, clock)

    def echo(self, query: Any) -> str:
        self._check_time(query.get("timestamp", ""))
        opened = self.seal.open(query.get("echostr", ""), *_stamp(query))
        if not _ECHO.fullmatch(opened):
            raise Unsealed("echostr 不对")
        return opened

    def open(self, query: Any, body: bytes) -> Received:
        self._check_time(query.get("timestamp", ""))
        sealed = fields_of(body).get("Encrypt", "").strip()
        return received(self.seal.open(sealed, *_stamp(query)))


def _stamp(query: Any) -> tuple[str, str, str]:
    return query.get("msg_signature", ""), query.get("timestamp", ""), query.get("nonce", "")
