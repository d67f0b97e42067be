"""`python -m bot doctor`: every part is tried, and of each that fails it is said what to do."""

import json
import shutil
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import click

from bot import database, settings
from bot.cli.serve import is_whole
from bot.conversations import Conversations, without_password
from bot.errors import XiaoxiError
from bot.settings import ROOT, SETTINGS
from bot.trained_from import fingerprint

_DOORS = {
    "居民端": ("assistant_port", "/webhooks/webchat/health"), "动作服务": ("actions_port", "/health"),
    "工作台": ("desk_port", "/health"),
}  # fmt: skip


@click.command("doctor")
def doctor() -> None:
    """逐样试一遍：Python、磁盘、知识库、对话记录、模型、三个进程；列出全部设置。"""
    current = settings.current()
    for setting in SETTINGS:
        shown = ("已设" if current[setting.name] else "未设") if setting.secret else current[setting.name]
        if setting.name == "conversations":
            shown = without_password(current[setting.name])
        click.echo(f"  XIAOXI_{setting.name.upper()} = {shown}\t{setting.help}")
    for name, (port, path) in _DOORS.items():
        click.echo(f"{name}（{port} {current[port]}）：{_answer(current.integer(port), path)}")
    problems = [
        *_python(), *_drill(current), *_disk(current), *_database(current), *_conversations(current), *_model(current),
        *_private(current),
    ]  # fmt: skip
    for problem in problems:
        click.echo(f"问题：{problem}", err=True)
    if problems:
        sys.exit(1)
    click.echo("都正常。")


def _answer(port: int, path: str) -> str:
    """What the process on that port says of itself."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
            return "在工作" if answer.status == 200 else f"应答 {answer.status}"
    except urllib.error.HTTPError as refused:
        try:
            return "不正常：" + "；".join(json.loads(refused.read())["missing"])
        except (ValueError, KeyError):
            return f"端口上有别的程序（应答 {refused.code}）"
    except OSError:
        return "没有在运行"


def _python() -> list[str]:
    return [] if sys.version_info[:2] == (3, 10) else ["要用 Python 3.10，现在是 " + sys.version.split()[0]]


def _drill(current: settings.Settings) -> list[str]:
    day = current["day"]
    return [f"正在演练：XIAOXI_DAY 写着 {day}，答复都按那一天；正式运行请去掉它再重启"] if day else []


def _disk(current: settings.Settings) -> Iterator[str]:
    for name in {current.path("database").parent, current.path("run"), ROOT}:
        if name.exists() and (free := shutil.disk_usage(name).free / 1e9) < 1:
            yield f"{name} 所在的磁盘只剩 {free:.1f} GB，至少留 1 GB；先清理日志和旧备份"


def _database(current: settings.Settings) -> Iterator[str]:
    path = current.path("database")
    if not path.exists():
        yield f"还没有知识库 {path}；运行 make serve 或 python -m bot db init"
        return
    try:
        db = database.connect(path, migrated=False)
        if waiting := [each.name for each in database.schema_files() if each.name not in database.applied(db)]:
            yield f"知识库结构旧了，运行 python -m bot db upgrade（缺 {'、'.join(waiting)}）"
            return
        checked = db.conn.execute("PRAGMA quick_check").fetchone()[0]
        if checked != "ok":
            yield f"知识库 {path} 坏了（{checked}）；停下小西，用 python -m bot db restore 备份 恢复"
        elif not db.conn.execute("SELECT EXISTS (SELECT 1 FROM answer)").fetchone()[0]:
            yield f"知识库 {path} 是空的；用备份恢复，或运行 python -m bot db init"
    except (XiaoxiError, database.sqlite3.DatabaseError) as wrong:
        yield f"知识库 {path} 打不开：{wrong}；停下小西，用 python -m bot db restore 备份 恢复"


def _conversations(current: settings.Settings) -> list[str]:
    where = current.address("conversations")
    if "://" not in where and not Path(where).exists():
        return []
    problem = Conversations(where).problem()
    return [f"{problem}；SQLite 的看磁盘和权限，PostgreSQL 的看它在不在运行、密码对不对"] if problem else []


def _model(current: settings.Settings) -> list[str]:
    model = ROOT / "models" / f"xiaoxi-{fingerprint(current.path('data'))}.tar.gz"
    if not model.exists():
        return ["还没有现在这份资料的对话模型；运行 make serve 会训练"]
    return [] if is_whole(model) else [f"{model} 坏了；运行 make serve 会重新训练"]


def _private(current: settings.Settings) -> Iterator[str]:
    for path in (current.path("database"), Path(current.address("conversations"))):
        if path.is_file() and path.stat().st_mode & 0o077:
            yield f"{path} 别人也能读；运行 chmod 600 {path}"
