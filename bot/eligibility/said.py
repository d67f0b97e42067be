"""What a resident types → facts. Pure reading: nothing is remembered, nothing is judged.

`said(text, asked, day)` gives the facts a message states, as plain JSON values; `hear` puts an
answer on top of what is known. Only what was said is noted: what a question offers and the answer
does not name stays open, unless 都没有 is said.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.chinese.normalize import normalize
from bot.clock import today
from bot.eligibility import spoken_money
from bot.eligibility.as_meant import as_meant, put_right
from bot.eligibility.asked_number import number_asked_for
from bot.eligibility.besides import borne_for_illness, is_of_kin, other_facts
from bot.eligibility.by_place import by_level, by_place, by_places, plain
from bot.eligibility.denial import denies_rest
from bot.eligibility.facts import FACTS, SOME, UNKNOWN, YES_NO, Facts
from bot.eligibility.phrases import ANSWERED, NOUNS, OWN, SAID, Phrase
from bot.eligibility.question import BY_NAME, GROUP_OF, NO_OTHERS, NONE_OF_THESE, Choice, Question
from bot.eligibility.silence import left_open, named_of, names_fact, unsaid
from bot.eligibility.spoken_jobs import at_work
from bot.eligibility.stated import INCOMES, OF_THE_PERSON, PERSONAL, incomes, stated, told
from bot.eligibility.subjects import (
    Whose,
    clauses_of,
    of_relatives,
    of_the_household,
    of_the_person,
    of_the_present_register,
)
from bot.eligibility.words import pattern, word

# Asked for one of these, what is said first holds: 她是河北的，闺女高三.
_FIRST_HOLDS = ("beijing_spouse", "supported_by", "sex", "child_seriously_ill")
_OF_OTHERS = ("obligor", "supported", "deceased", "has_children")


@dataclass(frozen=True)
class Heard:
    """`news` was said; `rest` is what 都没有 denies besides, for facts nothing is known of yet."""

    news: Mapping[str, Any]
    rest: Mapping[str, Any]


def said(text: str, asked: str | None = None, day: date | None = None) -> dict[str, Any]:
    """The facts `text` states, by name, as JSON values; `asked` names the question (or fact) it answers."""
    heard = listen(text, asked, day)
    return _for_fact(asked, {**heard.rest, **heard.news})


def hear(facts: Facts, text: str, asked: str | Question | None = None, day: date | None = None) -> Facts:
    """`facts` with what `text` says on top; a 都没有 fills only what was not known."""
    heard = listen(text, asked, day)
    news = _for_fact(asked, heard.news) if isinstance(asked, str) else heard.news
    return put_on_top(facts, Heard(news, heard.rest))


def _for_fact(asked: str | None, news: Mapping[str, Any]) -> dict[str, Any]:
    """Asked for a fact others are asked instead of (独居 for 几口人), an answer to that one tells this one."""
    told = dict(news)
    equals = FACTS[asked].row.get("equals", {}) if asked and asked in FACTS else {}
    for other, value in equals.items():
        if isinstance(told.get(other), int):
            told.setdefault(str(asked), told.pop(other) == value)
    return told


def put_on_top(facts: Facts, heard: Heard) -> Facts:
    """`facts` with what was heard; a silence wipes out nothing, and a 都没有 fills only what was not known."""
    known = facts.as_dict()
    silent = {fact for fact, value in heard.news.items() if value in ("not_sure", "prefer_not")}
    news = {fact: value for fact, value in heard.news.items() if fact not in silent or known[fact] in (UNKNOWN, SOME)}
    rest = {fact: value for fact, value in heard.rest.items() if known[fact] is UNKNOWN and fact not in news}
    return facts.learn({**rest, **news})


def listen(text: str, asked: str | Question | None = None, day: date | None = None) -> Heard:
    """`text` read as the answer to `asked`, or as any message."""
    question = asked if isinstance(asked, Question) else question_of(asked)
    if question and question.kind == "numbers" and (halves := put_right(text)):
        first, then = (listen(half, question, day).news for half in halves)
        return Heard({**first, **then}, {})
    when = day or today()
    clear = as_meant(text, of_others=bool(question and question.name.startswith(_OF_OTHERS)))
    if question is None:
        return Heard(_introduced(_one_disabled(stated(clear, when), clear), clear), {})
    if _leads_with_no(clear, question):
        return Heard({**other_facts(clear, question, when), question.facts[0]: False}, {})
    answer = word("correction").sub("", clear)
    for each in (normalize(text), answer):
        if (tapped := _tapped(each, question)) is not None:
            return tapped
    if (lead := _lead(answer, question, when)) is not None:
        return lead
    return _asked_or_answered(answer, question, when)


def _asked_or_answered(answer: str, question: Question, when: date) -> Heard:
    """An answer, a question put back, or a silence."""
    supposed = word("supposing").match(answer) and question.kind not in ("number", "numbers")
    if supposed or word("why").search(answer) or word("results_now").search(answer):
        return Heard({}, {})
    answer = word("asks_whether").sub("", answer) if FACTS.keys() & set(question.facts) else answer
    first, *more = answer.split(",", 1)
    if question.kind not in ("number", "numbers") and word("zero").fullmatch(first):
        answer = ",".join(["没有", *more])
    noes = [part for part in pattern("[,。!]").split(answer) if part]
    if noes and all(word("no").search(part) for part in noes):
        answer = noes[-1]
    open_sum = question.kind == "numbers" and unsaid(answer)  # 俩人，多少钱记不清
    if (
        word("asks").search(answer)
        and word("policy").search(answer)
        and unsaid(answer) != "prefer_not"
        and not open_sum
    ):
        return Heard(stated(answer, when) if word("about_somebody").search(answer) else {}, {})
    if word("wavers").search(answer) and question.kind == "choice":
        return Heard({}, {})
    if (silence := unsaid(answer)) and word("either").search(answer):
        return Heard(dict.fromkeys(question.facts, silence), {})
    if silence and question.kind == "several" and (split := _known_and_open(answer, question, when)):
        return split
    if silence:
        of_others = question.name.startswith(_OF_OTHERS)
        told = {} if of_others else stated(answer, when)
        if question.kind in ("number", "numbers"):
            told = _numbers(answer, question, when)
        if question.kind == "numbers":
            return Heard({**dict.fromkeys(left_open(answer, question, told), silence), **told}, {})
        own = any(fact in told for fact in question.facts) and not word("whether").search(answer)
        return Heard(told if own else {**told, **dict.fromkeys(named_of(answer, question), silence)}, {})
    return _answered(answer, question, when)


def _known_and_open(answer: str, question: Question, when: date) -> Heard | None:
    """吃饭要人喂，低保有没有我不知道: what is told in some clauses, and what the others leave open by name."""
    parts = [part for part in pattern("[,。!]").split(answer) if part]
    known = [part for part in parts if not unsaid(part)]
    heard = _answered(",".join(known), question, when) if known and len(known) < len(parts) else Heard({}, {})
    if not heard.news.keys() & set(question.facts) and not heard.rest:
        return None
    silent = {fact: unsaid(part) for part in parts if unsaid(part) for fact in question.facts if names_fact(part, fact)}
    return Heard({**silent, **heard.news}, heard.rest)


def _leads_with_no(text: str, question: Question) -> bool:
    """不是，在上班; 没有，不知道这回事: a no to a question of yes or no, whatever is told behind it."""
    first, *more = pattern("[,。!]").split(text)
    yes_or_no = question.kind == "choice" and FACTS[question.facts[0]].values is YES_NO
    if told(",".join(more), (*SAID, *NOUNS), ()).get(question.facts[0]) is True:  # 没有，但登记卡有
        return False
    return bool(more and yes_or_no and first != "不对" and word("no").fullmatch(first))


def _lead(answer: str, question: Question, day: date) -> Heard | None:
    """没领过，也不知道怎么领: a denial in front holds, whatever is not known behind it; None where nothing is denied."""
    parts = [part for part in pattern("[,。!]").split(answer) if part]
    known = [part for part in parts if not unsaid(part)]
    if len(known) == len(parts) or not known or known[0] != parts[0] or word("hedged").search(known[0]):
        return None
    told = _answered(",".join(known), question, day)
    own = {fact: value for fact, value in {**told.rest, **told.news}.items() if fact in question.facts}
    nothing = question.kind == "number" and spoken_money.is_nothing(known[0])
    denied = (
        nothing or word("no").search(known[0]) or _own(known[0], question, (*SAID, *_answers_to(question, known[0])))
    )
    negative = own and all(not _is_affirmed(value) for value in own.values())
    return told if denied and negative else None


def _is_affirmed(value: Any) -> bool:
    return value not in (False, "none", "home", "parents", 0)


def _one_disabled(news: dict[str, Any], text: str) -> dict[str, Any]:
    """我家孩子智力一级，8岁: who is asked for is the one with the certificate; no other of the family is told of."""
    once = len(word("level").findall(text)) == 1
    apart = once and {"disability_kind", "disability_level"} <= set(news)
    return {fact: value for fact, value in news.items() if fact != "family_severe_disability" or not apart}


def _introduced(news: dict[str, Any], text: str) -> dict[str, Any]:
    """我七十二，西城，退休了; 媳妇没上班，西城户口: a place by itself is the register of who introduces himself."""
    if "hukou" in news:
        return news
    if "age" in news and word("introduced_from").search(text):
        return {**news, "hukou": "xicheng"}
    alone = [clause for clause in pattern("[,;。!]").split(text) if word("register_alone").fullmatch(clause)]
    return {**told(",".join(alone), (*SAID, *NOUNS), ("hukou",)), **news} if alone else news


def question_of(asked: str | None) -> Question | None:
    """The question a name stands for: its own, or one made of the choices of a group that speak of this fact."""
    if not asked:
        return None
    if asked in BY_NAME:
        return BY_NAME[asked]
    if asked in FACTS and (instead := FACTS[asked].row.get("instead_of")):
        return question_of(instead)
    group = GROUP_OF.get(asked)
    return group.about((asked,)) if group else None


def wants_to_stop(text: str) -> bool:
    """不查了, 退出, 太麻烦了，不查了: the whole screening, not one question."""
    clear = normalize(text)
    return any(word("stop").search(part) for part in (clear, *pattern("[,。! ]").split(clear)))


def is_correction(text: str) -> bool:
    """不对，是三口人: about an earlier answer; read it with that question's name."""
    return bool(word("correction").search(normalize(text)))


def _tapped(answer: str, question: Question) -> Heard | None:
    """Choices tapped or ticked, sent as their titles."""
    titles: Mapping[str, Choice] = {normalize(choice.title): choice for choice in question.choices}
    if answer in titles:
        ticked = [answer]
    else:
        ticked, rest = [], answer
        for title in sorted(titles, key=len, reverse=True):
            if title in rest:
                ticked, rest = [*ticked, title], rest.replace(title, "", 1)
        if len(ticked) < 2 or rest.strip(" 、,;和") or question.kind != "several":
            return None
    news: dict[str, Any] = {}
    for title in ticked:
        news.update({fact: plain(value) for fact, value in titles[title].facts.items()})
    denies = {normalize(NONE_OF_THESE), normalize(NO_OTHERS)} & set(ticked) and question.kind == "several"
    return Heard(news, question.rest if denies else {})


# --- an answer ----------------------------------------------------------------------------------


def _answered(text: str, question: Question, day: date) -> Heard:
    if question.kind in ("number", "numbers"):
        return Heard(_numbers(text, question, day), {})
    others, first = other_facts(text, question, day), _first_said(text, question)
    text = _of_the_fact(text, question)
    own = first if question.facts[0] in _FIRST_HOLDS else {}
    own = own or _own(text, question, (*SAID, *NOUNS, *_answers_to(question, text)))
    if question.kind == "several":
        costs = {**borne_for_illness(text), **stated(text, day)}
        own |= {fact: costs[fact] for fact in question.facts if FACTS[fact].is_number and fact in costs}
        if "care_level" in question.facts and "care_level" not in own:
            theirs = told(of_relatives(text), (*SAID, *NOUNS), ()) if is_of_kin(text) else {}
            own |= {"care_level": "some"} if theirs.get("care_level") not in (None, "able") else {}
    others = {fact: value for fact, value in others.items() if fact not in own}
    if question.name == "situation" and own.get("bereaved") is not True:
        others.pop("deceased_covered", None)
    if question.kind == "several":
        own = own or (first if len(question.facts) == 1 else {})
        if own.get("family_severe_disability") and own.get("disability_kind") not in (None, "none"):
            own = _one_disabled({**others, **own}, text)
        return _several(text, question, own, others)
    if question.facts == ("work",) and (jobs := at_work(text)):
        return Heard(
            {**others, "work": jobs if own.get("work") in (None, "none") or jobs == "two" else own["work"]}, {}
        )
    if question.facts == ("disability_kind",):
        others |= by_level(of_the_person(text), BY_NAME["disability_level"])
    if question.facts == ("student",) and own.get("student") is True:
        others |= told(text, [phrase for phrase in ANSWERED if phrase.fact == "school_stage"], ())
    if question.facts == ("disability_level",):
        kinds = [phrase for phrase in ANSWERED if phrase.fact == "disability_kind" and phrase.value != "none"]
        others |= told(of_the_person(text), kinds, ())
    person = of_the_person(text)
    own = own or by_level(person, question) or _yes_or_no(person, question) or by_place(text, question)
    return Heard({**others, **(own or first)}, {})


def _first_said(text: str, question: Question) -> dict[str, Any]:
    """没，全家七口人: a bare yes or no in front answers, whatever is told behind it."""
    first = pattern("[,。!]").split(text)[0]
    bare = word("no").fullmatch(first) or word("yes").fullmatch(first)
    if first == text or len(question.facts) > 1 or not (bare or question.facts[0] in _FIRST_HOLDS):
        return {}
    said = _own(first, question, (*SAID, *NOUNS, *_answers_to(question, first)))
    return said or (_yes_or_no(first, question) if bare else {})


def _of_the_fact(text: str, question: Question) -> str:
    """The part of an answer that is about the fact: no flat for a hukou, no husband's own for a wife's."""
    if question.facts == ("hukou",) and not word("hukou_here").search(text):
        text = word("home_not_hukou").sub("", text).strip(",") or text
        return word("before_the_move").sub("", of_the_present_register(text))
    return of_relatives(text) if question.facts == ("beijing_spouse",) else text


def _own(text: str, question: Question, phrases: Iterable[Phrase]) -> dict[str, Any]:
    """What an answer says of the facts asked for, from the clauses that speak of whom each fact is about."""
    phrases, asked = tuple(phrases), set(question.facts)
    if len(asked) == 1:
        parts = [word("at_first").sub("", text), text]
        if OWN[question.facts[0]]:
            parts = [of_the_household(parts[0]), *parts]
        if asked & set(OF_THE_PERSON):
            parts = [of_the_person(parts[-2]), of_the_person(text), *([text] if word("elders").search(text) else [])]
        (fact,) = asked
        each = (told(part, phrases, question.facts) for part in parts)
        return next(({fact: found[fact]} for found in each if fact in found), {})
    found = told(text, phrases, question.facts)
    person = of_the_person(text)
    if not is_of_kin(text) and person == text:
        return {fact: value for fact, value in found.items() if fact in asked}
    personal = {} if is_of_kin(person) else told(person, phrases, question.facts)
    of_parents = (
        {"lives_in", "care_level"} if word("elders").search(text) and not personal.keys() & set(PERSONAL) else set()
    )
    own = {fact: value for fact, value in found.items() if fact not in PERSONAL or fact in of_parents}
    own |= {fact: value for fact, value in personal.items() if fact in PERSONAL}
    return {fact: value for fact, value in own.items() if fact in asked}


def _answers_to(question: Question, text: str) -> Iterable[Phrase]:
    """Phrases that count as an answer; in a form only for facts without a question of their own."""
    if (
        "," not in text
        and incomes(text)
        and not (question.name == "obligors" and is_of_kin(text))
        and question.name != "no_stable_income"
    ):
        return ()  # 退休金没有: the 没有 was said of something else
    alone = len(question.facts) == 1
    theirs = question.name.startswith("obligor")
    return (
        phrase
        for phrase in ANSWERED
        if phrase.fact in question.facts
        and (alone or phrase.fact not in BY_NAME or (theirs and phrase.value not in (False, "none")))
    )


def _several(text: str, question: Question, own: dict[str, Any], others: dict[str, Any]) -> Heard:
    plain = (
        word("yes").search(pattern("[,。!]").split(text)[0])
        or word("gone").match(text)
        or pattern(r"有(?:了|一|1|两|2)?(?:辆|台|个|间|处)?(?:$|,)").match(text)
    )
    if len(question.facts) == 1 and not own and plain:
        own = _yes_or_no(text, question)
    if not own and word("by_places").fullmatch(text):
        own = by_places(text, question)
    if own.get("family_planning") == "child_died" and not word("lately").search(text):
        own.pop("bereaved", None)
    if "disability_kind" in own and "没" not in text and own.get("family_severe_disability") is False:
        own.pop("family_severe_disability")  # 肢体三级: of the person, not of the others
    opened = {
        fact: "some"
        for choice in question.choices
        for fact, value in choice.facts.items()
        if value is SOME and fact not in own and normalize(choice.title) in text
    }
    first = pattern("[,。!]").split(text)[0]
    positive = [value for value in own.values() if value not in (False, "none", "home", "parents")]
    bare_no = not positive and not others.keys() - {"home"} and bool(word("no").search(first))
    if word("all_yes").search(text):
        own = {fact: True for fact in question.facts if FACTS[fact].values is YES_NO}
    unread = not positive and not others and word("names_something").match(text)  # 有个植物人，别的没有
    rest = (
        question.rest
        if not unread and (denies_rest(text) or bare_no) and (own or others or not _excepts_a_hardship(text))
        else {}
    )
    return Heard({**others, **opened, **own}, rest)


def _excepts_a_hardship(text: str) -> bool:
    """除了有病人没别的: which of the hardships is excepted was not understood, so none is denied."""
    excepted = word("except").search(text)
    return bool(excepted and word("hardship").search(excepted["kept"]))


def _yes_or_no(text: str, question: Question) -> dict[str, Any]:
    (fact, *more) = question.facts
    if more or FACTS[fact].values is not YES_NO:
        return {}
    if (
        word("no").search(text)
        or word("gone").match(text)
        or pattern(r"没|不(?!提|说|好|知|清|方便|想|愿|一定|晓)|无|从没|还没|尚未").match(text)
    ):
        return {fact: False}
    return {fact: True} if word("yes").search(text) or pattern(r"有|是|对(?!象)|在").match(text) else {}


def _numbers(text: str, question: Question, day: date) -> dict[str, Any]:
    stated_too = other_facts(text, question, day)
    own: dict[str, Any] = {}
    hukou = stated_too.pop("hukou", None) if "spouse_age" in question.facts and "我" not in text else None
    stated_too |= {"beijing_spouse": True} if hukou in ("xicheng", "beijing") else {}  # 六十八，她也是北京户口
    if "spouse_age" in question.facts and not word("age.relative").search(text):
        text = "".join(clause for clause, whose in clauses_of(text) if whose is not Whose.OWN) or text
    for fact in question.facts:
        own.update(number_asked_for(text, fact, day, set(stated_too), alone=len(question.facts) == 1))
    if (
        len(question.facts) == 1 and not own and "," in text and not pattern("[块元]").search(text)
    ):  # 七十六，全家七口人
        own = number_asked_for(text.split(",")[0], question.facts[0], day, set(), alone=True)
    if any(FACTS[fact].unit == "元" for fact in question.facts) or question.name.startswith("obligor"):
        stated_too = {fact: value for fact, value in stated_too.items() if fact not in INCOMES}
        if question.name.startswith("obligor"):
            stated_too.pop("household_size", None)
    return {**stated_too, **own}
