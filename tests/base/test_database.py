"""One SQLite file that many processes share: nothing half done, nothing lost on the way forward."""

import multiprocessing
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from bot import database
from bot.cli.db import put_in_place
from bot.errors import Unavailable

SCHEMAS = database.schema_files()
OUR_TABLES = "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"


def another_process(path: Path, program: str) -> subprocess.Popen:
    """A Python process of its own with nothing but SQLite, `db` open on `path`."""
    opened = f"import sqlite3; db = sqlite3.connect({str(path)!r}, isolation_level=None, timeout=20)\n"
    return subprocess.Popen([sys.executable, "-S", "-c", opened + program], stderr=subprocess.PIPE, text=True)


def finished(process: subprocess.Popen) -> None:
    _, wrong = process.communicate(timeout=60)
    assert process.returncode == 0, wrong


def at_once(*tasks: Callable[[], object]) -> None:
    """Each task in a process of its own, all let go at the same moment. None of their files may be open here."""
    forking = multiprocessing.get_context("fork")
    barrier = forking.Barrier(len(tasks))
    processes = [forking.Process(target=lambda task=task: (barrier.wait(20), task())) for task in tasks]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0] * len(tasks)


@pytest.fixture
def db(tmp_path: Path) -> Database:
    """A file with one table of our own besides the real ones."""
    opened = database.connect(tmp_path / "xiaoxi.db")
    opened.conn.execute("CREATE TABLE note (text TEXT PRIMARY KEY)")
    return opened


def notes(db: Database) -> list[str]:
    return [text for (text,) in db.conn.execute("SELECT text FROM note ORDER BY text")]


def write(db: Database, text: str) -> None:
    db.conn.execute("INSERT INTO note VALUES (?)", [text])


# Opening


def test_a_new_database_is_made_with_its_directories_in_wal_mode_with_foreign_keys(tmp_path: Path) -> None:
    db = database.connect(tmp_path / "deep" / "er" / "xiaoxi.db")
    assert db.conn.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert db.conn.execute("PRAGMA foreign_keys").fetchone() == (1,)
    assert (tmp_path / "deep" / "er" / "xiaoxi.db").exists()


@pytest.mark.parametrize("kind", ["a text file", "a directory"])
def test_what_is_no_database_is_named_with_what_to_do(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "xiaoxi.db"
    path.mkdir() if kind == "a directory" else path.write_text("这不是数据库" * 1000)
    with pytest.raises(Unavailable) as wrong:
        database.connect(path)
    assert str(wrong.value).startswith(f"打不开知识库 {path}：")
    assert str(wrong.value).endswith("请检查磁盘空间和文件权限，或用备份恢复。")


# All or nothing


def test_a_block_that_ends_well_is_kept(db: Database, tmp_path: Path) -> None:
    with database.transaction(db):
        write(db, "甲")
        write(db, "乙")
    assert notes(database.connect(tmp_path / "xiaoxi.db")) == ["乙", "甲"]


@pytest.mark.parametrize("failure", [ValueError, KeyboardInterrupt, SystemExit])
def test_a_block_that_fails_leaves_nothing(db: Database, failure: type[BaseException]) -> None:
    with pytest.raises(failure), database.transaction(db):
        write(db, "甲")
        raise failure
    assert notes(db) == []
    assert not db.conn.in_transaction


def test_a_failing_inner_block_undoes_the_outer_one_too_when_nobody_catches_it(db: Database) -> None:
    with pytest.raises(ValueError), database.transaction(db):
        write(db, "甲")
        with database.transaction(db):
            write(db, "乙")
            raise ValueError
    assert notes(db) == []


def test_a_failing_inner_block_that_is_caught_undoes_only_itself(db: Database) -> None:
    with database.transaction(db):
        write(db, "甲")
        with pytest.raises(ValueError), database.transaction(db):
            write(db, "乙")
            raise ValueError
        write(db, "丙")
    assert notes(db) == ["丙", "甲"]


def test_an_inner_block_that_ends_well_waits_for_the_outer_one(db: Database, tmp_path: Path) -> None:
    other = database.connect(tmp_path / "xiaoxi.db")
    with pytest.raises(ValueError), database.transaction(db):
        with database.transaction(db):
            write(db, "甲")
        assert notes(other) == []
        raise ValueError
    assert notes(db) == []


WRITES: dict[str, Callable[[Database], Any]] = {
    "insert": lambda db: db.table("note").insert({"text": "甲"}),
    "upsert": lambda db: db.table("note").upsert({"text": "甲"}, pk="text"),
    "insert_all": lambda db: db.table("note").insert_all([{"text": "甲"}, {"text": "乙"}]),
}


@pytest.mark.parametrize("verb", WRITES)
def test_what_sqlite_utils_writes_inside_a_block_is_undone_with_it(db: Database, verb: str) -> None:
    with pytest.raises(ValueError), database.transaction(db):
        WRITES[verb](db)
        assert db.conn.in_transaction
        raise ValueError
    assert notes(db) == []


def test_readers_see_nothing_of_a_block_under_way(db: Database, tmp_path: Path) -> None:
    other = database.connect(tmp_path / "xiaoxi.db")
    with database.transaction(db):
        write(db, "甲")
        assert notes(other) == []
    assert notes(other) == ["甲"]


def test_writers_in_two_processes_wait_for_one_another(tmp_path: Path) -> None:
    path = tmp_path / "xiaoxi.db"
    database.connect(path).conn.close()

    def count_up() -> None:
        db = database.connect(path, migrated=False)
        for _ in range(40):
            with database.transaction(db):
                append_count(db)

    at_once(count_up, count_up)
    assert database.connect(path).conn.execute("SELECT count(DISTINCT ref), max(ref) FROM source").fetchone() == (
        80,
        "0079",
    )


def append_count(db: Database) -> None:
    """Read how many there are, then write that number: wrong as soon as two do it at once."""
    seen = db.conn.execute("SELECT count(*) FROM source").fetchone()[0]
    db.conn.execute("INSERT INTO source (ref, title) VALUES (?, '题名')", [f"{seen:04}"])


# Forward from every earlier level

# Taken in from the files at every start, so that a newer shape may begin empty.
READ_ANEW = ("district_boundary",)


def levels() -> list[int]:
    """Every number of schema files a database may once have been left at."""
    return list(range(len(SCHEMAS)))


def older(path: Path, directory: Path, level: int) -> Database:
    """A database that has only been through the first `level` schema files, with a row in every table."""
    directory.mkdir()
    for schema in SCHEMAS[:level]:
        (directory / schema.name).write_text(schema.read_text(encoding="utf-8"), encoding="utf-8")
    db = database.connect(path, migrated=False)
    database.migrate(db, directory)
    db.conn.execute("PRAGMA foreign_keys = OFF")
    for table, sql in db.conn.execute(OUR_TABLES).fetchall():
        row = {
            column[1]: some_value(column[1], column[2], sql)
            for column in db.conn.execute(f"PRAGMA table_info({table})")
        }
        marks = ", ".join("?" * len(row))
        db.conn.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", list(row.values()))
    return db


def some_value(column: str, kind: str, sql: str) -> object:
    """Something the column takes: the first of its CHECK list, else the same for every table, so that keys meet."""
    allowed = re.search(rf"\b{column} IN \('(\w+)'", sql)
    return allowed[1] if allowed else "甲" if kind == "TEXT" else 7 if kind == "INTEGER" else 7.5


def rows_of(db: Database, tables: dict[str, list[str]]) -> dict[str, list[tuple]]:
    return {
        table: db.conn.execute(f"SELECT {', '.join(columns)} FROM {table} ORDER BY 1").fetchall()
        for table, columns in tables.items()
    }


def columns_of(db: Database) -> dict[str, list[str]]:
    return {
        table: [column[1] for column in db.conn.execute(f"PRAGMA table_info({table})")]
        for table, _ in db.conn.execute(OUR_TABLES).fetchall()
        if table not in ("schema_applied", "content_version", *READ_ANEW)
    }


@pytest.mark.parametrize("level", levels(), ids=lambda level: f"after {level} files")
def test_a_database_left_at_any_earlier_level_comes_forward_with_its_rows(tmp_path: Path, level: int) -> None:
    old = older(tmp_path / "xiaoxi.db", tmp_path / "schema", level)
    columns = columns_of(old)
    before = rows_of(old, columns)
    assert level == 0 or all(before.values())
    assert database.migrate(old) == [schema.name for schema in SCHEMAS[level:]]
    assert rows_of(old, columns) == before
    assert old.conn.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert old.conn.execute("PRAGMA foreign_key_check").fetchall() == []


@pytest.mark.parametrize("level", levels(), ids=lambda level: f"after {level} files")
def test_a_database_that_came_forward_has_the_shape_of_a_new_one(tmp_path: Path, level: int) -> None:
    old = older(tmp_path / "old.db", tmp_path / "schema", level)
    database.migrate(old)
    shape = "SELECT type, name, sql FROM sqlite_master ORDER BY type, name"
    new = database.connect(tmp_path / "new.db")
    assert old.conn.execute(shape).fetchall() == new.conn.execute(shape).fetchall()


def test_migrating_twice_does_nothing_the_second_time(tmp_path: Path) -> None:
    db = database.connect(tmp_path / "xiaoxi.db", migrated=False)
    assert database.migrate(db) == [schema.name for schema in SCHEMAS]
    assert database.migrate(db) == []


def test_a_schema_file_that_fails_leaves_nothing_of_itself_and_keeps_those_before(tmp_path: Path) -> None:
    schema = tmp_path / "schema"
    schema.mkdir()
    (schema / "0001_good.sql").write_text("CREATE TABLE good (a TEXT);")
    (schema / "0002_bad.sql").write_text("CREATE TABLE half (a TEXT);\nCREATE TABLE good (a TEXT);")
    db = database.connect(tmp_path / "xiaoxi.db", migrated=False)
    with pytest.raises(sqlite3.OperationalError, match="good already exists"):
        database.migrate(db, schema)
    assert db.table("good").exists()
    assert not db.table("half").exists()
    assert database.applied(db) == {"0001_good.sql"}


def test_schema_files_are_numbered_and_nothing_else_lies_beside_them() -> None:
    assert sorted(database.SCHEMA.glob("*")) == SCHEMAS


@pytest.mark.parametrize("attempt", range(8))
def test_processes_may_open_and_migrate_a_new_database_at_once(tmp_path: Path, attempt: int) -> None:
    path = tmp_path / "xiaoxi.db"
    at_once(*[lambda: database.connect(path)] * 3)
    db = database.connect(path, migrated=False)
    assert database.applied(db) == {schema.name for schema in SCHEMAS}
    assert db.conn.execute("SELECT count(*) FROM content_version").fetchone() == (1,)


# What changed, seen from elsewhere


def test_the_content_version_moves_when_another_process_edits(tmp_path: Path) -> None:
    here = database.connect(tmp_path / "xiaoxi.db")
    before = database.content_version(here)
    edit = "db.execute(\"INSERT INTO source (ref, title) VALUES ('x', '题名')\")"
    finished(another_process(tmp_path / "xiaoxi.db", edit))
    assert database.content_version(here) > before


def test_the_content_version_stands_still_when_a_turn_is_counted_or_an_edit_is_undone(tmp_path: Path) -> None:
    db = database.connect(tmp_path / "xiaoxi.db")
    before = database.content_version(db)
    db.conn.execute("INSERT INTO turn (at, door, kind, milliseconds) VALUES ('2026-01-01', 'webchat', 'answer', 3)")
    with pytest.raises(ValueError), database.transaction(db):
        db.conn.execute("INSERT INTO source (ref, title) VALUES ('x', '题名')")
        raise ValueError
    assert database.content_version(db) == before


def test_a_secret_is_made_once_and_is_the_same_for_every_process(tmp_path: Path) -> None:
    path = tmp_path / "xiaoxi.db"
    database.connect(path).conn.close()

    def first_use() -> None:
        (tmp_path / str(os.getpid())).with_suffix(".secret").write_text(database.secret(database.connect(path), "salt"))

    at_once(first_use, first_use)
    seen = {file.read_text() for file in tmp_path.glob("*.secret")}
    db = database.connect(path)
    assert seen == {database.secret(db, "salt")}
    assert len(seen.pop()) == 64
    assert database.secret(db, "another") != database.secret(db, "salt")


# Backup


def test_a_backup_taken_while_another_process_writes_holds_only_whole_changes(db: Database, tmp_path: Path) -> None:
    program = """
for number in range(150):
    db.execute("BEGIN IMMEDIATE")
    db.execute("INSERT INTO note VALUES (?)", [f"{number:04}a"])
    db.execute("INSERT INTO note VALUES (?)", [f"{number:04}b"])
    db.execute("COMMIT")
"""
    writer = another_process(tmp_path / "xiaoxi.db", program)
    sizes = []
    while writer.poll() is None or not sizes:
        target = tmp_path / "backup" / f"{len(sizes)}.db"
        database.backup(db, target)
        copy = sqlite3.connect(target)
        sizes.append(copy.execute("SELECT count(*) FROM note").fetchone()[0])
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        copy.close()
    finished(writer)
    assert all(size % 2 == 0 for size in sizes)
    assert sizes == sorted(sizes)


def test_a_backup_is_itself_a_working_knowledge_database(db: Database, tmp_path: Path) -> None:
    write(db, "甲")
    database.backup(db, tmp_path / "copy.db")
    copy = database.connect(tmp_path / "copy.db", migrated=False)
    assert notes(copy) == ["甲"]
    assert database.migrate(copy) == []


def test_nobody_else_may_read_the_knowledge_its_backup_or_what_is_restored(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        database.backup(database.connect(tmp_path / "xiaoxi.db"), tmp_path / "copy.db")
        put_in_place(tmp_path / "copy.db", tmp_path / "restored.db")
    finally:
        os.umask(before)
    kept = {path.name: path.stat().st_mode & 0o077 for path in tmp_path.iterdir()}
    assert {"xiaoxi.db", "copy.db", "restored.db"} <= set(kept)
    assert set(kept.values()) == {0}, kept
