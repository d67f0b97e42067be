"""`python -m bot db …`: init, upgrade, backup, restore."""

import shutil
import sqlite3
from pathlib import Path

import click

from bot import clock, database, occupancy, settings
from bot.errors import BadInput
from bot.knowledge import faq
from bot.places import store
from bot.policy import figure_store


@click.group("db")
def db_group() -> None:
    """知识库：建立、升级、备份、恢复。"""


@db_group.command("init")
def init() -> None:
    """建库，并导入 data/ 里的数字、答案和地点；可以反复运行，不覆盖工作人员的修改。"""
    current = settings.current()
    data, path = current.path("data"), current.path("database")
    db = database.connect(path)
    database.secret(db, "resident_salt")
    for conflict in figure_store.import_files(db, data / "policy"):
        click.echo(f"  冲突：{conflict}")
    click.echo(f"答案：{faq.import_files(db, data / 'faq')}")
    click.echo(f"地点：{store.import_directory(db, data / 'places')}")
    click.echo(f"知识库：{path.relative_to(settings.ROOT) if path.is_relative_to(settings.ROOT) else path}")


@db_group.command("upgrade")
def upgrade() -> None:
    """把库升级到现在的表结构（从任何旧版本）。"""
    db = database.connect(settings.current().path("database"), migrated=False)
    done = database.migrate(db)
    click.echo("已升级：" + "、".join(done) if done else "已经是最新。")


@db_group.command("backup")
@click.argument("target", type=click.Path(path_type=Path), required=False)
def backup(target: Path | None) -> None:
    """备份到 TARGET（默认 var/backup/日期.db）；运行中也能备份。"""
    current = settings.current()
    target = target or settings.ROOT / "var" / "backup" / f"{clock.now():%Y%m%d-%H%M%S}.db"
    database.backup(database.connect(current.path("database")), target)
    click.echo(f"已备份到 {target}")


@db_group.command("restore")
@click.argument("source", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def restore(source: Path) -> None:
    """用备份 SOURCE 换掉现在的库；现在的库先另存一份。请先停服务。"""
    path = settings.current().path("database")
    check_is_ours(source)
    with occupancy.alone(path, f"{path} 正在用。请先停下小西（Ctrl-C 或 systemctl stop），再恢复；现在的库没有动。"):
        if path.exists():
            kept = path.with_suffix(f".before-restore-{clock.now():%Y%m%d-%H%M%S}.db")
            database.backup(database.connect(path, migrated=False), kept)
            click.echo(f"现在的库已另存为 {kept}")
        put_in_place(source, path)
    database.connect(path)
    click.echo("已恢复。")


def put_in_place(source: Path, path: Path) -> None:
    """`source` becomes `path` whole or not at all: copied beside it first, then renamed."""
    beside = path.with_name(path.name + ".restoring")
    shutil.copyfile(source, beside)
    database.make_private(beside)
    for leftover in (path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")):
        leftover.unlink(missing_ok=True)
    beside.replace(path)


def check_is_ours(path: Path) -> None:
    """Raises BadInput when `path` is no healthy knowledge database."""
    try:
        connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        healthy = connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        connection.close()
    except sqlite3.DatabaseError as wrong:
        raise BadInput(f"{path} 不是知识库备份：{wrong}") from wrong
    if not healthy or not {"answer", "figure"} <= tables:
        raise BadInput(f"{path} 不是完好的知识库备份，没有动现在的库")
