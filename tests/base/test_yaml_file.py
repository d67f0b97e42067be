"""YAML is read strictly: what PyYAML would silently make something else of is refused, or stays text."""

from datetime import date
from pathlib import Path

import pytest

from bot import yaml_file
from bot.errors import DataError


def read(tmp_path: Path, text: str):
    path = tmp_path / "figures.yml"
    path.write_text(text, encoding="utf-8")
    return yaml_file.read(path)


REFUSED = {
    "a key twice": ("a: 1\nb: 2\na: 3\n", 3, "“a”写了两次（第一次在第 1 行），请删掉一处"),
    "a key twice deep inside": (
        "x:\n  - {a: 1}\n  - b: 1\n    b: 2\n",
        4,
        "“b”写了两次（第一次在第 3 行），请删掉一处",
    ),
    "a key twice on one line": ("x: {a: 1, a: 1}\n", 1, "“a”写了两次（第一次在第 1 行），请删掉一处"),
    "a number key twice": ("1: a\n1: b\n", 2, "“1”写了两次（第一次在第 1 行），请删掉一处"),
    "a list as key": ("? [a, b]\n: 1\n", 1, "键要是一个词，不能是列表或映射"),
    "a bracket left open": ("a: [1, 2\n", 2, "YAML 写法不对：did not find expected ',' or ']'"),
    "a tab for indentation": (
        "a:\n\tb: 1\n",
        2,
        "YAML 写法不对：found character that cannot start any token",
    ),
    "two documents": ("a: 1\n---\nb: 2\n", 2, "YAML 写法不对：but found another document"),
    "a day that does not exist": ("a:\n  - 2024-02-30\n", 2, "没有“2024-02-30”这一天"),
    "an object to build": (
        "a: !!python/object/apply:os.system [ls]\n",
        1,
        "YAML 写法不对：could not determine a constructor for the tag 'tag:yaml.org,2002:python/object/apply:os.system'",
    ),
}


@pytest.mark.parametrize(("text", "line", "problem"), REFUSED.values(), ids=REFUSED)
def test_refused_with_file_line_and_reason(tmp_path: Path, text: str, line: int, problem: str) -> None:
    with pytest.raises(DataError) as wrong:
        read(tmp_path, text)
    assert str(wrong.value) == f"{tmp_path / 'figures.yml'}:{line}：{problem}"


def test_a_control_character_is_refused_with_the_file(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"figures\.yml：YAML 写法不对：unacceptable character #x0001"):
        read(tmp_path, "a: \x01\n")


def test_a_file_that_is_not_there_or_not_utf8_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"absent\.yml：读不了这个文件"):
        yaml_file.read(tmp_path / "absent.yml")
    (tmp_path / "gbk.yml").write_bytes("标题: 低保".encode("gbk"))
    with pytest.raises(DataError, match=r"gbk\.yml：读不了这个文件"):
        yaml_file.read(tmp_path / "gbk.yml")


STAYS_TEXT = ["yes", "no", "on", "off", "y", "N", "True", "FALSE", "12:30", "010", "0x1F", "1e3", "1.2.3", "〇"]


@pytest.mark.parametrize("text", STAYS_TEXT)
def test_stays_the_text_it_was_written_as(tmp_path: Path, text: str) -> None:
    assert read(tmp_path, f"a: {text}\n")["a"] == text


READ_AS = [
    ("true", True), ("false", False), ("0", 0), ("1450", 1450), ("-3", -3), ("1_000", 1000), ("4675.65", 4675.65),
    ("~", None), ("2024-07-01", date(2024, 7, 1)),
]  # fmt: skip


@pytest.mark.parametrize(("text", "value"), READ_AS, ids=lambda case: str(case))
def test_read_as_what_it_plainly_is(tmp_path: Path, text: str, value: object) -> None:
    got = read(tmp_path, f"a: {text}\n")["a"]
    assert (got, type(got)) == (value, type(value))


def test_every_mapping_knows_the_line_of_each_key(tmp_path: Path) -> None:
    document = read(tmp_path, "figures:\n  dibao.standard:\n    title: 低保标准\n\n  dibao.age:\n    title: 年龄\n")
    assert document["figures"].lines == {"dibao.standard": 2, "dibao.age": 5}
    assert document["figures"]["dibao.age"].line == 6


def test_what_is_written_is_read_back_the_same_and_stays_readable(tmp_path: Path) -> None:
    value = {"标题": "低保标准", "off": "yes", "day": date(2024, 7, 1), "code": "010", "at": "12:30", "list": [1, 2.5]}
    text = yaml_file.write_text(value)
    assert "标题: 低保标准" in text
    assert read(tmp_path, text) == value
