"""AMap over real HTTP: a small local server that answers as its documentation does.

https://lbs.amap.com/api/webservice/guide/api/georegeo , .../direction , .../tools/info
"""

import json
import logging
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlite_utils import Database

from bot.places.amap import INFOCODES, Amap, AmapTrouble, Deadline
from bot.places.directory import Directory, NearPlace
from bot.places.geocode_cache import GeocodeCache
from bot.places.geocoder import Geocoder, address_in
from bot.places.located import Origin
from tests.places.conftest import TUESDAY_MORNING

KEY = "0123456789abcdef0123456789abcdef"
ADDRESS = "乐府江南小区3号楼"
LONGEST_WAIT_S = 3.0

Answer = Callable[["Handler", dict[str, str]], None]


def geocode(
    location: str = "116.366814,39.885542", district: object = "西城区", level: str = "门牌号"
) -> dict[str, Any]:
    """One item of `geocodes` as documented; empty fields come as empty lists."""
    return {
        "formatted_address": "北京市西城区某处", "country": "中国", "province": "北京市", "citycode": "010", "city": "北京市",
        "district": district, "township": [], "neighborhood": {"name": [], "type": []},
        "building": {"name": [], "type": []},
        "adcode": "110102", "street": [], "number": [], "location": location, "level": level,
    }  # fmt: skip


def success(*geocodes: dict[str, Any]) -> dict[str, Any]:
    return {"status": "1", "info": "OK", "infocode": "10000", "count": str(len(geocodes)), "geocodes": list(geocodes)}


def failure(infocode: str, info: str) -> dict[str, Any]:
    return {"status": "0", "info": info, "infocode": infocode}


class Handler(BaseHTTPRequestHandler):
    answer: Answer
    asked: list[tuple[str, dict[str, str]]]

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        query = {key: values[0] for key, values in parse_qs(parts.query).items()}
        type(self).asked.append((parts.path, query))
        try:
            type(self).answer(self, query)
        except OSError:
            pass  # the client hung up first

    def send(self, body: bytes, status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json;charset=UTF-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Quiet."""


class Server:
    """`reply` what comes next; `asked` what came."""

    def __init__(self) -> None:
        self.handler = type("LocalHandler", (Handler,), {"asked": []})
        self.http = ThreadingHTTPServer(("127.0.0.1", 0), self.handler)
        self.http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.http.server_address[1]}"
        threading.Thread(target=self.http.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def asked(self) -> list[tuple[str, dict[str, str]]]:
        return self.handler.asked

    def reply(self, body: dict[str, Any] | bytes, status: int = 200) -> None:
        content = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
        self.answer_by(lambda handler, _: handler.send(content, status))

    def replies(self, *bodies: dict[str, Any]) -> None:
        """One after another; the last stays."""
        left = list(bodies)
        self.answer_by(lambda h, _: h.send(json.dumps(left.pop(0) if len(left) > 1 else left[0]).encode()))

    def answer_by(self, answer: Answer) -> None:
        self.handler.answer = staticmethod(answer)


@pytest.fixture
def server() -> Iterator[Server]:
    running = Server()
    yield running
    running.http.shutdown()
    running.http.server_close()


@pytest.fixture
def geocoder(server: Server) -> Geocoder:
    return Geocoder(Amap(KEY, server.url), None, lambda: TUESDAY_MORNING)


def test_the_request_has_the_documented_parameters_and_the_city_limit(geocoder: Geocoder, server: Server) -> None:
    server.reply(success(geocode()))
    geocoder.geocode(ADDRESS)
    assert server.asked == [
        ("/v3/geocode/geo", {"address": ADDRESS, "city": "北京", "key": KEY, "output": "JSON"}),
    ]


def test_one_result_is_found_with_its_subdistrict(geocoder: Geocoder, server: Server, directory: Directory) -> None:
    server.reply(success(geocode()))
    located = geocoder.locate(f"我住{ADDRESS}", directory)
    assert located.status == "found"
    assert located.place is not None
    assert (located.place.subdistrict, located.place.precision) == ("牛街街道", "point")
    assert not located.exact


def test_several_results_are_asked_about(geocoder: Geocoder, server: Server, directory: Directory) -> None:
    server.reply(success(geocode(), geocode("116.344703,39.914988")))
    located = geocoder.locate(ADDRESS, directory)
    assert located.status == "ambiguous"
    assert {origin.subdistrict for origin in located.candidates} == {"牛街街道", "月坛街道"}


def test_a_result_in_another_district_is_outside(geocoder: Geocoder, server: Server, directory: Directory) -> None:
    server.reply(success(geocode("116.46,39.92", "朝阳区")))
    located = geocoder.locate(ADDRESS, directory)
    assert located.status == "outside"
    assert located.place is not None
    assert located.place.district == "朝阳区"


@pytest.mark.parametrize(
    "item", [geocode(level="区县"), geocode(level="省"), geocode("121.47,31.23"), geocode("nowhere"), {}, None]
)
def test_a_result_too_coarse_or_nonsense_is_none(
    geocoder: Geocoder, server: Server, directory: Directory, item: Any
) -> None:
    server.reply(success(item))
    assert geocoder.locate(ADDRESS, directory).status == "none"


def test_no_result_is_none(geocoder: Geocoder, server: Server, directory: Directory) -> None:
    server.reply(success())
    assert geocoder.locate(ADDRESS, directory).status == "none"


@pytest.mark.parametrize(
    ("infocode", "info", "trouble", "requests"),
    [
        ("10001", "INVALID_USER_KEY", "key", 1),
        ("10009", "USERKEY_PLAT_NOMATCH", "key", 1),
        ("10003", "DAILY_QUERY_OVER_LIMIT", "quota", 1),
        ("10044", "USER_DAILY_QUERY_OVER_LIMIT", "quota", 1),
        ("10004", "ACCESS_TOO_FREQUENT", "busy", 3),
        ("10021", "CUQPS_HAS_EXCEEDED_THE_LIMIT", "busy", 3),
        ("20000", "INVALID_PARAMS", "request", 1),
        ("30001", "ENGINE_RESPONSE_DATA_ERROR", "busy", 3),
    ],
)
def test_each_documented_failure_falls_back(
    geocoder: Geocoder, server: Server, directory: Directory, infocode: str, info: str, trouble: str, requests: int
) -> None:
    server.reply(failure(infocode, info))
    with pytest.raises(AmapTrouble) as raised:
        geocoder.geocode(ADDRESS)
    assert raised.value.trouble == trouble
    assert infocode in str(raised.value)
    assert len(server.asked) == requests
    assert geocoder.locate(ADDRESS, directory).status == "none"


def test_after_invalid_key_or_quota_it_rests_instead_of_asking_again(geocoder: Geocoder, server: Server) -> None:
    server.reply(failure("10003", "DAILY_QUERY_OVER_LIMIT"))
    for _ in range(5):
        with pytest.raises(AmapTrouble):
            geocoder.geocode(ADDRESS)
    assert len(server.asked) == 1


def test_a_busy_moment_is_retried_and_succeeds(geocoder: Geocoder, server: Server) -> None:
    server.replies(failure("10014", "QPS_HAS_EXCEEDED_THE_LIMIT"), success(geocode()))
    assert len(geocoder.geocode(ADDRESS)) == 1
    assert len(server.asked) == 2


def test_garbage_and_server_errors_fall_back(
    server: Server, directory: Directory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.places.amap._BACKOFF_S", (0.01, 0.01))
    for body, status in [
        (b"<html>502</html>", 200),
        (b"[]", 200),
        (b"", 200),
        (b"{}", 200),
        (b"oops", 503),
        (b"\xff\xfe", 200),
    ]:
        server.reply(body, status)
        fresh = Geocoder(Amap(KEY, server.url), None, lambda: TUESDAY_MORNING)
        assert fresh.locate(ADDRESS, directory).status == "none", body


def test_a_refused_connection_falls_back(directory: Directory) -> None:
    geocoder = Geocoder(Amap(KEY, "http://127.0.0.1:9"), None, lambda: TUESDAY_MORNING)
    assert geocoder.locate(ADDRESS, directory).status == "none"


def silent(handler: Handler, query: dict[str, str]) -> None:
    time.sleep(10)


def dripping(handler: Handler, query: dict[str, str]) -> None:
    """A byte now and then defeats a plain read timeout."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    for _ in range(40):
        handler.wfile.write(b" ")
        handler.wfile.flush()
        time.sleep(0.25)


@pytest.mark.parametrize("answer", [silent, dripping], ids=["timeout", "slow"])
def test_nobody_waits_longer_than_three_seconds(
    geocoder: Geocoder, server: Server, directory: Directory, answer: Answer
) -> None:
    server.answer_by(answer)
    started = time.monotonic()
    assert geocoder.locate(ADDRESS, directory).status == "none"
    assert time.monotonic() - started < LONGEST_WAIT_S
    started = time.monotonic()
    geocoder.locate(ADDRESS, directory)
    assert time.monotonic() - started < 0.2, "it rests after a timeout"


def test_what_the_local_names_know_is_never_asked(geocoder: Geocoder, server: Server, directory: Directory) -> None:
    server.reply(success(geocode()))
    for text in (
        "牛街",
        "菜市口",
        "北京西站",
        "我想办低保",
        "你好",
        "",
        "婚姻登记处怎么走",
        "最近的养老驿站",
        "救助站",
        "残疾证在哪办",
    ):
        geocoder.locate(text, directory)
    assert server.asked == []


class TestCache:
    """On disk, with age, without addresses."""

    def geocoder(self, db: Database, server: Server, now: datetime) -> Geocoder:
        return Geocoder(Amap(KEY, server.url), GeocodeCache(db), lambda: now)

    def test_an_answer_is_kept_for_ninety_days(self, db: Database, server: Server) -> None:
        server.reply(success(geocode()))
        for days, requests in [(0, 1), (89, 1), (91, 2)]:
            self.geocoder(db, server, TUESDAY_MORNING + timedelta(days=days)).geocode(ADDRESS)
            assert len(server.asked) == requests

    def test_nothing_found_is_kept_for_seven_days(self, db: Database, server: Server) -> None:
        server.reply(success())
        for days, requests in [(0, 1), (6, 1), (8, 2)]:
            assert self.geocoder(db, server, TUESDAY_MORNING + timedelta(days=days)).geocode(ADDRESS) == []
            assert len(server.asked) == requests

    def test_a_failure_is_not_kept(self, db: Database, server: Server) -> None:
        server.reply(failure("20000", "INVALID_PARAMS"))
        with pytest.raises(AmapTrouble):
            self.geocoder(db, server, TUESDAY_MORNING).geocode(ADDRESS)
        assert db.table("geocode_cache").count == 0

    def test_no_address_is_in_the_database(self, db: Database, server: Server) -> None:
        server.reply(success(geocode()))
        self.geocoder(db, server, TUESDAY_MORNING).geocode(ADDRESS)
        kept = "\n".join(line for line in db.conn.iterdump() if "geocode_cache" in line)
        assert "乐府江南" not in kept
        assert "某处" not in kept

    def test_old_rows_are_dropped(self, db: Database, server: Server) -> None:
        server.reply(success(geocode()))
        self.geocoder(db, server, TUESDAY_MORNING).geocode(ADDRESS)
        assert GeocodeCache(db).forget_old(TUESDAY_MORNING + timedelta(days=91)) == 1


class TestPrivacy:
    """What leaves this machine, and what is logged."""

    @pytest.mark.parametrize(
        ("text", "address"),
        [
            ("我住乐府江南小区3号楼2单元501", "乐府江南小区3号楼"),
            ("我家在乐府江南小区3号楼501室，离哪个驿站近？", "乐府江南小区3号楼"),
            ("乐府江南小区附近有养老院吗", "乐府江南小区"),
            ("请问没听说过的胡同9号怎么走", "没听说过的胡同9号"),
            ("我身份证110102194001011234住某某小区", None),
            ("我想办低保", None),
            ("什么时候发", None),
        ],
    )
    def test_only_the_building_is_asked_about(self, text: str, address: str | None) -> None:
        assert address_in(text) == address

    def test_no_address_and_no_key_in_any_log(
        self, server: Server, directory: Directory, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG)
        for body in (success(geocode()), failure("10001", "INVALID_USER_KEY")):
            server.reply(body)
            Geocoder(Amap(KEY, server.url), None, lambda: TUESDAY_MORNING).locate(ADDRESS, directory)
        Geocoder(Amap(KEY, "http://127.0.0.1:9"), None, lambda: TUESDAY_MORNING).locate(ADDRESS, directory)
        assert "amap" in caplog.text
        for secret in ("乐府", "%E4%B9%90", KEY):
            assert secret not in caplog.text


ROUTE = {"status": "1", "info": "ok", "infocode": "10000", "count": "1", "route": {
    "origin": "116.36,39.88", "destination": "116.36,39.88",
    "paths": [{"distance": "640", "duration": "512", "steps": []}],
}}  # fmt: skip


def stations(directory: Directory, origin: Origin) -> list[NearPlace]:
    """The invented stations, seen from an origin."""
    return [near for near in directory.nearest("elder_station", origin, limit=9) if near.point.id.startswith("test-")][
        :3
    ]


class TestWalking:
    """Distances on foot for the cards."""

    def test_amaps_distance_replaces_the_estimate(
        self, geocoder: Geocoder, server: Server, made_up_directory: Directory
    ) -> None:
        server.reply(ROUTE)
        origin = made_up_directory.locate_point(116.3700, 39.8870, "gcj02").place
        assert origin is not None
        walked = geocoder.walked(stations(made_up_directory, origin), origin, geocoder.deadline())
        assert {(near.walk_m, near.walk_minutes) for near in walked} == {(640, 9)}
        path, query = server.asked[0]
        assert path == "/v3/direction/walking"
        assert query["origin"] == "116.370000,39.887000"

    @pytest.mark.parametrize(
        "body",
        [
            failure("20802", "ROUTE_FAIL"),
            failure("20803", "OVER_DIRECTION_RANGE"),
            failure("10003", "X"),
            {"status": "1"},
        ],
    )
    def test_without_a_route_the_estimate_stays(
        self, geocoder: Geocoder, server: Server, made_up_directory: Directory, body: dict[str, Any]
    ) -> None:
        server.reply(body)
        origin = made_up_directory.locate_point(116.3700, 39.8870, "gcj02").place
        assert origin is not None
        near = stations(made_up_directory, origin)
        assert geocoder.walked(near, origin, geocoder.deadline()) == tuple(near)

    def test_from_a_subdistricts_centre_nothing_is_asked(
        self, geocoder: Geocoder, server: Server, made_up_directory: Directory
    ) -> None:
        origin = made_up_directory.locate("月坛街道").place
        assert origin is not None
        near = stations(made_up_directory, origin)
        assert geocoder.walked(near, origin, geocoder.deadline()) == tuple(near)
        assert server.asked == []

    def test_three_slow_routes_together_stay_within_three_seconds(
        self, geocoder: Geocoder, server: Server, made_up_directory: Directory
    ) -> None:
        server.answer_by(silent)
        origin = made_up_directory.locate_point(116.3700, 39.8870, "gcj02").place
        assert origin is not None
        started = time.monotonic()
        geocoder.walked(stations(made_up_directory, origin), origin, geocoder.deadline())
        assert time.monotonic() - started < LONGEST_WAIT_S


def test_one_turn_of_slow_answers_stays_within_three_seconds_altogether(
    geocoder: Geocoder, server: Server, made_up_directory: Directory
) -> None:
    def slow(handler: Handler, query: dict[str, str]) -> None:
        time.sleep(1.0)
        handler.send(json.dumps(success(geocode("116.3700,39.8870"))).encode())

    server.answer_by(slow)
    started, deadline = time.monotonic(), geocoder.deadline()
    located = geocoder.locate(ADDRESS, made_up_directory, deadline)
    assert located.status == "found"
    assert located.place is not None
    geocoder.walked(stations(made_up_directory, located.place), located.place, deadline)
    assert time.monotonic() - started < LONGEST_WAIT_S


def test_the_table_of_codes_tells_the_kinds_of_trouble_apart() -> None:
    assert {INFOCODES[code] for code in ("10001", "10003", "10004", "20000", "20800")} == {
        "key", "quota", "busy", "request", "route",
    }  # fmt: skip


def test_a_deadline_already_past_asks_nothing(server: Server) -> None:
    server.reply(success())
    with pytest.raises(AmapTrouble):
        Amap(KEY, server.url).get("/v3/geocode/geo", {}, Deadline.after(-1))
    assert server.asked == []
