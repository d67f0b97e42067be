"""What may be told of a kind of place, and how complete the list is: the rule of coverage.

Below data/places/trust.yml's share of the known total, nothing is called the nearest: only what lies in the resident's
own subdistrict, or within reach of him, is shown, and how many of how many are known.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.chinese.normalize import matching_key
from bot.places.category import Category
from bot.places.directory import OFFICE, Directory, NearPlace
from bot.places.gazetteer import Origin
from bot.places.known_total import Total
from bot.places.language import Trust
from bot.places.service_point import ServicePoint


@dataclass(frozen=True)
class Known:
    """Places of one kind that may be told today. `ranked`: enough of them are placed to speak of a nearest."""

    category: Category
    points: tuple[ServicePoint, ...]
    total: Total
    complete: bool
    ranked: bool

    def is_for_all(self, trust: Trust) -> bool:
        """Whether the district has so few that everybody in it is told of all."""
        return self.total.number is not None and self.total.number <= trust.few


@dataclass(frozen=True)
class Found:
    """What is shown to one resident: `places` of `count`, from the `skipped`th on; `scope` says how they were chosen."""

    known: Known
    origin: Origin | None
    places: tuple[NearPlace, ...]
    count: int
    skipped: int
    scope: str
    office: NearPlace | None
    none_open: bool = False

    @property
    def category(self) -> Category:
        return self.known.category


def known(directory: Directory, category: str, today: date) -> Known:
    """Raises NotFound for an unknown category."""
    trust, total = directory.language.trust, directory.total(category)
    every = [place for place in directory.in_category(category) if place.active]
    complete = _share(len(every), total.number) >= trust.complete_share
    fresh = [place for place in every if complete or not _is_expired(place, today, trust)]
    doubtful = _in_conflict(fresh)
    told = tuple(place for place in fresh if place.id not in doubtful)
    exact = sum(place.is_exact for place in told)
    ranked = exact > 0 and _share(exact, total.number) >= trust.complete_share
    return Known(directory.categories[category], told, total, complete, ranked)


def found(
    directory: Directory,
    category: str,
    origin: Origin | None,
    now: datetime,
    when: datetime | None = None,
    *,
    named: Sequence[ServicePoint] = (),
    everything: bool = False,
    open_only: bool = False,
    skip: int = 0,
) -> Found:
    """What to show. `named` are places said by name; `everything` asks for a list of all. Times are Beijing's."""
    mine, trust = known(directory, category, now.date()), directory.language.trust
    scope, points = _chosen(directory, mine, origin, named, everything)
    seen = [directory.seen_from(place, origin, when) for place in points]
    still_open = [near for near in seen if near.open_now is not False]
    none_open = open_only and bool(seen) and not still_open
    wanted = still_open if open_only and not none_open else seen
    page = trust.listed if scope == "all" else trust.page
    office = directory.office_of(origin.subdistrict if origin else None)
    yours = directory.seen_from(office, origin, when) if office else None
    return Found(mine, origin, tuple(wanted[skip : skip + page]), len(wanted), skip, scope, yours, none_open)


def age_years(place: ServicePoint, today: date) -> float | None:
    """How long ago the fact was last seen; None where undated."""
    return None if place.seen_on is None else (today - place.seen_on).days / 365.25


def is_old(place: ServicePoint, today: date, trust: Trust) -> bool:
    """Whether it is told as old news: undated, or older than trust.old_years."""
    age = age_years(place, today)
    return age is None or age >= trust.old_years


def _chosen(
    directory: Directory, mine: Known, origin: Origin | None, named: Sequence[ServicePoint], everything: bool
) -> tuple[str, list[ServicePoint]]:
    trust, here = directory.language.trust, origin.subdistrict if origin else None
    wanted = {place.id for place in named}
    of_kind = [place for place in mine.points if place.id in wanted]
    if of_kind:
        return "named", of_kind
    if mine.category.id == OFFICE and here:
        own = [p for p in mine.points if here in (p.serves or (p.subdistrict,))]
        return "yours", sorted(own, key=lambda place: (not place.address, not place.name.endswith("办事处")))
    if mine.ranked and origin is not None and directory.is_real(origin):
        return "ranked", _by_distance(directory, mine.points, origin)
    if everything and not here:
        return "all", sorted(mine.points, key=lambda p: (p.subdistrict or "~", p.name))
    if mine.is_for_all(trust):
        return "all", list(mine.points)
    if origin is None:
        return "none", []
    near = [p for p in mine.points if _is_here(directory, p, origin, trust)]
    return "here", _by_distance(directory, near, origin)


def _is_here(directory: Directory, place: ServicePoint, origin: Origin, trust: Trust) -> bool:
    """In the resident's own subdistrict, serving it, or within reach of a real point."""
    if origin.subdistrict and origin.subdistrict in (*place.serves, place.subdistrict):
        return True
    metres = directory.metres_between(place, origin)
    return metres is not None and metres <= trust.near_m


def _by_distance(directory: Directory, points: Iterable[ServicePoint], origin: Origin) -> list[ServicePoint]:
    """Nearest first where both are placed; then those with an address, then mere names."""

    def rank(place: ServicePoint) -> tuple[float, bool, str]:
        metres = directory.metres_between(place, origin)
        return (float("inf") if metres is None else metres, not place.address, place.name)

    return sorted(points, key=rank)


def _share(count: int, number: int | None) -> float:
    return count / number if number else 0.0


def _is_expired(place: ServicePoint, today: date, trust: Trust) -> bool:
    age = age_years(place, today)
    return age is not None and age >= trust.expires_years


def _in_conflict(points: Iterable[ServicePoint]) -> set[str]:
    """Ids of places of one name and subdistrict that two statements put at different addresses, none of them confirmed."""
    by_name: dict[tuple[str, str | None], list[ServicePoint]] = defaultdict(list)
    for place in points:
        by_name[matching_key(place.name), place.subdistrict].append(place)
    return {
        place.id
        for same in by_name.values()
        if len({p.address for p in same if p.address}) > 1 and not any(p.verified for p in same)
        for place in same
    }
