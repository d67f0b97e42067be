"""A staff member without a browser: sends what a browser would, keeps the cookie, follows nothing."""

import http.client
import json
import socket
import uuid
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

from sqlite_utils import Database

from bot import database
from bot.desk.workbench import Workbench

PASSWORDS = {"agent": "小西的坐席密码一二三", "editor": "小西的编辑密码一二三", "admin": "小西的管理密码一二三"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True)
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    @property
    def place(self) -> str:
        return self.headers.get("location") or ""

    def json(self) -> dict:
        return json.loads(self.body)


class Caller:
    """One client of the desk at `url`."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.cookie = ""
        self.known: dict[str, str] = {}

    def get(self, path: str, headers: dict[str, str] | None = None) -> Answer:
        return self.send("GET", path, None, headers or {})

    def post(self, path: str, fields: object = (), headers: dict[str, str] | None = None) -> Answer:
        """A form as our own page sends it, unless `headers` say otherwise."""
        own = {"Origin": self.url, "Content-Type": "application/x-www-form-urlencoded"}
        sent = own if headers is None else {"Content-Type": "application/x-www-form-urlencoded", **headers}
        return self.send("POST", path, urlencode(fields).encode(), sent)  # type: ignore[arg-type]

    def upload(self, path: str, fields: dict[str, str], file_name: str, content: bytes) -> Answer:
        mark = uuid.uuid4().hex
        parts = [
            f'--{mark}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n'.encode() for k, v in fields.items()
        ]
        head = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{file_name}"\r\n\r\n'.encode()
        body = b"".join([*parts, head, content, f"\r\n--{mark}--\r\n".encode()])
        return self.send(
            "POST", path, body, {"Origin": self.url, "Content-Type": f"multipart/form-data; boundary={mark}"}
        )

    def send(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        parts = urlsplit(self.url)
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=120)
        cookies = {**self.known, **({"desk_session": self.cookie} if self.cookie else {})}
        cookie = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())} if cookies else {}
        connection.request(method, quote(path, safe="/?&=%+.,:;@!$'()*~-_"), body, {**cookie, **headers})
        response = connection.getresponse()
        answer = Answer(response.status, response.headers, response.read())
        connection.close()
        for line in response.headers.get_all("set-cookie") or []:
            name, _, rest = line.partition("=")
            value = rest.partition(";")[0].strip('"')
            if name == "desk_session":
                self.cookie = value
            elif value:
                self.known[name] = value
        return answer

    def sign_in(self, name: str, password: str | None = None) -> "Caller":
        answer = self.post("/sign-in", {"name": name, "password": password or PASSWORDS[name]})
        assert answer.status == 303, answer.text
        return self


@dataclass
class Desk:
    """A running desk."""

    url: str
    path: Path
    bench: Workbench

    def caller(self, role: str | None = None) -> Caller:
        """A client, signed in as `role`."""
        caller = Caller(self.url)
        return caller.sign_in(role) if role else caller

    def db(self) -> Database:
        return database.connect(self.path, migrated=False)
