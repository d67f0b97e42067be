"""One spelling for what people type."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chinese.normalize import clean, has_words, matching_key, normalize, simplified

NORMALIZED = {
    "traditional": ("低保標準是多少", "低保标准是多少"),
    "traditional in a word": ("離婚冷靜期", "离婚冷静期"),
    "one character, its words": ("手錶和乾隆", "手表和乾隆"),
    "full width letters and digits": ("ＡＢＣ１２３", "abc123"),
    "full width punctuation": ("多少钱？（每月）", "多少钱?(每月)"),
    "capitals": ("5A級", "5a级"),
    "ideographic space": ("低保　標準", "低保 标准"),
    "line breaks and tabs": ("低保\n\t 标准\r\n", "低保 标准"),
    "control characters": ("低\x00保\x1b标\x7f准", "低保标准"),
    "zero width characters": ("低\u200b保\ufeff标\u2060准", "低保标准"),
    "direction marks": ("\u202e低保\u202c", "低保"),
    "a lone surrogate": ("低\ud800保", "低保"),
    "circled digits": ("①②", "12"),
    "half width ideographic comma": ("甲､乙", "甲、乙"),
    "radicals that look like characters": ("⼈⼝", "人口"),
    "emoji stay": ("低保😀", "低保😀"),
    "nothing": ("", ""),
    "blanks": (" \u3000\t ", ""),
}


@pytest.mark.parametrize(("text", "normalized"), NORMALIZED.values(), ids=NORMALIZED)
def test_normalized(text: str, normalized: str) -> None:
    assert normalize(text) == normalized


SAME = [
    ("低保标准？", "低保 標準"), ("离婚登记，要带啥！", "離婚登記要帶啥"), ("ＡＢＣ", "abc"), ("“低保”（多少）", "低保多少"),
    ("低保😀多少", "低保多少"), ("低保...多少", "低保多少"), ("5A級", "5a级"),
]  # fmt: skip
DIFFERENT = [("低保", "底保"), ("结婚", "离婚"), ("80岁", "90岁"), ("一级", "二级")]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_two_spellings_of_one_phrasing_have_one_key(one: str, other: str) -> None:
    assert matching_key(one) == matching_key(other) != ""


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_what_means_something_else_has_another_key(one: str, other: str) -> None:
    assert matching_key(one) != matching_key(other)


@pytest.mark.parametrize(
    "text", ["😀", "😀👍🏽🇨🇳", "？？！", "。", " \n ", "", "\u200b", "\ud800", "🙏🙏🙏", "——", "こんにちは"]
)
def test_emoji_punctuation_and_blanks_are_no_words(text: str) -> None:
    assert not has_words(text)


@pytest.mark.parametrize("text", ["低", "a", "1", "😀低保", "２", "①", "\u3400"])
def test_one_letter_digit_or_character_is_a_word(text: str) -> None:
    assert has_words(text)


def test_cleaning_changes_neither_script_nor_width() -> None:
    assert clean("低保標準\x00 ＡＢＣ\n？") == "低保標準 ＡＢＣ ？"


def test_simplifying_leaves_simplified_text_alone() -> None:
    assert simplified("西城区民政局的低保标准") == "西城区民政局的低保标准"


@settings(max_examples=150, deadline=None, database=None)
@given(st.text(max_size=40))
def test_no_text_breaks_it_and_the_key_is_made_of_words_alone(text: str) -> None:
    assert normalize(text) == normalize(text).strip()
    assert not set(normalize(text)) & {"\x00", "\n", "\t", "\u200b"}
    assert all(character.isalnum() for character in matching_key(text))
