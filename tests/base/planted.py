"""Two hundred and more ways to write what is somebody's: every number in every script and with everything between.

Numbers are invented. `SECRETS`: (what is written, the parts of which none may be left).
"""

from collections.abc import Iterator

_IDENTITY, _CARD, _PHONE = "110102194901011237", "6222021234567890123", "13800138004"
_DISTRICT = "110102"  # stands in many a file of its own right
_GROUPED = {
    _IDENTITY: ((6, 8, 4), (6, 4, 2, 2, 4), (3, 3, 4, 4, 4), (18,)),
    _CARD: ((4, 4, 4, 4, 3), (19,)),
    _PHONE: ((3, 4, 4), (3, 8), (11,)),
}
_BETWEEN = (" ", "-", "—", ".", "/", "_", "，", "、", "·", "－", " - ", "。", "\\")
_SCRIPTS = {
    "full width": "０１２３４５６７８９", "circled": "⓪①②③④⑤⑥⑦⑧⑨", "Chinese": "零一二三四五六七八九",
    "Chinese with ring": "〇一二三四五六七八九", "capital": "零壹贰叁肆伍陆柒捌玖", "bold": "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗", "Arabic-Indic": "٠١٢٣٤٥٦٧٨٩",
}  # fmt: skip


def _parts(number: str, sizes: tuple[int, ...]) -> list[str]:
    parts, at = [], 0
    for size in sizes:
        parts.append(number[at : at + size])
        at += size
    return parts


def _numbers() -> Iterator[tuple[str, tuple[str, ...]]]:
    for number, groupings in _GROUPED.items():
        for sizes in groupings:
            parts = _parts(number, sizes)
            for between in _BETWEEN if len(sizes) > 1 else ("",):
                yield between.join(parts), tuple(part for part in parts if len(part) > 3 and part != _DISTRICT)
        for between in (" ", "-", ".", "、"):
            yield between.join(number), (between.join(number[-6:]),)
        for script in _SCRIPTS.values():
            written = number.translate(str.maketrans("0123456789", script))
            yield written, (written[-6:],)
            for between in (" ", "·"):
                yield between.join(written), (between.join(written[-6:]),)
            mixed = "".join(sign if at % 3 else script[int(sign)] for at, sign in enumerate(number))
            yield mixed, (mixed[-6:],)


_OTHERS = (
    ("11010219490101123X", ("19490101",)), ("110102.19490101.123x", ("19490101",)), ("110102490101123", ("490101",)),
    ("(138)00138004", ("00138004",)), ("+86 138.0013.8004", ("0013",)), ("幺三八零零幺三八零零四", ("零零幺三八",)),
    ("电话66558801", ("66558801",)), ("010-66558801", ("66558801",)), ("（010）66558801", ("66558801",)),
    ("010 6655 8801", ("8801",)), ("座机：6655-8801", ("8801",)), ("０１０－６６５５８８０１", ("６６５５８８０１",)),
    ("wang.xiulan@example.com", ("xiulan", "example")), ("京A12345的车", ("A12345",)), ("护照E12345678", ("12345678",)),
    ("我叫王秀兰，住牛街东里1号楼3单元401", ("王秀兰", "1号楼", "401")), ("我叫李明。", ("李明",)),
    ("姓名：赵丽华 电话13800138004", ("赵丽华", "8004")), ("张建国，西砖胡同甲12号", ("张建国", "甲12")),
    ("家住广安门内大街165号2号楼5单元602室", ("165号", "602")), ("白纸坊西街20号院7号楼1203", ("20号院", "1203")),
    ("十二号楼三单元五零一", ("三单元", "五零一")), ("陈桂英 身份证110102194901011237", ("陈桂英", "19490101")),
    ("本人刘淑珍，住果子巷36号", ("刘淑珍", "36号")), ("联系人：周大勇，138/0013/8004", ("周大勇", "0013")),
)  # fmt: skip

SECRETS = [*_numbers(), *_OTHERS]
