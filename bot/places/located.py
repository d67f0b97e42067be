"""What locating deals in: entries of the gazetteer, origins to measure from, and what a text was understood to say."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "subdistrict", "landmark", "community", "former_community", "station", "exit", "road",
    "former_district", "outside", "not_place",
]  # fmt: skip
Status = Literal["found", "ambiguous", "outside", "none"]
DISTRICT = "西城区"


@dataclass(frozen=True)
class Entry:
    """One place with its names. `subdistricts` holds several for a corner where they meet; GCJ-02 degrees.

    `note` is what a resident who used the name should know.
    """

    id: str
    kind: Kind
    name: str
    aliases: tuple[str, ...] = ()
    weak_aliases: tuple[str, ...] = ()
    subdistricts: tuple[str, ...] = ()
    community: str | None = None
    lon: float | None = None
    lat: float | None = None
    precision: str = "subdistrict"
    district: str = DISTRICT
    note: str = ""


@dataclass(frozen=True)
class Origin:
    """Where distances are measured from; GCJ-02 degrees, None when only the name is known.

    `subdistrict` is None outside the district and where it could be one of several.
    """

    label: str
    lon: float | None
    lat: float | None
    precision: str
    subdistrict: str | None = None
    community: str | None = None
    district: str = DISTRICT


@dataclass(frozen=True)
class Located:
    """What `locate` understood. `span` is where the name stood; not `exact` when guessed by sound."""

    status: Status
    place: Origin | None = None
    candidates: tuple[Origin, ...] = ()
    span: tuple[int, int] | None = None
    exact: bool = True
    note: str = ""


@dataclass(frozen=True)
class Hit:
    """Characters `start:end` of a text naming `entries`; not `exact` when heard by sound."""

    start: int
    end: int
    entries: tuple[Entry, ...]
    exact: bool = True


def rank(order: tuple[str, ...], entry: Entry) -> int:
    """Where the entry's kind stands in an order of kinds; last when it is not in it."""
    return order.index(entry.kind) if entry.kind in order else len(order)
