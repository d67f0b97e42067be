"""Whatever a message states about a person and household, question or no question."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from bot.chinese.normalize import normalize
from bot.chinese.numbers import to_number
from bot.eligibility import spoken_age, spoken_money, spoken_people
from bot.eligibility.denial import Sense, Standing, denies_all, denies_for_ourselves, standings
from bot.eligibility.facts import FACTS
from bot.eligibility.phrases import GRANTED, LATELY, NOUNS, OWN, SAID, Phrase, denied
from bot.eligibility.subjects import of_relatives, of_the_person, of_the_present_register, without_kin_clauses
from bot.eligibility.words import pattern, persons, word

INCOMES = ("income_yuan_per_month", "own_income_yuan_per_month", "per_head_income_yuan_per_month")
PERSONAL = ("disability_kind", "care_level", "lives_in")
OF_THE_PERSON = (
    *PERSONAL, "hukou", "disability_level", "multiple_disability", "no_stable_income", "student", "residence_permit",
)  # fmt: skip
_OLDEST_STUDENT = 25  # who studies on is a child of the orphans' rules until 26
_SPOKEN = (*SAID, *NOUNS)
_TIER_FACTS = {"age", "disability_kind", "disability_level", "multiple_disability", "care_level", "hukou", "status"}


def stated(text: str, day: date) -> dict[str, Any]:
    """Every fact a normalised text states; of a question about a rule only what decides a tier."""
    news = _numbers_stated(text, day)
    own = (
        text
        if _of_an_elder(text)
        else of_relatives(text, and_open=True)
        if _of_kin(text, news)
        else of_the_person(text)
    )
    news.update({fact: value for fact, value in told(text, _SPOKEN, ()).items() if fact not in OF_THE_PERSON})
    news.update({fact: value for fact, value in told(own, _SPOKEN, ()).items() if fact in OF_THE_PERSON})
    theirs = without_kin_clauses(text)
    news |= {fact: value for fact, value in told(theirs, _SPOKEN, ()).items() if fact == "residence_permit"}
    if (present := of_the_present_register(own)) != own:
        news.update({fact: value for fact, value in told(present, _SPOKEN, ()).items() if fact == "hukou"})
    news.update(_disability(own))
    news |= _of_odd_jobs(text, news)
    if news.get("deceased_covered") is False and not news.get("own_income_yuan_per_month"):  # 他没养老金: of the dead
        news.pop("own_income_yuan_per_month", None)
    first = word("age.mine").match(text) and not word("elders").search(text)  # 我三十八，我儿子十二
    aside = (
        not word("first_person").match(text)
        and word("age.leads").match(text)
        and word("age.of_another_aside").search(text)
    )  # 七十五，我妈九十八还在
    introduced = first or aside or _of_oneself(text, news)
    if (person := person_in(text)) and not introduced and not spoken_age.compares(text):
        news.update({"sex": person["sex"]} if "sex" in person else {})
    if news.get("age", 0) > _OLDEST_STUDENT and _of_oneself(text, news):  # 我六十，爹妈都没了
        news.pop("child_care", None)
    if word("supposing").match(text):
        return {}
    if word("asks").search(text) and not word("own_property").search(text):
        news = {fact: value for fact, value in news.items() if fact not in ("two_homes", "car", "shop")}
    if word("asks").search(text) and not word("about_somebody").search(text):
        return {fact: value for fact, value in news.items() if fact in _TIER_FACTS}
    return news


def _of_an_elder(text: str) -> bool:
    """我65，我妈瘫了: who asks for a parent speaks of the parent."""
    return bool(word("elders").search(text)) and not word("own_first").match(text)


def _of_oneself(text: str, news: Mapping[str, Any]) -> bool:
    """我妹妹听力一级，我六十一: the age noted is that of the one who writes."""
    mine = word("age.mine").search(text)
    return bool(mine and to_number(mine["number"]) == news.get("age"))


def _of_kin(text: str, news: Mapping[str, Any]) -> bool:
    """我闺女三十五，智力二级，我们养着她: told of a relative whose age is the one noted."""
    return bool(word("kin_first").match(text)) and not _of_oneself(text, news)


def person_in(text: str) -> Mapping[str, str] | None:
    """The one person a message asks for: 我妈85 → 您妈妈; None where it names none or several."""
    clear = normalize(text)
    if pattern("(?:<person>).{0,4}(?:北京|西城|本市)(?:的)?户口").search(clear):
        return None
    clear = word("not_asked_for").sub("", clear)
    found: list[Mapping[str, str]] = []
    for person in persons():
        words = pattern(word("for_other").pattern.replace(persons_words(), person["said"]))
        if match := words.search(clear):
            aged = pattern(r"[^我]{0,6}?<number>(?:岁|了|,|。|$)").match(clear, match.end())
            found.insert(0 if aged else len(found), person)
    return found[0] if len({person["whom"] for person in found}) == 1 or (found and _aged_first(clear)) else None


def persons_words() -> str:
    """All words for a person, as `for_other` holds them."""
    return "|".join(person["said"] for person in persons())


def _aged_first(text: str) -> bool:
    return bool(pattern(r"(?:<kin>)[^我]{0,6}?<number>(?:岁|了|,|。|$)").search(text))


def told(text: str, phrases: Iterable[Phrase], asked: Iterable[str]) -> dict[str, Any]:
    """Facts by their phrases, each with its standing; earlier phrases of a fact go first.

    What a denial leaves (不是低保: none) and a bare 有残疾证 yield to what is said outright (是低收入, 视力的).
    """
    found = [(phrase, match.span()) for phrase in phrases for match in phrase.pattern.finditer(text) if match[0]]
    found = [each for each in found if not _longer(each, found)]
    mine = denies_for_ourselves(text)
    clear: dict[str, Any] = {}
    named: dict[str, Any] = {}
    left: dict[str, Any] = {}
    for (phrase, place), there in zip(found, standings(text, [place for _, place in found]), strict=True):
        by_itself = "affirmed_itself" if _is_positive(phrase) else "said_itself"
        itself = word(by_itself).match(text, *place)  # 没上学 behind a 没低保, 就一辆车 behind a 没房
        standing = replace(there, sense=Sense.SAID) if itself else there
        value = _meant(phrase, standing, _near(text, phrase, place, found), phrase.fact in asked, mine)
        if value is None:
            continue
        only_named = phrase.noun and standing.sense is Sense.BARE
        by_denial = value == "some" or (len(FACTS[phrase.fact].values) > 2 and value != phrase.value)
        kept = named if only_named else left if by_denial else clear
        if kept.get(phrase.fact) is False and value is True and OWN[phrase.fact] and standing.sense is Sense.SAID:
            kept[phrase.fact] = value  # 我没车，爱人有车
        kept.setdefault(phrase.fact, value)
    return {**named, **left, **clear}


def _near(text: str, phrase: Phrase, place: tuple[int, int], found: list[tuple[Phrase, tuple[int, int]]]) -> str:
    """Of several values of a fact that is granted, what is told of this one: 低收入有，低保没批下来."""
    if not GRANTED[phrase.fact]:
        return text
    others = [span for other, span in found if other.fact == phrase.fact and other.value != phrase.value]
    if not others:
        return text
    start = max((text.rfind(",", 0, place[0]) + 1, *(end for _, end in others if end <= place[0])))
    return text[start : min((begin for begin, _ in others if begin >= place[1]), default=len(text))]


def _longer(each: tuple[Phrase, tuple[int, int]], found: list[tuple[Phrase, tuple[int, int]]]) -> bool:
    """A longer phrase of the same fact, or of the one it yields to, covers this one: 低保边缘 is not 低保."""
    phrase, (start, end) = each
    yields_to = FACTS[phrase.fact].row.get("yields_to")
    return any(
        (other.fact == yields_to or (other.fact == phrase.fact and other.value != phrase.value and e - s > end - start))
        and s <= start
        and end <= e
        for other, (s, e) in found
    )


def _is_positive(phrase: Phrase) -> bool:
    return phrase.value not in (False, "none", "home", "parents")


def _meant(phrase: Phrase, standing: Standing, text: str, asked: bool, mine: bool) -> Any:
    """The value a phrase stands for here, or None."""
    fact = phrase.fact
    no = denied(phrase)
    if standing.aside:
        return None
    if OWN[fact] and standing.others:
        return no if mine else None
    positive = _is_positive(phrase)
    if GRANTED[fact] and positive and word("pending").search(text):
        return None
    if positive and standing.past and OWN[fact] and (mine or (LATELY[fact] and standing.sense is Sense.DENIED)):
        return no
    if standing.past and LATELY[fact] and positive:
        return None
    if standing.sense is Sense.DENIED:
        return no
    if standing.sense is Sense.BARE and phrase.noun:
        return None if not asked else no if denies_all(text) or (mine and OWN[fact]) else phrase.value
    return phrase.value


def _numbers_stated(text: str, day: date) -> dict[str, Any]:
    news: dict[str, Any] = {}
    whose = word("age.of_kin").sub("", text) if word("of_oneself").match(text) else text  # 我是单亲妈妈，女儿五岁
    if (age := spoken_age.age(whose, day)) is not None:
        news["age"] = age
        if (spouse := spoken_age.of_the_spouse(text)) not in (None, age):
            news["spouse_age"] = spouse
    if (count := spoken_people.people(text)) is not None:
        news["household_size"] = count
    return {**news, **incomes(text), **_costs(text)}


_KIND = {"视力": "vision", "听力": "hearing", "言语": "speech", "语言": "speech", "肢体": "limb", "智力": "intellect", "精神": "mental"}  # fmt: skip


def _disability(text: str) -> dict[str, Any]:
    """Level, where it is said of a certificate: 肢体二级, 二级残疾."""
    kinds = "|".join(_KIND)
    match = pattern(
        rf"(?:{kinds}|肢残|智残|智障)(?:类)?(?:重度)?(?:残疾)?(?:证)?的?,?(?:是)?(?P<a>[一二三四1-4])级|(?P<b>[一二三四1-4])级的?(?:{kinds}|[肢智听视]残|智障|(?:重度)?残)"
        r"|残疾(?:证)?(?:是|等级)?(?P<c>[一二三四1-4])级"
    ).search(text)
    level = to_number(match["a"] or match["b"] or match["c"]) if match else None
    return {"disability_level": int(level)} if level else {}


def incomes(text: str) -> dict[str, Any]:
    news: dict[str, Any] = {}
    household = bool(word("money.household").search(text))
    clauses = pattern(r"[,;!?。]").split(text)
    for before, clause in zip(["", *clauses], clauses, strict=False):
        fact = _income_named(clause, before, household=household)
        if fact == "own_income_yuan_per_month" and before and word("money.of_another").match(clause):  # 他爸一个月九千
            continue
        if fact is None or spoken_age.tells_of_a_birthday(clause):
            continue
        if word("money.rent").search(before + clause) and not word("money.wage").search(clause):
            continue
        amount = spoken_money.income(clause)
        if amount is not None:
            news[fact] = whole(news.get(fact, 0) + amount.a_month)
    return news


def _income_named(clause: str, before: str, *, household: bool) -> str | None:
    """The fact the sum of a clause is of; None where the clause is of no income."""
    if word("money.agreed").search(clause):
        return "support_agreed_yuan_per_month"
    if word("money.by_head").search(clause) and not pattern("费|面积|平(?!均)").search(clause):
        return "per_head_income_yuan_per_month"
    goes_on = word("money.bare_period").match(clause) and word("money.not_income").search(
        before
    )  # 吃低保，一个月一千多
    named = word("money.income").search(clause) and not word("money.not_income").search(clause) and not goes_on
    own_wage = word("money.earns").search(before) and not pattern("(?:<kin>)").search(before)  # 在超市上班，两千六
    if named or (own_wage and word("money.only_a_sum").fullmatch(clause) and pattern("[百千万]").search(clause)):
        return "income_yuan_per_month" if household else "own_income_yuan_per_month"
    return None


def _costs(text: str) -> dict[str, Any]:
    news: dict[str, Any] = {}
    for name, fact, read in (
        ("money.savings", "savings_yuan", spoken_money.stock),
        ("money.medical", "medical_cost_yuan_per_year", spoken_money.yearly_cost),
        ("money.school", "education_cost_yuan_per_year", spoken_money.yearly_cost),
    ):
        if (match := word(name).search(text)) and (amount := read(_on_topic(match[0]))) is not None:
            spent_all = not amount and fact != "savings_yuan" and word("money.spent").search(match[0])
            news |= {} if spent_all else {fact: whole(amount)}
    return news


def _on_topic(text: str) -> str:
    """The clause that names a cost, and those behind it that go on about who bore it."""
    first, *more = pattern("[,;]").split(text)
    return ",".join([first, *(each for each in more if word("money.goes_on").search(each))])


def _of_odd_jobs(text: str, news: Mapping[str, Any]) -> dict[str, Any]:
    """打零工，一个月两千: what odd jobs bring in, where nothing else does."""
    earned = [news[fact] for fact in INCOMES if fact in news]
    told_so = news.get("work") == "flexible" and len(earned) == 1 and word("money.odd_jobs").search(text)
    only = told_so and len(spoken_money.sums_in(word("money.odd_jobs").split(text, 1)[1])) == 1
    return {"flexible_income_yuan_per_month": earned[0]} if only and not word("money.pension").search(text) else {}


def whole(amount: float) -> float:
    """Yuan to the cent."""
    return round(amount, 2)
