"""How many people, as people say it: 三口, 我们娘儿俩, 老两口带个孙子, 连我四个, 户口本上五个、一块过的三个."""

import re

from bot.chinese.numbers import to_number
from bot.eligibility.facts import MOST_PEOPLE
from bot.eligibility.words import pattern, word

_SMALL = {"俩": 2, "仨": 3}


def _number(text: str) -> int | None:
    value = _SMALL.get(text) or to_number(text)
    return int(value) if value is not None and 1 <= value <= MOST_PEOPLE else None


def people(text: str, *, asked: bool = False) -> int | None:
    """How many live together; `asked` lets 就我和老伴 and 就我自己 count too."""
    text = word("people.counted_after").sub(r"\g<number>个\g<who>", text)  # 孩子一个
    text = re.sub(
        r"(?<=[个一俩两])[^,。一两俩个的]{1,8}的(?=儿子|女儿|闺女|孩子|孙子|孙女|老人)", "", text
    )  # 一个瘫了的儿子
    if beside := word("people.besides_me").match(text):
        return _besides_me(text[beside.end() :], 2 if beside["pair"] else 1)
    living = _who_live_there(text)
    if word("money.swings").search(living) or word("people.more_than").search(living):
        return None
    if asked and word("people.pair_and_sum").match(text):
        return 2
    if asked and (listed := _roster(living)):
        return listed
    if match := word("people.with_me").search(living):
        return _number(match["number"])
    if not asked and (counted := word("people.count").search(living)) and counted[0].endswith("个"):
        return None
    if listed := _listed_in_a_clause(living, asked=asked):
        return listed
    if grown := _grown_and_children(living):
        return max(grown, _counted(living) or 0) if word("people.mouths").search(living) else grown
    by_mouths = (_counted, _group) if word("people.mouths").search(living) else (_group, _counted)
    reads = (*by_mouths, *((_named, _alone) if asked else ()))
    return next((found for read in reads if (found := read(living)) is not None), _left_to_themselves(text))


def _besides_me(others: str, ourselves: int) -> int | None:
    """除了我还有仨 → 4, 除了我就一个老伴 → 2, 除了我没别人 → 1."""
    if re.match("没", others):
        return ourselves
    counted = re.match(r"([0-9一二两俩三仨四五六七八九]+)(?:口人?|个人?|人)?(?:$|[,。了吧呢])", others)
    if counted:
        number = _number(counted[1])
        return number + ourselves if number else None
    listed = _roster(f"我和{others}")
    return listed + ourselves - 1 if listed else None


def _left_to_themselves(text: str) -> int | None:
    """我们俩一月四千，闺女早分出去了: husband and wife are left."""
    return 2 if word("people.split_off").search(text) and word("people.us_two").search(text) else None


def families(text: str) -> int | None:
    """How many households of parents somebody supports: 两边老人, 就我这一家."""
    match = word("people.families").search(text)
    if match is None:
        return _number(text.strip())
    return 2 if match["both"] else 1 if match["only"] else _number(match["number"])


def _who_live_there(text: str) -> str:
    """The text without those only on the household register, and without numbers denied."""
    text = re.sub(r".*(?:变成?|剩下?|成了|改成)(?=[一二两俩三四五六七八九十0-9])", "", text)
    text = re.sub(r"(口人?)(?=[我咱](?:们|家|这|那))", r"\1,", text)
    parts = [part for part in re.split(r"[,;。]", text) if part]
    parts = [part for part in parts if word("people.living_there").search(part)] or parts
    living = [part for part in parts if not word("people.registered").search(part)]
    living = [part for part in living if not word("people.at_first").match(part)] or living
    counts = ("people.count", "people.pair", "people.alone", "people.i_and")
    living = living if any(word(name).search(part) for part in living for name in counts) else parts
    ours = [part for part in living if not word("people.their_house").match(part)]
    if any(word("people.our_house").match(part) and any(word(name).search(part) for name in counts) for part in ours):
        living = ours  # 弟弟家七口，我们家五口
    if len(living) > 1 and (told := [part for part in living if word("people.all_told").fullmatch(part)]):
        living = told[-1:]
    return re.sub(r"不是[0-9一二两俩三仨四五六七八九十]+(?:口人?|个人?)", "", ",".join(living))


def _roster(text: str) -> int | None:
    """我和儿子儿媳, 夫妻俩带一个孩子, 闺女家三口加我: nothing but a list of who lives there, counted."""
    text = word("people.aged").sub("", word("people.left_over").sub("", text))
    found = list(word("people.member").finditer(text))
    ends = [0, *(edge for member in found for edge in member.span()), len(text)]
    gaps = [text[start:end] for start, end in zip(ends[::2], ends[1::2], strict=True)]
    if any(word("people.between").fullmatch(gap) is None for gap in gaps):
        return None
    mine = any(member["self"] or member["pair"] for member in found)
    implied = bool(word("people.implied_self").match(text)) and not mine
    house = next((at for at, member in enumerate(found) if member["house"]), 0)  # 闺女 is one of 她家三口
    counted = [each for at, each in enumerate(found) if at >= house or each["self"] or each["pair"]]
    alone = len(found) == 1 and not found[0]["pair"]
    return sum(map(_heads, counted)) + implied if found and (implied or not alone) else None


def _listed_in_a_clause(text: str, *, asked: bool) -> int | None:
    """我跟老伴还有孙子，俩人退休金六千: the one clause that is a list; in any message only 就我跟老伴."""
    for clause in pattern("[,;。]").split(text):
        if word("people.more_of_them").match(clause):
            continue
        if (asked or word("people.only_us").match(clause)) and (listed := _roster(clause)) and listed > 1:
            return listed
    return None


def _heads(member: re.Match[str]) -> int:
    if member["house"]:
        return _number(member["of_house"]) or 0
    return 2 if member["pair"] or member["two"] else _number(member["number"] or "一") or 1


def _grown_and_children(text: str) -> int | None:
    found = re.findall(
        r"([0-9一二两俩三仨四五六]+)个?(?:大人|老人|孩子|小孩|娃|[大老小](?=的|[,。0-9一二两俩三仨四]|$))", text
    )
    found = (
        found
        if len(found) > 1
        else re.findall(r"(?:大人|老人|孩子|小孩|娃|老的|小的)([0-9一二两俩三仨四五六])个?", text)
    )
    counts = [_number(each) or 0 for each in found]
    return sum(counts) if len(counts) > 1 else None


def _group(text: str) -> int | None:
    if match := word("people.trio").search(text):
        return _number(match["number"])
    if match := word("people.pair").search(text):
        return 2 + _more(text, match.end()) + _before(text, match.start())
    return None


def _before(text: str, end: int) -> int:
    """Those named in front of a couple: 娘家妈跟我们两口子."""
    named = word("people.of_kin").match(pattern("[,;。]").split(text[:end])[-1])
    return len(pattern("娘家[妈爸]|(?:<kin>)").findall(named[0])) if named else 0


def _counted(text: str) -> int | None:
    if match := word("people.count").search(text):
        count = _number(match["number"])
        if count == 1 and re.search(r"一个人(?:居|单)?(?:住|过|生活)", text):
            return None
        return count + (_more(text, match.end()) if "口" in match[0] else 0) if count else None
    return None


def _more(text: str, start: int) -> int:
    """Those named behind the count in the same clause: 老两口带个孙子, 两口子带一儿一女."""
    found = word("people.plus").finditer(text, start, (text + ",").index(",", start))
    return sum(2 if more["both"] else _number(more["number"] or "一") or 1 for more in found)


def _named(text: str) -> int | None:
    match = word("people.i_and").search(text)
    if match is None:
        return None
    return _number(match["number"]) if match["number"] else 1 + len(pattern("<kin>").findall(match["list"]))


def _alone(text: str) -> int | None:
    return 1 if word("people.alone").search(text) else None
