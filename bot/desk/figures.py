"""Figures: every value with its day and document; a new value from a day on makes every answer right on that day."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from starlette.responses import Response

from bot.chinese.normalize import matching_key
from bot.database import transaction
from bot.desk import audit, paging
from bot.desk.call import Call
from bot.desk.overview import csv_response
from bot.desk.pages import after, page
from bot.eligibility.catalogue import SCHEMES
from bot.eligibility.scheme import Scheme
from bot.errors import BadInput, Conflict, NotInForce
from bot.knowledge import due
from bot.knowledge.dependents import dependents, uses
from bot.policy import figure_store
from bot.policy.figure import DAY, MONTH, Figure, Source, Value, plain_number
from bot.sheet.day import read_day

CONFIDENCE = {"A": "A 已见到原文", "B": "B 二手但一致", "C": "C 只凭记忆，不对居民显示"}

TYPED = ("from_day", "value", "month_only", "until", "ref", "title", "number", "url", "clause", "note", "why")


@dataclass(frozen=True)
class Row:
    """A figure on a day: what it says, and what is to be done about it."""

    figure: Figure
    spoken: str
    value: Value | None
    is_due: bool
    coming: str
    used_in: int

    @property
    def states(self) -> list[tuple[str, str]]:
        """(how it stands, how the page marks it): what is known, then what is to be done."""
        if self.value is None:
            return [("没有数值", "bad"), *([("已定下新值", "sure")] if self.coming else [])]
        known = {"A": ("已核实", "sure"), "B": ("待核实", "doubt"), "C": ("只凭记忆，不对居民显示", "bad")}
        found = [known[self.value.confidence]]
        if self.value.is_target:
            found.append(("规划目标", ""))
        if self.coming:
            found.append(("已定下新值", "sure"))
        elif self.is_due:
            found.append(("该更新了", "bad"))
        return found


# name → what the filter is called, and which rows it keeps.
SHOWN: Mapping[str, tuple[str, Callable[[Row], bool]]] = {
    "": ("全部", lambda row: True),
    "stale": ("该更新了", lambda row: row.is_due and not row.coming),
    "coming": ("已定下新值", lambda row: bool(row.coming)),
    "unverified": ("待核实", lambda row: row.value is not None and not row.value.verified),
    "none": ("没有数值", lambda row: row.value is None),
    "unused": ("没有答案用到", lambda row: row.used_in == 0),
}
PER_PAGE = 50


def show_list(call: Call) -> Response:
    """By title or document, a state and a day; a page at a time."""
    snapshot, text, shown, day = call.bench.snapshot(), call.said("q").strip(), call.said("show"), call.day()
    used = uses(snapshot.answers)
    rows = [_row(figure, day, len(used.get(figure.name, ()))) for figure in snapshot.figures.values()]
    rows = [row for row in rows if _is_called(row, text)]
    counts = {name: (title, sum(map(keeps, rows))) for name, (title, keeps) in SHOWN.items()}
    kept = [row for row in rows if SHOWN.get(shown, SHOWN[""])[1](row)]
    return page(
        call, "figures.html", pages=paging.of(call, kept, PER_PAGE), text=text, shown=shown, day=day, counts=counts
    )


def _is_called(row: Row, text: str) -> bool:
    """Has the title, the id or the document of its value what was typed?"""
    source = row.value.source if row.value else None
    named = [row.figure.title, *([source.number or "", source.title] if source else [])]
    return any(matching_key(text) in matching_key(name) for name in named) or text.lower() in row.figure.name


def _row(figure: Figure, day: date, used_in: int) -> Row:
    later = figure.next_after(day)
    coming = f"{later.since}起 {figure.worded(later)}" if later else ""
    try:
        return Row(figure, figure.spoken(day), figure.at(day), figure.needs_value(day), coming, used_in)
    except NotInForce:
        return Row(figure, "没有数值", None, False, coming, used_in)


def show(call: Call) -> Response:
    return _figure_page(call, {})


def _figure_page(call: Call, typed: dict[str, str], wrong: str = "", status: int = 200) -> Response:
    snapshot = call.bench.snapshot()
    figure = snapshot.figures[call.part("name")]
    staff = figure_store.entered_by_staff(call.db, figure.name)
    shown = {**dict.fromkeys(TYPED, ""), "confidence": "", **typed}
    changed = _changed_on(call, figure)
    before = min(call.bench.today(), changed - timedelta(days=1)) if changed else None
    affected = (
        dependents(snapshot.answers, snapshot.figures, figure.name, before, changed) if before and changed else []
    )
    return page(
        call, "figure.html", status=status, figure=figure, used=uses(snapshot.answers).get(figure.name, []), typed=shown,
        wrong=wrong, documents=call.bench.wording(snapshot).documents.values(), confidence=CONFIDENCE, staff=staff, before=before, changed=changed,
        affected=affected, schemes=_schemes(figure), log=audit.entries(call.db, subject=figure.name, limit=20),
    )  # fmt: skip


def _changed_on(call: Call, figure: Figure) -> date | None:
    """The day whose change is told: that just entered, else the next that is coming."""
    text = call.said("changed").strip()
    if text:
        day = read_day(text)
        return day if any(value.from_day == day for value in figure.values) else None
    coming = figure.next_after(call.bench.today())
    return coming.from_day if coming else None


def _schemes(figure: Figure) -> list[Scheme]:
    """The schemes worked out with the figure."""
    return [scheme for scheme in SCHEMES if figure.name in scheme.figures]


def show_due(call: Call) -> Response:
    """What is due for a new value or a review."""
    snapshot, day = call.bench.snapshot(), call.day()
    return page(call, "figures_due.html", items=due.items(snapshot.figures, snapshot.answers, day), day=day)


def due_csv(call: Call) -> Response:
    """The same as a file for staff to fill in."""
    snapshot, day = call.bench.snapshot(), call.day()
    rows = [item.cells() for item in due.items(snapshot.figures, snapshot.answers, day)]
    return csv_response(f"due-{day}.csv", due.HEADINGS, rows)


def add_value(call: Call) -> Response:
    """One row: from when, how much, which document. Every answer is right on the day."""
    name = call.part("name")
    figure = call.bench.snapshot().figures[name]
    try:
        title = call.said("ref").strip()
        ref = call.bench.wording(call.bench.snapshot()).document(title) if title else ""
        value = _value(call)
        why = call.said("why")
        if not why.strip():
            raise BadInput("请写一句原因，例如收到了哪份文件")
        _refuse_slip(figure, value, call.said("sure") == "yes")
        with transaction(call.db):
            if call.said("title").strip():
                ref = _add_source(call)
            if not ref:
                raise BadInput("请选依据的文件，或登记一份新的")
            figure_store.add_value(call.db, name, value, ref)
            audit.record(call.db, call.who, "figure_add", name, after=_told(value, ref), why=why)
    except (BadInput, Conflict) as wrong:
        return _figure_page(call, dict(call.fields()), str(wrong), status=400)
    return after(f"/figures/{name}?changed={value.from_day}", "figure_added")


def _value(call: Call) -> Value:
    text = call.said("value").strip().replace(",", "").replace("，", "")
    try:
        number = float(text)
    except ValueError:
        raise BadInput(f"数值“{text[:20]}”不是数字") from None
    if not -1e12 < number < 1e12:
        raise BadInput(f"数值“{text[:20]}”太大了")
    confidence = call.said("confidence")
    if confidence not in CONFIDENCE:
        raise BadInput("请选可信度")
    if not call.said("from_day").strip():
        raise BadInput("请写从哪天起")
    first, until = read_day(call.said("from_day").strip()), call.said("until").strip()
    last = read_day(until) if until else None
    if last and last < first:
        raise BadInput("最后有效的一天比开始的一天还早")
    source = Source("", clause=call.said("clause").strip() or None)
    start = MONTH if call.said("month_only") == "yes" else DAY
    if start == MONTH and first.day != 1:
        raise BadInput("文件只写到月的，从哪天起请写那个月的第一天")
    return Value(first, number, confidence, source, last, call.said("note").strip() or None, start=start)


def _refuse_slip(figure: Figure, value: Value, is_sure: bool) -> None:
    """Raises BadInput where a value is far from the one before, unless whoever enters it is sure."""
    before = figure.far_from_before(value)
    if before is not None and not is_sure:
        raise BadInput(
            f"原来是 {plain_number(before)}，现在写的是 {plain_number(value.value)}，差得很多；没有写错的话请勾选“数值没有写错”再录入"
        )


def _add_source(call: Call) -> str:
    """Register a document; its ref is its number, else its title. Raises BadInput, Conflict."""
    title, number, url = (call.said(name).strip() for name in ("title", "number", "url"))
    ref = number or title
    if url and not url.startswith(("http://", "https://")):
        raise BadInput("网址要以 http:// 或 https:// 开头")
    if ref in figure_store.sources(call.db):
        raise Conflict(f"文件“{ref}”已经登记过，请直接选它")
    figure_store.add_source(call.db, ref, title, number or None, url or None)
    audit.record(call.db, call.who, "source_add", ref, after={"title": title, "number": number, "url": url})
    return ref


def add_source(call: Call) -> Response:
    with transaction(call.db):
        if not call.said("title").strip():
            raise BadInput("文件题名不能空")
        _add_source(call)
    return after("/figures", "source_added")


def remove_value(call: Call) -> Response:
    """Take back a value staff entered; values of the files stay. Raises BadInput without a reason."""
    name, day, why = call.part("name"), read_day(call.said("from_day")), call.said("why")
    if not why.strip():
        raise BadInput("请写一句为什么撤掉")
    value = next((v for v in call.bench.snapshot().figures[name].values if v.from_day == day), None)
    with transaction(call.db):
        figure_store.remove_value(call.db, name, day)
        before = _told(value, value.source.number or value.source.title) if value else None
        audit.record(call.db, call.who, "figure_remove", name, before=before, why=why)
    return after(f"/figures/{name}", "figure_removed")


def _told(value: Value, ref: str) -> str:
    until = f" 至 {value.until}" if value.until else ""
    return f"{value.from_day} 起{until}：{plain_number(value.value)}（{value.confidence}，{ref} {value.source.clause or ''}）"
