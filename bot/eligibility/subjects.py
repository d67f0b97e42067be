"""Whose clause is it: the person's own, a relative's, or a stranger's. Read clause by clause, left to right.

A clause that names nobody goes on about whoever the clause before it spoke of.
"""

from enum import Enum

from bot.chinese.numbers import numbers_in
from bot.eligibility.words import pattern, word


class Whose(Enum):
    """OPEN: nobody was named so far."""

    OPEN = "open"
    OWN = "own"
    KIN = "kin"
    STRANGER = "stranger"


def clauses_of(text: str) -> list[tuple[str, Whose]]:
    """Every clause with its end mark, and whose it is."""
    found: list[tuple[str, Whose]] = []
    whose = Whose.OPEN
    for_another = asked_for_another(text)
    for clause in _cut(word("own_turn").sub(",", text)):
        another = whose is Whose.OWN and clause.lstrip().startswith(("他", "她"))
        named = _named_in(clause)
        only_kin = bool(found) and all(each is Whose.KIN for _, each in found) and word("of_nobody").match(clause)
        by_another = for_another or only_kin  # 她九十，户口西城
        goes_on = by_another and named is Whose.OWN and not word("first_person").match(clause)
        before = whose
        whose = Whose.KIN if another else whose if goes_on else named or whose
        found.append((clause, whose))
        if named is Whose.KIN and word("kin_gone").search(clause):  # 老伴走了，西城户口
            whose = before
    return found


def _cut(text: str) -> list[str]:
    """The clauses of a text, each with its end mark."""
    return [clause for clause in pattern(r"[^,;!。]*[,;!。]*").findall(text) if clause]


def _named_in(clause: str) -> Whose | None:
    if asked_for_another(clause):
        return Whose.KIN
    signs = (("strangers", Whose.STRANGER), ("kin_speaks", Whose.KIN), ("own_speaks", Whose.OWN))
    return next((whose for sign, whose in signs if word(sign).match(clause.lstrip())), None)


def without_strangers(text: str) -> str:
    """The text less what it tells of neighbours, cousins, the firm."""
    told = clauses_of(text)
    if all(whose is not Whose.STRANGER for _, whose in told):
        return text
    return "".join(clause for clause, whose in told if whose is not Whose.STRANGER).rstrip(",;")


def of_the_person(text: str) -> str:
    """What is said of the person asked about where relatives are told apart: 我没有，老伴是二级 → 我没有."""
    told = clauses_of(text)
    if asked_for_another(text):
        kept = [clause for clause, whose in told if whose is not Whose.OWN] or [text]
    elif any(whose in (Whose.OWN, Whose.OPEN) for _, whose in told):
        kept = [clause for clause, whose in told if whose is not Whose.KIN]
    else:
        return text
    return "".join(kept).rstrip(",;")


def of_relatives(text: str, *, and_open: bool = False) -> str:
    """What is said of a relative asked about, where it is told apart: 老公是，我不是 → 老公是."""
    told = clauses_of(text)
    kept = [
        clause for clause, whose in told if whose is Whose.KIN or (and_open and not word("first_person").match(clause))
    ]
    return "".join(kept or [text]).rstrip(",;")


def of_the_household(text: str) -> str:
    """What is said of those who live together, where a son or a brother is told apart; husband and wife are one."""
    told = clauses_of(text)
    if all(whose is not Whose.OWN for _, whose in told):
        return text
    kept = [clause for clause, whose in told if whose is not Whose.KIN or pattern("<spouse>").search(clause)]
    return "".join(kept).rstrip(",;")


def without_those_apart(text: str) -> str:
    """儿子单过挣一万，我们俩四千 → 我们俩四千: what kin have who live for themselves is not of the household."""
    groups: list[list[str]] = []
    for clause in _cut(text):
        named = Whose.KIN if pattern("老[大二三四幺]").match(clause) else _named_in(clause)
        goes_on = named is None or clause.startswith(("他", "她", "人家", "两口子"))
        if groups and goes_on:
            groups[-1].append(clause)
        else:
            groups.append([clause])
    kept = [each for group in groups for each in (_given_to_us(group) if _lives_apart(group) else group)]
    return "".join(kept).rstrip(",;") or text


def _lives_apart(group: list[str]) -> bool:
    of_kin = _named_in(group[0]) is Whose.KIN or pattern("老[大二三四幺]").match(group[0])
    return bool(of_kin) and bool(word("people.apart").search("".join(group)))


def _given_to_us(group: list[str]) -> list[str]:
    return [clause for clause in group if pattern("给(?:我|老|家|[一二三四五六七八九两0-9])").search(clause)]


def without_kin_clauses(text: str) -> str:
    """媳妇是北京户口，没办居住证 → 没办居住证: only the clauses that name a relative themselves are left out."""
    return "".join(each for each in _cut(text) if _named_in(each) in (None, Whose.OWN)).rstrip(",;")


def without_past(text: str) -> str:
    """原来三千八，现在四千 → 现在四千; a text that tells only of the past stays."""
    parts = word("now_starts").split(text)
    kept = ",".join(part for part in parts if part and not word("past").search(part))
    return kept if numbers_in(kept) and any(word("past").search(part) for part in parts) else text


def of_the_present_register(text: str) -> str:
    """刚迁去顺义，先前在宣武 → 刚迁去顺义: where a register was, left out beside where it is."""
    parts = pattern("[,;。]|(?=后来|现在|如今|目前)").split(text)
    now = [part for part in parts if word("moved_to").search(part) or not word("registered_before").search(part)]
    last = [part for part in now if word("moved_since").search(part)][-1:]
    kept = ",".join(part for part in last or now if part)
    return kept if pattern("<xicheng>|<districts>|<elsewhere>|北京|本市").search(kept) else text


def asked_for_another(text: str) -> bool:
    """替我爸问的, 给老娘查查: the person asked about is not the one who writes."""
    return bool(word("asks_for").search(text))
