"""The few marks staff write signs with, and the files that are refused, each with what is wrong in it."""

import re
from pathlib import Path

import pytest

from bot.danger import language, notation
from bot.danger.sieve import Sieve
from bot.errors import DataError

WORDS = {"elder": "(?:爸|妈)"}


@pytest.mark.parametrize(
    ("line", "hit", "miss"),
    [
        ("<elder>…晕", "我妈刚刚晕了", "我妈今天一早上街买菜去后来晕"),
        ("爸……晕", "我爸今天一早上街买菜去后来晕", "爸爸"),
        ("^晕了$", "真的，晕了，怎么办", "晕了过去"),
        ("着火(?!车)", "着火了", "着火车"),
        ("晕…倒", "晕，倒了", "晕了？他倒没事"),
    ],
)
def test_a_line_means_what_it_says(line: str, hit: str, miss: str) -> None:
    pattern = re.compile(notation.pattern(line, WORDS))
    assert pattern.search(hit)
    assert not pattern.search(miss)


@pytest.mark.parametrize("line", ["晕+", "晕*", "晕{2,}", "晕.倒", "晕(", "<nobody>晕", "…晕…倒…了…的…"])
def test_what_could_cost_or_mean_too_much_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match="“"):
        notation.pattern(line, WORDS)


def test_a_sound_is_any_character_that_sounds_so_or_its_letters() -> None:
    pattern = re.compile(notation.sounding("bu xiang huo"))
    assert all(pattern.search(text) for text in ("不想活", "布响货", "bu xiang huo", "wo buxianghuo"))
    assert not pattern.search("不想坏")
    with pytest.raises(ValueError, match="音节"):
        notation.sounding("bux")


def test_english_is_of_whole_words() -> None:
    pattern = re.compile(notation.english("(on )?fire", {}))
    assert pattern.search("on fire")
    assert not pattern.search("he was fired")


def test_a_sieve_leaves_what_may_match_in_order() -> None:
    patterns = [(re.compile("晕倒|昏倒"), "faint"), (re.compile("着火"), "fire"), (re.compile("倒"), "fall")]
    sieve = Sieve(patterns, {"倒": 9})
    assert [means for _, means in sieve.candidates("他昏倒了")] == ["faint", "fall"]
    assert sieve.candidates("低保") == []
    with pytest.raises(ValueError, match="具体"):
        Sieve([(re.compile("(晕)?"), "anything")], {})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("signs:\n  - say: 晕+\n", "不能用"),
        ("signs:\n  - says: 晕\n", "不认识"),
        ("signs:\n  - say: <who>晕\n", "没有叫"),
        ("signs:\n  - sound: bux\n", "音节"),
    ],
)
def test_a_wrong_file_says_where_and_what(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "illness.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=rf"illness\.yml:2：.*{message}"):
        language.read_kind(path, {})
