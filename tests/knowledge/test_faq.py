"""Taking `data/faq` into the database: as often as one likes, and never over what staff edited."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlite_utils import Database

from bot import database, yaml_file
from bot.errors import DataError, NotFound
from bot.knowledge import faq, revision
from bot.settings import ROOT

STANDARD, PROCESS = "assistance.dibao_standard", "assistance.dibao_process"
TOPICS = f"topic\tdomain\tquestion\n{STANDARD}\t社会救助\t低保多少\n{PROCESS}\t社会救助\t低保怎么办\n"
ENTRIES = {
    topic: {
        "topic": topic,
        "question": question,
        "answer": "去街道问。",
        "sources": [{"ref": "一号", "clause": 3}],
        "review_by": "2030-01-01",
        "asked_as": [f"{question}啊", f"问问{question}"],
        "details": {"where": "街道", "materials": ["身份证", "户口簿"]},
    }
    for topic, question in ((STANDARD, "低保多少"), (PROCESS, "低保怎么办"))
}


def write(directory: Path, **changes: object) -> Path:
    """The files with `changes` to the first answer."""
    entries = [{**ENTRIES[STANDARD], **changes}, ENTRIES[PROCESS]]
    (directory / "topics.tsv").write_text(TOPICS, encoding="utf-8")
    (directory / "assistance.yml").write_text(yaml_file.write_text({"answers": entries}), encoding="utf-8")
    return directory


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "faq").mkdir()
    return write(tmp_path / "faq")


@pytest.fixture
def db(tmp_path: Path, files: Path) -> Database:
    """A database with both answers taken in."""
    opened = database.connect(tmp_path / "xiaoxi.db")
    assert faq.import_files(opened, files).added == [STANDARD, PROCESS]
    return opened


def everything(db: Database) -> list[tuple]:
    return [row for table in ("answer", "phrasing", "revision")
            for row in db.conn.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall()]  # fmt: skip


def edited(db: Database, text: str) -> None:
    """What staff do on the desk."""
    current, number = faq.get(db, STANDARD)
    revision.publish(db, replace(current, answer=text), base=number, who="王芳", why="改了口径")


def test_the_same_files_again_change_nothing_not_even_a_date(db: Database, files: Path) -> None:
    before, version = everything(db), database.content_version(db)
    report = faq.import_files(db, files)
    assert (report.unchanged, report.added, report.updated, report.conflicts) == ([STANDARD, PROCESS], [], [], [])
    assert everything(db) == before
    assert database.content_version(db) == version


def test_an_answer_nobody_edited_follows_its_file_with_its_phrasings(db: Database, files: Path) -> None:
    report = faq.import_files(db, write(files, answer="先打电话。", asked_as=["低保几个钱"]))
    assert (report.updated, report.unchanged) == ([STANDARD], [PROCESS])
    stored, number = faq.get(db, STANDARD)
    assert (stored.answer, stored.asked_as, number) == ("先打电话。", ("低保几个钱",), 2)
    phrasings = db.conn.execute("SELECT text FROM phrasing WHERE topic = ?", [STANDARD]).fetchall()
    assert phrasings == [("低保几个钱",)]


def test_an_answer_staff_edited_stays_and_the_files_new_version_is_listed_as_a_conflict(
    db: Database, files: Path
) -> None:
    edited(db, "员工写的。")
    report = faq.import_files(db, write(files, answer="文件改了。"))
    assert (report.conflicts, report.updated) == ([STANDARD], [])
    assert faq.get(db, STANDARD)[0].answer == "员工写的。"
    assert str(report) == (
        f"新增 0，更新 0，未变 1，冲突 1\n  冲突：{STANDARD} 已被工作人员修改，保留库里的；文件里的新内容没有导入"
    )


def test_a_conflict_is_listed_every_time_until_somebody_settles_it(db: Database, files: Path) -> None:
    edited(db, "员工写的。")
    write(files, answer="文件改了。")
    assert [faq.import_files(db, files).conflicts for _ in range(3)] == [[STANDARD]] * 3


def test_a_staff_edit_is_no_conflict_while_the_file_stays_as_it_was(db: Database, files: Path) -> None:
    edited(db, "员工写的。")
    report = faq.import_files(db, files)
    assert (report.conflicts, report.unchanged) == ([], [STANDARD, PROCESS])
    assert faq.get(db, STANDARD)[0].answer == "员工写的。"


def test_a_topic_staff_wrote_first_is_not_overwritten_when_a_file_brings_it(tmp_path: Path, files: Path) -> None:
    db = database.connect(tmp_path / "other.db")
    faq.import_files(db, files)
    written, _ = faq.get(db, STANDARD)
    fresh = database.connect(tmp_path / "fresh.db")
    revision.publish(fresh, replace(written, answer="员工先写的。"), base=None, who="王芳", why="新的")
    assert faq.import_files(fresh, files).conflicts == [STANDARD]
    assert faq.get(fresh, STANDARD)[0].answer == "员工先写的。"


def test_a_broken_file_takes_nothing_in(db: Database, files: Path) -> None:
    before = everything(db)
    write(files, answer="改了。")
    (files / "broken.yml").write_text("answers:\n  - topic: 没有的\n", encoding="utf-8")
    with pytest.raises(DataError):
        faq.import_files(db, files)
    assert everything(db) == before


def test_an_answer_comes_back_from_the_database_as_it_went_in(db: Database) -> None:
    stored, _ = faq.get(db, STANDARD)
    assert stored.details == {"where": "街道", "materials": ("身份证", "户口簿")}
    assert [(citation.ref, citation.clause) for citation in stored.sources] == [("一号", "3")]
    assert faq.load(db)[STANDARD] == stored


def test_a_topic_without_an_answer_is_not_found(db: Database) -> None:
    with pytest.raises(NotFound, match=r"没有“elder\.nothing”这个 topic 的答案"):
        faq.get(db, "elder.nothing")


def test_everything_that_ships_goes_in_and_comes_out_the_same(tmp_path: Path) -> None:
    db = database.connect(tmp_path / "shipped.db")
    report = faq.import_files(db, ROOT / "data" / "faq")
    assert len(report.added) == len(set(report.added)) >= 157
    assert faq.import_files(db, ROOT / "data" / "faq").unchanged == report.added


# One broken file for each message

BROKEN = {
    "another key at the top": ("questions: []\n", ":1：这个文件只能有一个顶层键 answers"),
    "nothing in the file": ("", ":1：这个文件只能有一个顶层键 answers"),
    "no list": ("answers:\n  topic: x\n", ":1：answers 下面要写成列表，每条以“- topic:”开头"),
    "an answer that is only text": ("answers:\n  - 低保多少\n", "：answers 里有一条不是“- topic:”开头的：低保多少"),
    "a key missing and one too many": (
        f"answers:\n  - topic: {STANDARD}\n    question: 低保多少\n    reply: 去问\n    sources: []\n    review_by: 2030-01-01\n"
        "    asked_as: []\n",
        f":2：“{STANDARD}”缺少 ['answer']，多出 ['reply']",
    ),
}


@pytest.mark.parametrize(("text", "message"), BROKEN.values(), ids=BROKEN)
def test_a_broken_file_is_named_with_its_line(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "topics.tsv").write_text(TOPICS, encoding="utf-8")
    (tmp_path / "a.yml").write_text(text, encoding="utf-8")
    with pytest.raises(DataError) as wrong:
        faq.import_files(database.connect(tmp_path / "xiaoxi.db"), tmp_path)
    assert str(wrong.value) == f"{tmp_path / 'a.yml'}{message}"


BROKEN_FIELDS = {
    "a topic nobody knows": ({"topic": "elder.new"}, "“elder.new”不在 topics.tsv 里；新的 topic 请先加进去"),
    "a heading nobody knows": (
        {"details": {"wher": "街道"}},
        "details 里没有“wher”，可用：who、amount、materials、steps、where、how_long、cost、refused、note",
    ),
    "a condition nobody knows": (
        {"tiers": [{"when": {"age": 80}, "text": "甲"}]},
        "when 里没有 ['age']，可用：age_from、age_below、disability_level、disability_kind、household、hukou、disabled、care_level",
    ),
    "verified: yes": ({"verified": "是"}, f"“{STANDARD}”的 verified 只能写 true 或 false"),
    "a review day in words": ({"review_by": "明年"}, f"“{STANDARD}”有一项写法不对"),
    "a tier without conditions": ({"tiers": [{"text": "甲"}]}, f"“{STANDARD}”有一项写法不对"),
    "an answer that is a number": ({"answer": 5}, f"“{STANDARD}”有一项写法不对"),
    "a source that is only text": ({"sources": ["一号"]}, f"“{STANDARD}”有一项写法不对"),
    "the topic of another answer": (
        {"topic": PROCESS, "question": "甲"},
        f"“{PROCESS}”已经写在 assistance.yml:2",
    ),
}


@pytest.mark.parametrize(("changes", "message"), BROKEN_FIELDS.values(), ids=BROKEN_FIELDS)
def test_a_broken_field_is_named(tmp_path: Path, changes: dict[str, object], message: str) -> None:
    with pytest.raises(DataError) as wrong:
        faq.import_files(database.connect(tmp_path / "xiaoxi.db"), write(tmp_path, **changes))
    assert str(wrong.value).startswith(f"{tmp_path / 'assistance.yml'}:")
    assert message in str(wrong.value)
