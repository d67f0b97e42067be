"""An answer's templates plus figures on a day → what a resident reads, and what stands behind it.

A template may only say `figure("name")`, `number("name")` or `since("name")`: anything else is
refused before it runs, so an answer can never execute, loop or read anything.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import Any

from jinja2 import StrictUndefined, nodes
from jinja2.environment import Template
from jinja2.exceptions import TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from bot.errors import BadInput, NotInForce
from bot.knowledge.answer import ASPECTS, Answer, Question
from bot.knowledge.mine import Person, mine
from bot.policy.figure import Figure, Figures, Source, Value, plain_number

TIERS_TITLE = "分几种情况"
NOT_IN_FORCE = "（这一项目前没有核实到的数值，请问户籍地街道或 12345）"
SHORT_LINES, VISIBLE = 3, 150
_FUNCTIONS = ("figure", "number", "since")
_NAMED = re.compile(r"""(?:figure|number|since)\(\s*["']([^"']+)["']""")
_environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=False)


@dataclass
class Section:
    """What unfolds under one heading."""

    aspect: str
    lines: list[str]
    verified: bool = True

    @property
    def title(self) -> str:
        return TIERS_TITLE if self.aspect == "tiers" else ASPECTS[self.aspect]

    def payload(self) -> dict[str, Any]:
        """The `more` item of the reply schema."""
        ordered = self.aspect == "steps" and len(self.lines) > 1
        return {
            "aspect": self.aspect, "title": self.title, "ordered": ordered,
            "lines": self.lines, "verified": self.verified,
        }  # fmt: skip


@dataclass
class Rendered:
    """`lead`, `mine` and `short` are seen at once, at most VISIBLE characters; `more` unfolds.

    `lead_verified` is false where the lead, or a figure in it, was not seen in its document. `seen`: the figures
    (keys of `used`) spoken in what is seen at once. `as_of`: the last day asked about, where it is not today.
    """

    answer: Answer
    day: date
    lead: str
    question: Question | None = None
    mine: str | None = None
    short: list[str] = field(default_factory=list)
    more: list[Section] = field(default_factory=list)
    used: dict[str, tuple[Figure, Value]] = field(default_factory=dict)
    sources: list[Source] = field(default_factory=list)
    lead_verified: bool = True
    as_of: date | None = None
    seen: set[str] = field(default_factory=set)

    @property
    def verified(self) -> bool:
        """Only when staff checked what is said and every figure in it was seen in its document."""
        return self.lead_verified and all(value.verified for _, value in self.used.values())

    @property
    def visible(self) -> list[str]:
        """The lines seen before anything unfolds."""
        return [self.lead, *([self.mine] if self.mine else []), *self.short]

    def with_also(self, other: "Rendered", sentence: str) -> "Rendered":
        """This answer with that to `other`'s question told behind its own, as `sentence` has it ({lead}, {ask}, {says}),
        instead of its short lines; as it is where both are more than may be seen at once, or say the same.
        """
        assert other.question
        lead = sentence.format(lead=self.lead, ask=other.question.ask, says=other.lead)
        if len(visible(lead + (self.mine or ""))) > VISIBLE or other.lead == self.lead:
            return self
        sources = [*self.sources, *(each for each in other.sources if each not in self.sources)]
        return replace(
            self, lead=lead, short=[], used={**self.used, **other.used}, sources=sources, seen=self.seen | other.seen,
            lead_verified=self.lead_verified and other.lead_verified,
        )  # fmt: skip

    def text(self) -> str:
        """What a simple channel shows: the visible lines, and the way to the rest."""
        lead, *rest = self.visible
        lines = [lead if self.lead_verified else f"{lead}［待核实］", *rest]
        if self.more:
            lines.append("回复“更多”看：" + "、".join(section.title for section in self.more))
        return "\n".join(lines)

    def whole_text(self) -> str:
        """Everything, as plain text: for 更多, for the desk, for print."""
        parts = ["\n".join(self.visible)]
        for section in self.more:
            numbered = section.payload()["ordered"]
            lines = [f"{n}. {line}" if numbered else f"· {line}" for n, line in enumerate(section.lines, 1)]
            only = len(section.lines) == 1
            parts.append(f"{section.title}：{section.lines[0]}" if only else "\n".join([f"{section.title}：", *lines]))
        return "\n\n".join(parts)

    def figures_payload(self) -> list[dict[str, Any]]:
        """The `figures` items of the reply schema: each with the document of exactly its value."""
        return [
            {
                "name": figure.name,
                "title": figure.title,
                "value": value.value,
                "unit": figure.unit,
                "effective_from": str(value.from_day),
                "confidence": value.confidence,
                "verified": value.verified,
                "source": value.source.payload(),
                "next": _next(figure, self.day),
            }
            for figure, value in self.used.values()
        ]


def _next(figure: Figure, day: date) -> dict[str, Any] | None:
    coming = figure.next_after(day)
    return {"value": coming.value, "effective_from": str(coming.from_day)} if coming and coming.may_be_shown else None


class Speaker:
    """The three functions a template may call; remembers every figure it spoke."""

    def __init__(self, figures: Figures, day: date, mark: Callable[[str], str] = str) -> None:
        self.figures, self.day, self.mark = figures, day, mark
        self.used: dict[str, tuple[Figure, Value]] = {}

    def _value(self, name: str, day: str | None) -> tuple[Figure, Value, date]:
        try:
            when = date.fromisoformat(day) if day else self.day
        except ValueError as wrong:
            raise BadInput(f"“{day}”不是日期，要写成 2024-07-01 这样") from wrong
        figure = self.figures[name]
        value = figure.at(when)
        if not value.may_be_shown:
            raise NotInForce(f"“{figure.title}”（{name}）只凭记忆，未核实前不对居民显示")
        self.used[f"{name}@{day}" if day else name] = (figure, value)
        return figure, value, when

    def figure(self, name: str, day: str | None = None) -> str:
        figure, _, when = self._value(name, day)
        return self.mark(figure.spoken(when))

    def number(self, name: str, day: str | None = None) -> str:
        return self.mark(plain_number(self._value(name, day)[1].value))

    def since(self, name: str, day: str | None = None) -> str:
        return self.mark(self._value(name, day)[1].since)


@lru_cache(maxsize=20_000)
def compiled(template: str) -> Template:
    """`template` checked and compiled. Raises BadInput, saying what is not allowed."""
    if "{%" in template or "{#" in template:
        raise BadInput(
            "正文里只能写 {{ figure(...) }}、{{ number(...) }}、{{ since(...) }}，不能写 {% ... %} 或 {# ... #}"
        )
    try:
        tree = _environment.parse(template)
        for node in tree.body:
            for part in node.nodes if isinstance(node, nodes.Output) else [node]:
                if not isinstance(part, nodes.TemplateData):
                    _only_a_call(part)
        return _environment.from_string(template)
    except TemplateError as wrong:
        raise BadInput(f"正文里的花括号写法不对：{wrong}") from wrong


def _only_a_call(node: nodes.Node) -> None:
    allowed = (
        isinstance(node, nodes.Call)
        and isinstance(node.node, nodes.Name)
        and node.node.name in _FUNCTIONS
        and not (node.kwargs or node.dyn_args or node.dyn_kwargs)
        and 1 <= len(node.args) <= 2
        and all(isinstance(argument, nodes.Const) and isinstance(argument.value, str) for argument in node.args)
    )
    if not allowed:
        raise BadInput('花括号里只能写 figure("名字")、number("名字") 或 since("名字")')


def speak(template: str, speaker: Speaker) -> str:
    """One template spoken. Raises NotFound, NotInForce, BadInput."""
    if "{" not in template:
        return template.removesuffix("\n")  # as Jinja leaves plain text
    return compiled(template).render(figure=speaker.figure, number=speaker.number, since=speaker.since)


def _or_honest(template: str, speaker: Speaker) -> str:
    try:
        return speak(template, speaker)
    except NotInForce:
        return NOT_IN_FORCE


def render(
    answer: Answer,
    figures: Figures,
    day: date,
    sources: Mapping[str, Source],
    *,
    question: Question | None = None,
    people: Sequence[Person] = (),
) -> Rendered:
    """`answer` on `day`, led by what `question` asks, for the `people` spoken of. Raises NotFound, BadInput."""
    speaker = Speaker(figures, day)
    lead = _or_honest(question.says if question else answer.answer, speaker)
    rendered = Rendered(answer, day, lead, question)
    if question is None or question.shows_tier:
        rendered.mine = mine(answer, people, figures, day, lambda text: _or_honest(text, speaker))
    lead_figures = dict(speaker.used)
    lines = [_or_honest(line, speaker) for line in (question or answer).short]
    if rendered.mine and (question is None or question.kind == "amount"):
        # Whoever asks how much reads his own sum first, then the rule.
        rendered.lead, rendered.mine, lines = rendered.mine, None, [rendered.lead, *lines]
    rendered.short = fitting(rendered, lines)
    rendered.used.update(speaker.used)
    rendered.seen = set(speaker.used)
    rendered.more = _sections(answer, speaker)
    checked = question.verified if question else answer.verified
    rendered.lead_verified = checked and all(value.verified for _, value in lead_figures.values())
    return finish(rendered, speaker, sources)


def fitting(rendered: Rendered, lines: Sequence[str]) -> list[str]:
    """As many of `lines` as still fit into what is seen at once."""
    room = VISIBLE - sum(len(visible(line)) for line in rendered.visible)
    kept: list[str] = []
    for line in lines[:SHORT_LINES]:
        room -= len(visible(line))
        if room < 0:
            break
        kept.append(line)
    return kept


def visible(text: str) -> str:
    """`text` as its length counts on a phone: punctuation counts, spaces do not."""
    return "".join(text.split())


def _sections(answer: Answer, speaker: Speaker) -> list[Section]:
    """The tiers, then every aspect; each knows whether its figures were all seen in their documents."""
    found = []
    if answer.tiers:
        found.append(_section("tiers", [tier.text for tier in answer.tiers], speaker))
    for aspect, prose in answer.details.items():
        found.append(_section(aspect, [prose] if isinstance(prose, str) else list(prose), speaker))
    return found


def _section(aspect: str, templates: Sequence[str], speaker: Speaker) -> Section:
    own = Speaker(speaker.figures, speaker.day)
    lines = [_or_honest(template, own) for template in templates]
    speaker.used.update(own.used)
    return Section(aspect, lines, all(value.verified for _, value in own.used.values()))


def render_aspect(
    answer: Answer, aspect: str, figures: Figures, day: date, sources: Mapping[str, Source]
) -> Rendered | None:
    """What the answer says of `aspect` (要带什么、在哪儿办……) first; None where it says nothing."""
    speaker = Speaker(figures, day)
    if aspect not in answer.details:
        return None
    prose = answer.details[aspect]
    section = _section(aspect, [prose] if isinstance(prose, str) else list(prose), speaker)
    lead, *rest = section.lines
    rendered = Rendered(answer, day, lead if lead.startswith(section.title) else f"{section.title}：{lead}")
    rendered.short = fitting(rendered, rest)
    if len(rendered.short) < len(rest) or len(visible(rendered.lead)) > VISIBLE:
        rendered.more = [section]
    rendered.used.update(speaker.used)
    rendered.seen = set(speaker.used)
    rendered.more += [each for each in _sections(answer, speaker) if each.aspect != aspect]
    rendered.lead_verified = answer.verified and section.verified
    return finish(rendered, speaker, sources)


def finish(
    rendered: Rendered, speaker: Speaker, sources: Mapping[str, Source], behind: Sequence[Source] = ()
) -> Rendered:
    """What is coming, the notes that unfold last, and what stands behind: the documents of the values seen (and
    `behind`), then the rule's, then of the values that unfold.
    """
    seen = [value.source for name, (_, value) in rendered.used.items() if not rendered.seen or name in rendered.seen]
    rendered.used.update(speaker.used)
    notes = [] if rendered.as_of else [*_announced(rendered), *_stale(rendered)]
    if not rendered.verified:
        answer = rendered.answer
        confirm = _or_honest(answer.confirm, Speaker(speaker.figures, speaker.day)) if answer.confirm else ""
        notes.append(f"标“待核实”的，{(confirm or '请以户籍地街道答复为准').rstrip('。')}。")
    _note(rendered, notes)
    folded = [value.source for _, value in rendered.used.values()]
    rendered.sources = merged([*seen, *behind, *_rules(rendered, sources), *folded])
    return rendered


def _note(rendered: Rendered, notes: Sequence[str]) -> None:
    if not notes:
        return
    written = next((section for section in rendered.more if section.aspect == "note"), None)
    rendered.more = [section for section in rendered.more if section is not written]
    kept, checked = (written.lines, written.verified) if written else ([], True)
    rendered.more.append(Section("note", [*kept, *notes], checked))


def _announced(rendered: Rendered) -> list[str]:
    """Values decided for a coming day: beside the lead where their figure is seen and there is room, else a note."""
    notes = []
    several = len({name for name in rendered.seen if rendered.used[name][0].spoken_unit == "元"}) > 1
    for figure, value in _each_once(rendered.used):
        coming = figure.coming(rendered.day)
        if value.is_target or coming is None:
            continue
        plain = f"{figure.rate}{figure.worded(coming)}。"
        day = coming.since if coming.from_day.year != rendered.day.year else coming.since.partition("年")[2]
        line = f"{day}起{figure.title}{'是' if figure.rate else ''}{plain}" if several else f"{day}起{plain}"
        if figure.name in rendered.seen:
            bare = Rendered(rendered.answer, rendered.day, rendered.lead, mine=rendered.mine)
            rendered.short = fitting(bare, [line, *rendered.short])
        if line not in rendered.short:
            notes.append(f"{coming.since}起{figure.title}{'是' if figure.rate else ''}{plain}")
    return notes


def _stale(rendered: Rendered) -> list[str]:
    return [
        f"{figure.title}最近一次查到的是{value.since}起的标准；之后是否调整，以街道或 12345 的答复为准。"
        for figure, value in _each_once(rendered.used)
        if not value.is_target and _is_shown(figure, rendered.day) and figure.is_stale(rendered.day)
        and not figure.coming(rendered.day)
    ]  # fmt: skip


def _is_shown(figure: Figure, day: date) -> bool:
    try:
        return figure.at(day).may_be_shown
    except NotInForce:
        return False


def _rules(rendered: Rendered, sources: Mapping[str, Source]) -> list[Source]:
    """The documents of the rule, but for a yearly notice whose value another one has replaced."""
    question, day = rendered.question, rendered.as_of
    replaced = replaced_notices(rendered.used)
    cited = [*(question.basis if question else ()), *rendered.answer.sources]
    known = [(sources[each.ref], each.clause) for each in cited if each.ref in sources]
    return [
        Source(source.title, source.number, clause, source.url)
        for source, clause in known
        if (source.title, source.number) not in replaced
        and not (day and source.effective and source.effective > day)
    ]  # fmt: skip


def replaced_notices(used: Mapping[str, tuple[Figure, Value]]) -> set[tuple[str, str | None]]:
    """Title and number of the notices of yearly figures in `used` that stand behind none of the values shown."""
    shown = {(value.source.title, value.source.number) for _, value in used.values()}
    every = {(value.source.title, value.source.number)
             for figure, _ in used.values() if figure.is_yearly for value in figure.values}  # fmt: skip
    return every - shown


def merged(sources: Sequence[Source]) -> list[Source]:
    """Each document once, its clauses together, in the order first met."""
    clauses: dict[tuple[str, str | None], list[str]] = {}
    first: dict[tuple[str, str | None], Source] = {}
    for source in sources:
        key = (source.title, source.number)
        first.setdefault(key, source)
        kept = clauses.setdefault(key, [])
        kept.extend([source.clause] if source.clause and source.clause not in kept else [])
    return [Source(s.title, s.number, "；".join(clauses[key]) or None, s.url) for key, s in first.items()]


def _each_once(used: Mapping[str, tuple[Figure, Value]]) -> list[tuple[Figure, Value]]:
    return list({figure.name: (figure, value) for figure, value in used.values()}.values())


def spoken_names(template: str) -> list[str]:
    """The figures a template speaks of, each once, in order."""
    return list(dict.fromkeys(_NAMED.findall(template)))
