"""`data/policy/*.yml` → figures, with every mistake named by file and line."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from bot import yaml_file
from bot.errors import DataError
from bot.policy.figure import BEFORE, DAY, MONTH, Figure, Figures, Source, Value

NOT_FIGURES = {"sources.yml", "verbatim.yml"}
_FIGURE_KEYS = {"title", "unit", "values"}
_ATTRIBUTES = {"adjusted", "usual_month", "began", "indicator", "field", "property", "topic"}
_VALUE_KEYS = {"from", "value", "confidence", "source", "until", "note", "target", "at_least"}
# A first day known to the month only, or known only as a day before which the value held.
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
_BEFORE = re.compile(r"before (\d{4}-\d\d-\d\d)")
_SOURCE_KEYS = {"title", "number", "effective", "url", "seen_at"}


def read_sources(directory: Path) -> dict[str, dict[str, Any]]:
    """`sources.yml` by ref. Raises DataError."""
    path = directory / "sources.yml"
    sources: dict[str, dict[str, Any]] = {}
    written = _only(path, "sources")
    for ref, entry in written.items():
        unknown = set(entry or ()) - _SOURCE_KEYS
        if not isinstance(entry, yaml_file.Located) or unknown or not entry.get("title"):
            raise DataError(
                path,
                written.lines[ref],
                f"文件“{ref}”要有 title，只能再写 {sorted(_SOURCE_KEYS)}；多出 {sorted(unknown)}",
            )
        sources[str(ref)] = entry
    return sources


def _only(path: Path, key: str) -> yaml_file.Located:
    """The mapping under `key`, which is the only thing the file may hold."""
    document = yaml_file.read(path)
    if not isinstance(document, dict) or set(document) != {key}:
        raise DataError(path, 1, f"这个文件只能有一个顶层键 {key}")
    inside = document[key]
    if not isinstance(inside, yaml_file.Located):
        raise DataError(path, 1, f"{key} 下面要写“名字: 内容”")
    return inside


def cited(sources: Mapping[str, Mapping[str, Any]], citation: Any, path: Path, line: int) -> Source:
    """A `{ref, clause}` mapping → Source. Raises DataError for an unknown ref."""
    ref = str(citation.get("ref")) if isinstance(citation, dict) else ""
    if ref not in sources:
        raise DataError(path, line, f"出处“{ref}”不在 sources.yml 里；请先在那里登记题名和文号")
    entry = sources[ref]
    clause = citation.get("clause")
    return Source(entry["title"], entry.get("number"), str(clause) if clause else None, entry.get("url"))


def read_figures(directory: Path) -> Figures:
    """Every figure under `directory`, checked. Raises DataError at the first mistake."""
    return Figures({figure.name: figure for figure, _, _ in located_figures(directory)})


def located_figures(directory: Path) -> list[tuple[Figure, Path, int]]:
    """Every figure with the file and line it is written on."""
    sources = read_sources(directory)
    found: list[tuple[Figure, Path, int]] = []
    names: dict[str, Path] = {}
    for path in sorted(directory.glob("*.yml")):
        if path.name in NOT_FIGURES:
            continue
        written = _only(path, "figures")
        for name, entry in written.items():
            line = written.lines[name]
            if name in names:
                raise DataError(path, line, f"“{name}”已经在 {names[name].name} 里写过，一个数字只能写一次")
            if str(name).split(".")[0] != path.stem:
                raise DataError(path, line, f"“{name}”应以文件名开头：{path.stem}.……")
            names[name] = path
            found.append((_figure(name, entry, sources, path, line), path, line))
    return found


def _figure(name: str, entry: Any, sources: dict[str, dict[str, Any]], path: Path, line: int) -> Figure:
    if not isinstance(entry, yaml_file.Located):
        raise DataError(path, line, f"“{name}”下面要写 {sorted(_FIGURE_KEYS)}")
    unknown = set(entry) - _FIGURE_KEYS - _ATTRIBUTES
    missing = _FIGURE_KEYS - set(entry)
    if unknown or missing or not isinstance(entry["values"], list) or not entry["values"]:
        raise DataError(path, line, f"“{name}”缺少 {sorted(missing)}，或多写了 {sorted(unknown)}，或没有 values")
    values = [_value(name, value, sources, path, line) for value in entry["values"]]
    days = [value.from_day for value in values]
    if days != sorted(set(days), reverse=True):
        raise DataError(path, line, f"“{name}”的 values 要从新到旧排，且同一天只能有一个值")
    attributes = {key: entry[key] for key in _ATTRIBUTES if key in entry}
    return Figure(name, entry["title"], entry["unit"], tuple(values), attributes)


def _value(name: str, entry: Any, sources: dict[str, dict[str, Any]], path: Path, line: int) -> Value:
    if not isinstance(entry, yaml_file.Located):
        raise DataError(path, line, f"“{name}”的每个值要写成 from、value、confidence、source 几项")
    unknown = set(entry) - _VALUE_KEYS
    if unknown:
        raise DataError(path, entry.line, f"“{name}”的值多写了 {sorted(unknown)}；可用的键：{sorted(_VALUE_KEYS)}")
    started = _start(entry.get("from"))
    if started is None:
        raise DataError(
            path, entry.line,
            f"“{name}”的 from 要写成 2024-07-01 这样的日期；只知道月份的写 2024-07，只知道哪天以前是它的写 before 2024-07-01",
        )  # fmt: skip
    if "until" in entry and type(entry["until"]) is not date:
        raise DataError(path, entry.line, f"“{name}”的 until 要写成 2024-07-01 这样的日期")
    for key in ("target", "at_least"):
        if not isinstance(entry.get(key, False), bool):
            raise DataError(path, entry.line, f"“{name}”的 {key} 只能写 true 或 false")
    if isinstance(entry.get("value"), bool) or not isinstance(entry.get("value"), (int, float)):
        raise DataError(path, entry.line, f"“{name}”的 value 要是数字")
    if entry.get("confidence") not in ("A", "B", "C"):
        raise DataError(path, entry.line, f"“{name}”的 confidence 只能是 A、B、C")
    return Value(
        from_day=started[0],
        value=float(entry["value"]),
        confidence=entry["confidence"],
        source=cited(sources, entry.get("source"), path, entry.line),
        until=entry.get("until"),
        note=entry.get("note"),
        is_target=bool(entry.get("target")),
        at_least=bool(entry.get("at_least")),
        start=started[1],
    )


def _start(written: Any) -> tuple[date, str] | None:
    """First day and how exactly it is known; None where it is written in no way we read."""
    if type(written) is date:
        return written, DAY
    if month := _MONTH.fullmatch(str(written)):
        return date(int(month[1]), int(month[2]), 1), MONTH
    try:
        before = _BEFORE.fullmatch(str(written))
        return (date.fromisoformat(before[1]) - timedelta(days=1), BEFORE) if before else None
    except ValueError:
        return None
