"""急难型临时救助 (京民社救发〔2020〕86号一（一）、三（一）; 社会救助法第二十九条、第三十七条)."""

from bot.eligibility.clauses import TEMPORARY_NOTICE
from bot.eligibility.condition import STREET, AllOf, AnyOf, Case, OneOf
from bot.eligibility.residence import BEIJING, OTHER
from bot.eligibility.scheme import Clause, Rule, Scheme, Worked

IN_EMERGENCY = OneOf("emergency", {"accident", "illness", "applying"})


def ceiling(case: Case) -> tuple[float, float] | None:
    """三（一）: at most three months of the 低保 standard a person."""
    months = case.figure.get("temporary.emergency_months")
    standard = case.figure.get("dibao.standard")
    return None if months is None or standard is None else (months * standard, months * standard)


SCHEME = Scheme(
    name="temporary",
    title="临时救助（急难型）",
    topic="assistance.temporary_eligibility",
    category="assistance_office",
    core=("temporary.emergency_months",),
    rules=(
        Rule(
            "遇到火灾、车祸等意外，突发重病没钱救治，或申请低保、特困期间揭不开锅，生活一下子很困难",
            Clause(TEMPORARY_NOTICE, "一（一）"),
            IN_EMERGENCY,
            shows=("emergency",),
        ),
        Rule(
            "本市户口；外地户口的，在本市出事、需要马上救助也可以申请",
            Clause(TEMPORARY_NOTICE, "一（一）"),
            AnyOf(BEIJING, AllOf(OTHER, STREET)),
            maybe="外地户口的，是不是需要马上救助由街道认定",
            shows=("hukou",),
        ),
    ),
    pays=Worked(ceiling, "元/人（一次性，按规定推算）", ("temporary.emergency_months", "dibao.standard"), ceiling=True),
    papers=("身份证或其他身份证明", "意外事件的材料", "委托别人办的，加委托书和代办人身份证"),
    notes=(
        "情况紧急的先救助、后补手续；向户口所在地、居住证所在地或出事地的街道都可以申请",
        "同一件事一年内一般只能申请一次",
    ),
)
