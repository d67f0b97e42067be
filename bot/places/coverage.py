"""How far each community is from the nearest place of a kind: the plan's 1,000 metres, measured.

Straight lines between the points we have. A community without a point of its own, and a place known only by its
subdistrict's centre, cannot be measured; they are counted apart and bound the share from both sides.
"""

from dataclasses import dataclass, replace

from bot.places.directory import DETOUR, WALK_M_PER_MINUTE, Directory
from bot.places.gazetteer import Entry
from bot.places.nearest import PointIndex
from bot.places.service_point import ServicePoint

GOAL_M = 1000
GOAL_MINUTES = 15
SUBDISTRICT_HEADINGS = ("街道", "登记的", "有位置的", "1000米以内的社区 / 算得出的", "最远的社区", "社区总数")
HEADINGS = ("街道", "社区", "最近的点", "直线距离（米）", "估计步行（分钟）", "1000米以内", "15分钟以内", "说明")


@dataclass(frozen=True)
class CommunityReach:
    """One community's nearest place; `distance_m` None where it cannot be measured, and `why` says why.

    `perhaps`: a place of which only the road or the subdistrict is known may be nearer.
    """

    community: Entry
    nearest: ServicePoint | None
    distance_m: int | None
    why: str = ""
    perhaps: bool = False

    @property
    def walk_minutes(self) -> float | None:
        """By the stated detour factor and pace."""
        return None if self.distance_m is None else self.distance_m * DETOUR / WALK_M_PER_MINUTE

    @property
    def within_goal(self) -> bool | None:
        return None if self.distance_m is None else self.distance_m <= GOAL_M

    @property
    def within_minutes(self) -> bool | None:
        return None if self.walk_minutes is None else self.walk_minutes <= GOAL_MINUTES


@dataclass(frozen=True)
class Coverage:
    """All communities for one kind of place."""

    title: str
    reaches: tuple[CommunityReach, ...]
    located: int
    unlocated: int

    @property
    def measured(self) -> tuple[CommunityReach, ...]:
        return tuple(reach for reach in self.reaches if reach.distance_m is not None)

    @property
    def within_goal(self) -> int:
        return sum(reach.within_goal is True for reach in self.reaches)

    @property
    def within_minutes(self) -> int:
        return sum(reach.within_minutes is True for reach in self.reaches)

    @property
    def share(self) -> float | None:
        """Of the communities that can be measured."""
        return self.within_goal / len(self.measured) if self.measured else None

    @property
    def bounds(self) -> tuple[float, float]:
        """Of all communities: none, or every one, of those within the goal that may be, for all that is known."""
        open_ = sum(reach.within_goal is None or (not reach.within_goal and reach.perhaps) for reach in self.reaches)
        return self.within_goal / len(self.reaches), (self.within_goal + open_) / len(self.reaches)


def coverage(directory: Directory, category: str) -> Coverage:
    """Every present community against the places of `category` in use."""
    points = [place for place in directory.points if place.category == category and place.active]
    located = [place for place in points if place.is_located]
    index = PointIndex([place.lon or 0.0 for place in located], [place.lat or 0.0 for place in located])
    communities = [entry for entry in directory.gazetteer.entries if entry.kind == "community"]
    vague = {street for place in points if not place.is_located for street in (*place.serves, place.subdistrict)}
    reaches = tuple(
        replace(_reach(community, located, index), perhaps=bool(vague & {None, *community.subdistricts}))
        for community in communities
    )
    return Coverage(directory.categories[category].title, reaches, len(located), len(points) - len(located))


def _reach(community: Entry, located: list[ServicePoint], index: PointIndex) -> CommunityReach:
    if not located:
        return CommunityReach(community, None, None, "没有一个登记了位置的点")
    if not _has_point(community) or community.lon is None or community.lat is None:
        return CommunityReach(community, None, None, "这个社区还没有坐标")
    position, metres = index.nearest(community.lon, community.lat, 1)[0]
    place = located[position]
    why = "" if place.precision == "point" else "这个点的位置是按社区或附近地点估的"
    return CommunityReach(community, place, round(metres), why)


def summary(found: Coverage) -> list[str]:
    """The answer in sentences, with what it rests on."""
    total, measured = len(found.reaches), len(found.measured)
    counted = f"{found.title}：有位置的 {found.located} 处，另有 {found.unlocated} 处只知道街道或路名，没有计入距离。"
    if found.share is None:
        return [counted]
    low, high = found.bounds
    vague = f"，和只知道街道或路名的 {found.unlocated} 处" if found.unlocated else ""
    return [
        counted,
        f"只按有位置的 {found.located} 处算：{total} 个社区里 {measured} 个有坐标，其中 {found.within_goal} 个在直线 {GOAL_M} 米"
        f"以内（{found.share:.0%}），{found.within_minutes} 个步行 {GOAL_MINUTES} 分钟以内"
        f"（直线 × {DETOUR:g}，每分钟 {WALK_M_PER_MINUTE:g} 米）。",
        f"按全部社区算，{GOAL_M} 米以内的比例在 {low:.0%} 到 {high:.0%} 之间，"
        f"取决于还没有坐标的 {total - measured} 个社区{vague}。",
        "社区的坐标只是一个点（多为居委会附近，2018年），不是居民的家；超出或刚够的社区请以实地为准。",
    ]


def needs(found: Coverage, total: int | None) -> list[str]:
    """What it would take to measure every community; `total` is how many places of the kind there are, if known."""
    lines = []
    held = found.located + found.unlocated
    if total and held < total:
        lines.append(f"全区应有 {total} 处，手里只有 {held} 处：还差 {total - held} 处的名单。")
    if found.unlocated:
        lines.append(f"{found.unlocated} 处还差门牌、社区或坐标：在名单里补上，重新导入就行。")
    without = len(found.reaches) - sum(_has_point(reach.community) for reach in found.reaches)
    if without:
        lines.append(f"{without} 个社区自己还没有坐标：给出居委会的坐标就能算。")
    return lines


def by_subdistrict(found: Coverage, directory: Directory, category: str) -> list[list[str]]:
    """Cells under SUBDISTRICT_HEADINGS, one row a subdistrict: useful also where addresses reach no further."""
    return [_of_subdistrict(street, found, directory, category) for street in directory.subdistricts]


def _of_subdistrict(street: str, found: Coverage, directory: Directory, category: str) -> list[str]:
    places = [p for p in directory.in_category(category) if p.active and street in (*p.serves, p.subdistrict)]
    reaches = [reach for reach in found.reaches if reach.community.subdistricts[0] == street]
    measured = [reach for reach in reaches if reach.distance_m is not None]
    within = sum(reach.within_goal is True for reach in measured)
    furthest = max(measured, key=lambda reach: reach.distance_m or 0, default=None)
    return [
        street,
        str(len(places)),
        str(sum(place.is_located for place in places)),
        f"{within} / {len(measured)}" if measured else "—",
        f"{furthest.community.name} {furthest.distance_m} 米" if furthest else "—",
        str(len(reaches)),
    ]


def _has_point(community: Entry) -> bool:
    return community.precision == "community" and community.lon is not None


def rows(found: Coverage) -> list[list[str]]:
    """Cells under HEADINGS, the furthest first, then what cannot be measured."""
    ordered = sorted(
        found.reaches, key=lambda r: (r.distance_m is None, -(r.distance_m or 0), r.community.subdistricts)
    )
    return [
        [
            reach.community.subdistricts[0],
            reach.community.name,
            reach.nearest.name if reach.nearest else "",
            "" if reach.distance_m is None else str(reach.distance_m),
            "" if reach.walk_minutes is None else f"{reach.walk_minutes:.0f}",
            _yes_no(reach.within_goal),
            _yes_no(reach.within_minutes),
            reach.why,
        ]
        for reach in ordered
    ]


def _yes_no(value: bool | None) -> str:
    return "算不了" if value is None else "是" if value else "否"
