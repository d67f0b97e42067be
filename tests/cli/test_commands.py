"""The command line: every command explains itself, answers in Chinese, and fails in one line."""

import csv
import io
import json
import subprocess
import sys
import tarfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from bot import database, occupancy
from bot.cli.docs import commands
from bot.cli.main import COMMANDS, cli, main
from bot.cli.serve import is_whole
from bot.conversations import Conversation, Conversations
from bot.errors import BadInput, Unavailable, XiaoxiError
from bot.knowledge import faq
from bot.policy import figure_store
from bot.policy.figure import Source, Value
from bot.policy.value_sheet import TO_FILL_IN
from bot.privacy import hash_resident
from bot.settings import ROOT

ALL = commands(cli)


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Calls a command of an installation whose database is in tmp_path."""
    monkeypatch.setenv("XIAOXI_DATABASE", str(tmp_path / "xiaoxi.db"))
    monkeypatch.setenv("XIAOXI_DATA", str(ROOT / "data"))
    return lambda *words: CliRunner().invoke(cli, list(words))


@pytest.fixture
def stocked(run: Callable[..., Result], tmp_path: Path) -> database.Database:
    """The same installation with the figures taken in."""
    db = database.connect(tmp_path / "xiaoxi.db")
    figure_store.import_files(db, ROOT / "data" / "policy")
    return db


@pytest.mark.parametrize(("words", "command"), ALL, ids=[" ".join(words) or "bot" for words, _ in ALL])
def test_every_command_has_help_in_chinese(words: tuple[str, ...], command: click.Command) -> None:
    shown = CliRunner().invoke(cli, [*words, "--help"])
    assert shown.exit_code == 0
    assert command.help
    assert any("\u4e00" <= character <= "\u9fff" for character in command.help)
    for option in command.params:
        if isinstance(option, click.Option) and not option.hidden:
            assert option.help or option.name == "datum" or "--limit" in option.opts, option.opts


def test_the_list_of_commands_is_the_list_that_is_offered() -> None:
    assert [words[0] for words, _ in ALL if len(words) == 1] == list(COMMANDS)


def test_the_module_itself_runs_and_lists_them() -> None:
    shown = subprocess.run([sys.executable, "-m", "bot", "--help"], cwd=ROOT, capture_output=True, text=True)
    assert shown.returncode == 0
    assert all(name in shown.stdout for name in COMMANDS)


def test_the_list_says_of_each_what_it_says_of_itself_and_loads_none() -> None:
    shown = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "bot", "-h"], cwd=ROOT, capture_output=True, text=True
    )
    assert shown.returncode == 0
    loaded = {line.rsplit("|", 1)[-1].strip() for line in shown.stderr.splitlines()}
    assert not loaded & {"numpy", "sklearn", "spacy", "rasa", "sqlalchemy", "bot.cli.ask", "bot.cli.serve"}
    for name, (_, summary) in COMMANDS.items():
        assert f"{name}" in shown.stdout and summary in shown.stdout


def test_the_version_is_that_of_the_project() -> None:
    shown = CliRunner().invoke(cli, ["--version"]).output
    assert f'version = "{shown.split()[1]}"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")


WRONG_WORDS = [
    (["fly"], 2, "没有“fly”这个命令"), (["serv"], 2, "是不是 serve"), (["policy", "shwo"], 2, "是不是 show"),
    (["policy", "show"], 2, "少了 'NAME'"), (["policy", "show", "低保标准", "--dya", "x"], 2, "没有 --dya 这个选项"),
    (["policy", "show", "低保标准", "--day", "昨天"], 2, "--day"), (["db", "restore", "no-such-file"], 2, "no-such-file"),
    (["policy", "list", "x"], 2, "多写了：x"), (["desk", "user", "add", "甲"], 2, "少了 '--role'"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "code", "said"), WRONG_WORDS, ids=[" ".join(words) for words, *_ in WRONG_WORDS])
def test_a_command_written_wrong_is_refused_in_one_chinese_line(
    words: list[str], code: int, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["bot", *words])
    with pytest.raises(SystemExit) as ended:
        main()
    wrong = capsys.readouterr().err
    assert ended.value.code == code
    assert wrong.startswith("出错了：") and said in wrong and "-h" in wrong and wrong.count("\n") == 1, wrong


def test_an_unknown_command_is_refused() -> None:
    assert CliRunner().invoke(cli, ["fly"]).exit_code == 2


def test_an_expected_failure_is_one_line_on_stderr_and_exit_1(
    stocked: database.Database, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["bot", "policy", "show", "dibao.standrad"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 1
    wrong = capsys.readouterr().err
    assert wrong.startswith("出错了：没有叫“dibao.standrad”的数字，是不是：低保标准（dibao.standard）")
    assert wrong.count("\n") == 1


# policy


COMING = Value(
    date(2999, 12, 1), 1520, "A", Source("关于再次调整本市最低生活保障标准的通知", "试〔2999〕1号", "一"), start="month"
)


@pytest.fixture
def entered(stocked: database.Database) -> database.Database:
    """The same with a 低保 standard staff entered for a later day."""
    figure_store.add_source(stocked, "试〔2999〕1号", COMING.source.title, COMING.source.number, None)
    figure_store.add_value(stocked, "dibao.standard", COMING, "试〔2999〕1号")
    return stocked


@pytest.mark.parametrize("name", ["dibao.standard", "低保标准"])
def test_policy_show_finds_a_figure_by_its_title_too(run: Callable[..., Result], stocked: object, name: str) -> None:
    assert run("policy", "show", name, "--day", "2024-06-30").output.startswith("低保标准（元/人·月）")


def test_policy_show_of_part_of_several_titles_names_them(run: Callable[..., Result], stocked: object) -> None:
    refused = run("policy", "show", "低保")
    assert "是不是：" in str(refused.exception) and "dibao.standard" in str(refused.exception)


def test_policy_show_tells_a_figure_on_a_day_and_its_history(run: Callable[..., Result], stocked: object) -> None:
    shown = run("policy", "show", "dibao.standard", "--day", "2024-06-30")
    assert shown.output.splitlines()[0] == "低保标准（元/人·月）在 2024-06-30 是 1395元"
    assert "2024-07-01 （只知道月份）起 1450，可信度 A" in shown.output
    before = run("policy", "show", "family_planning.death_amount").output
    assert "2022-06-30 （从哪天起不知道） 720，可信度 A" in before


def test_policy_show_and_list_read_what_staff_entered(run: Callable[..., Result], entered: object) -> None:
    shown = run("policy", "show", "dibao.standard", "--day", "2999-12-01").output
    assert shown.splitlines()[0] == "低保标准（元/人·月）在 2999-12-01 是 1520元" and "试〔2999〕1号 一" in shown
    assert "dibao.standard\t1450元\t2024-07-01\tA\t低保标准（2999年12月起将是 1520元）" in run("policy", "list").output


def test_policy_list_has_a_line_for_every_figure(run: Callable[..., Result], stocked: object) -> None:
    shown = run("policy", "list")
    count = int(run("policy", "check").output.split()[0])
    assert len(shown.output.splitlines()) == count > 400
    assert "dibao.standard\t1450元\t2024-07-01\tA\t低保标准" in shown.output


@pytest.mark.parametrize("words", [("list",), ("show", "dibao.standard"), ("due",)])
def test_policy_without_figures_says_what_to_do(run: Callable[..., Result], words: tuple[str, ...]) -> None:
    failed = run("policy", *words)
    assert isinstance(failed.exception, BadInput) and "db init" in str(failed.exception)


def test_policy_check_shows_where_database_and_files_differ(
    run: Callable[..., Result], entered: database.Database
) -> None:
    entered.conn.execute("UPDATE figure_value SET value = 9 WHERE name = 'senior_allowance.age_from'")
    entered.conn.execute("DELETE FROM figure_value WHERE name = 'tekun.basic_multiple'")
    shown = run("policy", "check").output
    assert "库和文件有 3 处不同（答复按库里的）：" in shown
    assert "dibao.standard 2999-12-01：工作人员录入了 1520（A，试〔2999〕1号），文件里没有" in shown
    assert "senior_allowance.age_from 2019-10-01：库里是 9（A，" in shown and "，文件里是 80（A，" in shown
    assert "tekun.basic_multiple" in shown and "库里没有；请运行 python -m bot db init" in shown


def test_policy_check_of_a_fresh_stock_finds_no_difference(run: Callable[..., Result], stocked: object) -> None:
    assert "库和文件一样。" in run("policy", "check").output


def test_policy_due_names_what_has_no_new_value_yet(run: Callable[..., Result], stocked: object) -> None:
    shown = run("policy", "due", "--day", "2026-11-30").output
    assert (
        "数字\tdibao.standard\t低保标准\t1450元\t2024年7月\t京民社救发〔2024〕80号\t到了没有新值\t2026-07-01" in shown
    )
    assert "medical.resident_premium_adult" in shown and "快到了\t2027-01-01" in shown
    assert "dibao.standard" not in run("policy", "due", "--day", "2025-03-01").output


def test_policy_due_does_not_wait_for_what_is_decided(run: Callable[..., Result], entered: object) -> None:
    assert "dibao.standard" not in run("policy", "due", "--day", "2026-11-30").output


def test_policy_due_as_a_table_leaves_room_to_fill_in(run: Callable[..., Result], stocked: database.Database) -> None:
    faq.import_files(stocked, ROOT / "data" / "faq")
    rows = list(csv.reader(io.StringIO(run("policy", "due", "--day", "2099-01-01", "--csv").output)))
    empty = [column.heading for column in TO_FILL_IN]
    assert rows[0][-len(empty) :] == empty
    assert all(len(row) == len(rows[0]) and not any(row[-len(empty) :]) for row in rows[1:])
    assert {row[0] for row in rows[1:]} == {"数字", "答案"} and "过了复核日期" in {row[6] for row in rows}


def test_db_init_backup_edit_restore_brings_the_backup_back_and_keeps_what_was_there(
    run: Callable[..., Result], tmp_path: Path
) -> None:
    path, copy = tmp_path / "xiaoxi.db", tmp_path / "copy.db"
    db = database.connect(path)
    db.conn.execute("INSERT INTO source (ref, title) VALUES ('备份前', '题名')")
    assert run("db", "backup", str(copy)).output == f"已备份到 {copy}\n"
    db.conn.execute("DELETE FROM source")
    db.conn.close()
    restored = run("db", "restore", str(copy))
    assert restored.exit_code == 0
    assert "已恢复。" in restored.output
    assert database.connect(path).conn.execute("SELECT ref FROM source").fetchall() == [("备份前",)]
    kept = next(tmp_path.glob("xiaoxi.before-restore-*.db"))
    assert database.connect(kept).conn.execute("SELECT count(*) FROM source").fetchone() == (0,)


def test_db_restore_under_a_running_process_is_refused_and_changes_nothing(
    run: Callable[..., Result], tmp_path: Path
) -> None:
    path, copy = tmp_path / "xiaoxi.db", tmp_path / "copy.db"
    database.connect(path).conn.close()
    assert run("db", "backup", str(copy)).exit_code == 0
    before = path.read_bytes()
    working = subprocess.Popen(
        [sys.executable, "-c", f"from pathlib import Path; from bot import occupancy; occupancy.share(Path({str(path)!r})); print(1, flush=True); input()"],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert working.stdout and working.stdout.readline()
    try:
        refused = run("db", "restore", str(copy))
        assert isinstance(refused.exception, Unavailable) and "请先停下小西" in str(refused.exception)
        assert path.read_bytes() == before
    finally:
        working.kill()
        working.wait()
    assert run("db", "restore", str(copy)).exit_code == 0, "a process that was killed holds nothing"


@pytest.mark.parametrize("content", [b"", b"no database at all" * 100])
def test_db_restore_refuses_what_is_no_backup_and_touches_nothing(
    run: Callable[..., Result], tmp_path: Path, content: bytes
) -> None:
    path, bad = tmp_path / "xiaoxi.db", tmp_path / "bad.db"
    database.connect(path).conn.close()
    before = path.read_bytes()
    bad.write_bytes(content)
    refused = run("db", "restore", str(bad))
    assert isinstance(refused.exception, BadInput)
    assert str(bad) in str(refused.exception)
    assert path.read_bytes() == before


def test_db_upgrade_brings_an_old_database_forward_and_says_so(run: Callable[..., Result], tmp_path: Path) -> None:
    database.connect(tmp_path / "xiaoxi.db", migrated=False).conn.close()
    first, last = database.schema_files()[0].name, database.schema_files()[-1].name
    shown = run("db", "upgrade").output
    assert shown.startswith(f"已升级：{first}、")
    assert shown.rstrip().endswith(last)
    assert run("db", "upgrade").output == "已经是最新。\n"


# doctor


def test_doctor_lists_the_settings_shows_no_secret_and_says_what_is_missing(
    run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XIAOXI_AMAP_KEY", "very-secret-key")
    shown = run("doctor")
    assert "very-secret-key" not in shown.output
    assert "XIAOXI_AMAP_KEY = 已设" in shown.output
    assert "XIAOXI_RESIDENT_SALT = 未设" in shown.output
    assert "还没有知识库" in shown.output
    assert shown.exit_code == 1


# faq and ask


def test_faq_import_then_ask_gives_the_answer_and_its_payload(run: Callable[..., Result], tmp_path: Path) -> None:
    imported = run("faq", "import")
    assert imported.exit_code == 0, imported.output
    assert (
        f"答案：新增 {len(faq.load(database.connect(tmp_path / 'xiaoxi.db')))}，更新 0，未变 0，冲突 0"
        in imported.output
    )
    assert run("db", "init").exit_code == 0, "figures and places too"
    reply = json.loads(run("ask", "低保标准是多少", "--json").output)
    assert (reply["custom"]["kind"], reply["custom"]["topic"]) == ("answer", "assistance.dibao_standard")
    assert "1450元" in reply["text"]


def test_faq_check_names_the_file_and_line_of_a_broken_answer_and_fails(
    run: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "data" / "faq").mkdir(parents=True)
    (tmp_path / "data" / "policy").symlink_to(ROOT / "data" / "policy")
    (tmp_path / "data" / "faq" / "topics.tsv").write_text(
        "topic\tdomain\tquestion\nelder.one\t养老服务\t甲事怎么办\n", encoding="utf-8"
    )
    (tmp_path / "data" / "faq" / "elder.yml").write_text(
        "answers:\n  - topic: elder.one\n    question: 甲事怎么办\n    answer: 每月1450元。\n    sources: []\n"
        "    review_by: 2099-01-01\n    verified: true\n    asked_as: [甲事]\n",
        encoding="utf-8",
    )
    monkeypatch.setenv("XIAOXI_DATA", str(tmp_path / "data"))
    shown = run("faq", "check", "--brief")
    assert shown.exit_code == 1
    assert f"{tmp_path / 'data' / 'faq' / 'elder.yml'}:2：elder.one：正文里直接写了数字“1450”" in shown.output
    assert "答案 1/1；问法共 1 句，中位数 1，最少 1" in shown.output
    assert "有 3 处要改。" in shown.output


def test_ask_without_a_knowledge_database_is_one_clear_failure(run: Callable[..., Result]) -> None:
    failed = run("ask", "低保多少")
    assert isinstance(failed.exception, XiaoxiError), failed.exception
    assert "db init" in str(failed.exception)


# resident and model


def test_what_is_kept_of_a_resident_is_exported_and_deleted(
    run: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XIAOXI_CONVERSATIONS", str(tmp_path / "conversations.db"))
    salt = database.secret(database.connect(tmp_path / "xiaoxi.db"), "resident_salt")
    sender = "0123456789abcdef0123456789abcdef"
    kept = Conversation(hash_resident(f"webchat:{sender}", salt), {"facts": {"age": 77}}, ({"said": "77岁"},), (), 1.0)
    Conversations(str(tmp_path / "conversations.db")).write(kept)
    exported = json.loads(run("resident", "export", sender).output)
    assert exported["知道的情况"] == {"facts": {"age": 77}} and exported["说过的话"] == [{"said": "77岁"}]
    assert run("resident", "forget", sender).output == "已删掉。\n"
    assert run("resident", "forget", sender).output == "没有留着他的对话。\n"
    assert run("resident", "export", sender).output == "{}\n"


@pytest.mark.parametrize("bytes_left", [0, 100, -1])
def test_a_model_archive_cut_short_is_noticed(tmp_path: Path, bytes_left: int) -> None:
    whole, cut = tmp_path / "whole.tar.gz", tmp_path / "cut.tar.gz"
    with tarfile.open(whole, "w:gz") as archive:
        archive.add(ROOT / "docs", "docs")
    content = whole.read_bytes()
    cut.write_bytes(content[: len(content) // 2] if bytes_left < 0 else content[:bytes_left])
    assert is_whole(whole) and not is_whole(cut)


def test_a_second_serve_on_the_same_directory_is_refused_before_it_touches_anything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XIAOXI_RUN", str(tmp_path))
    monkeypatch.setenv("XIAOXI_DATABASE", str(tmp_path / "xiaoxi.db"))
    with occupancy.alone(tmp_path / "serve", "never"):
        refused = CliRunner().invoke(cli, ["serve"])
    assert isinstance(refused.exception, Unavailable) and "已经有一个 make serve 在用" in str(refused.exception)
    assert [path.name for path in tmp_path.iterdir()] == ["serve.lock"]
