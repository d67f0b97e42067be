"""急难型临时救助 (京民社救发〔2020〕86号一（一）、三（一）; 社会救助法第二十九条、第三十七条)."""

from bot.eligibility.clauses import TEMPORARY_NOTICE
from bot.eligibility.condition import STREET, AllOf, AnyOf, Case, OneOf
from bot.eligibility.residence import BEIJING, OTHER
from bot.eligibility.scheme import Clause, Rule, Scheme, Worked

IN_EMERGENCY = OneOf("emergency", {"accident", "illness", "applying"})
HARD_HIT = AnyOf(
    AllOf(OneOf("emergency", {"accident"}), OneOf("livelihood_hardship", {True})),
    AllOf(OneOf("emergency", {"illness"}), STREET),
    OneOf("emergency", {"applying"}),
)
"""一（一）1–3: a loss that leaves the household in need; illness where nothing else helps; need while applying."""


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
    concerns=IN_EMERGENCY,
    core=("temporary.emergency_months",),
    rules=(
        Rule(
            "火灾、车祸等意外造成财产重大损失或断了主要收入，基本生活严重困难；突发重病不治会危及生命、又没有别的救助；"
            "或申请低保、特困期间基本生活严重困难",
            Clause(TEMPORARY_NOTICE, "一（一）1–3"),
            HARD_HIT,
            maybe="突发重病的，要看有没有医疗救助等别的救助，由街道认定",
            shows=("emergency", "livelihood_hardship"),
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
