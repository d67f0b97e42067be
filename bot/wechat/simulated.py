"""WeChat's side played here: its server that sends messages, and its API that takes them; nothing leaves the machine.

For an operator without an account (`python -m bot wechat simulate`), and for tests.
"""

import json
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests

from bot.errors import Unavailable
from bot.wechat.message import document, fields_of
from bot.wechat.seal import Seal, signature

ACCOUNT = "gh_simulated"
_PATIENCE_S = 5.0
_TRIES = 3


@dataclass
class Server:
    """WeChat's server as it speaks to the door at `url`; sealed where `seal` is given."""

    url: str
    token: str
    seal: Seal | None = None
    messages: int = 0

    def verify(self) -> bool:
        """The check made when the address is entered: is our echo given back?"""
        echo = secrets.token_hex(8)
        response = requests.get(self.url, params={**self._stamp(), "echostr": echo}, timeout=_PATIENCE_S)
        return response.status_code == 200 and response.text == echo

    def say(self, sender: str, kind: str, **fields: str) -> str | None:
        """The passive reply to a message; None where there was none. Waits and repeats as WeChat does.

        Raises Unavailable where the door does not answer, or not as a door of WeChat does.
        """
        message = self._message(sender, kind, fields)
        for _ in range(_TRIES):
            try:
                return self._delivered(message, sender)
            except requests.Timeout:
                continue
            except requests.RequestException as wrong:
                raise Unavailable(f"{self.url} 没有应答：{type(wrong).__name__}") from wrong
        return None

    def _message(self, sender: str, kind: str, fields: dict[str, str]) -> str:
        self.messages += 1
        envelope = {"ToUserName": ACCOUNT, "FromUserName": sender, "CreateTime": str(int(time.time()))}
        number = {} if kind == "event" else {"MsgId": f"{time.time_ns() // 1000}{self.messages % 1000:03d}"}
        return document({**envelope, "MsgType": kind, **fields, **number})

    def _delivered(self, message: str, sender: str) -> str | None:
        query = {**self._stamp(), "openid": sender}
        if self.seal:
            sealed = self.seal.close(message)
            signed = self.seal.sign(sealed, query["timestamp"], query["nonce"])
            query |= {"encrypt_type": "aes", "msg_signature": signed}
            message = document({"ToUserName": ACCOUNT, "Encrypt": sealed})
        headers = {"Content-Type": "text/xml"}
        response = requests.post(self.url, params=query, data=message.encode(), headers=headers, timeout=_PATIENCE_S)
        if response.status_code != 200:
            raise Unavailable(f"{self.url} 回了 {response.status_code}：{response.text[:200]}")
        return self._reply(response.content) if response.text not in ("", "success") else None

    def _reply(self, body: bytes) -> str:
        fields = fields_of(body)
        if self.seal:
            stamp = (fields["MsgSignature"], fields["TimeStamp"], fields["Nonce"])
            fields = fields_of(self.seal.open(fields["Encrypt"], *stamp))
        return fields["Content"]

    def _stamp(self) -> dict[str, str]:
        timestamp, nonce = str(int(time.time())), secrets.token_hex(5)
        return {"signature": signature(self.token, timestamp, nonce), "timestamp": timestamp, "nonce": nonce}


@dataclass
class Api:
    """The API at `address`: gives tokens, takes messages and menus as documented, and keeps what came.

    `heard` is called with receiver and text of each message. `spoilt`: tokens that are no longer good.
    """

    secret: str
    port: int = 0
    heard: Callable[[str, str], None] | None = None
    sent: list[tuple[str, str]] = field(default_factory=list)
    menus: list[dict[str, Any]] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    spoilt: set[str] = field(default_factory=set)
    refuses: int = 0
    customers: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        handler = type("Handler", (_Handler,), {"api": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), handler)
        self._server.daemon_threads = True
        self._lock = threading.Lock()
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, path: str, query: dict[str, str], body: dict[str, Any]) -> dict[str, Any]:
        """What the API says to one request."""
        with self._lock:
            if path in ("/cgi-bin/stable_token", "/cgi-bin/gettoken"):
                return self._token(body.get("secret") or query.get("corpsecret", ""), bool(body.get("force_refresh")))
            token = query.get("access_token", "")
            if token in self.spoilt or token not in self.tokens:
                return {"errcode": 42001 if token in self.spoilt else 40001, "errmsg": "access_token is not good"}
            if self.refuses:
                return {"errcode": self.refuses, "errmsg": "refused"}
            return self._done(path, body)

    def _token(self, secret: str, force: bool) -> dict[str, Any]:
        if secret != self.secret:
            return {"errcode": 40125, "errmsg": "invalid appsecret"}
        good = [token for token in self.tokens if token not in self.spoilt]
        if force or not good:
            self.spoilt |= set(self.tokens)
            self.tokens.append(secrets.token_hex(16))
        return {"access_token": self.tokens[-1], "expires_in": 7200}

    def _done(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        ok = {"errcode": 0, "errmsg": "ok"}
        if path == "/cgi-bin/menu/create":
            self.menus.append(body)
            return ok
        if path == "/cgi-bin/kf/sync_msg":
            start = int(body.get("cursor") or 0)
            found = self.customers[start : start + 2]
            more = start + len(found) < len(self.customers)
            return {**ok, "msg_list": found, "next_cursor": str(start + len(found)), "has_more": int(more)}
        if path in ("/cgi-bin/message/custom/send", "/cgi-bin/message/send", "/cgi-bin/kf/send_msg"):
            receiver, text = str(body["touser"]), str(body["text"]["content"])
            if len(text.encode()) > 2048:
                return {"errcode": 45002, "errmsg": "content size out of limit"}
            self.sent.append((receiver, text))
            if self.heard:
                self.heard(receiver, text)
            return ok
        return {"errcode": 40066, "errmsg": "invalid url"}


class _Handler(BaseHTTPRequestHandler):
    api: Api
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet."""

    def do_GET(self) -> None:
        self._respond({})

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        self._respond(json.loads(self.rfile.read(length) or b"{}"))

    def _respond(self, body: dict[str, Any]) -> None:
        address = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(address.query).items()}
        content = json.dumps(self.api.answer(address.path, query, body), ensure_ascii=False).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json; encoding=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
