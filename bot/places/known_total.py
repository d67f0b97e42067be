"""How many places of a kind there are, as far as anybody said: the denominator a list is judged by."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from bot.places.service_point import in_words

Status = Literal["actual", "target", "list", "derived", "unknown"]


@dataclass(frozen=True)
class KnownTotal:
    """One statement; `number` None where nobody gave one, `subdistrict` empty for the whole district.

    `in_total`: adds to the category's denominator. `may_be_said`: may be read out to residents.
    """

    category: str
    subdistrict: str
    number: int | None
    unit: str
    counts: str
    status: Status
    as_of: str
    source_title: str
    source_date: str
    url: str
    confidence: str
    in_total: bool
    may_be_said: bool
    note: str = ""


@dataclass(frozen=True)
class Total:
    """A category's denominator: `number` None where unknown; `said` are the statements that may be read out."""

    number: int | None
    unit: str
    said: tuple[KnownTotal, ...]

    @property
    def source(self) -> str:
        """Titles of the statements that may be read out."""
        return "、".join(dict.fromkeys(each.source_title for each in self.said))

    @property
    def as_of(self) -> str:
        """The day of the newest of them in a person's words."""
        return max((in_words(each.as_of) for each in self.said), default="")


def total_of(category: str, statements: Iterable[KnownTotal]) -> Total:
    """The district's total: the sum of what counts in it; unknown unless somebody gave a number.

    >>> total_of("meal_site", []).number is None
    True
    """
    mine = [each for each in statements if each.category == category and each.in_total and not each.subdistrict]
    numbers = [each.number for each in mine if each.number is not None]
    unit = next((each.unit for each in mine if each.unit), "家")
    speakable = tuple(each for each in mine if each.may_be_said and each.number is not None)
    return Total(sum(numbers) if numbers else None, re.sub(r"张|人", "家", unit), speakable)
