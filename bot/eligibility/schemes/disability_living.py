"""困难残疾人生活补贴 (京民福发〔2016〕434号第一条（一）、第二条（一）)."""

from collections.abc import Set

from bot.eligibility.clauses import disability
from bot.eligibility.condition import MET, AllOf, Amount, AnyOf, Between, Case, Condition, Not, OneOf, Span, Under
from bot.eligibility.disability_class import DISABLED, MARKED
from bot.eligibility.facts import STILL_OPEN
from bot.eligibility.recognition import HOLDS_NOTHING, NOT_IN_TEKUN, holds, recognised
from bot.eligibility.residence import beijing_hukou
from bot.eligibility.scheme import Pays, Rule, Scheme, Tier, Tiers
from bot.eligibility.schooling import DISABLED_PUPIL

OWN = "own_income_yuan_per_month"
OF_WORKING_AGE = Between("age", at_least="disability_living.age_work_from", up_to="disability_living.age_work_to")
NO_INCOME = AnyOf(OneOf(OWN, {0}), OneOf("no_stable_income", {True}))
"""失业且无稳定性收入: odd earnings do not stand against it."""
IDLE = AllOf(OF_WORKING_AGE, NO_INCOME)
STUDENT = AllOf(Between("age", at_least="disability_living.age_work_from"), DISABLED_PUPIL)
RETIRED = AnyOf(
    Between("age", at_least="disability_living.age_retire_man"),
    AllOf(OneOf("sex", {"female"}), Between("age", at_least="disability_living.age_retire_woman")),
)
CHILD = Between("age", below="disability_living.age_work_from")


def _own_income(case: Case) -> Amount:
    told = case.number(OWN)
    if told is not None:
        return Amount(told, told)
    standard = case.figure["dibao.standard"]
    value = case.known[OWN]
    return Amount(0, 2 * standard, (OWN,) if value in STILL_OPEN else (), value not in STILL_OPEN)


def _standard(case: Case) -> Amount:
    standard = case.figure["dibao.standard"]
    return Amount(standard, standard)


POOR_RETIRED = AllOf(MARKED, RETIRED, Under(_own_income, _standard, (OWN,), ("dibao.standard",)))
AS_OTHERS = AnyOf(IDLE, STUDENT, CHILD, POOR_RETIRED)
ENTITLED: Condition = AnyOf(recognised("dibao", "low_income"), AllOf(HOLDS_NOTHING, AS_OTHERS))
"""第一条（一）1–5; those not in a recognised household by 3–5, or by 1–2 once recognised."""

_MARKED_STEPS = Tiers(
    Tier(holds("dibao"), "disability_living.dibao_severe"),
    Tier(holds("low_income"), "dibao.standard"),
    Tier(AnyOf(IDLE, STUDENT), "dibao.standard"),
    Tier(CHILD, "disability_living.child_severe"),
    Tier(recognised("dibao"), "disability_living.dibao_severe"),
    Tier(recognised("low_income"), "dibao.standard"),
)
_OTHER_STEPS = Tiers(
    Tier(holds("dibao"), "disability_living.dibao_other"),
    Tier(holds("low_income"), "disability_living.low_income_other"),
    Tier(AnyOf(IDLE, STUDENT), "disability_living.unemployed_other"),
    Tier(CHILD, "disability_living.child_other"),
    Tier(recognised("dibao"), "disability_living.dibao_other"),
    Tier(recognised("low_income"), "disability_living.low_income_other"),
)


_BETTER_OFF = AnyOf(holds("dibao", "low_income"), IDLE, STUDENT)


class LivingSubsidy(Pays):
    """第二条（一）: a step by class and situation; the retired get the difference to 低保."""

    can_be_partial = True
    figures = _MARKED_STEPS.figures | _OTHER_STEPS.figures

    def _by_difference(self, case: Case) -> Span:
        return AllOf(POOR_RETIRED, Not(_BETTER_OFF)).judge(case)

    def between(self, case: Case) -> tuple[float, float] | None:
        by_difference = self._by_difference(case)
        left = case.figure["dibao.standard"] - (case.number(OWN) or 0)
        if by_difference[0] == MET:
            return left, left
        marked = MARKED.judge(case)
        scales = [_MARKED_STEPS] if marked[1] else []
        scales += [_OTHER_STEPS] if marked[0] < MET else []
        ends = [end for scale in scales if (end := scale.between(case))]
        ends += [(left, left)] if by_difference[1] else []
        return (min(low for low, _ in ends), max(high for _, high in ends)) if ends else None

    def missing(self, case: Case) -> Set[str]:
        between = self.between(case)
        if between is None or between[0] == between[1]:
            return set()
        scale = _MARKED_STEPS if MARKED.judge(case)[1] else _OTHER_STEPS
        return MARKED.missing(case) | scale.missing(case) | _BETTER_OFF.missing(case)

    def unit(self, case: Case) -> str:
        return "元/人·月"


SCHEME = Scheme(
    name="disability_living",
    title="困难残疾人生活补贴",
    topic="disability.living_subsidy",
    category="subdistrict_service_center",
    means_tested=True,
    concerns=DISABLED,
    core=("disability_living.dibao_severe", "dibao.standard"),
    rules=(
        beijing_hukou(disability("第一条（一）")),
        Rule("有残疾人证", disability("第一条（一）"), DISABLED, shows=("disability_kind", "disability_level")),
        Rule("没有纳入特困供养", disability("第三条3"), NOT_IN_TEKUN, shows=("status",)),
        Rule(
            "享受低保或低收入；或未满 {disability_living.age_work_from} 岁；或 {disability_living.age_work_from} 至 "
            "{disability_living.age_work_to} 岁失业没有稳定收入；或在全日制学校上学；或男满 {disability_living.age_retire_man}、"
            "女满 {disability_living.age_retire_woman} 岁、较重残疾且本人收入低于低保标准",
            disability("第一条（一）1–5"),
            ENTITLED,
            maybe="您家够得上低保或低收入的话，认定下来就能领",
            shows=("status", "age", OWN, "no_stable_income"),
        ),
    ),
    pays=LivingSubsidy(),
    papers=(
        "残疾人证或残疾人服务一卡通",
        "身份证或户口簿",
        "补贴申请审批表、经济状况登记表及授权书",
        "低保证、低收入证、社保权益记录、在校证明之一",
    ),
    notes=(
        "可以和重度残疾人护理补贴一起领；从递交申请的当月算起",
        "领工伤保险生活护理费的不能领；领到的补贴不算低保家庭的收入",
    ),
)
