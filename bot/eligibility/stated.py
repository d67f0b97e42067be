"""Whatever a message states about a person and household, question or no question.

Each reader takes a normalised text and gives facts; `stated` runs them all.
"""

import re
from typing import Any

from bot.chinese.numbers import numbers_in, to_number
from bot.eligibility import spoken_money
from bot.eligibility.facts import FACTS
from bot.eligibility.phrases import SAID

_KIN = "妈妈?|母亲|老母亲|老妈|奶奶?|姥姥|外婆|婆婆|岳母|丈母娘|老婆|妻子|媳妇|女儿|闺女|孙女|外孙女|阿姨|大妈|爸爸?|父亲|老父亲|老爸|爷爷?|姥爷|外公|公公|岳父|老丈人|老公|丈夫|儿子|孙子|外孙|叔叔|大爷|老伴儿?|老人|孩子|娃|本人|他|她|我"
_FEMALE = re.compile(
    r"(?:我|俺|咱|替|帮|给)(?:家|的)?(?:老)?(?:妈|母亲|奶|姥姥|外婆|婆婆|岳母|丈母娘|老婆|妻子|媳妇|女儿|闺女|孙女|外孙女)"
)
_MALE = re.compile(
    r"(?:我|俺|咱|替|帮|给)(?:家|的)?(?:老)?(?:爸|父亲|爷|姥爷|外公|公公|岳父|老丈人|老公|丈夫|儿子|孙子|外孙)(?!妈|母)"
)
ASKER = re.compile(r"我是(?:他|她|老人)?的?(?:女儿|儿子|闺女|媳妇|女婿|孙女|孙子|爱人|老伴|邻居)")
_AGE = re.compile(
    rf"(?:(?P<kin>{_KIN})(?:的)?(?:年纪|年龄|岁数)?(?:今年|现在|已经|都|刚|快|有|是|过|满|得|，|,|\s)*|年龄[是:：]?|今年(?:都)?)(?P<number>[0-9零〇一二两三四五六七八九十百]{{1,5}})(?:多|来)?(?P<unit>周?岁|了|啦|，|,|。|$)"
)
_YEARS = re.compile(r"(?P<number>[0-9零〇一二两三四五六七八九十百]{1,5})(?:多|来)?周?岁(?!以[上下内]|[及到至\-~])")
_DECADE = re.compile(r"[一二三四五六七八九]旬")
_BABY = re.compile(r"[0-9一二两三四五六七八九十]+个多?月(?:大|的(?:孩子|宝宝|娃|婴儿))")
OLDEST = 120
_PEOPLE = re.compile(
    r"(?P<number>[0-9一二两俩三仨四五六七八九十]{1,3})\s*(?:口(?!子)(?:人|之家)?|个人(?=过|住|吃|生活|一起|$|，|,|。)|人(?:过|生活|住))|(?:一家|全家|家里)(?:有)?(?P<family>[0-9一二两三四五六七八九十]{1,3})(?:口|个人)"
)
_ALONE = re.compile(r"一个人(?:居)?住")
_KINDS = {
    "视力": "vision",
    "听力": "hearing",
    "言语": "speech",
    "语言": "speech",
    "肢体": "limb",
    "智力": "intellect",
    "精神": "mental",
}
_DIGIT = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4, "壹": 1, "贰": 2, "叁": 3, "肆": 4}
_KIND_LEVEL = re.compile(
    r"(?P<kind>视力|听力|言语|语言|肢体|智力|精神)(?:类)?(?:重度)?(?:残疾)?(?:证)?(?:是)?(?P<level>[一二三四1-4])级|(?P<level2>[一二三四1-4])级的?(?P<kind2>视力|听力|言语|语言|肢体|智力|精神)|(?P<kind3>视力|听力|言语|语言|肢体|智力|精神)残疾"
)
_LEVEL = re.compile(r"(?P<level>[一二三四1-4])级(?:重度)?残|残疾(?:证)?(?:是|等级)?(?P<level2>[一二三四1-4])级")
_SPOUSE_HUKOU = re.compile(
    r"(?:老公|老婆|爱人|配偶|丈夫|妻子|媳妇|老伴)(?:是|的)?(?:户口(?:在|是)?)?(?:北京|西城|本市|京籍)[^，,。]*"
)
_CLAUSE = re.compile(r"[，,。;；!！?？]")
_HOUSEHOLD = re.compile(r"全家|一家|家里|家庭|我家|我们家|两口子|老两口|总共|加起来|口人")
_PER_HEAD = re.compile(r"人均|平均(?:每人|一个人)|每人每月")
_INCOME = re.compile(
    r"退休金|养老金|工资|收入|月薪|年薪|月入|年入|(?:一个?月|每个?月|一年)(?:才|就|也就|能|可以|大概|差不多)*(?:挣|拿|有|领|进账|[\d一二两三四五六七八九])"
    r"|(?:没有?|无)(?:任何|什么|固定)?经济来源"
)
_OTHER_MONEY = re.compile(r"房租|租金|药费|医药费|医疗费|看病|学费|存款|花|掏|补贴|津贴|低保|低收入|护理")
_SAVINGS = re.compile(r"(?:存款|积蓄|存了|攒了|理财)[^，,。]*|没有?(?:什么)?(?:存款|积蓄)")
_MEDICAL = re.compile(
    r"(?:看病|医药费|医疗费|住院|治病|化疗|透析|药费|手术)[^，,。]*?(?:自费|自付|自己(?:掏|花|出)|花了?|掏了?)[^，,。]*|(?:自费|自付|自己掏)(?:的)?(?:医药费|医疗费|药费)[^，,。]*"
)
_SCHOOL_FEES = re.compile(r"(?:学费|住宿费)[^，,。]*")
ABOUT_SOMEBODY = re.compile(
    r"我|俺|咱|他|她|爸|妈|爷|奶|姥|外婆|外公|孩子|孙|儿子|女儿|老伴|老公|老婆|爱人|家里|邻居|本人|户口在|今年"
)
ASKS = re.compile(r"[吗么呢?？]|多少|怎么|如何|哪些|哪里|哪儿|什么|能不能|可不可以|是不是|几|啥|条件|标准|材料")
_TIER_FACTS = {"age", "disability_kind", "disability_level", "multiple_disability", "care_level", "hukou", "status"}


def stated(text: str) -> dict[str, Any]:
    """Every fact a normalised text states, as JSON values; of a question about a rule only what decides a tier."""
    news: dict[str, Any] = {}
    without_spouse = _SPOUSE_HUKOU.sub("", text)
    if without_spouse != text:
        news["beijing_spouse"] = True
    for pattern, facts in SAID:
        if not facts.keys() & news.keys() and pattern.search(without_spouse):
            news.update(facts)
    for read in (age, _sex, people, _disability, _incomes, _costs):
        news.update({fact: value for fact, value in read(without_spouse).items() if fact not in news})
    if ASKS.search(text) and not ABOUT_SOMEBODY.search(text):
        return {fact: value for fact, value in news.items() if fact in _TIER_FACTS}
    return news


def age(text: str) -> dict[str, Any]:
    if _BABY.search(text):
        return {"age": 0}
    found = [
        match
        for match in _AGE.finditer(text)
        if match["unit"].endswith("岁") or not re.match(r"[块元口级个]", text[match.end() :])
    ]
    found.sort(key=lambda match: match["kin"] in (None, "我"))
    ages = [to_number(match["number"]) for match in (*found, *_YEARS.finditer(text))]
    if decade := _DECADE.search(text):
        ages.append(numbers_in(decade[0])[0].value)
    known = [age for age in ages if age is not None and age <= OLDEST]
    return {"age": int(known[0])} if known else {}


def _sex(text: str) -> dict[str, Any]:
    female, male = bool(_FEMALE.search(text)), bool(_MALE.search(text))
    return {"sex": "female" if female else "male"} if female != male else {}


def people(text: str) -> dict[str, Any]:
    match = _PEOPLE.search(text)
    count = to_number((match["number"] or match["family"]).replace("俩", "两")) if match else None
    if count == 1 and _ALONE.search(text):
        return {}
    return {"household_size": int(count)} if count and 1 <= count <= FACTS["household_size"].highest else {}


def _disability(text: str) -> dict[str, Any]:
    news: dict[str, Any] = {}
    if match := _KIND_LEVEL.search(text):
        news["disability_kind"] = _KINDS[match["kind"] or match["kind2"] or match["kind3"]]
        if level := match["level"] or match["level2"]:
            news["disability_level"] = _DIGIT[level]
    if "disability_level" not in news and (match := _LEVEL.search(text)):
        news["disability_level"] = _DIGIT[match["level"] or match["level2"]]
    return news


def _incomes(text: str) -> dict[str, Any]:
    news: dict[str, Any] = {}
    household = bool(_HOUSEHOLD.search(text))
    for clause in _CLAUSE.split(text):
        if _PER_HEAD.search(clause):
            fact = "per_head_income_yuan_per_month"
        elif _INCOME.search(clause) and not _OTHER_MONEY.search(clause):
            fact = "income_yuan_per_month" if household else "own_income_yuan_per_month"
        else:
            continue
        amount = spoken_money.income(clause)
        if amount is not None:
            news[fact] = whole(news.get(fact, 0) + amount.a_month)
    return news


def _costs(text: str) -> dict[str, Any]:
    news: dict[str, Any] = {}
    for pattern, fact, read in (
        (_SAVINGS, "savings_yuan", spoken_money.stock),
        (_MEDICAL, "medical_cost_yuan_per_year", spoken_money.yearly_cost),
        (_SCHOOL_FEES, "education_cost_yuan_per_year", spoken_money.yearly_cost),
    ):
        if (match := pattern.search(text)) and (amount := read(match[0])) is not None:
            news[fact] = whole(amount)
    return news


def whole(amount: float) -> float:
    return round(amount, 2)
