"""`python -m bot doctor`: is everything this installation needs in place?"""

import shutil
import socket
import sys

import click

from bot import database, settings
from bot.errors import XiaoxiError
from bot.settings import ROOT, SETTINGS


@click.command("doctor")
def doctor() -> None:
    """检查 Python、磁盘、端口、知识库、模型，列出全部设置。"""
    current = settings.current()
    problems = [*_python(), *_disk(), *_database(current), *_model()]
    for port in ("assistant_port", "actions_port", "desk_port"):
        state = "有人在用" if _is_taken(current.integer(port)) else "空着"
        click.echo(f"端口 {current[port]}（{port}）：{state}")
    for setting in SETTINGS:
        shown = ("已设" if current[setting.name] else "未设") if setting.secret else current[setting.name]
        click.echo(f"  XIAOXI_{setting.name.upper()} = {shown}\t{setting.help}")
    for problem in problems:
        click.echo(f"问题：{problem}", err=True)
    if problems:
        sys.exit(1)
    click.echo("都正常。")


def _python() -> list[str]:
    return [] if sys.version_info[:2] == (3, 10) else ["要用 Python 3.10，现在是 " + sys.version.split()[0]]


def _disk() -> list[str]:
    free = shutil.disk_usage(ROOT).free / 1e9
    return [] if free > 1 else [f"磁盘只剩 {free:.1f} GB，至少留 1 GB"]


def _database(current: settings.Settings) -> list[str]:
    path = current.path("database")
    if not path.exists():
        return [f"还没有知识库 {path}；运行 make serve 或 python -m bot db init"]
    try:
        db = database.connect(path, migrated=False)
        waiting = [p.name for p in database.schema_files() if p.name not in database.applied(db)]
    except XiaoxiError as wrong:
        return [str(wrong)]
    return [f"知识库结构旧了，运行 python -m bot db upgrade（缺 {'、'.join(waiting)}）"] if waiting else []


def _model() -> list[str]:
    return [] if list((ROOT / "models").glob("*.tar.gz")) else ["还没有对话模型；运行 make serve 会训练"]


def _is_taken(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
