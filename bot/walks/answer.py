"""A question of ours answered: its own words first, the line that means this resident, and where to read on."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta

from bot.chinese.period import Period
from bot.errors import NotInForce
from bot.knowledge.answer import Answer, Question
from bot.knowledge.as_of import history_of, render_as_of
from bot.knowledge.aspect import of_aspect, question_of
from bot.knowledge.mine import Person, own_tier
from bot.knowledge.render import Rendered, render, render_aspect, spoken_names
from bot.knowledge.reply import answer_reply, place_choice, redirect_reply, topic_choice
from bot.reading.decide import Walk
from bot.reading.favour import PLAN, area
from bot.reading.ground import Ground
from bot.reading.people import couple_in
from bot.reading.reading import Reading
from bot.reading.state import State
from bot.walks.outcome import Outcome
from bot.walks.stopped import instead
from bot.walks.unknown import not_known

# A message this short beside its time is a name of a thing.
_BARE = 4
# What happened so few days ago is told as of today, unless a sum of then is asked.
_LATELY = timedelta(days=92)


def carry_out(walk: Walk, reading: Reading, state: State, ground: Ground) -> Outcome:
    """The topic of `walk`; of its question, its section, or the time asked, where there is one."""
    answer = ground.snapshot.answers.get(walk.topic or "")
    if answer is None:
        return not_known(reading, state, ground)
    if stopped := instead(answer, reading, state, ground):
        return stopped
    if walk.aspect == "since":
        return _since(answer, reading, state, ground)
    if walk.aspect:
        answer, question, aspect = of_aspect(answer, walk.aspect, ground.snapshot.answers)
    elif _asks_only_how_much(answer, walk, reading):
        answer, question, aspect = of_aspect(answer, "amount", ground.snapshot.answers)
    else:
        question, aspect = question_of(answer, walk.question), None
    if stopped := instead(answer, reading, state, ground):
        return stopped
    opens = _contradicted(answer, question, reading, ground) if question else ""
    question = None if opens else question
    told = replace(state, facts={**reading.facts_before, **reading.facts}, whom=whom_of(reading, state))
    # What the plan set and where it began stand in one sentence, whichever year is asked.
    period = None if area(answer.topic) == PLAN else reading.period or _kept(walk, reading, state)
    if reading.asks_formerly and area(answer.topic) != PLAN:
        period = _before(answer, question, ground) or period
    if period and not aspect:
        answer, question = history_of(answer, question, ground.snapshot.answers, ground.snapshot.figures)
    also = None if opens or aspect or period else question_of(answer, walk.also)
    rendered = _with_also(_rendered(answer, question, aspect, period, reading, ground), also, ground)
    if opens and not rendered.as_of:
        rendered = replace(rendered, lead=f"{opens}{rendered.lead}")
    if {answer.topic, f"{answer.topic}#{question.name if question else ''}"} & ground.words.elsewhere:
        reply = redirect_reply(rendered, ground.words.sentences["anothers"])
    else:
        reply = answer_reply(rendered, related(answer, question, ground))
    days = (str(period.first), str(period.last)) if period and rendered.as_of else None
    return Outcome((reply,), told.answered(answer.topic, question.name if question else None, reading.text, days))


def _with_also(rendered: Rendered, also: Question | None, ground: Ground) -> Rendered:
    """The answer, and behind it that to the other question that may have been meant."""
    if also is None:
        return rendered
    other = render(rendered.answer, ground.snapshot.figures, ground.day, ground.snapshot.sources, question=also)
    return rendered.with_also(other, ground.words.sentences["also"])


def _contradicted(answer: Answer, question: Question, reading: Reading, ground: Ground) -> str:
    """能。 where a general 不能 would stand above what this person does get, and the other way round; else empty.

    Where several are spoken of and their lines differ, nobody is contradicted.
    """
    if question.kind != "yesno" or not question.shows_tier:
        return ""
    sentences, figures = ground.words.sentences, ground.snapshot.figures
    people = [person for person in _people(answer, reading, ground) if person.known]
    tiers = [own_tier(answer, person.known, figures, ground.day) for person in people]
    gives = {"figure(" in tier.text.partition("：")[2] for tier in tiers if tier is not None}
    if len(gives) != 1 or gives != {question.says.startswith(tuple(sentences["says_no"]))}:
        return ""
    return str(sentences["yes_to_you"] if gives == {True} else sentences["no_to_you"])


def _people(answer: Answer, reading: Reading, ground: Ground) -> tuple[Person, ...]:
    """Whom the answer is for; where its lines are those of a couple, the two of them."""
    if any("sex" in tier.when for tier in answer.tiers):
        return couple_in(reading.text, ground.day)
    return reading.people


def _rendered(
    answer: Answer,
    question: Question | None,
    aspect: str | None,
    period: Period | None,
    reading: Reading,
    ground: Ground,
) -> Rendered:
    snapshot, day, people = ground.snapshot, ground.day, _people(answer, reading, ground)
    is_lately = period is not None and not answer.series and day - _LATELY <= period.last < day
    if period and not is_lately and (answer.series or not aspect or question):
        return render_as_of(
            answer, period.first, period.last, snapshot.figures, day, snapshot.sources, question, people
        )
    if aspect and question is None:
        section = render_aspect(answer, aspect, snapshot.figures, day, snapshot.sources)
        if section is not None:
            return section
    return render(answer, snapshot.figures, day, snapshot.sources, question=question, people=people)


def _kept(walk: Walk, reading: Reading, state: State) -> Period | None:
    """A past time stays in force while it is pointed at (当时), or facts of the same answer are told: 九十岁的呢."""
    if state.period is None or reading.key == "" or reading.said.has("now"):
        return None
    if not reading.said.has("then") and (walk.topic != state.topic or walk.aspect):
        return None
    first, last = map(date.fromisoformat, state.period)
    return Period(first, last, "")


def _before(answer: Answer, question: Question | None, ground: Ground) -> Period | None:
    """The days of the value before the one in force, of the figures told; None where none is known."""
    told = spoken_names(question.says if question else answer.answer)
    for figure in (ground.snapshot.figures[name] for name in told or answer.series):
        known = [each for each in figure.values if each.may_be_shown and each.from_day <= ground.day]
        if len(known) > 1 and not known[0].is_target:
            return Period(known[1].from_day, known[1].until or known[0].from_day - timedelta(days=1), "")
    return None


def _asks_only_how_much(answer: Answer, walk: Walk, reading: Reading) -> bool:
    """2023年低保: a thing and a time and nothing else asks what it was then."""
    is_bare = len(reading.without_small) <= _BARE
    asks = reading.said.first("aspect") in (None, "amount")
    goes_on = walk.question is not None and walk.topic == reading.state.topic
    is_plan = area(answer.topic) == PLAN
    return not goes_on and reading.period is not None and is_bare and asks and not answer.series and not is_plan


def whom_of(reading: Reading, state: State) -> str:
    """Whom the message is about, in the words of an answer: 您妈妈."""
    return reading.people[0].whom if reading.people and len(reading.people) == 1 else state.whom


def _since(answer: Answer, reading: Reading, state: State, ground: Ground) -> Outcome:
    """哪天开始的: the first day of the values just shown."""
    lines = list(_days(answer, ground))
    if not lines:
        return not_known(reading, state, ground)
    rendered = render(answer, ground.snapshot.figures, ground.day, ground.snapshot.sources)
    rendered = replace(rendered, lead=lines[0], short=lines[1:3], mine=None)
    return Outcome(
        (answer_reply(rendered, related(answer, None, ground)),), state.answered(answer.topic, None, reading.text)
    )


def _days(answer: Answer, ground: Ground) -> Iterator[str]:
    sentence = ground.words.sentences["since"]
    for name in answer.series:
        figure = ground.snapshot.figures[name]
        try:
            value = figure.at(ground.day)
        except NotInForce:
            continue
        if value.may_be_shown:
            yield sentence.format(title=figure.title, day=value.since)


def related(answer: Answer, question: Question | None, ground: Ground) -> list[Mapping[str, str]]:
    """Where it is done, what else is asked of it, and what lies beside it: three in all."""
    answers, found = ground.snapshot.answers, list[Mapping[str, str]]()
    if title := ground.snapshot.titles.get(answer.service or ""):
        found.append(place_choice(title))
    if answer.tiers:
        found.append(ground.words.sentences["screening_choice"])
    found += [topic_choice(answer, each) for each in answer.questions if each != question][:2]
    found += [topic_choice(answers[topic]) for topic in answer.related if topic in answers]
    return found[:3]
