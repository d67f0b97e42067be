"""Bring your own encoder, over real HTTP against a small server that speaks OpenAI's /embeddings."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from bot.errors import Unavailable
from bot.knowledge.encoder import PackagedEncoder, RemoteEncoder, from_settings
from bot.knowledge.index import Index
from bot.knowledge.language_file import read_language
from bot.knowledge.vectors import Vectors
from bot.settings import ROOT, Settings
from tests.knowledge.sample import answer

MEANINGS = {"苹果": [1, 0, 0], "水果": [1, 0.1, 0], "汽车": [0, 1, 0], "轿子车": [0, 1, 0.1]}


class Server(BaseHTTPRequestHandler):
    """Vectors by meaning; `mode` of the server makes it fail in the ways servers do."""

    def do_POST(self) -> None:
        mode = self.server.mode  # type: ignore[attr-defined]
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append(asked)  # type: ignore[attr-defined]
        rows = [{"index": n, "embedding": MEANINGS.get(t, [0, 0, 1])} for n, t in enumerate(asked["input"])]
        body = {"well": json.dumps({"data": rows[::-1]}), "garbage": "<html>", "short": json.dumps({"data": rows[:-1]})}
        self.send_response(500 if mode == "down" else 200)
        self.end_headers()
        self.wfile.write(body.get(mode, "").encode())

    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def server() -> Iterator[ThreadingHTTPServer]:
    serving = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    serving.mode, serving.asked = "well", []  # type: ignore[attr-defined]
    threading.Thread(target=serving.serve_forever, daemon=True).start()
    yield serving
    serving.shutdown()


def url(server: ThreadingHTTPServer) -> str:
    return f"http://127.0.0.1:{server.server_port}/v1"


ANSWERS = {
    "a.fruit": answer(topic="a.fruit", question="苹果", asked_as=("苹果",)),
    "a.car": answer(topic="a.car", question="汽车", asked_as=("汽车",)),
    "a.other": answer(topic="a.other", question="别的事", asked_as=("别的事",)),
}


def index_with(vectors: Vectors) -> Index:
    return Index.of(ANSWERS, read_language(ROOT / "data" / "matching")).with_meaning(vectors)


@pytest.mark.parametrize(("text", "topic"), [("水果", "a.fruit"), ("轿子车", "a.car")])
def test_what_only_means_the_same_is_found_with_an_encoder(server: ThreadingHTTPServer, text: str, topic: str) -> None:
    index = index_with(Vectors(RemoteEncoder(url(server), "m")))
    assert index.scorers == ("letters", "meaning")
    nearest = index._meaning.nearest(index._meaning.likeness(index._meaning.vector(text)))  # type: ignore[union-attr]
    assert index.topics[int(nearest[:-1].argmax())] == topic


def test_vectors_are_computed_once_and_kept_by_what_was_said(server: ThreadingHTTPServer, tmp_path: Path) -> None:
    asked: list[Any] = server.asked  # type: ignore[attr-defined]
    first = Vectors(RemoteEncoder(url(server), "m"), tmp_path / "vectors.db").of(["苹果", "汽车"])
    assert len(asked) == 1
    again = Vectors(RemoteEncoder(url(server), "m"), tmp_path / "vectors.db")
    assert (again.of(["汽车", "苹果"]) == first[::-1]).all()
    assert len(asked) == 1
    again.of(["苹果", "轿子车"])
    assert asked[-1]["input"] == ["轿子车"]


def test_another_encoder_never_gets_the_first_ones_vectors(server: ThreadingHTTPServer, tmp_path: Path) -> None:
    Vectors(RemoteEncoder(url(server), "m"), tmp_path / "vectors.db").of(["苹果"])
    Vectors(RemoteEncoder(url(server), "other"), tmp_path / "vectors.db").of(["苹果"])
    assert [each["model"] for each in server.asked] == ["m", "other"]  # type: ignore[attr-defined]


@pytest.mark.parametrize("mode", ["down", "garbage", "short"])
def test_a_failing_server_is_left_out_and_letters_work_on(server: ThreadingHTTPServer, mode: str) -> None:
    index = index_with(Vectors(RemoteEncoder(url(server), "m")))
    server.mode = mode  # type: ignore[attr-defined]
    with pytest.raises(Unavailable):
        RemoteEncoder(url(server), "m").encode(["一句", "两句"], 2)
    assert index.rank("苹果呀")[0].topic == "a.fruit"


def test_the_packaged_encoder_needs_no_network_and_knows_like_from_unlike() -> None:
    encoder = from_settings(Settings({}))
    assert isinstance(encoder, PackagedEncoder)
    one, other, far = encoder.encode(["老人每月能领多少补贴", "老年人一个月给多少钱", "去火车站怎么坐地铁"], 5)
    assert one @ other > one @ far
    assert encoder.encode(["\ud800ﷺ" * 400], 5).shape == (1, 512)


def test_a_setting_names_a_stronger_one_or_none() -> None:
    remote = from_settings(Settings({"XIAOXI_EMBEDDINGS_URL": "http://127.0.0.1:9"}))
    assert isinstance(remote, RemoteEncoder)
    assert from_settings(Settings({"XIAOXI_ENCODER": "none"})) is None
