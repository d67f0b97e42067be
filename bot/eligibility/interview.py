"""The walk "能领什么" as a pure function: what was said and what is open in, the next thing to say out.

`step(text, interview, day, figures)` reads one message. Nothing is kept outside the `Interview`; whoever
calls it stores `to_json()` for the talk only. A message that is no answer comes back as `not_an_answer`:
the caller may answer it and then `resume` the interview it had before.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from bot.chinese.normalize import normalize
from bot.chinese.numbers import numbers_in
from bot.eligibility import outcome_report
from bot.eligibility.besides import is_of_kin
from bot.eligibility.facts import FACTS, NOT_SURE, UNKNOWN, Facts
from bot.eligibility.next_question import MOST_QUESTIONS, is_settled, outlook
from bot.eligibility.question import BY_NAME, NO_OTHERS, Question
from bot.eligibility.said import Heard, hear, listen, put_on_top, wants_to_stop
from bot.eligibility.sentences import document, say
from bot.eligibility.silence import names_fact
from bot.eligibility.stated import person_in
from bot.eligibility.words import pattern, persons, word
from bot.policy.figure import Figures

WHOM = "whom"
YOU = "您"
MOST_CHOICES = 12


@dataclass(frozen=True)
class Interview:
    """Where the talk stands.

    `asking` is the question that is open (`whom`, a fact or a group) and `offered` the facts it offered,
    None before the first and after the last; `whom` the wording for the person asked about; `tries` how often the open one was not understood;
    `path` the questions answered so far with the facts each answer gave.
    """

    facts: Facts = field(default_factory=Facts)
    asking: str | None = None
    whom: str = ""
    done: bool = False
    tries: int = 0
    path: tuple[tuple[str, tuple[str, ...]], ...] = ()
    offered: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Plain values for a slot."""
        return {
            "facts": self.facts.to_json(), "asking": self.asking, "whom": self.whom, "done": self.done,
            "tries": self.tries, "path": [[name, list(facts)] for name, facts in self.path],
            "offered": list(self.offered),
        }  # fmt: skip

    @classmethod
    def from_json(cls, document: Mapping[str, Any] | None) -> "Interview":
        """The interview a slot holds; an empty one for nothing. Raises BadInput for facts that cannot be."""
        held = document or {}
        path = tuple((name, tuple(facts)) for name, facts in held.get("path", ()))
        return cls(
            Facts.from_json(held.get("facts") or {}), held.get("asking"), held.get("whom") or "",
            bool(held.get("done")), int(held.get("tries") or 0), path, tuple(held.get("offered", ())),
        )  # fmt: skip


@dataclass(frozen=True)
class Step:
    """What to say next: `kind` is question, results, stopped or not_an_answer; `custom` is a reply payload."""

    kind: str
    text: str
    custom: dict[str, Any]
    interview: Interview


def start(text: str, facts: Mapping[str, Any], day: date, figures: Figures) -> Step:
    """Begin with what the opening message and the talk before it said; who it is for is asked if unsaid."""
    known = hear(Facts.from_json(facts), text, None, day)
    whom = _whom_in(text)
    opened = Interview(_with_sex(known, text), None, whom)
    news = [name for name in _news(Facts.from_json(facts), known) if name != "sex"]
    return _ask(opened, say("start"), day, figures, _noted(known, news))


def resume(interview: Interview, day: date, figures: Figures) -> Step:
    """接着刚才的: the open question again, or the result where nothing is open."""
    return _ask(replace(interview, done=False), say("resume"), day, figures)


def step(text: str, interview: Interview, day: date, figures: Figures) -> Step:
    """Read one message of the walk."""
    clear = normalize(text)
    for sign, turn in _TURNS:
        if word(sign).search(clear):
            return turn(text, interview, day, figures)
    if wants_to_stop(text):
        return _stop(interview, day, figures)
    if interview.asking == WHOM:
        return _hear_whom(text, interview, day, figures)
    return _hear(text, interview, day, figures)


# --- turns that are no answers --------------------------------------------------------------------


def _results_now(text: str, interview: Interview, day: date, figures: Figures) -> Step:
    """先告诉我结果, with whatever was told in the same breath."""
    rest = word("results_now").sub("", normalize(text)).strip(",。")
    facts = (
        put_on_top(interview.facts, _heard_of(interview, rest, _open_question(interview), day))
        if rest
        else interview.facts
    )
    interview = replace(interview, facts=facts)
    return _results(interview, "" if interview.done else say("partly"), day, figures)


def _again_from_start(text: str, interview: Interview, day: date, figures: Figures) -> Step:
    return _ask(Interview(whom=interview.whom), say("restart"), day, figures)


def _resumed(text: str, interview: Interview, day: date, figures: Figures) -> Step:
    return resume(interview, day, figures)


def _why(text: str, interview: Interview, day: date, figures: Figures) -> Step:
    return _ask(interview, say("why"), day, figures)


def _back(text: str, interview: Interview, day: date, figures: Figures) -> Step:
    """One question back: what its answer said is forgotten, and it is asked again."""
    if not interview.path:
        return _ask(interview, say("no_back"), day, figures)
    *path, (name, given) = interview.path
    kept = Facts(tuple((fact, value) for fact, value in interview.facts.told if fact not in given))
    whom = "" if name == WHOM else interview.whom
    offered = tuple(fact for fact in BY_NAME[name].facts if fact in given) if name in BY_NAME else ()
    return _ask(Interview(kept, name or None, whom, path=tuple(path), offered=offered), say("back"), day, figures)


_TURNS = (
    ("results_now", _results_now), ("start_over", _again_from_start), ("resume", _resumed), ("back", _back), ("why", _why),
)  # fmt: skip


def _stop(interview: Interview, day: date, figures: Figures) -> Step:
    """The end: what is settled is told once, and nothing is kept."""
    _, custom = outcome_report.report(interview.facts, interview.whom or YOU, day, figures)
    likely = any(result["outcome"] == "likely" for result in custom["results"])
    text = say("stopped_with", lead=custom["lead"]) if likely else say("stopped")
    custom = {**custom, "lead": text} if likely else {"kind": "smalltalk", "topic": "bye"}
    return Step("stopped", text, custom, Interview(done=True))


# --- answers --------------------------------------------------------------------------------------


def _hear_whom(text: str, interview: Interview, day: date, figures: Figures) -> Step:
    """Who it is for; what else is said along with it counts too."""
    whom = _whom_in(text, asked=True)
    heard = _with_sex(hear(interview.facts, text, None, day), text)
    if not whom and heard == interview.facts and not interview.tries:
        return _not_understood(interview, day, figures)
    news = _news(interview.facts, heard)
    path = (*interview.path, (WHOM, tuple(news)))
    return _ask(
        Interview(heard, None, whom or YOU, path=path), "", day, figures, _noted(heard, [n for n in news if n != "sex"])
    )


def _hear(text: str, interview: Interview, day: date, figures: Figures) -> Step:
    question = _open_question(interview)
    if whom := _put_right_whom(text):
        return _ask(
            replace(interview, whom=whom, facts=_of_sex(interview.facts, whom)),
            say("whom_put_right", whom),
            day,
            figures,
        )
    heard = _heard_of(interview, text, question, day)
    facts = put_on_top(interview.facts, heard)
    news = _news(interview.facts, facts)
    if news:
        path = (*interview.path, (question.name if question else "", tuple(news)))
        named = [name for name in news if name not in heard.rest or name in heard.news]
        lead = _noted(facts, named, all_others=len(named) < len(news))
        return _ask(replace(interview, facts=facts, asking=None, tries=0, path=path), "", day, figures, lead)
    if heard.news and word("correction").search(normalize(text)):
        return _ask(interview, say("as_noted"), day, figures)
    if question and (why := _no_full_years(text, question)):
        return _ask(interview, say(why), day, figures)
    if question is None or not (interview.tries or heard.news):
        return _not_understood(interview, day, figures)
    skipped = interview.facts.learn({fact: NOT_SURE for fact in question.facts})
    path = (*interview.path, (question.name, question.facts))
    why = say("known_already" if heard.news else "skipped")
    return _ask(replace(interview, facts=skipped, asking=None, tries=0, path=path), why, day, figures)


def _heard_of(interview: Interview, text: str, question: Question | None, day: date) -> Heard:
    """What the message tells of the person asked about; what is put right after the result, of any question answered."""
    said = _as_said_of(interview.whom, text, asked=question.facts if question else ())
    if word("correction").search(normalize(text)) and (put_right := _put_right(interview, said, question, day)).news:
        return put_right
    heard = listen(said, question, day)
    age_asked = question is not None and {"age", "spouse_age"} & set(question.facts)
    if interview.whom == YOU and question is not None and not age_asked and is_of_kin(said):
        news = {fact: value for fact, value in heard.news.items() if fact != "age"}  # 我老伴瘫了，他八十一
        return Heard(news, heard.rest)
    return heard


def _put_right(interview: Interview, said: str, question: Question | None, day: date) -> Heard:
    """不对，没有突发困难: what it says of facts known already that it names, as answers to their questions."""
    clear, open_now = word("correction").sub("", said), question.facts if question else ()
    named = [fact for fact, _ in interview.facts.told if fact not in open_now and names_fact(clear, fact)]
    found = {fact: heard[fact] for fact in named if fact in (heard := listen(clear, fact, day).news)}
    return Heard({**(listen(clear, None, day).news if question is None or found else {}), **found}, {})


def _put_right_whom(text: str) -> str:
    """不是我哥，是我自己: whom the talk is about after all; empty where nothing is put right."""
    match = word("whom_put_right").search(normalize(text))
    if match is None:
        return ""
    return (
        YOU
        if match["self"] or match["self2"]
        else next((p["whom"] for p in persons() if pattern(p["said"]).fullmatch(match["other"])), "")
    )


def _of_sex(facts: Facts, whom: str) -> Facts:
    """The facts with the sex the wording for this person tells, and no other."""
    told = Facts(tuple((fact, value) for fact, value in facts.told if fact != "sex"))
    sexes = {person.get("sex") for person in persons() if person["whom"] == whom}
    return told.learn({"sex": sexes.pop()}) if len(sexes) == 1 and None not in sexes else told


def _no_full_years(text: str, question: Question) -> str | None:
    """Why an age was told and none noted: the name of the sentence that asks for full years (属马, 虚岁八十)."""
    clear = normalize(text)
    if not {"age", "spouse_age"} & set(question.facts):
        return None
    return next((kind for kind in ("animal_sign", "nominal_age") if word(kind).search(clear)), None)


def _as_said_of(whom: str, text: str, asked: Sequence[str]) -> str:
    """Asked about 您妈妈, 我妈 is the person and no relative; asked about 您, the message as it stands."""
    said = "|".join(person["said"] for person in persons() if person["whom"] == whom)
    if not said:
        return text
    # 我俩养着他，我七十二: the age of who writes is nobody's here.
    theirs = word("age.mine").sub(",", clear := normalize(text))
    theirs = clear if "age" in asked and not numbers_in(theirs) else theirs
    return pattern(f"(?:我|俺|咱)?(?:们)?(?:家)?(?:{said})").sub("本人", theirs)


def _not_understood(interview: Interview, day: date, figures: Figures) -> Step:
    """Asked once more; the caller may find that it was a question of its own and answer that instead."""
    if interview.asking is None:
        return replace(_results(interview, "", day, figures), kind="not_an_answer")
    again = _ask(interview, say("again"), day, figures)
    return replace(again, kind="not_an_answer", interview=replace(again.interview, tries=interview.tries + 1))


def _open_question(interview: Interview) -> Question | None:
    """The question that is open, with the choices it was asked with."""
    asked = BY_NAME.get(interview.asking or "")
    return asked.about(interview.offered or asked.facts) if asked else None


def _noted(facts: Facts, names: list[str], *, all_others: bool = False) -> list[str]:
    """What was understood, in a person's words; a 都没有 is told as one."""
    known = facts.as_dict()
    heard = [FACTS[name].spoken(known[name]) for name in names if known[name] is not UNKNOWN]
    return [*heard, say("no_others" if heard else "none_of_these")] if all_others else heard


def _news(before: Facts, after: Facts) -> list[str]:
    known = before.as_dict()
    return [name for name, value in after.as_dict().items() if value is not known[name] and value != known[name]]


def _whom_in(text: str, *, asked: bool = False) -> str:
    """The wording for whoever the message is about; empty where it does not say."""
    if person := person_in(text):
        return person["whom"]
    clear = normalize(text)
    if word("for_self").search(clear):
        return YOU
    if not asked:
        return ""
    named = [person["whom"] for person in persons() if pattern(person["said"]).search(clear)]
    return named[0] if named else say("whom.others") if pattern("亲人|亲戚|邻居|别人|朋友").search(clear) else ""


def _with_sex(facts: Facts, text: str) -> Facts:
    person = person_in(text)
    known = facts.as_dict()["sex"] is not UNKNOWN
    return facts.learn({"sex": person["sex"]}) if person and "sex" in person and not known else facts


# --- what is said ---------------------------------------------------------------------------------


def _ask(interview: Interview, lead: str, day: date, figures: Figures, noted: Sequence[str] = ()) -> Step:
    """The open question again, else the next one, or the result where nothing more can change it."""
    heard = list(noted)
    lead = "".join([lead, say("noted", noted="、".join(heard)) if heard else ""])
    if not interview.whom:
        return _ask_whom(interview, lead, heard)
    following, left = outlook(interview.facts, day, figures)
    question = _open_question(interview) or following
    if question is None or len(interview.path) >= MOST_QUESTIONS:
        return _results(interview, lead, day, figures)
    asking = replace(interview, asking=question.name, offered=question.facts, done=False)
    return _question(asking, question, lead, heard, left)


def _ask_whom(interview: Interview, lead: str, heard: list[str]) -> Step:
    choices = [{"title": title, "payload": title} for title in document()["whom"]["choices"]]
    title = say("whom.ask")
    custom = {"kind": "question", "slot": WHOM, "title": title, "choices": choices, "multiple": False, "noted": heard}
    return Step("question", f"{lead}\n{title}".strip(), custom, replace(interview, asking=WHOM))


def _question(interview: Interview, question: Question, lead: str, heard: list[str], left: tuple[int, int]) -> Step:
    again = question.kind == "several" and any(name == question.name for name, _ in interview.path)
    asked = (replace(question, text=question.more) if again else question).to(interview.whom)
    custom = {
        "kind": "question",
        "slot": question.name,
        "title": asked.text,
        "choices": _choices(question),
        "multiple": question.kind == "several",
        "remaining": [max(1, left[0]), max(1, left[1])],
        "noted": heard,
    }
    return Step("question", f"{lead}\n{asked.text}".strip(), custom, interview)


def _choices(question: Question) -> list[dict[str, str]]:
    """The answers to tap, at most twelve: each is text the resident could have typed."""
    titles = [choice.title for choice in question.choices]
    if len(titles) > MOST_CHOICES:
        titles.remove(NO_OTHERS)
    if question.kind == "number" and question.unit == "元":
        titles.append(say("nothing"))
    titles += document()["silences"][: MOST_CHOICES - len(titles)]
    return [{"title": title, "payload": title} for title in titles[:MOST_CHOICES]]


def _results(interview: Interview, lead: str, day: date, figures: Figures) -> Step:
    text, custom = outcome_report.report(interview.facts, interview.whom or YOU, day, figures)
    done = is_settled(interview.facts, day, figures)
    asking = None if done else interview.asking
    return Step("results", f"{lead}\n{text}".strip(), custom, replace(interview, asking=asking, done=done, tries=0))
