"""What a resident types → facts. Pure reading: nothing is remembered, nothing is judged.

`said(text, asked)` gives the facts a message states, as plain JSON values; `hear` puts an
answer on top of what is known. Where a message asks about a rule in general (孤儿能领多少钱)
and not about somebody, only what decides a tier of an answer is taken.
"""

import re
from collections.abc import Mapping
from typing import Any

from bot.chinese.normalize import normalize
from bot.chinese.numbers import numbers_in, to_number
from bot.eligibility import spoken_money
from bot.eligibility.facts import FACTS, UNKNOWN, Facts, Unsaid
from bot.eligibility.phrases import ANSWERED, SAID
from bot.eligibility.question import BY_NAME, NONE_OF_THESE, Question

_END = r"[了的啊呢吧呀嘛哦呗。.!！,， ]*$"
_NOT_SURE = re.compile(
    rf"^(?:我)?(?:也)?(?:还)?(?:不|没|说不|搞不|弄不|记不|闹不|不太|不大|不是很|拿不)(?:太)?(?:清楚|知道|晓得|明白|懂|确定|准|好说|清|了解|记得)(?:啊|呀)?{_END}|说不(?:好|准|上来)|拿不准|记不(?:得|清)|心里没数|^(?:忘|忘记)了|不知道|不清楚|没算过"
)
_PREFER_NOT = re.compile(
    rf"不(?:想|愿意?|方便|便)(?:说|讲|告诉|透露|回答)|^(?:算了|跳过|下一[个题]|过|略过|先不说|保密|不说){_END}"
)
_STOP = re.compile(rf"^(?:不(?:想)?(?:查|看|问|弄|测|算|答)(?:了)?|退出|停(?:止)?|结束|取消|不用(?:查|看)?了?){_END}")
_CORRECTION = re.compile(
    r"^(?:哦|噢|啊|呃|嗯)?[，, ]*(?:不对|说错了?|错了|刚才(?:说|写)错了?|更正(?:一下)?|改一下|不是(?=[，,]))[了啊呀，,。 ]*(?:应该)?(?:是|改成)?"
)
_YES = re.compile(
    rf"^(?:是(?:的|啊)?|对(?:的|啊)?|嗯+|有(?:的|啊|过)?|没错|可以|能|会|好的?|行|确实|yes|y|在(?:的)?|领(?:的)?){_END}"
)
_NO = re.compile(
    rf"^(?:不是(?:的)?|没有?(?:的|啊)?|无|否|不(?:用|领|在)?|木有|no|n|从来没有?|都没有?|没得|都不是){_END}"
)
_NONE = re.compile(
    rf"^(?:都|全|一样)?(?:没有?|无|木有|不是)(?:这些|以上|碰上|遇到)?(?:的|情况)?{_END}|都没有?|一样也没有?"
)

_KIN = "妈妈?|母亲|老母亲|老妈|奶奶?|姥姥|外婆|婆婆|岳母|丈母娘|老婆|妻子|媳妇|女儿|闺女|孙女|外孙女|阿姨|大妈|爸爸?|父亲|老父亲|老爸|爷爷?|姥爷|外公|公公|岳父|老丈人|老公|丈夫|儿子|孙子|外孙|叔叔|大爷|老伴儿?|老人|孩子|娃|本人|他|她|我"
_FEMALE = re.compile(
    r"(?:我|俺|咱|替|帮|给)(?:家|的)?(?:老)?(?:妈|母亲|奶|姥姥|外婆|婆婆|岳母|丈母娘|老婆|妻子|媳妇|女儿|闺女|孙女|外孙女)"
)
_MALE = re.compile(
    r"(?:我|俺|咱|替|帮|给)(?:家|的)?(?:老)?(?:爸|父亲|爷|姥爷|外公|公公|岳父|老丈人|老公|丈夫|儿子|孙子|外孙)(?!妈|母)"
)
_ASKER = re.compile(r"我是(?:他|她|老人)?的?(?:女儿|儿子|闺女|媳妇|女婿|孙女|孙子|爱人|老伴|邻居)")
_AGE = re.compile(
    rf"(?:(?P<kin>{_KIN})(?:的)?(?:年纪|年龄|岁数)?(?:今年|现在|已经|都|刚|快|有|是|过|满|得|，|,)*|年龄[是:：]?|今年(?:都)?)(?P<number>[0-9零〇一二两三四五六七八九十百]{{1,5}})(?:多|来)?(?P<unit>周?岁|了|啦|，|,|。|$)"
)
_YEARS = re.compile(r"(?P<number>[0-9零〇一二两三四五六七八九十百]{1,5})(?:多|来)?周?岁(?!以[上下内]|[及到至\-~])")
_DECADE = re.compile(r"[一二三四五六七八九]旬")
_BABY = re.compile(r"[0-9一二两三四五六七八九十]+个多?月(?:大|的(?:孩子|宝宝|娃|婴儿))")
_OLDEST = 120
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
_ABOUT_SOMEBODY = re.compile(
    r"我|俺|咱|他|她|爸|妈|爷|奶|姥|外婆|外公|孩子|孙|儿子|女儿|老伴|老公|老婆|爱人|家里|邻居|本人|户口在|今年"
)
_ASKS = re.compile(r"[吗么呢?？]|多少|怎么|如何|哪些|哪里|哪儿|什么|能不能|可不可以|是不是|几|啥|条件|标准|材料")
_MONEY_FACTS = {name for name, fact in FACTS.items() if fact.unit == "元"}
_POLICY = re.compile(r"低保|低收入|特困|补贴|津贴|救助|领|发|办|标准|材料|条件|办理|申请|认定")
_TIER_FACTS = {"age", "disability_kind", "disability_level", "multiple_disability", "care_level", "hukou", "status"}


def said(text: str, asked: str | None = None) -> dict[str, Any]:
    """The facts `text` states, by name, as JSON values; `asked` names the question it answers.

    An answer to a `several` question comes with the facts it denies; merge those only where
    nothing is known yet (`hear` does). An unreadable answer gives an empty dict.
    """
    clear = _ASKER.sub("", normalize(text))
    question = BY_NAME.get(asked or "")
    if question is None:
        return _stated(clear)
    answer = _CORRECTION.sub("", clear)
    for choice in question.choices:
        if answer == normalize(choice.title):
            return _with_rest(question, dict(choice.facts))
    silence = unsaid(answer)
    if silence is not None:
        return {fact: silence for fact in question.facts}
    if _ASKS.search(answer) and _POLICY.search(answer):
        return _stated(answer) if _ABOUT_SOMEBODY.search(answer) else {}
    stated = {
        fact: value for fact, value in _stated(answer).items() if fact not in _MONEY_FACTS or fact in question.facts
    }
    return {**(_stated(answer) if question.kind != "number" else stated), **_answered(answer, question)}


def unsaid(text: str) -> str | None:
    """not_sure for 不清楚, prefer_not for 不想说 and 算了, else None."""
    clear = normalize(text)
    if _PREFER_NOT.search(clear):
        return "prefer_not"
    return "not_sure" if _NOT_SURE.search(clear) else None


def wants_to_stop(text: str) -> bool:
    """不查了, 退出: the whole screening, not one question."""
    return bool(_STOP.search(normalize(text)))


def is_correction(text: str) -> bool:
    """不对，是三口人: about an earlier answer; read it with that question's name."""
    return bool(_CORRECTION.search(normalize(text)))


def hear(facts: Facts, text: str, asked: str | None = None) -> Facts:
    """`facts` with what `text` says on top; what a `several` answer merely denies never overrides."""
    news = said(text, asked)
    question = BY_NAME.get(asked or "")
    denied = question.rest if question and question.kind == "several" else {}
    known = facts.as_dict()
    kept = {
        fact: value
        for fact, value in news.items()
        if known[fact] is UNKNOWN or (denied.get(fact, UNKNOWN) != value and not _is_silence(value))
        or isinstance(known[fact], Unsaid)
    }  # fmt: skip
    return facts.learn(kept)


def _is_silence(value: Any) -> bool:
    return value in ("not_sure", "prefer_not")


# --- anything a message states -----------------------------------------------------------------


def _stated(text: str) -> dict[str, Any]:
    news: dict[str, Any] = {}
    without_spouse = _SPOUSE_HUKOU.sub("", text)
    if without_spouse != text:
        news["beijing_spouse"] = True
    for pattern, facts in SAID:
        if not facts.keys() & news.keys() and pattern.search(without_spouse):
            news.update(facts)
    for read in (_age, _sex, _people, _disability, _incomes, _costs):
        news.update({fact: value for fact, value in read(without_spouse).items() if fact not in news})
    if _ASKS.search(text) and not _ABOUT_SOMEBODY.search(text):
        return {fact: value for fact, value in news.items() if fact in _TIER_FACTS}
    return news


def _age(text: str) -> dict[str, Any]:
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
    known = [age for age in ages if age is not None and age <= _OLDEST]
    return {"age": int(known[0])} if known else {}


def _sex(text: str) -> dict[str, Any]:
    female, male = bool(_FEMALE.search(text)), bool(_MALE.search(text))
    return {"sex": "female" if female else "male"} if female != male else {}


def _people(text: str) -> dict[str, Any]:
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
            news[fact] = _whole(news.get(fact, 0) + amount.a_month)
    return news


def _costs(text: str) -> dict[str, Any]:
    news: dict[str, Any] = {}
    for pattern, fact, read in (
        (_SAVINGS, "savings_yuan", spoken_money.stock),
        (_MEDICAL, "medical_cost_yuan_per_year", spoken_money.yearly_cost),
        (_SCHOOL_FEES, "education_cost_yuan_per_year", spoken_money.yearly_cost),
    ):
        if (match := pattern.search(text)) and (amount := read(match[0])) is not None:
            news[fact] = _whole(amount)
    return news


def _whole(amount: float) -> float:
    return round(amount, 2)


# --- the answer to one question ------------------------------------------------------------------


def _answered(text: str, question: Question) -> dict[str, Any]:
    if question.kind == "number":
        return _number(text, question.name)
    if question.kind == "several":
        return _with_rest(question, _several(text, question))
    if question.kind == "yes_no" and question.name not in ANSWERED:
        return _yes_no(text, question)
    found = _by_phrase(text, question) or _by_place(text, question)
    return found or (_yes_no(text, question) if question.kind == "yes_no" else {})


def _number(text: str, name: str) -> dict[str, Any]:
    if name == "age":
        return _bare(text, name, _age(text))
    if name == "household_size":
        alone = re.search(r"一个人|就我|我自己|独自|单身", text)
        return _people(text) or ({name: 1} if alone else _bare(text, name, {}))
    if name in ("income_yuan_per_month", "own_income_yuan_per_month"):
        amount = spoken_money.income(text)
        if amount is None:
            return {}
        fact = "per_head_income_yuan_per_month" if amount.by_head and name == "income_yuan_per_month" else name
        return {fact: _whole(amount.a_month)}
    cost = spoken_money.stock(text) if name == "savings_yuan" else spoken_money.yearly_cost(text)
    return {} if cost is None else {name: _whole(cost)}


def _bare(text: str, name: str, read: Mapping[str, Any]) -> dict[str, Any]:
    """A number without its unit, if it can be this fact."""
    if read:
        return dict(read)
    numbers = [number.value for number in numbers_in(text)]
    fact = FACTS[name]
    fits = [value for value in numbers if fact.lowest <= value <= min(fact.highest, _OLDEST) and value == int(value)]
    return {name: int(fits[0])} if fits else {}


def _several(text: str, question: Question) -> dict[str, Any] | None:
    news: dict[str, Any] = {}
    for pattern, facts in (*ANSWERED[question.name], *SAID):
        if facts.keys() <= set(question.facts) and not facts.keys() & news.keys() and pattern.search(text):
            news.update(facts)
    for choice in question.choices:
        if choice.facts and normalize(choice.title) in text:
            news.update(choice.facts)
    denies = _NONE.search(text) or _NO.search(text) or text == NONE_OF_THESE
    return news if news or denies else None


def _with_rest(question: Question, news: dict[str, Any] | None) -> dict[str, Any]:
    if news is None:
        return {}
    return {**question.rest, **news} if question.kind == "several" else news


def _yes_no(text: str, question: Question) -> dict[str, Any]:
    yes, no = (choice.facts for choice in question.choices)
    if _NO.search(text) or re.match(r"(?:没|不|无)", text):
        return dict(no)
    return dict(yes) if _YES.search(text) or re.match(r"(?:有|是|对|在)", text) else {}


def _by_phrase(text: str, question: Question) -> dict[str, Any]:
    stated = _stated(text)
    own = {fact: stated[fact] for fact in question.facts if fact in stated}
    if own:
        return own
    for pattern, facts in ANSWERED.get(question.name, ()):
        if pattern.search(text):
            return dict(facts)
    return {}


def _by_place(text: str, question: Question) -> dict[str, Any]:
    """第二个, 选2: an answer by its place in the list."""
    match = re.search(r"(?:第|选)\s*([0-9一二三四五六七八九十])(?:个|项)?", text)
    place = to_number(match[1]) if match else None
    return dict(question.choices[int(place) - 1].facts) if place and 1 <= place <= len(question.choices) else {}
