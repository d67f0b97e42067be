"""`docs/knowledge.md`: every topic with its sources and state, coverage, and what still has to be verified."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from statistics import median

from bot.errors import NotInForce
from bot.knowledge.answer import Citation
from bot.knowledge.answer_file import Written
from bot.policy.figure import Figures, Source

# Section of the district's plan → the topics it is about; the longest beginning that fits decides.
SECTIONS = (
    ("第二部分 目标与指标", ("plan.",)),
    ("一（一）困难群众扶助", ("assistance.", "plan.assistance_targets")),
    ("一（二）养老服务", ("elder.", "plan.elder_targets")),
    ("一（三）儿童福利保护", ("child.", "plan.child_targets")),
    ("一（四）残疾人福利", ("disability.", "plan.disability_targets")),
    ("一（五）流浪乞讨人员", ("homeless.",)),
    ("二（一）街道社区", ("community.", "plan.community_targets")),
    ("二（二）社会组织", ("social_org.", "plan.social_org_targets")),
    ("二（三）社会工作者", ("social_worker.",)),
    ("二（四）志愿服务", ("volunteer.",)),
    ("三 基本社会服务的目标", ("plan.service_targets",)),
    ("三（一）婚姻登记", ("marriage.",)),
    ("三（二）殡葬服务", ("funeral.",)),
    ("三（三）社会心理", ("psychology.",)),
    ("三（四）慈善", ("charity.",)),
    ("三（五）见义勇为", ("hero.",)),
    ("四 基础支撑", ("general.", "plan.smart")),
)
_DAY = re.compile(r"^按 (\d{4}-\d{2}-\d{2}) 的数值", re.MULTILINE)


def page(
    written: Sequence[Written],
    topics: Mapping[str, tuple[str, str]],
    figures: Figures,
    sources: Mapping[str, Source],
    day: date,
) -> str:
    """The whole page as Markdown; the same data on the same day give the same text."""
    by_topic = {entry.answer.topic: entry for entry in written}
    parts = [
        "# 全部答案与数字",
        "由 `python -m bot docs` 从 data/faq 和 data/policy 生成，请不要手改。",
        f"按 {day} 的数值。答案 {len(by_topic)}/{len(topics)}，数字 {len(figures)} 个。",
        "## 各领域",
        _coverage("领域", _by_domain(topics), by_topic),
        "## 规划的各部分",
        "《北京市西城区“十四五”时期民政事业发展规划》第三部分的每一节，和回答它的答案。",
        _coverage("部分", _by_section(topics), by_topic),
        *_answers(topics, by_topic, sources),
        "## 待核实的数字",
        _unverified_figures(figures, day),
    ]
    return "\n\n".join(parts) + "\n"


def day_of(text: str) -> date | None:
    """The day a page written by `page` was made for; None where it is no such page."""
    found = _DAY.search(text)
    return date.fromisoformat(found[1]) if found else None


def section_of(topic: str) -> str:
    """The section of the plan `topic` belongs to."""
    fitting = [(len(start), section) for section, starts in SECTIONS for start in starts if topic.startswith(start)]
    return max(fitting)[1] if fitting else "不在规划里"


def _by_domain(topics: Mapping[str, tuple[str, str]]) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for topic, (domain, _) in topics.items():
        groups.setdefault(domain, []).append(topic)
    return groups


def _by_section(topics: Mapping[str, tuple[str, str]]) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {section: [] for section, _ in SECTIONS}
    for topic in topics:
        groups.setdefault(section_of(topic), []).append(topic)
    return groups


def _coverage(heading: str, groups: Mapping[str, Sequence[str]], by_topic: Mapping[str, Written]) -> str:
    return _table(
        [heading, "topic", "有答案", "逐字核对过", "问法共", "中位数", "最少"],
        (_counts(name, topics, by_topic) for name, topics in [*groups.items(), ("合计", _flat(groups))]),
    )


def _flat(groups: Mapping[str, Sequence[str]]) -> list[str]:
    return [topic for topics in groups.values() for topic in topics]


def _counts(name: str, topics: Sequence[str], by_topic: Mapping[str, Written]) -> list[str]:
    answers = [by_topic[topic].answer for topic in topics if topic in by_topic]
    phrasings = [len(answer.phrasings) for answer in answers] or [0]
    verified = sum(answer.verified for answer in answers)
    counts = [len(topics), len(answers), verified, sum(phrasings), f"{median(phrasings):g}", min(phrasings)]
    return [name, *map(str, counts)]


def _answers(
    topics: Mapping[str, tuple[str, str]], by_topic: Mapping[str, Written], sources: Mapping[str, Source]
) -> Iterator[str]:
    for domain, names in _by_domain(topics).items():
        yield f"## {domain}"
        yield _table(
            ["topic", "问题", "状态", "出处", "复核日期", "问法"],
            (_answer_row(topic, topics[topic][1], by_topic.get(topic), sources) for topic in names),
        )


def _answer_row(topic: str, question: str, entry: Written | None, sources: Mapping[str, Source]) -> list[str]:
    if entry is None:
        return [f"`{topic}`", question, "没有答案", "", "", "0"]
    answer = entry.answer
    state = "已核实" if answer.verified else f"待核实：{answer.confirm or ''}"
    cited = "；".join(_cited(citation, sources) for citation in answer.sources)
    return [f"`{topic}`", answer.question, state, cited, str(answer.review_by), str(len(answer.phrasings))]


def _cited(citation: Citation, sources: Mapping[str, Source]) -> str:
    source = sources.get(citation.ref)
    if source is None:
        return citation.ref
    number = f"（{source.number}）" if source.number else ""
    return f"《{source.title}》{number}{citation.clause or ''}"


def _unverified_figures(figures: Figures, day: date) -> str:
    rows = []
    for figure in figures.values():
        try:
            value = figure.at(day)
        except NotInForce:
            rows.append([f"`{figure.name}`", figure.title, "没有生效的值", "", "", "补上这一天的数值和文号"])
            continue
        if not value.verified:
            source = f"《{value.source.title}》{value.source.clause or ''}"
            shown = figure.spoken(day) if value.may_be_shown else f"{figure.spoken(day)}（不对居民显示）"
            what = value.note or "找到原文核对"
            rows.append([f"`{figure.name}`", figure.title, shown, str(value.from_day), source, what])
    return _table(["数字", "名称", "现值", "从哪天起", "出处", "要核实什么"], rows)


def _table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in row) + " |" for row in lines)


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())
