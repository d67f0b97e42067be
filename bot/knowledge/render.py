"""An answer's templates plus figures on a day → what a resident reads, and what stands behind it.

A template may only say `figure("name")`, `number("name")` or `since("name")`: anything else is
refused before it runs, so an answer can never execute, loop or read anything.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from jinja2 import StrictUndefined, nodes
from jinja2.environment import Template
from jinja2.exceptions import TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from bot.clock import chinese_date
from bot.errors import BadInput, NotInForce
from bot.knowledge.answer import ASPECTS, Answer, Tier
from bot.policy.figure import Figure, Figures, Source, Value, plain_number

NOT_IN_FORCE = "（这一项目前没有核实到的数值，请问户籍地街道或 12345）"
UNVERIFIED = "以上内容工作人员还没有逐字核对"
_FUNCTIONS = ("figure", "number", "since")
_environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=False)


@dataclass
class Rendered:
    """`lead` first; `tier` is the line that applies to this resident, `sections` (heading, lines) in order."""

    answer: Answer
    day: date
    lead: str
    tier: str | None = None
    other_tiers: list[str] = field(default_factory=list)
    sections: list[tuple[str, list[str]]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    used: dict[str, tuple[Figure, Value]] = field(default_factory=dict)
    sources: list[Source] = field(default_factory=list)

    @property
    def verified(self) -> bool:
        """Only when staff checked the answer and every figure in it was seen in its document."""
        return self.answer.verified and all(value.verified for _, value in self.used.values())

    def text(self) -> str:
        """The whole reply as plain text, the resident's own line right after the lead."""
        parts = [self.lead]
        if self.tier:
            parts.append(f"按您说的情况：{self.tier}")
        if self.other_tiers:
            heading = "其他情况：" if self.tier else "分这几种情况："
            parts.append("\n".join([heading, *(f"· {line}" for line in self.other_tiers)]))
        parts.extend(
            "\n".join([f"{heading}：{lines[0]}"] if len(lines) == 1 else [f"{heading}：", *lines])
            for heading, lines in self.sections
        )
        parts.extend(self.notes)
        return "\n\n".join(parts)

    def figures_payload(self) -> list[dict[str, Any]]:
        """The `figures` items of the reply schema."""
        return [
            {"name": figure.name, "value": value.value, "unit": figure.unit, "effective_from": str(value.from_day)}
            for figure, value in self.used.values()
        ]


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
        return self.mark(chinese_date(self._value(name, day)[1].from_day))


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
    return compiled(template).render(figure=speaker.figure, number=speaker.number, since=speaker.since)


def _or_honest(template: str, speaker: Speaker) -> str:
    try:
        return speak(template, speaker)
    except NotInForce:
        return NOT_IN_FORCE


def render(
    answer: Answer, figures: Figures, day: date, sources: Mapping[str, Source], known: Mapping[str, Any] | None = None
) -> Rendered:
    """The whole answer on `day` for a resident of whom `known` facts were said. Raises NotFound, BadInput."""
    speaker = Speaker(figures, day)
    rendered = Rendered(answer, day, lead=_or_honest(answer.answer, speaker))
    own = own_tier(answer, known, figures, day) if known else None
    for tier in answer.tiers:
        line = _or_honest(tier.text, speaker)
        if tier is own:
            rendered.tier = line
        else:
            rendered.other_tiers.append(line)
    for aspect, prose in answer.details.items():
        rendered.sections.append((ASPECTS[aspect], _lines(aspect, prose, speaker)))
    return _finish(rendered, speaker, sources)


def render_aspect(
    answer: Answer, aspect: str, figures: Figures, day: date, sources: Mapping[str, Source]
) -> Rendered | None:
    """Only what the answer says of `aspect` (要带什么、在哪儿办……); None where it says nothing."""
    prose = answer.details.get(aspect)
    if prose is None:
        return None
    speaker = Speaker(figures, day)
    lines = _lines(aspect, prose, speaker)
    lead = f"{ASPECTS[aspect]}：{lines[0]}" if len(lines) == 1 else "\n".join([f"{ASPECTS[aspect]}：", *lines])
    return _finish(Rendered(answer, day, lead=lead), speaker, sources)


def render_period(
    answer: Answer, first: date, last: date, figures: Figures, today: date, sources: Mapping[str, Source]
) -> Rendered:
    """What the figures of `answer.series` were between two days: the "as of" answer.

    Values known only from recall are not shown; it says so instead.
    """
    rendered = Rendered(answer, last, lead="")
    lines = []
    for name in answer.series:
        figure = figures[name]
        shown, gap = _in_period(figure, first, last)
        for value, start in shown:
            rendered.used[f"{name}@{start}"] = (figure, value)
            doubt = "" if value.verified else "，待核实"
            lines.append(
                f"{figure.title}：{chinese_date(start)}时是 {figure.spoken(start)}（{chinese_date(value.from_day)}起执行{doubt}）"
            )
        if gap:
            lines.append(f"{figure.title}：这段时间没有核实到文件，不敢报给您，请以当年的文件或街道、12345 的答复为准")
    period = f"{first.year}年" if first.year == last.year and (last - first).days > 300 else chinese_date(last)
    rendered.lead = "\n".join([f"您问的是{period}的情况：", *(f"· {line}" for line in lines)])
    current = [figures[name] for name in answer.series if _is_shown(figures[name], today)]
    if last < today and current:
        now = "；".join(f"{figure.title}现在是 {figure.spoken(today)}" for figure in current)
        rendered.notes.append(f"{now}。")
    return _finish(rendered, Speaker(figures, last), sources, stale=False)


def _in_period(figure: Figure, first: date, last: date) -> tuple[list[tuple[Value, date]], bool]:
    """Showable values in force at some time of the period with the first such day; and whether any time is uncovered."""
    shown: list[tuple[Value, date]] = []
    gap = False
    changes = {value.from_day for value in figure.values}
    changes |= {value.until + timedelta(days=1) for value in figure.values if value.until}
    for start in [first, *sorted(day for day in changes if first < day <= last)]:
        try:
            value = figure.at(start)
        except NotInForce:
            gap = True
            continue
        if value.may_be_shown:
            shown.append((value, start))
        else:
            gap = True
    return shown, gap


def _is_shown(figure: Figure, day: date) -> bool:
    try:
        return figure.at(day).may_be_shown
    except NotInForce:
        return False


def _lines(aspect: str, prose: str | Sequence[str], speaker: Speaker) -> list[str]:
    if isinstance(prose, str):
        return [_or_honest(prose, speaker)]
    spoken = [_or_honest(item, speaker) for item in prose]
    if aspect == "steps":
        return [f"{number}. {line}" for number, line in enumerate(spoken, 1)]
    return [f"· {line}" for line in spoken]


def _finish(rendered: Rendered, speaker: Speaker, sources: Mapping[str, Source], stale: bool = True) -> Rendered:
    answer = rendered.answer
    rendered.used.update(speaker.used)
    if stale:
        for figure, value in _each_once(rendered.used):
            if not value.is_target and _is_shown(figure, rendered.day) and figure.is_stale(rendered.day):
                rendered.notes.append(
                    f"{figure.title}是{chinese_date(value.from_day)}起执行的标准；之后是否调整，请以街道或 12345 的答复为准。"
                )
    if not rendered.verified:
        confirm = _or_honest(answer.confirm, speaker) if answer.confirm else "请以户籍地街道答复为准"
        rendered.notes.append(f"（{UNVERIFIED}；{confirm.rstrip('。')}。）")
        rendered.used.update(speaker.used)
    for citation in answer.sources:
        source = sources.get(citation.ref)
        if source:
            rendered.sources.append(Source(source.title, source.number, citation.clause, source.url))
    return rendered


def _each_once(used: Mapping[str, tuple[Figure, Value]]) -> list[tuple[Figure, Value]]:
    return list({figure.name: (figure, value) for figure, value in used.values()}.values())


def applies(tier: Tier, known: Mapping[str, Any], figures: Figures, day: date) -> bool | None:
    """True or False where the facts settle it, None where one the tier asks for is not known.

    A known fact may be a list of values that all hold (a disability both 精神 and 多重).
    """
    unknown = not tier.when
    for key, wanted in tier.when.items():
        said = known.get("age" if key in ("age_from", "age_below") else key)
        if said is None:
            unknown = True
        elif key in ("age_from", "age_below"):
            try:
                limit = figures.at(wanted, day)
            except NotInForce:
                unknown = True
                continue
            if said < limit if key == "age_from" else said >= limit:
                return False
        elif not set(_listed(said)) & set(_listed(wanted)):
            return False
    return None if unknown else True


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, (list, tuple)) else [value]


def own_tier(answer: Answer, known: Mapping[str, Any], figures: Figures, day: date) -> Tier | None:
    """The first tier that holds; none while an earlier one might hold instead."""
    for tier in answer.tiers:
        holds = applies(tier, known, figures, day)
        if holds:
            return tier
        if holds is None and set(tier.when) & {"age_from", "age_below"} != set(tier.when):
            return None
    return None


def year_period(year: int) -> tuple[date, date]:
    """First and last day of a year."""
    return date(year, 1, 1), date(year + 1, 1, 1) - timedelta(days=1)
