"""住房救助: 市场租房补贴 (京建法〔2020〕6号) and 公租房租金补贴 (京建法〔2015〕14号)."""

from collections.abc import Set

from bot.eligibility import means
from bot.eligibility.clauses import MARKET_RENT_NOTICE, PUBLIC_RENT_NOTICE
from bot.eligibility.condition import (
    ALWAYS,
    MET,
    STREET,
    AllOf,
    AnyOf,
    Between,
    Case,
    Condition,
    OneOf,
    Presumed,
    Span,
    Under,
)
from bot.eligibility.disability_class import HARDSHIP_IN_FAMILY
from bot.eligibility.recognition import holds
from bot.eligibility.residence import beijing_hukou
from bot.eligibility.scheme import Clause, Pays, Rule, Scheme, Tier, Tiers

ALONE = OneOf("household_size", {1})
RENTS_PUBLIC = OneOf("home", {"public_rental"})
NEEDS_A_HOME = AnyOf(OneOf("home", {"market_rental"}), AllOf(OneOf("home", {"none"}), STREET))
NO_OTHER_HOME = AllOf(OneOf("two_homes", {False}), Presumed("owns_other_home", {False}, False))
EVERYONE_OLD = AnyOf(
    Presumed("everyone_over_60", {True}, False), AllOf(Between("age", at_least="housing.senior_age"), ALONE)
)
CHILDLESS = AnyOf(Presumed("has_children", {False}, True), OneOf("obligors", {"none"}))
RAISED = AnyOf(HARDSHIP_IN_FAMILY, AllOf(EVERYONE_OLD, CHILDLESS))
"""6号二（三）, 14号二（四）: severe disability, serious illness, or old people without children."""
OUTSIDE_WITH_LEASE = AllOf(
    OneOf("hukou", {"xicheng"}),
    Presumed("rents_outside_six_districts", {True}, False),
    Presumed("lease_registered", {True}, False),
)
"""6号二（四）."""


def _people_at_least(figure: str) -> Condition:
    return Under(means.figure_line(figure), means.people, ("household_size",), (figure,), or_equal=True)


LARGE_FOR_ASSETS = _people_at_least("housing.asset_large_family_people")
LARGE_FOR_RENT = _people_at_least("housing.market_subsidy_large_family_people")


def _income_up_to(figure: str) -> Condition:
    return Under(means.per_head, means.figure_line(figure), means.INCOME_FACTS, (figure,), or_equal=True)


def _savings_up_to(figure: str) -> Condition:
    return Under(means.savings, means.figure_line(figure), ("savings_yuan",), (figure,), or_equal=True)


def _assets(kind: str) -> Condition:
    small, large = (f"housing.{kind}_asset_limit_{size}_family" for size in ("small", "large"))
    return AnyOf(_savings_up_to(small), AllOf(_savings_up_to(large), LARGE_FOR_ASSETS))


MARKET = AllOf(NEEDS_A_HOME, NO_OTHER_HOME, _income_up_to("housing.market_income_limit"), _assets("market"))
PUBLIC = AllOf(
    RENTS_PUBLIC, NO_OTHER_HOME, _income_up_to("housing.public_subsidy_income_limit"), _assets("public_subsidy")
)
_MARKET_STEPS: tuple[tuple[Condition, str], ...] = (
    (holds("dibao", "tekun"), "dibao"),
    (holds("low_income"), "low_income"),
    (_income_up_to("housing.market_band3_income"), "band3"),
    (_income_up_to("housing.market_band4_income"), "band4"),
    (_income_up_to("housing.market_band5_income"), "band5"),
    (ALWAYS, "band6"),
)
_PUBLIC_STEPS: tuple[tuple[Condition, str], ...] = (
    (holds("dibao", "tekun"), "dibao"),
    (holds("low_income"), "low_income"),
    (_income_up_to("housing.public_band3_income"), "band3"),
    (_income_up_to("housing.public_band4_income"), "band4"),
    (_income_up_to("housing.public_band5_income"), "band5"),
    (ALWAYS, "band6"),
)


Scales = tuple[Tiers, ...]
"""A scale, and the same scale one, two and three steps up; never above the first."""
MOST_STEPS = 3


def _raised(steps: list[tuple[Condition, str]]) -> Scales:
    return tuple(
        Tiers(*(Tier(test, steps[max(0, index - up)][1]) for index, (test, _) in enumerate(steps)))
        for up in range(MOST_STEPS + 1)
    )


def _rents(size: str) -> Scales:
    return _raised([(test, f"housing.market_subsidy_{step}_{size}_family") for test, step in _MARKET_STEPS])


_LARGE, _SMALL = _rents("large"), _rents("small")
_PUBLIC = _raised([(test, f"housing.public_subsidy_{step}_rate") for test, step in _PUBLIC_STEPS])


class RentAid(Pays):
    """Yuan a month on the market scale (a ceiling: never more than the rent), % of the rent in 公租房."""

    can_be_partial = True
    facts = RAISED.facts | OUTSIDE_WITH_LEASE.facts | LARGE_FOR_RENT.facts
    figures = _LARGE[0].figures | _SMALL[0].figures | _PUBLIC[0].figures | LARGE_FOR_RENT.figures

    def _scales(self, case: Case) -> list[Tiers]:
        ups = self._steps_up(case)
        if case.known["home"] == "public_rental":
            return [_PUBLIC[up] for up in ups]
        large = LARGE_FOR_RENT.judge(case)
        sizes = [scale for possible, scale in ((large[1] > 0, _LARGE), (large[0] < 2, _SMALL)) if possible]
        return [scale[up] for scale in sizes for up in ups]

    def _steps_up(self, case: Case) -> list[int]:
        """By how many steps the scale can be raised: one by 二（三）, two by 二（四）."""
        one, two = RAISED.judge(case), self._leaves_the_centre(case)
        ones = [up for up, possible in ((0, one[0] < MET), (1, one[1] > 0)) if possible]
        twos = [up for up, possible in ((0, two[0] < MET), (2, two[1] > 0)) if possible]
        return sorted({up + more for up in ones for more in twos})

    def _leaves_the_centre(self, case: Case) -> Span:
        return (0, 0) if case.known["home"] == "public_rental" else OUTSIDE_WITH_LEASE.judge(case)

    def between(self, case: Case) -> tuple[float, float] | None:
        ends = [end for scale in self._scales(case) if (end := scale.between(case))]
        return (min(low for low, _ in ends), max(high for _, high in ends)) if ends else None

    def missing(self, case: Case) -> Set[str]:
        between = self.between(case)
        if between is None or between[0] == between[1]:
            return set()
        for_scale = set().union(*(scale.missing(case) for scale in self._scales(case)))
        if case.known["home"] == "public_rental":
            return for_scale | RAISED.missing(case)
        return for_scale | LARGE_FOR_RENT.missing(case) | RAISED.missing(case) | OUTSIDE_WITH_LEASE.missing(case)

    def unit(self, case: Case) -> str:
        return "%（公租房租金）" if case.known["home"] == "public_rental" else "元/月（房租低于此数的按房租）"

    def at_most(self, case: Case) -> bool:
        return case.known["home"] != "public_rental"


SCHEME = Scheme(
    name="housing",
    title="租房补贴（市场租房、公租房）",
    topic="assistance.housing",
    category="subdistrict_service_center",
    means_tested=True,
    concerns=OneOf("home", {"market_rental", "public_rental", "none"}),
    core=("housing.market_income_limit",),
    rules=(
        beijing_hukou(Clause(MARKET_RENT_NOTICE, "一"), "要是本市城镇户籍家庭"),
        Rule(
            "在北京没有自己的房：租房的人均月收入不超过 {housing.market_income_limit} 元，"
            "住公租房的不超过 {housing.public_subsidy_income_limit} 元；存款等总资产不超限",
            Clause(MARKET_RENT_NOTICE, f"一；{PUBLIC_RENT_NOTICE}一（一）"),
            AnyOf(MARKET, PUBLIC),
            maybe="现在借住的，要租了房、签了合同才能领",
            shows=("home", "two_homes", "owns_other_home"),
        ),
    ),
    pays=RentAid(),
    papers=("身份证、户口本", "租房合同", "收入、资产申报材料", "低保、低收入、残疾等证件（有的带上）"),
    notes=(
        "住建部门的政策，向户籍地街道住房保障部门申请",
        "西城家庭租城六区以外的房并办租赁备案，补贴提高 {housing.market_core_raise} 档",
        "有自己的房但人均使用面积不到 {housing.public_rental_area} 平方米的，可以问街道能不能申请公租房",
    ),
)
