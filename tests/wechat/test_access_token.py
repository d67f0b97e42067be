"""One token for all processes, fetched early, once, and again where the API says so; and what the API says."""

import asyncio
import json
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.errors import Unavailable
from bot.settings import ROOT
from bot.wechat.access_token import AccessTokens
from bot.wechat.api import OfficialAccount, Refused
from bot.wechat.menu import menu
from bot.wechat.simulated import Api

SECRET = "tests-own-secret"


@pytest.fixture
def api() -> Iterator[Api]:
    running = Api(SECRET)
    yield running
    running.close()


def account(api: Api, directory: Path, secret: str = SECRET) -> OfficialAccount:
    return OfficialAccount(api.address, "wx1", secret, directory / "token.json")


def send(account: OfficialAccount, text: str = "您好") -> None:
    asyncio.run(account.send_text("o1", text))


def test_a_token_is_fetched_once_and_kept_for_its_owners_eyes_only(api: Api, tmp_path: Path) -> None:
    send(account(api, tmp_path))
    send(account(api, tmp_path))
    assert len(api.tokens) == 1
    assert api.sent == [("o1", "您好")] * 2
    assert stat.S_IMODE((tmp_path / "token.json").stat().st_mode) == 0o600


def test_processes_that_need_one_at_once_fetch_one_between_them(api: Api, tmp_path: Path) -> None:
    program = f"""
import asyncio
from pathlib import Path
from bot.wechat.api import OfficialAccount
asyncio.run(OfficialAccount({api.address!r}, "wx1", {SECRET!r}, Path({str(tmp_path / "token.json")!r})).send_text("o1", "您好"))
"""
    running = [subprocess.Popen([sys.executable, "-c", program], cwd=ROOT) for _ in range(3)]
    assert [each.wait(60) for each in running] == [0, 0, 0]
    assert (len(api.tokens), len(api.sent)) == (1, 3)


def test_a_token_is_fetched_anew_before_it_ends(tmp_path: Path) -> None:
    now, fetched = [1000.0], []

    async def fetch(force: bool) -> tuple[str, float]:
        fetched.append(force)
        return f"token{len(fetched)}", 7200

    tokens = AccessTokens(tmp_path / "token.json", "wx1", fetch, lambda: now[0])
    got = []
    for moment in (1000, 1000 + 7200 - 301, 1000 + 7200 - 299):
        now[0] = moment
        got.append(asyncio.run(tokens.get()))
    assert got == ["token1", "token1", "token2"]


@pytest.mark.parametrize("how", ["ended", "unknown"])
def test_a_token_that_is_refused_is_replaced_and_the_message_sent(api: Api, tmp_path: Path, how: str) -> None:
    send(account(api, tmp_path))
    if how == "ended":
        api.spoilt |= set(api.tokens)
    else:
        api.tokens[:] = ["of-somebody-who-fetched-meanwhile"]
    send(account(api, tmp_path), "又问")
    assert api.sent[-1] == ("o1", "又问")


def test_the_token_of_another_account_is_not_used(api: Api, tmp_path: Path) -> None:
    (tmp_path / "token.json").write_text(json.dumps({"token": "x", "ends_at": 9e12, "account": "wx2"}))
    send(account(api, tmp_path))
    assert len(api.sent) == 1


@pytest.mark.parametrize("kept", ["", "{", "[]", '{"token": 1}'])
def test_a_broken_file_is_as_if_there_were_none(api: Api, tmp_path: Path, kept: str) -> None:
    (tmp_path / "token.json").write_text(kept)
    send(account(api, tmp_path))
    assert len(api.sent) == 1


@pytest.mark.parametrize(
    ("errcode", "said"), [(45015, "48 小时"), (45047, "条数用完"), (48001, "权限"), (99999, "refused")]
)
def test_a_refusal_says_what_it_means(api: Api, tmp_path: Path, errcode: int, said: str) -> None:
    api.refuses = errcode
    with pytest.raises(Refused, match=said):
        send(account(api, tmp_path))


def test_a_wrong_secret_and_a_dead_address_are_told_in_chinese(api: Api, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="AppSecret 不对"):
        send(account(api, tmp_path, "wrong"))
    with pytest.raises(Unavailable, match="没有应答"):
        send(OfficialAccount("http://127.0.0.1:9", "wx1", SECRET, tmp_path / "token.json"))


def test_the_shipped_menu_is_taken(api: Api, tmp_path: Path) -> None:
    made = menu(ROOT / "data")
    asyncio.run(account(api, tmp_path).make_menu(made))
    assert api.menus == [made]
    assert all(item["type"] == "click" and item["key"] for column in made["button"] for item in column["sub_button"])
