"""Each request to the desk leaves one line: which page, how it went, under the proxy's id; never what was typed."""

import json

import pytest
from desk_caller import Desk

ID = "0123456789abcdef" * 2


@pytest.mark.parametrize(
    ("path", "declared", "status"),
    [
        ("/hotline/results?q=王大爷的低保", "/hotline/results", 200),
        ("/answers/pension.nowhere", "/answers/{topic}", 404),
        ("/accounts", "/accounts", 403),
    ],
)
def test_a_request_is_found_by_the_proxys_id(
    desk: Desk, capsys: pytest.CaptureFixture[str], path: str, declared: str, status: int
) -> None:
    desk.caller("agent").get(path, {"X-Request-ID": ID})
    out = capsys.readouterr().out
    (line,) = [json.loads(each) for each in out.splitlines() if ID in each]
    assert {name: line[name] for name in ("process", "method", "path", "status")} == {
        "process": "desk", "method": "GET", "path": declared, "status": status,
    }  # fmt: skip
    assert "王" not in out
