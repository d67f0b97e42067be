"""`faq check`: everything about the knowledge that can be proved wrong by a program.

Each problem names file, line and what to do. Rendering is part of it: every number in every
rendered answer must have come from a figure.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot import yaml_file
from bot.chinese.normalize import matching_key
from bot.errors import NotFound, NotInForce, XiaoxiError
from bot.knowledge.answer import ASPECTS, Answer, Question
from bot.knowledge.answer_file import Written
from bot.knowledge.overlap import overlaps
from bot.knowledge.render import Speaker, replaced_notices, speak, spoken_names, visible
from bot.policy.figure import Figure, Figures, Source, Value

LEAD_LIMIT = 120
SAYS_LIMIT = 90
VISIBLE_LIMIT = 150
ASK_LIMIT = 22
WHOLE_LIMIT = 900
ASKED_AT_LEAST = 15
_MARK = "\ue000{}\ue001"
_MARKED = re.compile("\ue000.*?\ue001", re.DOTALL)
_SENTENCE = re.compile(r"[。；\n]")
_SAYS_NOW = re.compile(r"(?:现在|如今|眼下|现行|目前)(?!.{0,3}(?:查到|查实|没有|建成))")
_DIGITS = re.compile(r"\d[\d.,]*")
_CHINESE_AMOUNT = re.compile(
    r"(?:(?:[二两三四五六七八九]|[一二三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九]?[百千万][一二三四五六七八九十百千]*)"
    r"(?:元|块钱|周岁|岁|天|日内|个月|个工作日|小时|倍|平方米|张床|%)|百分之[零一二三四五六七八九十百]+)"
)

YES_OR_NO = re.compile(
    r"(?:一般|通常|多半|大多|目前|现在|也|都|还|照样|当然|您|可能|本人|单凭.{1,8}|光.{1,6}|只.{1,8})?"
    r"(?:不一定|不会|不能|不可以|不行|不要|不用|不必|不需要|不是|不算|不影响|不收|不扣|不给|不发|不停|不管|不看|不限|不归|不|没有|没|未必|无需|免费|别"
    r"|能|可以|行|要|得|必须|须|需要|会|是|对|算|影响|收|扣|给|发|停|有|够|看|归|管|分|限|允许|包括|符合|合法|属于|照|该|应该|应当)"
)
WHOM_TO_ASK = re.compile(
    r"问|找|向|拨|打|联系|咨询|去.{2,12}(?:办|查|登记)|由.{2,16}(?:定|办|审|管)|12345|1\d{4}|96\d{3}"
)


@dataclass(frozen=True)
class Problem:
    """Where, what, and what to do about it."""

    path: Path
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}：{self.text}"


@dataclass(frozen=True)
class Verbatim:
    """Digits allowed in prose: hotlines and proper names of `verbatim.yml`."""

    hotlines: frozenset[str]
    names: tuple[str, ...]

    @classmethod
    def read(cls, directory: Path) -> "Verbatim":
        document = yaml_file.read(directory / "verbatim.yml")
        return cls(frozenset(document["hotlines"]), tuple(document["names"]))


@dataclass(frozen=True)
class Rules:
    """What one answer is checked against while staff edit it: everything else that is known, on a day."""

    answers: Mapping[str, Answer]
    figures: Figures
    sources: dict[str, Source]
    verbatim: Verbatim
    categories: frozenset[str]
    day: date


@dataclass(frozen=True)
class Findings:
    """`wrong` would mislead a resident or break the answer; `advice` may wait."""

    wrong: list[str]
    advice: list[str]


def of_answer(answer: Answer, rules: Rules) -> Findings:
    """The same checks for one answer that is not in a file."""
    topics = {*rules.answers, answer.topic}
    wrong = list(_wrong_in(answer, topics, rules.figures, rules.sources, rules.verbatim, rules.categories, rules.day))
    owner = {
        matching_key(phrasing): other.topic
        for other in rules.answers.values()
        if other.topic != answer.topic
        for phrasing in other.phrasings
    }
    for phrasing in answer.phrasings:
        key = matching_key(phrasing)
        if not key:
            wrong.append(f"问法“{phrasing}”没有字")
        elif key in owner:
            wrong.append(f"问法“{phrasing}”已经属于 {owner[key]}（{rules.answers[owner[key]].question}）")
    own = {matching_key(phrasing) for phrasing in answer.phrasings}
    wrong.extend(
        f"“{like.text}”既在问法里又在“像这条、其实是别条”里"
        for like in answer.not_asked_as
        if matching_key(like.text) in own
    )
    return Findings(wrong, list(_advice_for(answer, rules.figures, rules.day)))


def check(
    written: Iterable[Written],
    topics: Iterable[str],
    figures: Figures,
    sources: dict[str, Source],
    verbatim: Verbatim,
    categories: frozenset[str],
    day: date,
) -> list[Problem]:
    """Every problem of the answers as they stand on `day`, in file order."""
    written = list(written)
    by_topic = {entry.answer.topic: entry for entry in written}
    problems = [
        problem
        for entry in written
        for problem in _of_one(entry, by_topic, figures, sources, verbatim, categories, day)
    ]
    problems.extend(_shared_phrasings(written))
    problems.extend(_overlapping_phrasings(written))
    for topic in topics:
        if topic not in by_topic:
            problems.append(Problem(Path("data/faq/topics.tsv"), 1, f"“{topic}”还没有答案"))
    return sorted(problems, key=lambda problem: (str(problem.path), problem.line))


def _of_one(
    entry: Written,
    by_topic: dict[str, Written],
    figures: Figures,
    sources: dict[str, Source],
    verbatim: Verbatim,
    categories: frozenset[str],
    day: date,
) -> Iterator[Problem]:
    answer = entry.answer
    said = list(_wrong_in(answer, set(by_topic), figures, sources, verbatim, categories, day))
    said += list(_advice_for(answer, figures, day))
    for text in said:
        yield Problem(entry.path, entry.line, f"{answer.topic}：{text}")


def _wrong_in(
    answer: Answer,
    topics: set[str],
    figures: Figures,
    sources: dict[str, Source],
    verbatim: Verbatim,
    categories: frozenset[str],
    day: date,
) -> Iterator[str]:
    yield from _prose_problems(answer, figures, verbatim, day)
    yield from _relation_problems(answer, topics, figures, sources, categories)
    for question in answer.questions:
        yield from (f"#{question.name}：{text}" for text in _question_problems(question, answer, figures, sources, day))
    yield from _stale_problems(answer, figures, day)
    yield from _citation_problems(answer, figures, sources, day)
    if not answer.sources:
        yield "没有写出处 sources"
    if not answer.verified and not answer.confirm:
        yield "verified: false 时要写 confirm：请谁确认什么"


def _stale_problems(answer: Answer, figures: Figures, day: date) -> Iterator[str]:
    """现在 said over a value whose document is over a year old: it is the last one known, not today's."""
    for template in (*answer.templates(), *answer.question_templates()):
        for sentence in _SENTENCE.split(template):
            if not _SAYS_NOW.search(sentence):
                continue
            for name in spoken_names(sentence):
                if name in figures and _is_stale(figures[name], day):
                    yield (
                        f"“{sentence.strip()[:24]}……”对 {name} 说了“现在”，它查到的是{figures[name].at(day).since}起的，"
                        "已过一年；请写“最近一次查到的是”"
                    )


def _is_stale(figure: Figure, day: date) -> bool:
    try:
        return figure.is_stale(day)
    except NotInForce:
        return False


def _citation_problems(answer: Answer, figures: Figures, sources: dict[str, Source], day: date) -> Iterator[str]:
    """A yearly notice cited whose value another notice has replaced."""
    told = [("", answer.sources, answer.templates())]
    told += [(f"#{each.name}：", each.basis, [each.says, *each.short]) for each in answer.questions]
    for where, cited, templates in told:
        replaced = replaced_notices(_used_on(templates, figures, day))
        for citation in cited:
            source = sources.get(citation.ref)
            if source and (source.title, source.number) in replaced:
                yield f"{where}依据“{citation.ref}”的数值已经被新文件接替；数值的文件会自动带上，这一条请删去或换成新的"


def _used_on(templates: Iterable[str], figures: Figures, day: date) -> dict[str, tuple[Figure, Value]]:
    speaker = Speaker(figures, day)
    for template in templates:
        try:
            speak(template, speaker)
        except XiaoxiError:
            continue
    return speaker.used


def _advice_for(answer: Answer, figures: Figures, day: date) -> Iterator[str]:
    if answer.review_by < day:
        yield f"复核日期 {answer.review_by} 已过，请核对后改 review_by"
    if len(answer.phrasings) < ASKED_AT_LEAST:
        yield f"问法只有 {len(answer.phrasings)} 句，至少 {ASKED_AT_LEAST} 句"
    yield from _length_problems(answer, figures, day)


def _prose_problems(answer: Answer, figures: Figures, verbatim: Verbatim, day: date) -> Iterator[str]:
    speaker = Speaker(figures, day, mark=_MARK.format)
    for template in (*answer.templates(), *answer.question_templates()):
        try:
            spoken = speak(template, speaker)
        except (NotFound, NotInForce) as wrong:
            yield str(wrong)
            continue
        except XiaoxiError as wrong:
            yield f"{wrong}（在“{template[:30]}……”）"
            continue
        yield from typed_amounts(spoken, verbatim)


def _question_problems(
    question: Question, answer: Answer, figures: Figures, sources: dict[str, Source], day: date
) -> Iterator[str]:
    """What makes a question's own answer no answer to it."""
    try:
        says, lead, *short = (
            visible(speak(text, Speaker(figures, day))) for text in (question.says, answer.answer, *question.short)
        )
    except XiaoxiError:
        return  # named among the prose problems
    if len(question.ask) > ASK_LIMIT:
        yield f"ask 有 {len(question.ask)} 个字，不超过 {ASK_LIMIT}"
    if len(says) > SAYS_LIMIT:
        yield f"says 有 {len(says)} 个字，不超过 {SAYS_LIMIT}"
    if len(says) + sum(map(len, short)) > VISIBLE_LIMIT or len(short) > 3:
        yield f"says 加 short 不超过 {VISIBLE_LIMIT} 个字、short 不超过三行"
    if says == lead:
        yield "says 和整条的第一句一样；请直接答这个问题"
    if question.kind == "yesno" and not YES_OR_NO.match(says):
        yield f"问的是是不是、能不能，says 要先答是或不（能、不能、要、不用、会、不影响……），现在是“{says[:12]}”"
    if not question.basis and not WHOM_TO_ASK.search(says):
        yield "basis 是 ask（没有文件定），says 要说清问谁、怎么找到他"
    own = [matching_key(text) for text in answer.phrasings]
    for phrasing in question.asked_as:
        if own.count(matching_key(phrasing)) > 1:
            yield f"问法“{phrasing}”在这个 topic 里写了两次"
    for citation in question.basis:
        if citation.ref not in sources:
            yield f"依据“{citation.ref}”不在 sources.yml 里"


def _length_problems(answer: Answer, figures: Figures, day: date) -> Iterator[str]:
    speaker, whole = Speaker(figures, day), 0
    for template in answer.templates():
        try:
            spoken = speak(template, speaker)
        except XiaoxiError:
            continue
        whole += len(spoken)
        if template == answer.answer and len(spoken) > LEAD_LIMIT:
            yield f"第一句有 {len(spoken)} 个字，不超过 {LEAD_LIMIT}"
    if whole > WHOLE_LIMIT:
        yield f"整条有 {whole} 个字，不超过 {WHOLE_LIMIT}；请精简或拆开"


def typed_amounts(spoken: str, verbatim: Verbatim) -> Iterator[str]:
    """Numbers in prose that no figure spoke. `spoken` has figures between marks."""
    prose = _MARKED.sub("", spoken)
    for name in verbatim.names:
        prose = prose.replace(name, "")
    for match in _DIGITS.finditer(prose):
        if match[0].rstrip(".,") not in verbatim.hotlines:
            yield f"正文里直接写了数字“{match[0]}”（……{prose[max(0, match.start() - 8) : match.end() + 6]}……），请改用 figure"
    for match in _CHINESE_AMOUNT.finditer(prose):
        yield f"正文里直接写了数目“{match[0]}”，请改用 figure"


def _relation_problems(
    answer: Answer, topics: set[str], figures: Figures, sources: dict[str, Source], categories: frozenset[str]
) -> Iterator[str]:
    for citation in answer.sources:
        if citation.ref not in sources:
            yield f"出处“{citation.ref}”不在 sources.yml 里"
    for topic in (*answer.related, *answer.follow_up.values(), *(like.topic for like in answer.not_asked_as)):
        if topic not in topics:
            yield f"关联的“{topic}”没有答案"
    for aspect in answer.follow_up:
        if aspect not in ASPECTS:
            yield f"follow_up 里没有“{aspect}”，可用：{'、'.join(ASPECTS)}"
    for tier in answer.tiers:
        for key in ("age_from", "age_below"):
            if key in tier.when and tier.when[key] not in figures:
                yield f"tiers 里的 {key} 要写数字的名字，“{tier.when[key]}”不是"
    for name in answer.series:
        if name not in figures:
            yield f"series 里的“{name}”不是数字的名字"
    if answer.service and answer.service not in categories:
        yield f"service“{answer.service}”不是已有的地点类别"


def _shared_phrasings(written: list[Written]) -> Iterator[Problem]:
    owner: dict[str, Written] = {}
    for entry in written:
        for phrasing in entry.answer.phrasings:
            key = matching_key(phrasing)
            first = owner.setdefault(key, entry)
            if first is not entry:
                yield Problem(
                    entry.path, entry.line, f"{entry.answer.topic}：问法“{phrasing}”已经属于 {first.answer.topic}"
                )
            elif not key:
                yield Problem(entry.path, entry.line, f"{entry.answer.topic}：问法“{phrasing}”没有字")
    for entry in written:
        for like in entry.answer.not_asked_as:
            if owner.get(matching_key(like.text)) is entry:
                yield Problem(
                    entry.path, entry.line, f"{entry.answer.topic}：“{like.text}”既在 asked_as 又在 not_asked_as"
                )


def _overlapping_phrasings(written: list[Written]) -> Iterator[Problem]:
    place = {entry.answer.topic: entry for entry in written}
    keys = {topic: {matching_key(text) for text in entry.answer.phrasings} for topic, entry in place.items()}
    for found in overlaps([entry.answer for entry in written]):
        if {matching_key(found.text), matching_key(found.other)} <= keys[found.topic] & keys[found.other_topic]:
            continue  # one phrasing in two topics, named already
        yield Problem(
            place[found.topic].path,
            place[found.topic].line,
            f"{found.topic}：问法“{found.text}”更像 {found.other_topic} 的“{found.other}”（{found.likeness:.2f}），"
            "请改写得分得开，或移过去",
        )


def unverified(written: Iterable[Written], figures: Figures, day: date) -> list[tuple[str, str]]:
    """(topic or figure, what has to be confirmed), for the table staff work through."""
    rows = [(entry.answer.topic, entry.answer.confirm or "待核实") for entry in written if not entry.answer.verified]
    for figure in figures.values():
        try:
            value = figure.at(day)
        except NotInForce:
            continue
        if not value.verified:
            rows.append(
                (figure.name, f"{figure.title} {figure.spoken(day)}，可信度 {value.confidence}，{value.source.title}")
            )
    return rows
