"""骨灰海葬、自然葬免费 (京民殡发〔2017〕103号; a document of May 2026 may change it and was not seen)."""

from bot.eligibility.clauses import SEA_BURIAL_NOTICE
from bot.eligibility.condition import STREET, AllOf
from bot.eligibility.residence import beijing_hukou
from bot.eligibility.scheme import Clause, Rule, Scheme
from bot.eligibility.schemes.funeral import BEREAVED

SCHEME = Scheme(
    name="eco_burial",
    title="海葬、自然葬免费殡仪服务（惠民殡葬）",
    topic="funeral.basic_subsidy",
    category="funeral_service",
    concerns=BEREAVED,
    core=("funeral.free_items",),
    rules=(
        Rule("家里有人刚去世", Clause(SEA_BURIAL_NOTICE, "二"), BEREAVED, shows=("bereaved",)),
        beijing_hukou(Clause(SEA_BURIAL_NOTICE, "二"), "逝者是本市户口"),
        Rule(
            "选海葬或自然葬，由本市殡仪馆和定点单位办",
            Clause(SEA_BURIAL_NOTICE, "二"),
            AllOf(BEREAVED, STREET),
            maybe="选这两种方式才免 {funeral.free_items} 项费用；今年新出的文件还没见到正文，办前请问殡仪馆或街道",
        ),
    ),
    papers=("死亡证明", "逝者户口簿、身份证"),
    notes=("补给服务单位的钱不发给家属，家属不用交这些费用",),
)
