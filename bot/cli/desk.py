"""`python -m bot desk …`: the web desk and its accounts."""

import secrets
import sys

import click
from sqlite_utils import Database

from bot import database, occupancy, settings
from bot.database import transaction
from bot.desk import account as accounts
from bot.desk import audit, session, slowdown
from bot.errors import BadInput

_BY = "命令行"


@click.group("desk")
def desk() -> None:
    """工作台：启动，管理账号。"""


@desk.command("serve")
def serve() -> None:
    """启动工作台（监听 desk_host:desk_port，默认只在本机）。"""
    import uvicorn

    from bot.desk.app import make_app
    from bot.desk.workbench import Workbench

    current = settings.current()
    occupancy.share(current.path("database"))
    app = make_app(Workbench(current))
    click.echo(f"工作台  http://{current['desk_host']}:{current['desk_port']}/")
    # No access log: addresses carry what callers said. No web sockets: Rasa pins a library uvicorn cannot use.
    uvicorn.run(
        app,
        host=current["desk_host"],
        port=current.integer("desk_port"),
        access_log=False,
        server_header=False,
        log_level="warning",
        ws="none",
        lifespan="off",
    )


@desk.group("user")
def user() -> None:
    """账号：add、list、disable、enable、password。"""


@user.command("add")
@click.argument("name")
@click.option(
    "--role", type=click.Choice(tuple(accounts.ROLES)), required=True, help="agent 坐席，editor 编辑，admin 管理员"
)
@click.option("--stdin", is_flag=True, help="从标准输入读密码（一行），不提问")
@click.option("--generate", is_flag=True, help="生成一个密码并显示一次")
def add_(name: str, role: str, stdin: bool, generate: bool) -> None:
    """新建账号 NAME。"""
    db, password = _db(), _password(stdin, generate)
    with transaction(db):
        accounts.add(db, name, role, password)
        audit.record(db, _BY, "account_add", name, after=accounts.ROLES[role])
    click.echo(f"已建账号 {name}（{accounts.ROLES[role]}）")


@user.command("list")
def list_() -> None:
    """列出全部账号。"""
    for account in accounts.every(_db()):
        state = "" if account.enabled else "\t已停用"
        click.echo(f"{account.name}\t{account.title}\t最近登录 {(account.signed_in_at or '从未')[:16]}{state}")


@user.command("disable")
@click.argument("name")
def disable(name: str) -> None:
    """停用账号 NAME，正在用的立即退出。"""
    db = _db()
    with transaction(db):
        accounts.set_enabled(db, name, False)
        session.end_all(db, name)
        audit.record(db, _BY, "account_disable", name)
    click.echo(f"已停用 {name}")


@user.command("enable")
@click.argument("name")
def enable(name: str) -> None:
    """恢复账号 NAME。"""
    db = _db()
    with transaction(db):
        accounts.set_enabled(db, name, True)
        audit.record(db, _BY, "account_enable", name)
    click.echo(f"已恢复 {name}")


@user.command("password")
@click.argument("name")
@click.option("--stdin", is_flag=True, help="从标准输入读密码（一行），不提问")
@click.option("--generate", is_flag=True, help="生成一个密码并显示一次")
def password_(name: str, stdin: bool, generate: bool) -> None:
    """给账号 NAME 换密码；输错太多要等的不用再等，正在用的立即退出。"""
    db = _db()
    accounts.get(db, name)
    new = _password(stdin, generate)
    with transaction(db):
        accounts.set_password(db, name, new)
        session.end_all(db, name)
        slowdown.forget(db, name)
        audit.record(db, _BY, "password", name)
    click.echo(f"已换 {name} 的密码")


def _db() -> Database:
    return database.connect(settings.current().path("database"))


def _password(stdin: bool, generate: bool) -> str:
    if generate:
        made = secrets.token_urlsafe(12)
        click.echo(f"密码（只显示这一次）：{made}")
        return made
    if stdin:
        line = sys.stdin.readline().rstrip("\n")
        if not line:
            raise BadInput("标准输入里没有密码")
        return line
    return str(click.prompt("密码", hide_input=True, confirmation_prompt="再写一次"))
