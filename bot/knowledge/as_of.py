"""What an answer says of another time: the figures then, what is not known and since when, what had not begun.

Values known from recall only are not shown; a gap is named with its days, and nothing of it counts as verified.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from bot.clock import chinese_date, chinese_month
from bot.errors import NotInForce
from bot.knowledge.answer import Answer, Question
from bot.knowledge.mine import Person
from bot.knowledge.render import Rendered, Section, Speaker, finish, fitting, render, speak, spoken_names
from bot.knowledge.sentences import document, say
from bot.policy.figure import BEFORE, YEARLY_CHECK, Figure, Figures, Source, Value

_ONE = timedelta(days=1)
_AMOUNT_KINDS = ("amount", "cost", "past_future")
# Three months of a sum are not told by the sum alone.
_MULTIPLES = ("个月", "月", "倍", "%")
# So many figures are told in one sentence.
_TOGETHER = 3


@dataclass(frozen=True)
class Span:
    """Days of the time asked about, both included, on which one value held; `value` None where none is known."""

    first: date
    last: date
    value: Value | None


@dataclass
class _Told:
    """What is said of one group of figures: a direct sentence, a line behind it, and how sure it is."""

    sentence: str
    behind: str = ""
    is_sure: bool = True
    shown: list[tuple[Figure, Value]] = field(default_factory=list)
    cited: list[Source] = field(default_factory=list)


def label(first: date, last: date) -> str:
    """The time as one says it: 2023年8月, 2023年, 2022年上半年, 2021年到2023年, 2024年7月1日."""
    after = last + _ONE
    whole_months = first.day == 1 and after.day == 1
    if first == last:
        return chinese_date(first)
    if not whole_months:
        return f"{chinese_date(first)}到{chinese_date(last)}"
    if (first.year, first.month) == (last.year, last.month):
        return chinese_month(first)
    if first.month == 1 and after.month == 1:
        return f"{first.year}年" if first.year == last.year else f"{first.year}年到{last.year}年"
    halves = {(1, 6): "上半年", (7, 12): "下半年"}
    if first.year == last.year and (first.month, last.month) in halves:
        return f"{first.year}年{halves[first.month, last.month]}"
    return f"{chinese_month(first)}到{chinese_month(last) if first.year != last.year else f'{last.month}月'}"


def spans(figure: Figure, first: date, last: date) -> list[Span]:
    """The time cut where a value that may be shown begins or ends. Where only the end of a value is known, its days
    within the time asked count as its own.
    """
    cuts = {first}
    for value in figure.values:
        cuts |= {value.from_day, *([value.until + _ONE] if value.until else [])}
    starts = sorted(day for day in cuts if first <= day <= last)
    found: list[Span] = []
    for start, following in zip(starts, [*starts[1:], last + _ONE], strict=True):
        held = _shown_at(figure, start)
        if found and found[-1].value is None and (held is None or held.start == BEFORE):
            found[-1] = Span(found[-1].first, following - _ONE, held)
        else:
            found.append(Span(start, following - _ONE, held))
    return found


def _shown_at(figure: Figure, day: date) -> Value | None:
    try:
        value = figure.at(day)
    except NotInForce:
        return None
    return value if value.may_be_shown else None


def render_as_of(
    answer: Answer,
    first: date,
    last: date,
    figures: Figures,
    today: date,
    sources: Mapping[str, Source],
    question: Question | None = None,
    people: Sequence[Person] = (),
) -> Rendered:
    """`answer`, or its `question`, for the days from `first` to `last`. Raises NotFound."""
    names = _asked_names(answer, question, figures)
    if names is not None:
        return _of_figures(answer, question, names, first, last, figures, today, sources)
    return _of_rule(answer, question, first, last, figures, today, sources, people)


def history_of(
    answer: Answer, question: Question | None, answers: Mapping[str, Answer], figures: Figures
) -> tuple[Answer, Question | None]:
    """The answer that tells the history of the figures asked, and its question of that kind; what was given where it does
    itself or none does: what 低保 paid ten years ago is a matter of its standard then.
    """
    names = set(_asked_names(answer, question, figures) or ())
    if answer.series or not names:
        return answer, question
    teller = next((each for each in answers.values() if names <= set(each.series)), None)
    if teller is None:
        return answer, question
    kind = question.kind if question else "amount"
    return teller, next((each for each in teller.questions if each.kind == kind), None)


def _asked_names(answer: Answer, question: Question | None, figures: Figures) -> list[str] | None:
    """The figures whose history answers; None where the sentence as a whole has to be told of that time."""
    said = spoken_names(question.says if question else answer.answer)
    of_series = [name for name in answer.series if name in said]
    if said and set(said) <= set(answer.series):
        return of_series if question else list(answer.series)
    if answer.series and not said and (question is None or question.kind in _AMOUNT_KINDS):
        return list(answer.series)
    money = [name for name in said if _is_money(figures[name])]
    if money and question and question.kind in _AMOUNT_KINDS and len(money) == len(said):
        return money
    return None


def _is_money(figure: Figure) -> bool:
    """A sum that is paid or asked; what is free is told in the answer's own words."""
    return figure.spoken_unit == "元" and all(value.value for value in figure.values)


# ── figures ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _of_figures(
    answer: Answer, question: Question | None, names: Sequence[str], first: date, last: date,
    figures: Figures, today: date, sources: Mapping[str, Source],
) -> Rendered:  # fmt: skip
    told = [_tell(group, first, last, today) for group in _alike([figures[name] for name in names], first, last)]
    rendered = Rendered(answer, last, told[0].sentence, question, as_of=last)
    for each in told:
        rendered.used.update({f"{figure.name}@{value.from_day}": (figure, value) for figure, value in each.shown})
    behind = list(dict.fromkeys(each.behind for each in told if each.behind))
    is_sure = all(each.is_sure for each in told)
    lines = [*(each.sentence for each in told[1:]), *behind, *([] if is_sure else [say("ask_then")])]
    rendered.short = fitting(rendered, lines)
    rendered.lead_verified = is_sure and all(value.verified for _, value in rendered.used.values())
    left = [line for line in lines if line not in rendered.short]
    if left:
        rendered.more.append(Section("amount", left, rendered.lead_verified))
    return finish(rendered, Speaker(figures, last), sources, [source for each in told for source in each.cited])


def _alike(figures: Sequence[Figure], first: date, last: date) -> list[list[Figure]]:
    """Figures of one thing whose values changed on the same days with the same trust, told in one sentence."""
    groups: dict[tuple[object, ...], list[Figure]] = {}
    for figure in figures:
        shape = tuple(
            (span.first, *((span.value.from_day, span.value.confidence, span.value.start) if span.value else (None,)))
            for span in spans(figure, first, last)
        )
        groups.setdefault((_head(figure), figure.rate, shape), []).append(figure)
    return [group[at : at + _TOGETHER] for group in groups.values() for at in range(0, len(group), _TOGETHER)]


def _head(figure: Figure) -> str:
    """What several figures of one thing share: 高龄津贴（80至89周岁） → 高龄津贴."""
    for mark in "·（":
        head, found, _ = figure.title.partition(mark)
        if found:
            return head
    return figure.title


def _tail(figure: Figure) -> str:
    rest = figure.title[len(_head(figure)) :]
    return rest[1:-1] if rest.startswith("（") and rest.endswith("）") else rest.lstrip("·")


def _name(group: Sequence[Figure]) -> str:
    return group[0].title if len(group) == 1 else _head(group[0])


def _tell(group: Sequence[Figure], first: date, last: date, today: date) -> _Told:
    """One group of figures in the time asked: known throughout, known in part, or not at all."""
    each = [spans(figure, first, last) for figure in group]
    shape = each[0]
    known = [index for index, span in enumerate(shape) if span.value]
    if not known:
        return _unknown(group, first, last)
    values = [[of[index].value for of in each] for index in known]
    shown = [(figure, value) for row in values for figure, value in zip(group, row, strict=True) if value]
    told = _Told("", shown=shown)
    steps = [_amounts(group, row) for row in values]
    begins = [_only(row).since for row in values]
    doubts = ["" if _only(row).verified else say("doubt") for row in values]
    last_value = _only(values[-1])
    if _is_doubtful(group[0], last_value, shape[known[-1]], last, today):
        told.is_sure = False
    if len(known) == 1 and len(shape) == 1:
        told.sentence = _throughout(group, label(first, last), steps[0], last_value, told.is_sure, last > today)
    else:
        _in_steps(told, group, shape, label(first, last), steps, begins, doubts)
    return told


def _only(row: Sequence[Value | None]) -> Value:
    value = row[0]
    assert value is not None
    return value


def _amounts(group: Sequence[Figure], row: Sequence[Value | None]) -> str:
    """每人每月1450元; of several figures 每人每月：80至89周岁100元、90至99周岁500元."""
    worded = [figure.worded(value) for figure, value in zip(group, row, strict=True) if value]
    if len(group) == 1:
        return f"{group[0].rate}{worded[0]}"
    listed = "、".join(f"{_tail(figure)}{text}" for figure, text in zip(group, worded, strict=True))
    return f"{group[0].rate}{'：' if group[0].rate else ''}{listed}"


def _is_doubtful(figure: Figure, value: Value, span: Span, last: date, today: date) -> bool:
    """May a newer value, not known to us, have followed? Not where the value that followed it is known."""
    if span.last < last or value.until or figure.next_after(value.from_day):
        return False
    return last > today or (figure.is_yearly and last - value.from_day > YEARLY_CHECK)


def _throughout(group: Sequence[Figure], when: str, amounts: str, value: Value, is_sure: bool, is_coming: bool) -> str:
    told = {"when": when, "name": _name(group), "amounts": amounts, "since": value.since}
    if not is_sure:
        return say("no_newer_yet" if is_coming else "no_newer", doubt=_doubt(value), **told)
    if value.start == BEFORE:
        return say("since_unknown", doubt=_doubt(value), **told)
    until = say("until", day=chinese_date(value.until)) if value.until else ""
    return say("throughout", until=until, mark="" if value.verified else say("doubt_inside"), **told)


def _doubt(value: Value) -> str:
    return "" if value.verified else say("doubt")


def _in_steps(
    told: _Told, group: Sequence[Figure], shape: Sequence[Span], when: str,
    steps: Sequence[str], begins: Sequence[str], doubts: Sequence[str],
) -> None:  # fmt: skip
    """More than one state within the time asked: each with its first day, then what is not known."""
    before, parts = "", []
    for index, (amounts, since, doubt) in enumerate(zip(steps, begins, doubts, strict=True)):
        opens = index == 0 and shape[0].value is not None
        kind = "step_from" if not opens else "step_before" if len(begins) > 1 else "step_open"
        day = begins[1] if kind == "step_before" else since
        parts.append(say(kind, day=day, amounts=amounts, doubt=doubt))
    if shape[0].value is None:
        if group[0].began and _oldest(group[0]) == told.shown[0][1]:
            before = say("steps_not_begun", what=group[0].began)
        else:
            before, told.is_sure = say("steps_unknown_before", day=begins[0]), False
    after = ""
    if shape[-1].value is None:
        ended = shape[-1].first - _ONE
        after, told.is_sure = say("steps_unknown_after", day=chinese_date(ended)), False
    elif not told.is_sure:
        after = say("steps_no_newer")
    told.sentence = say("steps", when=when, name=_name(group), parts="，".join(parts), before=before, after=after)


def _oldest(figure: Figure) -> Value | None:
    shown = [value for value in figure.values if value.may_be_shown]
    return shown[-1] if shown else None


def _unknown(group: Sequence[Figure], first: date, last: date) -> _Told:
    """Nothing known of the time asked: had it begun, since when is it known, until when was it known."""
    figure, oldest = group[0], _oldest(group[0])
    of = {"when": label(first, last), "name": _name(group)}
    if oldest is None:
        return _Told(say("never_found", **of), is_sure=False)
    if figure.began and last < oldest.from_day and oldest == figure.values[-1]:
        sentence = say("not_begun", when=of["when"], what=figure.began, day=oldest.since, doubt=_doubt(oldest))
        return _Told(sentence, is_sure=oldest.verified, cited=[oldest.source])
    earlier = [value for value in figure.values if value.may_be_shown and value.from_day <= last]
    if earlier:
        ended = earlier[0]
        until = chinese_date(ended.until) if ended.until else ended.since
        behind = say("ended_with", day=until, amounts=_amounts_on(group, ended.from_day))
        return _Told(say("ended", **of), behind, False, _shown(group, ended.from_day))
    known = {"day": oldest.since, "amounts": _amounts_on(group, oldest.from_day), "doubt": _doubt(oldest)}
    if oldest.start == BEFORE:
        return _Told(say("not_alone", **of, **known), "", False, _shown(group, oldest.from_day))
    early = say("too_early", day=oldest.since, **of)
    return _Told(early, say("earliest", **known), False, _shown(group, oldest.from_day))


def _amounts_on(group: Sequence[Figure], day: date) -> str:
    return _amounts(group, [_value_of(each, day) for each in group])


def _value_of(figure: Figure, day: date) -> Value | None:
    return _shown_at(figure, day)


def _shown(group: Sequence[Figure], day: date) -> list[tuple[Figure, Value]]:
    return [(figure, value) for figure in group if (value := _value_of(figure, day))]


# ── rules ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _of_rule(
    answer: Answer, question: Question | None, first: date, last: date,
    figures: Figures, today: date, sources: Mapping[str, Source], people: Sequence[Person],
) -> Rendered:  # fmt: skip
    """A sentence that is not all figures: told as it was where its figures and documents were in force all the time
    asked, else said to be today's, with the day it holds from. A goal names its own years.
    """
    text = question.says if question else answer.answer
    names = [*spoken_names(text), *answer.series]
    missing = next((told for told in _not_begun(names, figures, first, last)), None)
    if missing is not None:
        rendered = Rendered(answer, last, missing.sentence, question, as_of=last)
        rendered.lead_verified = missing.is_sure
        return finish(rendered, Speaker(figures, last), sources, missing.cited)
    spoken = spoken_names(text)
    if any(value.is_target for name in spoken for value in figures[name].values):
        rendered = render(answer, figures, today, sources, question=question, people=people)
        rendered.as_of = last
        return rendered
    if (
        spoken
        and _held(spoken, figures, first, last)
        and last <= today
        and not any(word in text for word in document()["of_today"])
    ):
        return _told_then(answer, question, first, last, figures, today, sources)
    if not spoken and last <= today and _in_force(answer, question, sources, first):
        rendered = render(answer, figures, today, sources, question=question, people=people)
        rendered.as_of = last
        return rendered
    of_series = [name for name in answer.series if name in spoken]
    if of_series and not any(figures[name].spoken_unit in _MULTIPLES for name in spoken):
        return _of_figures(answer, question, of_series, first, last, figures, today, sources)
    return _only_today(answer, question, first, last, figures, today, sources, people)


def _not_begun(names: Sequence[str], figures: Figures, first: date, last: date) -> Iterator[_Told]:
    for name in names:
        figure = figures[name]
        if figure.began and last < figure.values[-1].from_day:
            yield _unknown([figure], first, last)


def _held(names: Sequence[str], figures: Figures, first: date, last: date) -> bool:
    """Did each figure have one value throughout, as far as is known?"""
    for name in names:
        found = spans(figures[name], first, last)
        if len(found) > 1 or found[0].value is None:
            return False
        if found[0].value.start == BEFORE:
            return False
    return True


def _in_force(answer: Answer, question: Question | None, sources: Mapping[str, Source], first: date) -> bool:
    """Are all documents the sentence leans on known to have been in force by then?"""
    days = _days(answer, question, sources)
    return bool(days) and all(day is not None and day <= first for day in days)


def _days(answer: Answer, question: Question | None, sources: Mapping[str, Source]) -> list[date | None]:
    cited = (question.basis if question else ()) or answer.sources
    return [sources[citation.ref].effective for citation in cited if citation.ref in sources]


def _told_then(
    answer: Answer, question: Question | None, first: date, last: date,
    figures: Figures, today: date, sources: Mapping[str, Source],
) -> Rendered:  # fmt: skip
    """The sentence with the figures of that time; beside it those of the topic (三个月的低保标准: what it was then)."""
    speaker = Speaker(figures, min(last, today))
    lead = say("then", when=label(first, last), said=speak(question.says if question else answer.answer, speaker))
    rendered = Rendered(answer, last, lead, question, as_of=last, used=dict(speaker.used))
    spoken = set(speaker.used)
    beside = [figures[name] for name in answer.series if name not in spoken]
    told = [_tell(group, first, last, today) for group in _alike(beside, first, last)]
    rendered.short = fitting(rendered, [each.sentence for each in told])
    for each in told:
        rendered.used.update({f"{figure.name}@{value.from_day}": (figure, value) for figure, value in each.shown})
    told += [_tell([figures[name]], first, last, today) for name in spoken]
    is_sure = all(each.is_sure for each in told) and (question.verified if question else answer.verified)
    rendered.lead_verified = is_sure and all(value.verified for _, value in rendered.used.values())
    return finish(rendered, Speaker(figures, last), sources)


def _only_today(
    answer: Answer, question: Question | None, first: date, last: date,
    figures: Figures, today: date, sources: Mapping[str, Source], people: Sequence[Person],
) -> Rendered:  # fmt: skip
    """The answer of today, said to be only that."""
    rendered = render(answer, figures, today, sources, question=question, people=people)
    begun = [day for day in _days(answer, question, sources) if day and day > first]
    kind = "rule_coming" if last > today else "rule_since" if begun else "rule_now"
    day = chinese_date(max(begun)) if begun else ""
    rendered.lead = say(kind, when=label(first, last), day=day, said=rendered.lead)
    rendered.short = fitting(Rendered(answer, last, rendered.lead, mine=rendered.mine), rendered.short)
    rendered.as_of, rendered.lead_verified = last, False
    return rendered
