"""One number asked for, out of an answer: an age, a count of people or households, a level, a sum.

A bare number counts, unless it was spoken for another fact of the same answer.
"""

from datetime import date
from typing import Any

from bot.chinese.numbers import numbers_in, to_number
from bot.eligibility import spoken_age, spoken_money, spoken_people
from bot.eligibility.by_place import by_level
from bot.eligibility.facts import FACTS
from bot.eligibility.question import BY_NAME
from bot.eligibility.spoken_age import OLDEST
from bot.eligibility.stated import INCOMES, stated, whole
from bot.eligibility.subjects import of_the_household, of_the_person, without_past, without_those_apart
from bot.eligibility.words import pattern, word

_COSTS = {"medical_cost_yuan_per_year", "education_cost_yuan_per_year"}
_TOTALS = ("income_yuan_per_month", "own_income_yuan_per_month", "flexible_income_yuan_per_month")
_SAME = {name: _TOTALS for name in _TOTALS}
_NO_INCOME = {"age", "savings_yuan", "per_head_income_yuan_per_month", "support_agreed_yuan_per_month", *_COSTS}
# What a later clause may tell of that is no part of the sum asked for.
_OTHER_SUMS = {
    **{name: _NO_INCOME for name in _TOTALS},
    "child_dibao_yuan_per_month": _NO_INCOME,
    "savings_yuan": {"age", "support_agreed_yuan_per_month", *INCOMES, *_COSTS},
    "medical_cost_yuan_per_year": {
        "age",
        "savings_yuan",
        "support_agreed_yuan_per_month",
        *INCOMES,
        "education_cost_yuan_per_year",
    },
    "education_cost_yuan_per_year": {
        "age",
        "savings_yuan",
        "support_agreed_yuan_per_month",
        *INCOMES,
        "medical_cost_yuan_per_year",
    },
}


def number_asked_for(text: str, name: str, day: date, spoken_for: set[str], *, alone: bool) -> dict[str, Any]:
    """One number asked for; a bare one counts unless it was spoken for another fact."""
    if name == "obligor_family_income_yuan_per_month" and word("money.agreed").search(text):
        name = "support_agreed_yuan_per_month"
    fact = FACTS[name]
    text = text if fact.row.get("money") == "year" and word("last_year").search(text) else without_past(text)
    value: float | None = None
    text = word("age.spouse_compared").sub("", text) if name == "age" else text
    if name == "spouse_age" and (word("age.apart").search(text) or word("age.same").search(text)):
        value = spoken_age.of_the_spouse_asked(text, day)
    elif name in ("age", "spouse_age"):
        value = spoken_age.age(text, day, asked=True)
        relative = name == "spouse_age" and word("age.relative").search(text)
        others = spoken_for & ({"household_size"} if name == "spouse_age" else {"household_size", "age"})
        if value is None and not others and not relative:
            value = spoken_age.bare(text, day)
        if name == "spouse_age" and value is None and (word("no").search(text) or word("no_spouse").search(text)):
            value = 0
    elif name == "disability_level":
        return by_level(text, BY_NAME[name])
    elif fact.unit == "人":
        text = word("people.only_one_elder").sub("", text) if name.startswith("obligor") else text
        value = spoken_people.people(text, asked=True)
        plain = alone or not name.startswith("obligor")
        value = _plain_count(text, name) if value is None and not spoken_for & {"age", *INCOMES} and plain else value
    elif fact.unit == "家":
        value = spoken_people.families(text)
    else:
        text = without_those_apart(text) if name == "income_yuan_per_month" else text
        return _money(_of_this_sum(text, name, day), name)
    return {name: value} if value is not None and fact.lowest <= value <= fact.highest else {}


def _plain_count(text: str, name: str) -> float | None:
    number = to_number(pattern(r"[了的啊吧呢。!]+$").sub("", text))
    return number if number is not None and number == int(number) and number <= FACTS[name].highest else None


def _of_this_sum(text: str, name: str, day: date) -> str:
    """两千，还有俩月整八十: a sum less the clauses behind it that tell of an age or of another sum."""
    clauses = pattern("(?<=[,;。])").split(text)
    at = next((at for at, clause in enumerate(clauses) if _tells_a_sum(clause)), None)
    if name not in _OTHER_SUMS or at is None:
        return text
    first, more = "".join(clauses[: at + 1]), clauses[at + 1 :]
    told = [clause for clause in more if not numbers_in(clause) or _goes_on(clause.strip(",;。"), name, day)]
    kept = [] if name == "income_yuan_per_month" and _only_mine(first, told) else told
    return "".join([first, *kept]).rstrip(",;。")


def _tells_a_sum(clause: str) -> bool:
    return bool(spoken_money.sums_in(clause) or spoken_money.is_nothing(clause.strip(",;。")))


def _only_mine(first: str, behind: list[str]) -> bool:
    """五千一百，我每月两千五: all that is told behind a total is one's own part of it."""
    more = [clause for clause in behind if numbers_in(clause)]
    if len(more) != 1 or not word("money.of_it_mine").match(more[0]) or pattern("我|<kin>").search(first):
        return False
    total, mine = spoken_money.income(_without_people(first)), spoken_money.income(more[0])
    return bool(total and mine and mine.a_month <= total.a_month)


def _goes_on(clause: str, name: str, day: date) -> bool:
    """Does a later clause tell of the sum asked for?"""
    if name == "own_income_yuan_per_month" and pattern("(?:<kin>)[^,。]{0,4}(?:给|贴补)").search(clause):
        return False  # 我自己没有，全靠闺女每月给一千
    told = set(stated(clause, day))
    if not told or clause.startswith("一人") or told & ({name, *_SAME.get(name, ())}):
        return True
    return not told & _OTHER_SUMS[name] and bool(pattern(r"[百千万块元]|\d{3}").search(clause))


def _money(text: str, name: str) -> dict[str, Any]:
    kind = FACTS[name].row["money"]
    text = text.replace("低保", "") if name == "child_dibao_yuan_per_month" else text
    if kind == "month":
        text = of_the_person(text) if name == "own_income_yuan_per_month" else text
        text = _without_savings(text) if name == "income_yuan_per_month" else text
        amount = spoken_money.income(_without_people(_without_age(text)))
        if amount is None:
            return {}
        by_head = amount.by_head and name == "income_yuan_per_month"
        return {"per_head_income_yuan_per_month" if by_head else name: whole(amount.a_month)}
    text = _without_age(of_the_household(text) if kind == "stock" else _of_its_kind(text, name))
    cost = spoken_money.stock(text) if kind == "stock" else spoken_money.yearly_cost(text)
    return {} if cost is None else {name: whole(cost)}


def _of_its_kind(text: str, name: str) -> str:
    """没有，就是孩子上大学，一年八千: a cost less what is told from the clause on that names the other one."""
    of_other = "of_school" if name == "medical_cost_yuan_per_year" else "of_illness"
    first, *more = pattern("(?<=[,;。])").split(text)
    other = next((at for at, clause in enumerate(more) if word(f"money.{of_other}").search(clause)), len(more))
    return "".join([first, *more[:other]]).rstrip(",;。")


def _without_savings(text: str) -> str:
    """四千三，存折上就剩两千: what lies in the bank is no income."""
    first, *more = pattern("(?<=[,;。])").split(text)
    kept = [each for each in more if not word("money.savings").search(each) or word("money.period").search(each)]
    return "".join([first, *kept]).rstrip(",;。") if numbers_in(first) else text


def _without_age(text: str) -> str:
    """三千五，我六十六了: an age of one's own is no sum."""
    rest = word("age.mine").sub(lambda mine: mine[0] if (to_number(mine["number"]) or 0) > OLDEST else ",", text)
    return rest if numbers_in(rest) else text


def _without_people(text: str) -> str:
    count = r"[0-9一二两三四五六七八九]{1,2}(?:口人?|个人|边老?人?|家老人)(?!子|合|才合|摊|.{0,5}(?:都|各|一人|每人)|.?平均)"
    return pattern(count).sub("", text)
