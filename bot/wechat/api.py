"""The APIs an account calls: its token, a message to a person, the menu; WeChat's, and WeCom's where they differ.

https://developers.weixin.qq.com/doc/service/api/ · https://developer.work.weixin.qq.com/document/
"""

import asyncio
import json
from abc import ABC, abstractmethod
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import aiohttp

from bot.errors import Unavailable
from bot.wechat.access_token import AccessTokens

_PATIENCE_S = 5.0
# The token is not, or no longer, good.
_TOKEN = (40001, 40014, 42001)
_MEANING = {
    -1: "对方系统忙", 40003: "没有这个人，或不是这个号的粉丝", 40013: "AppID 不对", 40018: "菜单名字太长",
    40125: "AppSecret 不对", 40164: "这台机器的地址不在公众平台的 IP 白名单里", 45002: "消息太长",
    45009: "今天的次数用完了", 45015: "超过 48 小时没有说话，或者已取消关注", 45047: "48 小时里主动发的条数用完了",
    48001: "这个号没有这项权限（订阅号未认证的没有客服消息）", 60020: "这台机器的地址不在企业可信 IP 里",
}  # fmt: skip


class Refused(Unavailable):
    """The API said no; `errcode` is its own."""

    def __init__(self, errcode: int, said: str) -> None:
        super().__init__(f"微信接口不收：{_MEANING.get(errcode, said)}（errcode {errcode}）")
        self.errcode = errcode


class _Calls(ABC):
    """`base`: the address of the API. Raises Unavailable where it does not answer, Refused where it says no."""

    def __init__(self, base: str, account: str, file: Path) -> None:
        self._base = base.rstrip("/")
        self._tokens = AccessTokens(file, account, self._fetch)

    @abstractmethod
    async def _fetch(self, force: bool) -> tuple[str, float]:
        """A token of the API's and how many seconds it lasts."""

    async def call(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """POST `body` with the token; once more with a new one where that was what was wrong."""
        token = await self._tokens.get()
        try:
            return await self._post(path, body, {"access_token": token})
        except Refused as wrong:
            if wrong.errcode not in _TOKEN:
                raise
        return await self._post(path, body, {"access_token": await self._tokens.get(refused=token)})

    async def _post(self, path: str, body: Mapping[str, Any], query: Mapping[str, str]) -> dict[str, Any]:
        # Not aiohttp's own JSON: WeChat shows \u escapes as they are.
        data = json.dumps(body, ensure_ascii=False).encode()
        return await self._asked("POST", path, query, data)

    async def _asked(
        self, method: str, path: str, query: Mapping[str, str], data: bytes | None = None
    ) -> dict[str, Any]:
        timeout = aiohttp.ClientTimeout(total=_PATIENCE_S)
        headers = {"Content-Type": "application/json"}
        try:
            async with (
                aiohttp.ClientSession(timeout=timeout) as session,
                session.request(method, self._base + path, params=query, data=data, headers=headers) as response,
            ):
                said = await response.json(content_type=None)
        except (aiohttp.ClientError, asyncio.TimeoutError, ValueError) as wrong:
            raise Unavailable(f"微信接口 {self._base}{path} 没有应答：{type(wrong).__name__}") from wrong
        if not isinstance(said, dict):
            raise Unavailable(f"微信接口 {self._base}{path} 的应答读不懂")
        if said.get("errcode"):
            raise Refused(int(said["errcode"]), str(said.get("errmsg", "")))
        return said


class OfficialAccount(_Calls):
    """公众号. `file` keeps the token."""

    def __init__(self, base: str, app_id: str, secret: str, file: Path) -> None:
        super().__init__(base, app_id, file)
        self._app_id, self._secret = app_id, secret

    async def _fetch(self, force: bool) -> tuple[str, float]:
        asked = {"grant_type": "client_credential", "appid": self._app_id, "secret": self._secret}
        said = await self._post("/cgi-bin/stable_token", {**asked, "force_refresh": force}, {})
        return str(said["access_token"]), float(said["expires_in"])

    async def send_text(self, receiver: str, text: str) -> None:
        """A 客服消息: within 48 hours after the person last spoke, five at most."""
        await self.call(
            "/cgi-bin/message/custom/send", {"touser": receiver, "msgtype": "text", "text": {"content": text}}
        )

    async def make_menu(self, menu: Mapping[str, Any]) -> None:
        await self.call("/cgi-bin/menu/create", menu)


class WeCom(_Calls):
    """企业微信: an application's messages (`agent`), and 微信客服."""

    def __init__(self, base: str, corp: str, secret: str, agent: str, file: Path) -> None:
        super().__init__(base, f"{corp}:{agent}", file)
        self._corp, self._secret, self._agent = corp, secret, agent

    async def _fetch(self, force: bool) -> tuple[str, float]:
        said = await self._asked("GET", "/cgi-bin/gettoken", {"corpid": self._corp, "corpsecret": self._secret})
        return str(said["access_token"]), float(said["expires_in"])

    async def send_text(self, receiver: str, text: str) -> None:
        body = {"touser": receiver, "msgtype": "text", "agentid": self._agent, "text": {"content": text}}
        await self.call("/cgi-bin/message/send", body)

    async def customer_messages(self, desk: str, token: str, cursor: str) -> dict[str, Any]:
        """What customers sent to the 客服账号 `desk` since `cursor`: msg_list, next_cursor, has_more."""
        body = {"open_kfid": desk, "token": token, "cursor": cursor, "limit": 200, "voice_format": 0}
        return await self.call("/cgi-bin/kf/sync_msg", body)

    async def send_to_customer(self, desk: str, customer: str, text: str, message_id: str) -> None:
        """`message_id` keeps a text from being sent twice."""
        body = {"touser": customer, "open_kfid": desk, "msgid": message_id, "msgtype": "text"}
        await self.call("/cgi-bin/kf/send_msg", {**body, "text": {"content": text}})
