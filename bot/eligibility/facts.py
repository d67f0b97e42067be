"""What a resident told us about one person and the household: the rows of `data/eligibility/facts.yml`.

A fact is a value, or one of four silences: nobody asked yet, said without detail (有残疾证, not
which), "不清楚", "不想说". Nothing here is stored or logged; `Facts` live as long as one talk.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from bot import settings, yaml_file
from bot.errors import BadInput


class Unsaid(Enum):
    """Why a fact has no value."""

    UNKNOWN = "unknown"
    SOME = "some"
    NOT_SURE = "not_sure"
    PREFER_NOT = "prefer_not"


UNKNOWN, SOME, NOT_SURE, PREFER_NOT = Unsaid.UNKNOWN, Unsaid.SOME, Unsaid.NOT_SURE, Unsaid.PREFER_NOT
UNSAID_CHINESE = {UNKNOWN: "还没问", SOME: "有，还没说是哪种", NOT_SURE: "不清楚", PREFER_NOT: "不想说"}
STILL_OPEN = (UNKNOWN, SOME)
Value = int | float | str | bool | Unsaid
YES_NO: Mapping[Any, str] = {True: "是", False: "否"}


@dataclass(frozen=True)
class Fact:
    """One row: `values` maps codes to Chinese and is empty for a number; `row` is all that was written."""

    name: str
    title: str
    values: Mapping[Any, str]
    row: Mapping[str, Any] = field(repr=False, hash=False)
    unit: str = ""
    lowest: float = 0
    highest: float = 100_000_000
    whole: bool = False

    @property
    def is_number(self) -> bool:
        return not self.values

    def checked(self, value: Any) -> Value:
        """`value` as this fact holds it; codes and their Chinese both do. Raises BadInput."""
        if value is None or isinstance(value, Unsaid):
            return value or UNKNOWN
        for unsaid in (SOME, NOT_SURE, PREFER_NOT):
            if value in (unsaid.value, UNSAID_CHINESE[unsaid]):
                return unsaid
        return self._number(value) if self.is_number else self._choice(value)

    def _number(self, value: Any) -> Value:
        name = f"“{self.title}”（{self.name}）"
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not self.lowest <= value <= self.highest:
            raise BadInput(f"{name}要写 {self.lowest:g} 到 {self.highest:g} 之间的数字（{self.unit}），不能是“{value}”")
        if self.whole and value != int(value):
            raise BadInput(f"{name}要写整数，不能是“{value}”")
        return int(value) if self.whole else float(value)

    def _choice(self, value: Any) -> Value:
        for code, chinese in self.values.items():
            if value == chinese or (value == code and type(value) is type(code)):
                return code  # type: ignore[no-any-return]
        known = "、".join(f"{str(code).lower()}（{chinese}）" for code, chinese in self.values.items())
        raise BadInput(f"“{self.title}”（{self.name}）只能写 {known}，不能是“{value}”")

    def spoken(self, value: Value) -> str:
        """A value in a person's words: `85岁`, `户口在西城`, `没有汽车`; a silence with the fact's name."""
        if value is SOME:
            return str(self.row["opens"])
        if isinstance(value, Unsaid):
            return f"{self.title}{UNSAID_CHINESE[value]}"
        noted = self.row["noted"]
        return noted.format(f"{value:.10g}") if self.is_number else str(noted[value])


def _fact(name: str, row: Mapping[str, Any]) -> Fact:
    given = row.get("values", {})
    limits = {key: row[key] for key in ("unit", "lowest", "highest", "whole") if key in row}
    return Fact(name, row["title"], YES_NO if given == "yes_no" else given, row, **limits)


DOCUMENT: Mapping[str, Any] = yaml_file.read(settings.current().path("data") / "eligibility" / "facts.yml")
FACTS: Mapping[str, Fact] = {name: _fact(name, row) for name, row in DOCUMENT["facts"].items()}
MOST_PEOPLE = int(FACTS["household_size"].highest)
_BY_TITLE = {fact.title: fact for fact in FACTS.values()}
_UNTOLD: Mapping[str, Value] = dict.fromkeys(FACTS, UNKNOWN)


@dataclass(frozen=True)
class Facts:
    """One person (the one asked about) and the household, as far as we were told.

    Money is yuan: per month, or of the twelve months past where the name says `per_year`.
    """

    told: tuple[tuple[str, Value], ...] = ()

    @classmethod
    def from_json(cls, document: Any) -> "Facts":
        """A plain mapping → Facts; keys and values in code or in Chinese. Raises BadInput."""
        if not isinstance(document, Mapping):
            raise BadInput('情况要写成一个 JSON 对象，例如 {"年龄": 85, "户口": "西城区"}')
        return cls().learn(document)

    def learn(self, news: Mapping[str, Any]) -> "Facts":
        """These facts with `news` on top; a later value replaces an earlier one. Raises BadInput."""
        known = self.as_dict()
        for key, value in news.items():
            fact = FACTS.get(key) or _BY_TITLE.get(key)
            if fact is None:
                raise BadInput(f"没有叫“{key}”的情况；可以写的有：{'、'.join(_BY_TITLE)}")
            known[fact.name] = fact.checked(value)
        return Facts(tuple((name, value) for name, value in known.items() if value is not UNKNOWN))

    def to_json(self) -> dict[str, int | float | str | bool]:
        """What is known, for a slot or a file; silences are strings, the never-asked is left out."""
        return {name: value.value if isinstance(value, Unsaid) else value for name, value in self.told}

    def as_dict(self) -> dict[str, Value]:
        """Every fact by name, silences included; a fresh dict."""
        return {**_UNTOLD, **dict(self.told)}

    def read_back(self, names: Iterable[str] | None = None) -> str:
        """What was understood, for the resident to confirm: `85岁、户口在西城`."""
        known = self.as_dict()
        return "、".join(FACTS[name].spoken(known[name]) for name in names or known if known[name] is not UNKNOWN)
