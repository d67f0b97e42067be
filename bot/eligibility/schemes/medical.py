"""医疗救助 (京医保发〔2022〕37号) and 因病致贫家庭医疗救助 (京医保发〔2023〕9号)."""

from bot.eligibility import means
from bot.eligibility.clauses import ILLNESS_NOTICE, MEDICAL_OPINION
from bot.eligibility.condition import STREET, AllOf, AnyOf, Case, OneOf, Presumed
from bot.eligibility.recognition import ANY_RECOGNITION, APPLY_FIRST, HOLDS_NOTHING, holds
from bot.eligibility.residence import beijing_hukou
from bot.eligibility.scheme import Clause, Pays, Rule, Scheme

CAR_ONLY_FOR_HOSPITAL = AllOf(OneOf("car", {True}), Presumed("car_only_for_hospital", {True}, False), STREET)
ILLNESS_POVERTY = AllOf(
    HOLDS_NOTHING,
    means.SPENDS_ON_MEDICINE,
    means.LEFT_AFTER_MEDICINE,
    means.NO_SECOND_PROPERTY,
    AnyOf(means.NO_CAR, CAR_ONLY_FOR_HOSPITAL),
    means.ILLNESS_SAVINGS,
)
RECIPIENT = holds("dibao", "low_income", "tekun")
_BANDS = ("band_lower", "band_upper", "band_lower_rate", "band_middle_rate", "band_upper_rate", "cap")


def illness_aid(case: Case, spent: float) -> float:
    """9号三: 30 % up to 3 万, 40 % to 5 万, 50 % above, capped a year (all figures)."""
    first, second, low, middle, high, cap = (case.figure[f"medical.illness_poverty_{name}"] for name in _BANDS)
    paid = min(spent, first) * low + max(0.0, min(spent, second) - first) * middle + max(0.0, spent - second) * high
    return min(paid / 100, cap)


class MedicalAid(Pays):
    """A share of the hospital bill for recipients (%), a sum for 因病致贫 families (元)."""

    figures = frozenset(f"medical.illness_poverty_{name}" for name in _BANDS) | {
        "medical.inpatient_rate", "medical.tekun_rate", "medical.outpatient_rate",
    }  # fmt: skip

    def between(self, case: Case) -> tuple[float, float] | None:
        status = case.known["status"]
        if status in ("dibao", "low_income", "tekun"):
            rate = case.figure["medical.tekun_rate" if status == "tekun" else "medical.inpatient_rate"]
            return rate, rate
        if status != "none":
            return None
        spent = case.number("medical_cost_yuan_per_year")
        if not spent or ILLNESS_POVERTY.judge(case)[1] == 0:
            return None
        paid = illness_aid(case, spent)
        return paid, paid

    def unit(self, case: Case) -> str:
        return "元/年（按您说的推算）" if case.known["status"] == "none" else "%（住院的政策范围内个人负担）"


SCHEME = Scheme(
    name="medical",
    title="医疗救助",
    topic="assistance.medical",
    category="subdistrict_service_center",
    means_tested=True,
    concerns=AnyOf(ANY_RECOGNITION, means.SPENDS_ON_MEDICINE),
    core=("medical.inpatient_rate",),
    rules=(
        beijing_hukou(Clause(MEDICAL_OPINION, "一")),
        Rule(
            "是低保、低收入、特困；或没有这些身份，但上一年扣掉自付医疗费后人均月收入不超过最低工资标准 "
            "（那一年的标准，现在是 {minimum_wage.monthly} 元），财产也不超限（因病致贫）",
            Clause(ILLNESS_NOTICE, "二；京医保发〔2022〕37号一（一）"),
            AnyOf(ANY_RECOGNITION, ILLNESS_POVERTY),
            maybe=APPLY_FIRST + "；因病致贫的，财产由街道和医保部门核定",
            shows=("status", "medical_cost_yuan_per_year"),
        ),
    ),
    pays=MedicalAid(),
    papers=("户口簿和身份证复印件", "经济状况登记表、声明书、授权书", "上一年收入和财产说明", "没有实时结算的票据"),
    notes=(
        "低保、低收入人员门诊按 {medical.outpatient_rate}%、住院按 {medical.inpatient_rate}% 救助，特困人员按 {medical.tekun_rate}%，多数在医院直接结算",
        "因病致贫的向户籍地街道政务服务中心申请，一年只能申请一次",
    ),
)
