"""`faq check`: everything about the knowledge that can be proved wrong by a program.

Each problem names file, line and what to do. Rendering is part of it: every number in every
rendered answer must have come from a figure.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot import yaml_file
from bot.chinese.normalize import matching_key
from bot.errors import NotFound, NotInForce, XiaoxiError
from bot.knowledge.answer import ASPECTS, Answer
from bot.knowledge.answer_file import Written
from bot.knowledge.render import Speaker, speak
from bot.policy.figure import Figures, Source

LEAD_LIMIT = 120
WHOLE_LIMIT = 900
ASKED_AT_LEAST = 15
_MARK = "\ue000{}\ue001"
_MARKED = re.compile("\ue000.*?\ue001", re.DOTALL)
_DIGITS = re.compile(r"\d[\d.,]*")
_CHINESE_AMOUNT = re.compile(
    r"(?:(?:[二两三四五六七八九]|[一二三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九]?[百千万][一二三四五六七八九十百千]*)"
    r"(?:元|块钱|周岁|岁|天|日内|个月|个工作日|小时|倍|平方米|张床|%)|百分之[零一二三四五六七八九十百]+)"
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
    said = list(_prose_problems(answer, figures, verbatim, day))
    said += list(_relation_problems(answer, set(by_topic), figures, sources, categories))
    if answer.review_by < day:
        said.append(f"复核日期 {answer.review_by} 已过，请核对后改 review_by")
    if not answer.sources:
        said.append("没有写出处 sources")
    if not answer.verified and not answer.confirm:
        said.append("verified: false 时要写 confirm：请谁确认什么")
    if len(answer.asked_as) < ASKED_AT_LEAST:
        said.append(f"问法只有 {len(answer.asked_as)} 句，至少 {ASKED_AT_LEAST} 句")
    for text in said:
        yield Problem(entry.path, entry.line, f"{answer.topic}：{text}")


def _prose_problems(answer: Answer, figures: Figures, verbatim: Verbatim, day: date) -> Iterator[str]:
    speaker = Speaker(figures, day, mark=_MARK.format)
    whole = 0
    for template in answer.templates():
        try:
            spoken = speak(template, speaker)
        except (NotFound, NotInForce) as wrong:
            yield str(wrong)
            continue
        except XiaoxiError as wrong:
            yield f"{wrong}（在“{template[:30]}……”）"
            continue
        yield from typed_amounts(spoken, verbatim)
        whole += len(spoken)
        if template == answer.answer and len(spoken.replace("\ue000", "").replace("\ue001", "")) > LEAD_LIMIT:
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
        for phrasing in entry.answer.asked_as:
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
