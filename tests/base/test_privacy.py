"""Whose number it is never gets stored or logged; what a question is about stays."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.privacy import hash_resident, mask
from tests.base.planted import SECRETS

# Numbers are invented; none has a valid check digit for a real person.
HIDDEN = {
    "身份证 18 位": ("我身份证110102195001011234办低保", "我身份证〔身份证号〕办低保"),
    "身份证末位 X": ("11010219500101123X", "〔身份证号〕"),
    "身份证末位小写 x": ("号是11010219500101123x。", "号是〔身份证号〕。"),
    "身份证 15 位": ("老证110102500101123还能用吗", "老证〔身份证号〕还能用吗"),
    "身份证带空格": ("110102 19500101 1234", "〔身份证号〕"),
    "身份证带横线": ("110102-19500101-123X", "〔身份证号〕"),
    "身份证全角": ("１１０１０２１９５００１０１１２３４", "〔身份证号〕"),
    "身份证全角末位Ｘ": ("１１０１０２１９５００１０１１２３Ｘ", "〔身份证号〕"),
    "手机": ("给我打13800138000", "给我打〔手机号〕"),
    "手机带空格": ("138 0013 8000", "〔手机号〕"),
    "手机带横线": ("138-0013-8000", "〔手机号〕"),
    "手机空格横线空格": ("138 - 0013 - 8000", "〔手机号〕"),
    "手机逐字空格": ("1 3 8 0 0 1 3 8 0 0 0", "〔手机号〕"),
    "手机 +86": ("+8613800138000", "〔手机号〕"),
    "手机 +86 空格": ("+86 138 0013 8000谢谢", "〔手机号〕谢谢"),
    "手机 86": ("8613800138000", "〔手机号〕"),
    "手机全角": ("＋８６１３８００１３８０００", "〔手机号〕"),
    "手机紧跟着字": ("13800138000我的电话", "〔手机号〕我的电话"),
    "两个手机": ("13800138000 13900139000", "〔手机号〕 〔手机号〕"),
    "银行卡 16 位": ("卡号4000123412341234", "卡号〔银行卡号〕"),
    "银行卡 19 位": ("6222021234567890123", "〔银行卡号〕"),
    "银行卡四位一格": ("6222 0212 3456 7890 123打不进钱", "〔银行卡号〕打不进钱"),
    "身份证和手机": ("110102195001011234，13800138000", "〔身份证号〕，〔手机号〕"),
    "证件号和银行卡": (
        "11010219500101123X 6222 0212 3456 7890 123",
        "〔身份证号〕 〔银行卡号〕",
    ),
    "汉字手机": ("一三八零零一三八零零零", "〔手机号〕"),
    "汉字手机幺": ("电话幺三八〇〇幺三八〇〇〇", "电话〔手机号〕"),
    "汉字身份证": ("一一零一零二一九五零零一零一一二三四", "〔身份证号〕"),
    "别的长号码": ("受理号202407011234", "受理号〔号码〕"),
    "紧跟在别的数字后面的手机": ("113800138000", "〔号码〕"),
}
STAYS = [
    "12345", "打12345没人接", "96156", "110和120", "400-610-1234",
    "2021年低保多少", "2021年到2025年", "2021-2025", "2024-07-01", "2024-07-01 2025-06-30", "2021 2022 2023年的标准",
    "2024-07-01 — 2025-06-30", "二〇二一年", "二〇二一年到二〇二五年",
    "1450元", "每月1450，一年17400", "存款1234567.89元", "1,234,567.89", "两千三百五十元", "一百二十万",
    "京民社救发〔2024〕80号", "西民发〔2021〕15号", "京民养老发〔2019〕160号第三条",
    "我妈85了", "三口人月入4000", "1950年1月1日生", "5A级", "1+15+N", "邮编100032", "3号线2口",
    "2021、2022、2023年", "1450、1395、132元", "4500，4600，4700，4800", "二〇二一、二〇二二、二〇二三年", "13,800,138,000元",
    "66000000元", "我叫救护车", "我叫不醒他", "我是高龄老人，电话多少", "高龄津贴电话", "85，83，79", "20240701", "牛街在哪",
    "第3号窗口", "10号线", "1号文件", "八十五岁", "一百零八岁", "三室一厅", "一二三四五", "12岁、15岁、18岁", "2024.07.01，2025.06.30",
    "", "没有号码",
]  # fmt: skip


@pytest.mark.parametrize(("text", "masked"), HIDDEN.values(), ids=HIDDEN)
def test_hidden(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize("text", STAYS)
def test_stays(text: str) -> None:
    assert mask(text) == text


@pytest.mark.parametrize(("text", "masked"), HIDDEN.values(), ids=HIDDEN)
def test_masking_what_is_masked_changes_nothing(text: str, masked: str) -> None:
    assert mask(masked) == masked


@settings(max_examples=150, deadline=None, database=None)
@given(st.text(alphabet="0123456789０１２ -—一二〇年元Xx+", max_size=60))
def test_no_run_of_twelve_digits_ever_remains(text: str) -> None:
    assert not re.search(r"[0-9０-９]{12}", mask(text))


@settings(max_examples=100, deadline=None, database=None)
@given(st.integers(10**9, 10**10 - 1), st.text(alphabet="我妈的电话，。是 ", max_size=8))
def test_no_mobile_number_ever_remains(rest: int, around: str) -> None:
    mobile = f"1{3 + rest % 7}{str(rest)[1:]}"
    assert mobile not in mask(f"{around}{mobile}{around}")


def test_a_resident_is_the_same_stranger_every_time_and_another_behind_another_salt() -> None:
    assert hash_resident("webchat:amei", "盐") == hash_resident("webchat:amei", "盐")
    assert hash_resident("webchat:amei", "盐") != hash_resident("webchat:amei", "别的盐")
    assert hash_resident("webchat:amei", "盐") != hash_resident("wechat:amei", "盐")


def test_nothing_of_the_residents_id_shows_in_the_hash() -> None:
    hashed = hash_resident("13800138000", "盐")
    assert re.fullmatch("[0-9a-f]{16}", hashed)
    assert "1380" not in hashed


def test_there_are_more_than_two_hundred_ways_to_write_what_is_somebodys() -> None:
    assert len({written for written, _ in SECRETS}) >= 200


@pytest.mark.parametrize(("written", "parts"), SECRETS, ids=[written for written, _ in SECRETS])
def test_none_of_them_remains(written: str, parts: tuple[str, ...]) -> None:
    hidden = mask(f"您好，{written} 能领什么")
    assert hidden.startswith("您好，") and hidden.endswith("能领什么")
    assert not [part for part in parts if part in hidden], hidden
