"""The web chat API over real HTTP, answering with recorded replies: enough of a door for the page, and no Rasa.

Serves the page's own files under the same address and a policy as strict as the real door's.
"""

import json
import threading
import time
from collections.abc import Iterable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from bot.settings import ROOT

PAGE = ROOT / "bot" / "channels" / "page"
PAYLOADS = Path(__file__).parent / "payloads"
TYPES = {".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
ROOM = "/webhooks/webchat/"
UNKNOWN = "fallback_unknown"
CODE = "7K2M9Q"
# What is said or tapped → the recorded reply.
ANSWERS = {
    "我妈85了高龄津贴给多少": "answer_tiers",
    "我妈今年85了，有啥补贴": "answer_tiers",
    "topic:elder.senior_allowance": "answer_tiers",
    "topic:assistance.dibao_process": "answer_steps",
    "低保怎么申请": "answer_steps",
    "topic:marriage.materials": "answer_marriage",
    "topic:marriage.divorce_process": "answer_marriage",
    "失能护理补贴": "answer_doubtful",
    "我爸晕倒了": "emergency_illness",
    "不想活了": "emergency_self_harm",
    "楼下着火了，出不去": "emergency_fire",
    "离婚": "clarify",
    "location": "places_marriage",
    "德胜街道办事处在哪": "places_office",
    "什刹海有养老照料中心吗": "places_care",
    "附近有养老驿站吗": "places_ask",
    "转人工": "handoff",
    "转人工，要号": "handoff_code",
    "你好": "smalltalk_greet",
    "谢谢": "smalltalk_thanks",
    "明天下雨吗": "fallback_weather",
    "坏了": "error",
    "帮我看看我能领什么": "question_number",
    "85": "question_choice",
    "西城区": "question_multiple",
    "都没有": "screening",
    "先告诉我结果": "screening",
}


class RecordedDoor:
    """A running door; what a test may turn, and what came in."""

    def __init__(self, may_embed: Iterable[str] = ()) -> None:
        self.came: list[tuple[str, dict[str, Any]]] = []
        self.refuses: int | None = None
        self.seconds: dict[str, float] = {}
        self.issues: str | None = None
        self.may_embed = list(may_embed)
        self.answered: dict[str, bytes] = {}
        self.read_at: str | None = None
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"door": self}))
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def page(self) -> str:
        return self.origin + ROOM

    def posted(self, path: str) -> list[dict[str, Any]]:
        """The bodies that came to `path`, in order."""
        return [body for at, body in self.came if at == path]

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def reply_to(self, body: dict[str, Any]) -> bytes:
        """The recorded reply; the same `id` is answered once, with the same answer."""
        said = "location" if "location" in body else body.get("text") or body.get("payload") or ""
        time.sleep(self.seconds.get(said, 0))
        known = "screening" if said.endswith("、其余都没有") else ANSWERS.get(said, UNKNOWN)
        recorded = (PAYLOADS / f"{known}.json").read_bytes()
        return self.answered.setdefault(body.get("id") or str(len(self.answered)), recorded)


class _Handler(BaseHTTPRequestHandler):
    door: RecordedDoor
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet."""

    def do_GET(self) -> None:
        name = "index.html" if self.path.split("?")[0] in (ROOM, ROOM.rstrip("/")) else Path(self.path).name
        file = PAGE / name
        if not self.path.startswith(ROOM.rstrip("/")) or file.suffix not in TYPES or not file.is_file():
            self._send(404, b"", "text/plain")
            return
        self._send(200, file.read_bytes(), TYPES[file.suffix])

    def do_POST(self) -> None:
        door, path = self.door, self.path.removeprefix(ROOM)
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"] or 0)) or b"{}")
        door.came.append((path, body))
        if path == "session" and door.issues:
            self._json(200, {"sender": door.issues})
        elif path == "messages" and door.refuses:
            self._json(door.refuses, {"error": {"code": f"http_{door.refuses}", "message": "这会儿不行"}})
        elif path == "messages":
            self._send(200, door.reply_to(body), "application/json")
        elif path == "handover":
            self._json(200, {"ok": True, "code": CODE, "read_at": door.read_at})
        elif path in ("feedback", "forget"):
            self._json(200, {"ok": True})
        else:
            self._json(404, {"error": {"code": "http_404", "message": "没有这个地址"}})

    def _json(self, status: int, document: dict[str, Any]) -> None:
        self._send(status, json.dumps(document, ensure_ascii=False).encode(), "application/json")

    def _send(self, status: int, content: bytes, kind: str) -> None:
        ancestors = " ".join(self.door.may_embed) or "'none'"
        policy = f"default-src 'self'; img-src 'self' data:; base-uri 'none'; frame-ancestors {ancestors}"
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Content-Security-Policy", policy)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        self.end_headers()
        self.wfile.write(content)
