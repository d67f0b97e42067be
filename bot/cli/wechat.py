"""`python -m bot wechat …`: the account's menu, and WeChat's side played without an account."""

import asyncio
import json
import secrets
import sys
from collections.abc import Iterator

import click

from bot import settings
from bot.errors import BadInput
from bot.settings import Settings
from bot.wechat import simulated
from bot.wechat.api import OfficialAccount
from bot.wechat.menu import menu as menu_of
from bot.wechat.seal import Seal


@click.group("wechat")
def wechat() -> None:
    """公众号：菜单；不用账号先试一遍。怎么接见 docs/wechat.md。"""


@wechat.command("menu")
@click.option("--push", is_flag=True, help="推到公众号上（要设 AppID 和 AppSecret）；不写只看一看")
def menu(push: bool) -> None:
    """看公众号的菜单（data/wechat.yml），或推上去；关注的人几分钟后看到。"""
    current = settings.current()
    made = menu_of(current.path("data"))
    click.echo(json.dumps(made, ensure_ascii=False, indent=2))
    if push:
        asyncio.run(_account(current).make_menu(made))
        click.echo("已推上去。")


@wechat.command("simulate")
@click.argument("said", nargs=-1, metavar="[一句话]...")
@click.option("--url", help="公众号入口的网址，默认是本机正在跑的")
@click.option("--sender", help="装作哪位居民（OpenID），默认新的一位")
@click.option("--click", "clicked", metavar="KEY", help="点一下菜单里的这一项，如 topic:marriage.materials")
@click.option("--voice", metavar="一句话", help="说一句语音，识别成这句话")
@click.option("--location", metavar="经度,纬度", help="发一个位置（GCJ-02），如 116.366,39.886")
@click.option("--event", metavar="EVENT", help="一个事件，如 subscribe")
@click.option(
    "--api-port", type=int, help="再扮一个微信接口，在这个端口；小西那边设 XIAOXI_WECHAT_API=http://127.0.0.1:端口"
)
def simulate(
    said: tuple[str, ...], url: str | None, sender: str | None, clicked: str | None, voice: str | None,
    location: str | None, event: str | None, api_port: int | None,
) -> None:  # fmt: skip
    """装作微信的服务器，跟正在跑的小西说话；明文还是加密，看设没设 XIAOXI_WECHAT_AES_KEY。

    什么都不写就一句一句问，空行结束。例：python -m bot wechat simulate 低保怎么申请 更多 2
    """
    current = settings.current()
    server = _server(current, url)
    if not server.verify():
        raise BadInput(f"{server.url} 没有认出我们：两边的 XIAOXI_WECHAT_TOKEN 要一样")
    api = simulated.Api(current.text("wechat_secret"), api_port, _hear) if api_port is not None else None
    who = sender or f"o{secrets.token_hex(13)}"
    sent = [("text", {"Content": line}) for line in said]
    if clicked:
        sent.append(("event", {"Event": "CLICK", "EventKey": clicked}))
    if voice:
        sent.append(("voice", {"Recognition": voice, "MediaId": "m", "Format": "amr"}))
    if location:
        sent.append(("location", _place(location)))
    if event:
        sent.append(("event", {"Event": event}))
    for kind, fields in sent or _typed():
        click.echo(f"\n居民（{kind}）：{' '.join(fields.values())}")
        click.echo(f"小西：{server.say(who, kind, **fields) or '（先收下，没有当场回）'}")
    if api:
        click.pause("补发的会显示在上面。按任意键结束。")
        api.close()


def _typed() -> Iterator[tuple[str, dict[str, str]]]:
    """Line by line as they are typed, until an empty one."""
    while line := click.prompt("", default="", show_default=False, prompt_suffix="> "):
        yield "text", {"Content": line}


def _hear(receiver: str, text: str) -> None:
    click.echo(f"小西（补发）：{text}")
    sys.stdout.flush()


def _place(location: str) -> dict[str, str]:
    lon, _, lat = location.replace("，", ",").partition(",")
    return {"Location_X": lat.strip(), "Location_Y": lon.strip(), "Scale": "15", "Label": ""}


def _server(current: Settings, url: str | None) -> simulated.Server:
    token, key, app_id = (current.text(name) for name in ("wechat_token", "wechat_aes_key", "wechat_app_id"))
    if not token:
        raise BadInput("先设 XIAOXI_WECHAT_TOKEN，和小西那边的一样")
    default = f"http://127.0.0.1:{current['assistant_port']}/webhooks/wechat/"
    return simulated.Server(url or default, token, Seal(token, key, app_id) if key else None)


def _account(current: Settings) -> OfficialAccount:
    app_id, secret = current.text("wechat_app_id"), current.text("wechat_secret")
    if not (app_id and secret):
        raise BadInput("先设 XIAOXI_WECHAT_APP_ID 和 XIAOXI_WECHAT_SECRET")
    return OfficialAccount(current.text("wechat_api"), app_id, secret, current.path("run") / "wechat-token.json")
