"""What sounds alike is alike: homophones, accents, initials."""

import pytest

from bot.chinese.pinyin import fuzzy, fuzzy_syllables, initials, syllables

SOUND_ALIKE = [
    ("低保", "底保"), ("离婚", "离昏"), ("津贴", "津帖"), ("婚姻", "婚因"), ("残疾", "残急"),  # typed by sound
    ("社区", "色区"), ("主任", "组任"), ("出生", "粗生"),  # zh z, ch c, sh s
    ("养老", "养脑"), ("奶奶", "来来"),  # n l
    ("银行", "营行"), ("身份", "声份"), ("当家", "单家"),  # in ing, en eng, an ang
]  # fmt: skip
SOUND_APART = [
    ("低保", "大保"),
    ("结婚", "离婚"),
    ("福利", "互利"),
    ("补贴", "补助"),
    ("老人", "老师"),
    ("养老", "要老"),
]


@pytest.mark.parametrize(("one", "other"), SOUND_ALIKE)
def test_sound_alike(one: str, other: str) -> None:
    assert fuzzy_syllables(one) == fuzzy_syllables(other)


@pytest.mark.parametrize(("one", "other"), SOUND_APART)
def test_sound_apart(one: str, other: str) -> None:
    assert fuzzy_syllables(one) != fuzzy_syllables(other)


FOLDED = [
    ("zhang", "zan"), ("zan", "zan"), ("shi", "si"), ("si", "si"), ("chuang", "cuan"), ("neng", "len"), ("ling", "lin"),
    ("nv", "lv"), ("n", "n"), ("hu", "hu"), ("fu", "fu"), ("an", "an"), ("xiang", "xian"), ("e", "e"), ("", ""),
]  # fmt: skip


@pytest.mark.parametrize(("syllable", "folded"), FOLDED)
def test_a_syllable_is_folded(syllable: str, folded: str) -> None:
    assert fuzzy(syllable) == folded


@pytest.mark.parametrize(("syllable", "folded"), FOLDED)
def test_folding_what_is_folded_changes_nothing(syllable: str, folded: str) -> None:
    assert fuzzy(folded) == folded


INITIALS = [("低保标准", "dbbz"), ("养老服务驿站", "ylfwyz"), ("A级低保3", "Ajdb3"), ("", "")]


@pytest.mark.parametrize(("text", "letters"), INITIALS)
def test_initials(text: str, letters: str) -> None:
    assert initials(text) == letters


@pytest.mark.parametrize("text", ["低保", "abc", "低保ab12", "😀低", "，。", "𠮷", "の"])
def test_each_character_has_one_syllable(text: str) -> None:
    assert len(syllables(text)) == len(text)


def test_what_is_not_chinese_stands_for_itself() -> None:
    assert syllables("5a低😀") == ["5", "a", "di", "😀"]
