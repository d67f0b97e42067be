"""Numbers as people say and type them. The cases are the specification."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chinese.numbers import numbers_in, to_number

WHOLE = {
    # plain
    "85": 85, "８５": 85, "0": 0, "1450.5": 1450.5, "1,450": 1450, "4,675.65": 4675.65,
    # spelled
    "零": 0, "〇": 0, "两": 2, "俩": 2, "仨": 3, "幺": 1, "十": 10, "十二": 12, "二十": 20, "八十五": 85, "一百": 100,
    "一百零五": 105, "一百一": 110, "一百五": 150, "一百五十": 150, "两百五": 250, "两百零五": 205, "三百二十一": 321,
    "一千零五": 1005, "一千一百一": 1110, "两千三": 2300, "两千零三": 2003, "两千三百": 2300, "两千三百五": 2350,
    "三千零五十": 3050, "九千九百九十九": 9999, "一万": 10_000, "一万二": 12_000, "一万二千三百": 12_300,
    "一万零一": 10_001, "一万零一百": 10_100, "十万": 100_000, "十二万五": 125_000, "二十万零五百": 200_500,
    "一百二十万": 1_200_000, "三亿五": 350_000_000,
    # as on a cheque
    "壹仟贰佰": 1200, "叁佰": 300, "贰拾伍": 25, "伍万": 50_000,
    # digit by digit
    "二〇二一": 2021, "二零二一": 2021, "一二三四五": 12345, "幺二三四五": 12345,
    # mixed
    "2.3千": 2300, "2.3k": 2300, "5K": 5000, "3w": 30_000, "1.5w": 15_000, "2万": 20_000, "2万5": 25_000, "2w5": 25_000,
    "1千2": 1200, "1百5": 150, "1万2千": 12_000, "2千5百": 2500, "1万2500": 12_500, "3百万": 3_000_000,
    # with a point
    "三点五": 3.5, "一点二五": 1.25, "三点五万": 35_000, "八十五点五": 85.5,
}  # fmt: skip

NO_NUMBER = [
    "", " ", "没有", "不知道", "abc", "一个", "点", "一点", "点五", "1.2.3", "12,34", "1,2,3", "1_000", "inf", "-inf",
    "nan", "NaN", "infinity", "1e5", "²", "五百块", "85岁", "三千多", "半", "9" * 400,
]  # fmt: skip

IN_TEXT = {
    "我妈85了": [85], "我妈８５了": [85], "八旬老母亲": [80], "七旬老人和九旬老人": [70, 90], "八十三岁的老太太": [83],
    "每月两千三": [2300], "大约一万二吧": [12_000], "壹仟贰佰元整": [1200], "三千零五十块": [3050], "月入3000多": [3000],
    "三口人2个孩子": [3, 2], "收入2.3千": [2300], "1.5万到2万": [15_000, 20_000], "一千二到一千五": [1200, 1500],
    "1万2千块": [12_000], "二〇二一年低保": [2021], "2021年": [2021], "1,450元": [1450], "选1,2": [1, 2],
    "五六百": [600], "七八十岁": [80], "四十来岁": [40], "房本上120平": [120], "一点五万": [15_000], "三千多": [3000],
    "第一次": [1], "周末十一点": [11],
}  # fmt: skip

COUNTS_NOTHING = [
    "万一没批呢", "千万别停", "千万要记得", "百度一下", "老百姓", "十分感谢", "我一直没工作", "大家一起去", "一般要多久",
    "便宜一点", "一定要本人吗", "不一样", "一会儿就去", "一辈子没结婚", "统一办理", "唯一的孩子", "周一上班吗", "星期一",
    "万寿路", "没有", "上有老下有小", "",
]  # fmt: skip


@pytest.mark.parametrize(("text", "value"), WHOLE.items(), ids=WHOLE)
def test_spells_a_number(text: str, value: float) -> None:
    assert to_number(text) == value


@pytest.mark.parametrize("text", NO_NUMBER, ids=lambda text: text[:20] or "empty")
def test_spells_no_number(text: str) -> None:
    assert to_number(text) is None


@pytest.mark.parametrize(("text", "values"), IN_TEXT.items(), ids=IN_TEXT)
def test_numbers_in_a_sentence(text: str, values: list[float]) -> None:
    assert [number.value for number in numbers_in(text)] == values


@pytest.mark.parametrize("text", COUNTS_NOTHING)
def test_a_numeral_in_a_word_counts_nothing(text: str) -> None:
    assert numbers_in(text) == []


@pytest.mark.parametrize(
    ("text", "value"), [("一万一", 11_000), ("两千万", 20_000_000), ("三十分钟", 30), ("八十一", 81)]
)
def test_the_same_characters_still_count_where_they_do(text: str, value: float) -> None:
    assert [number.value for number in numbers_in(text)] == [value]


@settings(max_examples=100, deadline=None, database=None)
@given(st.integers(0, 10**8 - 1))
def test_every_whole_number_spelled_out_is_read_back(number: int) -> None:
    assert to_number(spelled(number)) == number


@settings(max_examples=100, deadline=None, database=None)
@given(st.text(alphabet="零〇一二两三十百千万亿点旬0123456789.,kKwW壹拾幺 年岁İ", max_size=20))
def test_a_number_found_stands_where_it_says_and_is_finite(text: str) -> None:
    end = 0
    for number in numbers_in(text):
        assert text[number.start : number.end] == number.text
        assert end <= number.start
        assert abs(number.value) < float("inf")
        end = number.end


def spelled(number: int) -> str:
    """`number` in Chinese numerals the long way: 30050 → 三万零五十."""
    if number == 0:
        return "零"
    upper, lower = divmod(number, 10_000)
    if upper:
        gap = "零" if 0 < lower < 1000 else ""
        return f"{spelled(upper)}万{gap}{spelled(lower) if lower else ''}"
    text = ""
    for digit, unit in zip(f"{number:04}", "千百十 ", strict=True):
        if digit != "0":
            text += "零一二三四五六七八九"[int(digit)] + unit.strip()
        elif text and not text.endswith("零"):
            text += "零"
    return text.rstrip("零")
