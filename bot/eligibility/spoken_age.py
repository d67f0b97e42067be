"""Ages as people say them: 六十有三, 1941年生人, 下个月满八十, 比我大五岁, 刚过完六十大寿."""

import re
from datetime import date

from bot.chinese.numbers import numbers_in, to_number
from bot.eligibility.subjects import asked_for_another, of_the_person
from bot.eligibility.words import pattern, word

OLDEST = 120
YOUNGEST_SPOUSE = 18
_BORN = re.compile(
    r"(?P<year>(?:19|20)\d\d)(?:[-/.年](?P<month>\d{1,2})(?:[-/.月](?P<day>\d{1,2}))?)?(?!\d|年(?![生出的属人,。]|$))"
)
_ON_A_CARD = re.compile(
    r"(?<!\d)(?:\d{6})?(?P<year>(?:19|20)\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>[0-3]\d)(?:\d{3}[\dx])?(?!\d)"
)
_NOT_SO_OLD = re.compile(r"(?:不是|并非)[0-9零一二三四五六七八九十百]+(?:岁|,|，|而|。)*")


def age(text: str, day: date, *, asked: bool = False) -> int | None:
    """The age a normalised text states on `day`; None where it states none (虚岁, 快八十, 属马).

    `asked` prefers what somebody says of himself: 我72岁老伴75.
    """
    text = _NOT_SO_OLD.sub("", text)
    if (found := _beside_another(text)) is not None:
        return found
    if (couple := _of_a_couple(text)) is not None and not asked_for_another(text):
        return couple[0]
    if word("age.same").search(text) and (told := _one_age(text)) is not None:
        return told
    text = text if asked_for_another(text) else word("age.spouse_apart").sub(r"\g<who>", text)
    compares = any(word(name).search(text) for name in ("age.older", "age.younger"))
    text = of_the_person(text) if (asked or asked_for_another(text)) and not compares else text
    if word("age.baby").search(text):
        return 0
    if asked and not compares and (mine := word("age.mine").search(_only_years(text))):
        number = to_number(mine["number"])
        return int(number) if number is not None and number <= OLDEST else None
    for read in (_reckoned, _coming, _full):
        found = read(text, day)
        if found is not None:
            return found if 0 <= found <= OLDEST else None
    return _stated(_only_years(text), asked=asked)


def of_oneself(text: str) -> int | None:
    """她五十八，我六十二: 62."""
    match = word("age.mine").search(text)
    return _grown_up(match["number"]) if match else None


def of_the_spouse(text: str) -> int | None:
    """我七十五，老伴七十二: 72."""
    if (couple := _of_a_couple(text)) is not None:
        return couple[1]
    match = word("age.spouse").search(text) or word("age.spouse_then").search(text)
    return _grown_up(match["number"]) if match else None


def of_the_spouse_asked(text: str, day: date) -> int | None:
    """我七十，她比我小五岁: 65; 媳妇小三岁六十五: 65; 她五二年的，小我三岁: by her year; 比我小三岁 alone tells none."""
    born = word("age.born").search(text)
    if born and not word("age.born_myself").search(text, 0, born.start()):
        return _since(born, day)
    if word("age.same").search(text):
        return _one_age(text)
    match = word("age.apart").search(text)
    if match is None:
        return None
    if told := match["own"] or ((theirs := word("age.theirs").search(text)) and theirs["number"]):
        return _grown_up(told)
    mine = _since(born, day) if born else _one_age(text[: match.start()] + "," + text[match.end() :])
    more = to_number(match["more"])
    return int(mine + (more or 0) * (1 if match["sign"] == "大" else -1)) if mine and more else None


def tells_of_a_birthday(text: str) -> bool:
    """再有一个月就八十了: the sum is an age."""
    match = word("age.next_month").search(text)
    return bool(match and (to_number(match["number"]) or OLDEST) <= OLDEST)


def compares(text: str) -> bool:
    """我闺女五十，我比她大二十六: somebody else is named only to tell one's own age."""
    return bool(word("age.by_kin").search(text) or word("age.same").search(text))


def _one_age(text: str) -> int | None:
    """The one age a text names; None where it names several."""
    ages = {int(each.value) for each in numbers_in(text) if YOUNGEST_SPOUSE <= each.value <= OLDEST}
    return ages.pop() if len(ages) == 1 else None


def beside_the_spouse(text: str) -> int | None:
    """跟老头儿过，他也八十三了: the age of a husband or wife told beside an answer of one's own."""
    match = word("age.beside").search(text)
    return _grown_up(match["number"]) if match else None


def _of_a_couple(text: str) -> tuple[int, int] | None:
    """老两口，我八十他八十三: one's own age and the other's."""
    match = word("age.couple").search(text)
    mine, spouse = (_grown_up(match[who]) for who in ("mine", "spouse")) if match else (None, None)
    return (mine, spouse) if mine and spouse else None


def _grown_up(number: str) -> int | None:
    age = to_number(number)
    return int(age) if age is not None and OLDEST >= age >= YOUNGEST_SPOUSE else None


def bare(text: str, day: date) -> int | None:
    """A number without a unit or a birth year, as the answer to 多大年纪."""
    plain = _only_years(of_the_person(_NOT_SO_OLD.sub("", text)))
    if match := _ON_A_CARD.search(plain):
        return _since(match, day)
    if match := word("age.year").search(plain):
        return _since(match, day)
    if match := _BORN.search(plain):
        return _since(match, day)
    for number in numbers_in(plain):
        if number.text in ("俩", "仨"):
            continue
        behind = plain[number.end :]
        if behind.startswith(("个月", "个多月", "个半月", "几")):
            continue
        if number.value == int(number.value) <= OLDEST and not word("money.not_money").match(behind):
            return int(number.value)
    return None


def _only_years(text: str) -> str:
    """The text without ages that are no full years: 虚岁八十, 快九十了, 七十好几, 六零后."""
    for name in ("age.nominal", "age.near", "age.loose"):
        text = word(name).sub("", text)
    if (exact := word("age.vague").sub("", text)) != text and word("age.exact").search(exact):
        text = exact
    return word("age.you_yi").sub(lambda match: match["tens"] + match["ones"], text)


def _reckoned(text: str, day: date) -> int | None:
    """From a birth year, or from another person's age."""
    if match := word("age.born").search(text):
        return _since(match, day)
    for name, sign in (("age.older", 1), ("age.younger", -1)):
        if match := word(name).search(text):
            mine, more = to_number(match["mine"] or match["mine2"]), to_number(match["more"] or match["more2"])
            return int(mine + sign * more) if mine is not None and more is not None else None
    return None


def _beside_another(text: str) -> int | None:
    """我比老伴小四岁，他七十九; 老头八十，我小他三岁."""
    match = word("age.by_kin").search(text)
    if match is None:
        return None
    other, more = (
        to_number(match["other"] or match["other2"] or match["other3"]),
        to_number(match["more"] or match["more2"] or match["more3"]),
    )
    sign = 1 if (match["sign"] or match["sign2"] or match["sign3"]) == "大" else -1
    return int(other + sign * more) if other is not None and more is not None else None


def _since(born: re.Match[str], day: date) -> int | None:
    """Full years since a birth; without a month the birthday is taken to fall in the middle of the year."""
    year = to_number(born["year"])
    if year is None:
        return None
    year += 0 if year > 1000 else 2000 if year <= day.year - 2000 and year < 20 else 1900
    month, birthday = (to_number(born[part] or "") for part in ("month", "day"))
    had = (day.month, day.day) >= (month or 7, birthday or 1)
    return int(day.year - year - (0 if had else 1))


def _leads_with_an_age(text: str) -> bool:
    """六十五岁，失独，老伴六十七: who introduces himself by a bare age means his own."""
    return bool(word("age.leads").match(text))


def _full(text: str, day: date) -> int | None:
    match = word("age.full").search(word("age.nominal_first").sub("", text))
    number = to_number(match["number"] or match["number2"]) if match else None
    return int(number) if number is not None else None


def _coming(text: str, day: date) -> int | None:
    """下个月满八十: one less today; 一个月就八百 is money."""
    match = word("age.next_month").search(text) or word("age.short_of").search(text)
    if match is None:
        return None
    named = {name: value for name, value in match.groupdict().items() if value}
    number = next((to_number(value) for name, value in named.items() if name.startswith("number")), None)
    years = next((value for name, value in named.items() if name.startswith("years")), "")
    if number is None or number > OLDEST:
        return None
    return int(number - ({"俩": 2, "仨": 3}.get(years) or to_number(years) or 1))


def _stated(text: str, *, asked: bool) -> int | None:
    if match := word("age.birthday").search(text):
        number = to_number(match["number"] or match["number2"])
        since = bool(match["last"] or match["last2"]) + 2 * bool(match["before"])
        return int(number) + since if number is not None and number <= OLDEST else None
    found = [
        match
        for match in word("age.said").finditer(text)
        if match["unit"].endswith("岁") or not re.match(r"[块元口级个]", text[match.end() :])
    ]
    first = _leads_with_an_age(text)
    if word("own_first").match(text) or asked or first or any(match["kin"] in ("我", "本人") for match in found):
        found = [match for match in found if not pattern("<spouse>").fullmatch(match["kin"] or "")] or found[:0]
    unnamed = [match for match in found if not match["kin"]]
    if unnamed and all(pattern("<spouse>").fullmatch(match["kin"]) for match in found if match["kin"]):
        found = unnamed  # 大栅栏的，六十七，老伴六十五
    if unnamed and asked_for_another(text) and unnamed[0].start() == min(match.start() for match in found):
        found = unnamed  # 给弟弟问，四十岁，爸七十一
    found.sort(key=lambda match: match["kin"] in (None, "我", "本人"))
    ages = [to_number(match["number"]) for match in (*found, *word("age.years").finditer(text))]
    ages += [number.value for number in numbers_in(text) if number.text.endswith("旬")]
    known = [age for age in ages if age is not None and age <= OLDEST]
    return int(known[0]) if known else None
