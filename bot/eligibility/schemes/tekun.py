"""特困人员供养 (京民社救发〔2017〕24号; 社会救助法第十六条)."""

from bot.eligibility import means
from bot.eligibility.clauses import ASSISTANCE_LAW_IN_FORCE, ILLNESS_NOTICE, ILLNESS_NOTICE_IN_FORCE, TEKUN_RULES
from bot.eligibility.condition import STREET, AllOf, AnyOf, Between, OneOf, Since
from bot.eligibility.disability_class import DISABLED, MARKED
from bot.eligibility.residence import beijing_hukou
from bot.eligibility.scheme import Clause, Rule, Scheme

OLD = Between("age", at_least="tekun.elder_age")
CHILD = Between("age", below="tekun.minor_age")
MINOR_BY_NEW_LAW = AllOf(Since(ASSISTANCE_LAW_IN_FORCE), Between("age", below="distressed_children.age_below"), STREET)
ASSESSED_UNABLE = AllOf(DISABLED, STREET)
CANNOT_WORK = AnyOf(OLD, CHILD, MARKED, MINOR_BY_NEW_LAW, ASSESSED_UNABLE)
IN_DIBAO = OneOf("status", {"dibao"})
"""Income and property were found in order when 低保 was granted."""
NOBODY_TO_SUPPORT = AnyOf(OneOf("obligors", {"none"}), AllOf(OneOf("obligors", {"unable"}), STREET))


SCHEME = Scheme(
    name="tekun",
    title="特困人员供养",
    topic="assistance.tekun_eligibility",
    category="assistance_office",
    means_tested=True,
    concerns=NOBODY_TO_SUPPORT,
    core=("dibao.standard", "tekun.elder_age"),
    held=OneOf("status", {"tekun"}),
    rules=(
        beijing_hukou(Clause(TEKUN_RULES, "第六条")),
        Rule(
            "没有劳动能力：年满 {tekun.elder_age} 岁、未满 {tekun.minor_age} 岁，或一二级视力肢体、一二三级智力精神残疾",
            Clause(TEKUN_RULES, "第七条"),
            CANNOT_WORK,
            maybe="其他残疾人要做劳动能力鉴定，满 {tekun.minor_age} 岁的未成年人要看新法怎么落地，由街道核定",
            shows=("age",),
        ),
        Rule(
            "没有生活来源：人均月收入低于低保标准 {dibao.standard} 元",
            Clause(TEKUN_RULES, "第八条"),
            AnyOf(IN_DIBAO, means.BELOW_DIBAO_RAW),
            said=means.told_per_head,
        ),
        Rule(
            "没有法定赡养、抚养、扶养人，或他们没有能力",
            Clause(TEKUN_RULES, "第六条（三）、第十条"),
            NOBODY_TO_SUPPORT,
            maybe="赡养抚养人有没有能力，由街道核定",
            shows=("obligors",),
        ),
        Rule(
            "家里没有两套以上住房、商铺，也没有汽车",
            Clause(ILLNESS_NOTICE, "二（四）2；特困用同一份经济状况认定意见"),
            AnyOf(IN_DIBAO, means.WITHIN_DIBAO_PROPERTY),
            maybe="小面积的两套房、兼作唯一住处的商铺能不能除外，由街道核定",
            shows=("two_homes", "shop", "car"),
            since=ILLNESS_NOTICE_IN_FORCE,
        ),
        Rule(
            "财产状况符合规定（没有两套以上住房、商铺、汽车）",
            Clause(TEKUN_RULES, "第八条"),
            AnyOf(IN_DIBAO, AllOf(means.WITHIN_DIBAO_PROPERTY, STREET)),
            maybe="财产的具体限额没有见到原文，由街道核定",
            shows=("two_homes", "shop", "car"),
            until=ILLNESS_NOTICE_IN_FORCE,
        ),
        Rule(
            "存款等不超过规定限额",
            Clause(TEKUN_RULES, "第八条"),
            AnyOf(IN_DIBAO, means.DIBAO_SAVINGS),
            maybe="存款偏多，限额由街道核对",
            shows=("savings_yuan",),
        ),
    ),
    papers=(
        "特困人员救助供养申请表",
        "家庭经济状况登记表及授权书",
        "本人和法定赡养抚养扶养人的身份证、户口簿复印件、收入证明",
    ),
    notes=(
        "供养标准每年公布，基本生活标准不低于低保标准的 {tekun.basic_multiple} 倍，具体数额请问街道",
        "可以选择住进供养机构，也可以在家",
    ),
)
