"""AMap's Web service over HTTP: one GET, its status codes, and a strict budget of time.

https://lbs.amap.com/api/webservice/guide/api/georegeo , .../direction , status codes:
https://lbs.amap.com/api/webservice/guide/tools/info . A resident's address travels in the query string,
so neither a URL nor the text of a network error is ever logged.
"""

import logging
import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

import requests

from bot.errors import Unavailable

log = logging.getLogger(__name__)

BUDGET_S = 3.0
_ATTEMPT_S = 1.2
_BACKOFF_S = (0.15, 0.35)
_LARGEST_REPLY = 1_000_000
_PAUSE_S = {"key": 600.0, "quota": 3600.0, "busy": 20.0, "network": 20.0}

Trouble = Literal["key", "quota", "busy", "request", "route", "network", "garbage"]
# infocode → what kind of trouble it is.
INFOCODES: dict[str, Trouble] = {
    "10001": "key", "10002": "key", "10005": "key", "10006": "key", "10007": "key", "10008": "key", "10009": "key",
    "10011": "key", "10012": "key", "10013": "key", "10026": "key", "10041": "key",
    "10003": "quota", "10010": "quota", "10044": "quota", "10045": "quota", "40000": "quota", "40002": "quota",
    "10004": "busy", "10014": "busy", "10015": "busy", "10016": "busy", "10017": "busy", "10019": "busy",
    "10020": "busy", "10021": "busy", "10029": "busy", "20003": "busy",
    "20000": "request", "20001": "request", "20002": "request", "20011": "request", "20012": "request",
    "20800": "route", "20801": "route", "20802": "route", "20803": "route",
}  # fmt: skip
_MESSAGES = {
    "key": "高德密钥不可用（{code}），请在控制台检查密钥、平台和白名单",
    "quota": "高德今天的调用量用完了（{code}）",
    "busy": "高德服务繁忙（{code}）",
    "request": "高德不接受这次请求（{code}）",
    "route": "高德算不出步行路线（{code}）",
    "network": "连不上高德，或者超过了 {budget:g} 秒",
    "garbage": "高德的回复读不懂",
}
T = TypeVar("T")


class AmapTrouble(Unavailable):
    """AMap gave no usable answer; `trouble` says why."""

    def __init__(self, trouble: Trouble, code: str = "") -> None:
        super().__init__(_MESSAGES[trouble].format(code=code, budget=BUDGET_S))
        self.trouble = trouble


@dataclass
class Deadline:
    """A moment by which everything must be over."""

    at: float

    @classmethod
    def after(cls, seconds: float) -> "Deadline":
        return cls(time.monotonic() + seconds)

    @property
    def left(self) -> float:
        return self.at - time.monotonic()


class Amap:
    """A client for one key. After trouble that will not pass at once it rests and answers immediately."""

    def __init__(self, key: str, url: str) -> None:
        self._key, self._url = key, url.rstrip("/")
        self._resting_until, self._resting = 0.0, AmapTrouble("network")
        logger = logging.getLogger("urllib3.connectionpool")
        if not any(isinstance(each, _NoAddresses) for each in logger.filters):
            logger.addFilter(_NoAddresses())

    def get(self, path: str, params: dict[str, str], deadline: Deadline) -> dict[str, Any]:
        """The JSON of a successful reply. Raises AmapTrouble, at the latest when the deadline is reached."""
        if time.monotonic() < self._resting_until:
            raise self._resting
        if deadline.left <= 0:
            raise AmapTrouble("network")
        started = time.monotonic()
        try:
            reply = within(deadline.left, lambda: self._with_retries(path, params, deadline))
        except TimeoutError:
            trouble = AmapTrouble("network")
        except AmapTrouble as wrong:
            trouble = wrong
        else:
            return reply
        self._rest(trouble)
        log.warning("amap %s: %s after %.1f s", path, trouble, time.monotonic() - started)
        raise trouble

    def _rest(self, trouble: AmapTrouble) -> None:
        if trouble.trouble in _PAUSE_S:
            self._resting, self._resting_until = trouble, time.monotonic() + _PAUSE_S[trouble.trouble]

    def _with_retries(self, path: str, params: dict[str, str], deadline: Deadline) -> dict[str, Any]:
        for pause in (*_BACKOFF_S, None):
            try:
                return self._once(path, params, deadline)
            except AmapTrouble as wrong:
                wait = None if pause is None else pause * random.uniform(0.8, 1.2)
                if wrong.trouble not in ("busy", "network", "garbage") or wait is None or wait + 0.1 > deadline.left:
                    raise
                time.sleep(wait)
        raise AssertionError("unreachable")

    def _once(self, path: str, params: dict[str, str], deadline: Deadline) -> dict[str, Any]:
        seconds = max(0.05, min(_ATTEMPT_S, deadline.left))
        try:
            response = requests.get(
                self._url + path,
                params={**params, "key": self._key, "output": "JSON"},
                timeout=seconds,
                allow_redirects=False,
            )
        except requests.RequestException:
            raise AmapTrouble("network") from None
        if response.status_code >= 500:
            raise AmapTrouble("busy", f"HTTP {response.status_code}")
        return _checked(response)


def within(seconds: float, work: Callable[[], T]) -> T:
    """`work` done in another thread; TimeoutError when that takes longer, be it for DNS or a dripping reply."""
    result: list[T] = []
    failure: list[BaseException] = []

    def run() -> None:
        try:
            result.append(work())
        except BaseException as wrong:  # handed to the caller's thread
            failure.append(wrong)

    thread = threading.Thread(target=run, daemon=True, name="amap")
    thread.start()
    thread.join(max(0.0, seconds))
    if failure:
        raise failure[0]
    if not result:
        raise TimeoutError
    return result[0]


def _checked(response: requests.Response) -> dict[str, Any]:
    if len(response.content) > _LARGEST_REPLY:
        raise AmapTrouble("garbage")
    try:
        reply = response.json()
    except ValueError:
        raise AmapTrouble("garbage") from None
    if not isinstance(reply, dict) or "status" not in reply:
        raise AmapTrouble("garbage")
    if str(reply["status"]) == "1":
        return reply
    code = str(reply.get("infocode", ""))
    raise AmapTrouble(INFOCODES.get(code, "busy" if code.startswith("3") else "request"), code)


class _NoAddresses(logging.Filter):
    """Drops urllib3's debug lines about AMap, which would show the query string."""

    def filter(self, record: logging.LogRecord) -> bool:
        return "/v3/geocode/" not in record.getMessage() and "/v3/direction/" not in record.getMessage()
