"""重度残疾人护理补贴 (京民福发〔2016〕434号第一条（二）、第二条（二）)."""

from bot.eligibility.clauses import disability
from bot.eligibility.condition import ALWAYS
from bot.eligibility.disability_class import DISABLED, FIRST_OR_MULTIPLE, SEVERE
from bot.eligibility.recognition import NOT_IN_TEKUN
from bot.eligibility.residence import beijing_hukou
from bot.eligibility.scheme import Rule, Scheme, Tier, Tiers

SCHEME = Scheme(
    name="disability_nursing",
    title="重度残疾人护理补贴",
    topic="disability.nursing_subsidy",
    category="subdistrict_service_center",
    concerns=DISABLED,
    core=("disability_nursing.amount_upper",),
    rules=(
        beijing_hukou(disability("第一条（二）")),
        Rule(
            "一、二级残疾，或三级智力、精神残疾，需要长期照护",
            disability("第一条（二）"),
            SEVERE,
            shows=("disability_kind", "disability_level"),
        ),
        Rule("没有纳入特困供养", disability("第三条3"), NOT_IN_TEKUN, shows=("status",)),
    ),
    pays=Tiers(
        Tier(FIRST_OR_MULTIPLE, "disability_nursing.amount_upper"),
        Tier(ALWAYS, "disability_nursing.amount_lower"),
    ),
    papers=("残疾人证或残疾人服务一卡通", "身份证或户口簿", "补贴申请审批表"),
    notes=("领工伤保险生活护理费、托养补贴、见义勇为致残护理补贴、因公致残返城知青护理费的不能领",),
)
