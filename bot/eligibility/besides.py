"""What an answer states besides the fact it was asked for."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.eligibility import spoken_age, spoken_money, spoken_people
from bot.eligibility.phrases import ANSWERED, NOUNS, SAID
from bot.eligibility.question import Question
from bot.eligibility.stated import PERSONAL, stated, told, whole
from bot.eligibility.subjects import Whose, asked_for_another, clauses_of, of_relatives, of_the_person
from bot.eligibility.words import along, not_along, pattern, word


def other_facts(text: str, question: Question, day: date) -> dict[str, Any]:
    """What an answer states of other facts. Kin named in an answer are family, so nobody's sex is learnt from it."""
    news = stated(text, day)
    if question.name.startswith(("obligor", "supported", "deceased")):
        ours = ",".join(clause for clause in pattern("[,。;]").split(text)[1:] if word("of_our_house").match(clause))
        return _of_the_obligors(text, news) if question.name == "obligors" else stated(ours, day) if ours else {}
    news = _with_ages(news, text, question, day)
    if (by_the_way := word("people.by_the_way")).search(text) and not word("people.count").search(
        by_the_way.sub("", text)
    ):
        news.pop("household_size", None)
    if news.get("age") == 0:  # 算上刚出生的
        news.pop("age")
    for fact, outright in not_along(question.name).items():
        if outright is None or not pattern(outright).search(text):
            news.pop(fact, None)
    news |= _gone_on_to(text, question)
    if question.name == "household_size" and not word("parted").search(text):  # 我自己带着儿子
        news.pop("single_parent", None)
    news = {fact: value for fact, value in news.items() if not fact.startswith("obligor_")}
    if "disability_kind" in question.facts and "家" not in text:  # 我没残疾，孙女有
        theirs = told(of_relatives(text), (*SAID, *NOUNS), ()) if _speaks_of_kin(text) else {}
        news["family_severe_disability"] = theirs.get("family_severe_disability")
    if "sex" not in question.facts and "age" not in question.facts:
        news.pop("sex", None)
    if is_of_kin(text) and not asked_for_another(text) and not ("age" in question.facts and word("elders").match(text)):
        for fact in (*PERSONAL, "disability_level", "own_income_yuan_per_month"):
            news.pop(fact, None)
    return {fact: value for fact, value in news.items() if fact not in question.facts and value is not None}


def _gone_on_to(text: str, question: Question) -> dict[str, Any]:
    """有个儿子，养不了我: what a later clause answers of the question that often comes next."""
    later = pattern("[,。;]").split(text)[1:]
    found: dict[str, Any] = {}
    for fact, speaks in along(question.name).items():
        clauses = ",".join(clause for clause in later if pattern(speaks).search(clause))
        found |= told(clauses, (phrase for phrase in (*SAID, *NOUNS, *ANSWERED) if phrase.fact == fact), (fact,))
    return found


def borne_for_illness(text: str) -> dict[str, Any]:
    """换骨头自己掏了两万三，别的没有: asked for what illness cost, a sum one bore oneself is that."""
    for clause in pattern("[,。;!]").split(text):
        cost = spoken_money.yearly_cost(clause) if word("money.borne").search(clause) else None
        if cost:
            return {"medical_cost_yuan_per_year": cost}
    return {}


def _with_ages(news: Mapping[str, Any], text: str, question: Question, day: date) -> dict[str, Any]:
    """`news` with the ages told besides put to whose they are: 她五十八，我六十二; 跟老头儿过，他也八十三了."""
    ages = dict(news)
    if "age" in news and "age" not in question.facts:
        ages["age"] = spoken_age.age(word("age.of_kin").sub("", of_the_person(text)), day)
    if "spouse_age" in question.facts and (own := spoken_age.of_oneself(text)):
        ages["age"] = own
    if question.name == "everyone_over_60" and (theirs := spoken_age.of_the_spouse(text)):
        return {"spouse_age": theirs} | {fact: age for fact, age in ages.items() if (fact, age) != ("age", theirs)}
    if (spouse := spoken_age.beside_the_spouse(text)) is not None:
        return {"spouse_age": spouse} | {fact: age for fact, age in ages.items() if (fact, age) != ("age", spouse)}
    return ages


def _of_the_obligors(text: str, news: Mapping[str, Any]) -> dict[str, Any]:
    """闺女能养，她家三口，一个月两万: what is told of that one family besides."""
    sizes = [match["number"] for match in word("people.their_size").finditer(text)]
    size = spoken_people.people(f"{sizes[0]}口人") if len(sizes) == 1 else None
    theirs = {fact: value for fact, value in news.items() if fact.startswith("obligor_") or fact == "has_children"}
    theirs |= {"obligor_family_size": size} if size else {}
    told = [match["sum"] for match in word("people.their_income").finditer(text)]
    income = spoken_money.income(told[0]) if len(told) == 1 else None
    return theirs | ({"obligor_family_income_yuan_per_month": whole(income.a_month)} if income else {})


def _speaks_of_kin(text: str) -> bool:
    return any(whose is Whose.KIN for _, whose in clauses_of(text))


def is_of_kin(text: str) -> bool:
    """老伴一级视力残疾, 我弟弟智力二级: of one of the family, not of the person asked about."""
    own = pattern(
        "^(?:我|他|她|老人|本人)(?:自己|今年|现在|是|有|没|也|就|评|,|$|[0-9]|肢体|视力|听力|言语|语言|智力|精神|残疾)"
    ).search(text)
    return bool(pattern("(?:<kin>)").search(text)) and not own
