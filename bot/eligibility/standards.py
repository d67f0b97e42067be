"""The figures of one day, looked up once: what an assessment reads instead of `Figures`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest

from bot.errors import NotFound
from bot.policy.figure import Figures, Source

_KEPT = 8
_cache: dict[tuple[int, date], "Standards"] = {}


@dataclass(frozen=True, eq=False)
class Standards:
    """Bare numbers in force on `day`.

    `known` were seen in a document (confidence A or B). `recalled` are in force but stand
    on memory only (C): never shown, and never the only reason to turn somebody away.
    `begins` has the first day of figures not yet in force.
    """

    day: date
    figures: Figures
    known: Mapping[str, float]
    recalled: Mapping[str, float]
    begins: Mapping[str, date]
    documents: Mapping[str, Source]

    def why_absent(self, name: str) -> str:
        """A sentence for a figure that cannot be used on this day. Raises NotFound for an unknown name."""
        figure = self.figures[name]
        if name in self.begins:
            begins = self.begins[name]
            return f"“{figure.title}”从 {begins.year} 年 {begins.month} 月 {begins.day} 日起才有；再早没有这项待遇，或没有查到当时的标准"
        return f"“{figure.title}”在这一天的数值没有核实过，要请街道查当时的标准"

    def is_verified(self, name: str) -> bool:
        """Figure `name` was seen in its official text (A) for this day."""
        value = next((value for value in self.figures[name].values if value.from_day <= self.day), None)
        return value is not None and value.verified

    def source(self, name: str) -> Source:
        """The document behind figure `name` on this day, or behind its first value."""
        figure = self.figures[name]
        in_force = [value for value in figure.values if value.from_day <= self.day]
        return (in_force or [figure.values[-1]])[0].source

    def over(self, name: str, first: date, last: date) -> tuple[float, float] | None:
        """Lowest and highest value figure `name` had between two days, or None where it had none to show."""
        values = sorted(self.figures[name].values, key=lambda value: value.from_day)
        held = [
            value.value
            for value, after in zip_longest(values, values[1:])
            if value.from_day <= last and (after is None or after.from_day > first) and value.may_be_shown
        ]
        return (min(held), max(held)) if held else None

    def cited(self, ref: str, place: str) -> Source:
        """A document named by number (文号) or title, with the place in it."""
        if ref not in self.documents:
            raise NotFound(f"没有任何数字出自“{ref}”；请核对 data/policy/sources.yml 里的文号或题名")
        document = self.documents[ref]
        return Source(document.title, document.number, place, document.url)


def standards(figures: Figures, day: date) -> Standards:
    """The snapshot for `day`, kept for the next call with the same `figures` object."""
    key = (id(figures), day)
    found = _cache.get(key)
    if found is None or found.figures is not figures:
        found = _read(figures, day)
        while len(_cache) >= _KEPT:
            _cache.pop(next(iter(_cache)))
        _cache[key] = found
    return found


def _read(figures: Figures, day: date) -> Standards:
    known: dict[str, float] = {}
    recalled: dict[str, float] = {}
    begins: dict[str, date] = {}
    documents: dict[str, Source] = {}
    for name, figure in figures.items():
        for value in figure.values:
            title = value.source.title
            for ref in (title, title.removeprefix("中华人民共和国").split("（")[0], value.source.number):
                if ref:
                    documents.setdefault(ref, value.source)
        in_force = next((value for value in figure.values if value.from_day <= day), None)
        if in_force is None:
            begins[name] = figure.values[-1].from_day
        elif in_force.until is None or day <= in_force.until:
            (known if in_force.may_be_shown else recalled)[name] = in_force.value
    return Standards(day, figures, known, recalled, begins, documents)
