"""城乡无丧葬补助居民丧葬补贴 (the bureau's page seen by title only: confidence B)."""

from bot.eligibility.condition import OneOf
from bot.eligibility.residence import beijing_hukou
from bot.eligibility.scheme import Clause, Rule, Scheme, flat

REPORTED = Clause(figure="funeral.death_benefit")
BEREAVED = OneOf("bereaved", {True})

SCHEME = Scheme(
    name="funeral",
    title="丧葬补贴（城乡无丧葬补助居民）",
    topic="funeral.death_benefit",
    category="subdistrict_service_center",
    concerns=BEREAVED,
    core=("funeral.death_benefit",),
    rules=(
        Rule("家里有人刚去世", REPORTED, BEREAVED, shows=("bereaved",)),
        beijing_hukou(REPORTED, "逝者是本市户口"),
        Rule(
            "逝者没有单位、不领退休金等，没有其他丧葬待遇",
            REPORTED,
            OneOf("deceased_covered", {False}),
            shows=("deceased_covered",),
        ),
    ),
    pays=flat("funeral.death_benefit"),
    papers=("死亡证明、火化证明、销户证明", "逝者和办事人的身份证、户口簿"),
    notes=("销户以后申请；职工和退休人员的丧葬待遇走单位、社保",),
)
