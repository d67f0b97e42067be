"""Bring your own encoder, over real HTTP against a small server that speaks OpenAI's /embeddings."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from bot.errors import Unavailable
from bot.knowledge.encoder import Encoder, from_settings, over_http
from bot.knowledge.index import Index
from bot.knowledge.language_file import read_language
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


def test_what_only_means_the_same_is_found_with_an_encoder(server: ThreadingHTTPServer) -> None:
    language = read_language(ROOT / "data" / "matching", Encoder(over_http(url(server), "m")))
    assert Index(ANSWERS, language).rank("水果")[0].topic == "a.fruit"
    assert Index(ANSWERS, language).rank("轿子车")[0].topic == "a.car"


def test_phrasings_are_asked_for_once(server: ThreadingHTTPServer) -> None:
    encoder = Encoder(over_http(url(server), "m"))
    language = read_language(ROOT / "data" / "matching", encoder)
    Index(ANSWERS, language)
    before = len(server.asked)  # type: ignore[attr-defined]
    Index(ANSWERS, language)
    assert len(server.asked) == before  # type: ignore[attr-defined]


@pytest.mark.parametrize("mode", ["down", "garbage", "short"])
def test_a_failing_server_is_left_out_and_the_matcher_works_on(server: ThreadingHTTPServer, mode: str) -> None:
    server.mode = mode  # type: ignore[attr-defined]
    with pytest.raises(Unavailable):
        over_http(url(server), "m")(["一句", "两句"], 2)
    language = read_language(ROOT / "data" / "matching", Encoder(over_http(url(server), "m")))
    assert Index(ANSWERS, language).rank("苹果")[0].topic == "a.fruit"


def test_it_is_off_unless_a_setting_names_one() -> None:
    assert from_settings(Settings({})) is None
    assert from_settings(Settings({"XIAOXI_EMBEDDINGS_URL": "http://127.0.0.1:9"})) is not None


def test_a_spacy_model_that_is_not_there_is_one_clear_sentence() -> None:
    with pytest.raises(Unavailable, match="没有装 spaCy 模型"):
        from_settings(Settings({"XIAOXI_SPACY_MODEL": "zh_no_such_model"}))
