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
from bot.eligibility.stated import ABOUT_SOMEBODY, ASKER, ASKS, OLDEST, age, people, stated, whole

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

_MONEY_FACTS = {name for name, fact in FACTS.items() if fact.unit == "元"}
_POLICY = re.compile(r"低保|低收入|特困|补贴|津贴|救助|领|发|办|标准|材料|条件|办理|申请|认定")


def said(text: str, asked: str | None = None) -> dict[str, Any]:
    """The facts `text` states, by name, as JSON values; `asked` names the question it answers.

    An answer to a `several` question comes with the facts it denies; merge those only where
    nothing is known yet (`hear` does). An unreadable answer gives an empty dict.
    """
    clear = ASKER.sub("", normalize(text))
    question = BY_NAME.get(asked or "")
    if question is None:
        return stated(clear)
    answer = _CORRECTION.sub("", clear)
    for choice in question.choices:
        if answer == normalize(choice.title):
            return _with_rest(question, dict(choice.facts))
    silence = unsaid(answer)
    if silence is not None:
        return {fact: silence for fact in question.facts}
    if ASKS.search(answer) and _POLICY.search(answer):
        return stated(answer) if ABOUT_SOMEBODY.search(answer) else {}
    news = stated(answer)
    if question.kind == "number":
        news = {fact: value for fact, value in news.items() if fact not in _MONEY_FACTS or fact in question.facts}
    if question.kind == "number" and news and not news.keys() & set(question.facts):
        return news  # 两口人 to the question of age: its number is spoken for
    return {**news, **_answered(answer, question)}


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
        return _bare(text, name, age(text))
    if name == "household_size":
        alone = re.search(r"一个人|就我|我自己|独自|单身", text)
        return people(text) or ({name: 1} if alone else _bare(text, name, {}))
    if name in ("income_yuan_per_month", "own_income_yuan_per_month"):
        amount = spoken_money.income(text)
        if amount is None:
            return {}
        fact = "per_head_income_yuan_per_month" if amount.by_head and name == "income_yuan_per_month" else name
        return {fact: whole(amount.a_month)}
    cost = spoken_money.stock(text) if name == "savings_yuan" else spoken_money.yearly_cost(text)
    return {} if cost is None else {name: whole(cost)}


def _bare(text: str, name: str, read: Mapping[str, Any]) -> dict[str, Any]:
    """A number without its unit, if it can be this fact."""
    if read:
        return dict(read)
    numbers = [number.value for number in numbers_in(text)]
    fact = FACTS[name]
    fits = [value for value in numbers if fact.lowest <= value <= min(fact.highest, OLDEST) and value == int(value)]
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
    news = stated(text)
    own = {fact: news[fact] for fact in question.facts if fact in news}
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
