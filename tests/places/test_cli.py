"""`python -m bot places …`, verb by verb."""

import json
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner, Result

from bot.cli.places import places
from bot.errors import BadInput
from bot.sheet import spreadsheet
from tests.places.conftest import ROOT

ROWS = [["试验用甲驿站", "养老驿站", "牛街", "牛街西里二区5号楼", "010-00000001", "工作日 9:00-17:00"]]
HEADINGS = ["名称", "类别", "街道", "地址", "电话", "开放时间"]


@pytest.fixture(autouse=True)
def _own_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XIAOXI_DATABASE", str(tmp_path / "xiaoxi.db"))
    monkeypatch.delenv("XIAOXI_AMAP_KEY", raising=False)
    run("import")


def run(*arguments: str, answer: str | None = None) -> Result:
    result = CliRunner().invoke(places, arguments, input=answer)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_every_verb_has_help() -> None:
    for verb in places.commands:
        assert "Usage" in run(verb, "--help").output


def test_import_previews_asks_and_writes(tmp_path: Path) -> None:
    path = tmp_path / "in.xlsx"
    spreadsheet.write(path, HEADINGS, ROWS)
    assert "新增 1" in run("import", str(path), "--preview").output
    assert "已写入" not in run("import", str(path), answer="n\n").output
    assert "已写入 1 处" in run("import", str(path), answer="y\n").output
    assert "不变 1" in run("import", str(path), "--yes").output
    assert "试验用甲驿站" in run("nearest", "牛街最近的养老驿站").output


def test_of_a_broken_file_the_good_rows_go_in_the_bad_come_back_and_it_is_undone(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    spreadsheet.write(
        path, HEADINGS, [*ROWS, ["", "养老驿站", "牛街", "某处", "", ""], ["乙", "花店", "牛街", "", "", ""]]
    )
    output = run("import", str(path), "--yes", "--bad", str(tmp_path / "bad.xlsx")).output
    assert "退回的 2 行" in output
    assert "已写入 1 处；要撤销：python -m bot places undo 1" in output
    assert len(spreadsheet.read(tmp_path / "bad.xlsx")) == 3
    assert "试验用甲驿站" in run("nearest", "牛街最近的养老驿站").output
    assert "已恢复 1 处" in run("undo", "1").output
    assert "试验用甲驿站" not in run("nearest", "牛街最近的养老驿站").output


def test_export_and_todo_write_tables_that_import(tmp_path: Path) -> None:
    for verb, path in [("export", tmp_path / "a.csv"), ("todo", tmp_path / "b.xlsx")]:
        run(*(["export", str(path)] if verb == "export" else ["todo", "--out", str(path)]))
        assert "新增 0，修改 0" in run("import", str(path), "--yes").output


def test_locate_a_text_or_a_point() -> None:
    assert "红莲北里社区　广安门外街道" in run("locate", "广外红莲北里").output
    assert json.loads(run("locate", "--json", "菜市口").output)["status"] == "ambiguous"
    found = json.loads(run("locate", "--point", "116.3656,39.8857", "--datum", "wgs84", "--json").output)
    assert found["place"]["subdistrict"] == "牛街街道"
    with pytest.raises(BadInput, match="经度,纬度"):
        run("locate", "--point", "这里")
    with pytest.raises(BadInput, match="请写一句话"):
        run("locate")


def test_nearest_answers_as_a_resident_is_answered() -> None:
    schema = json.loads((ROOT / "docs" / "reply.schema.json").read_text(encoding="utf-8"))
    for text, kind in [
        ("牛街最近的养老驿站", "places"),
        ("养老驿站", "question"),
        ("菜市口的老年餐桌", "question"),
        ("救助站", "places"),
    ]:
        reply = json.loads(run("nearest", text, "--json").output)
        jsonschema.Draft202012Validator(schema).validate(reply["custom"])
        assert reply["custom"]["kind"] == kind, text
    with pytest.raises(BadInput, match="--category"):
        run("nearest", "牛街")


def test_coverage_writes_a_table_and_a_map(tmp_path: Path) -> None:
    table, picture = tmp_path / "c.csv", tmp_path / "c.svg"
    output = run("coverage", "--category", "街道办事处", "--csv", str(table), "--svg", str(picture)).output
    assert "263 个社区里 148 个有坐标" in output
    assert len(spreadsheet.read(table)) == 264
    assert picture.read_text(encoding="utf-8").startswith("<svg")
