"""The documents the rules stand in, by number (文号) or title as `data/policy/sources.yml` has them."""

from datetime import date

from bot.eligibility.scheme import Clause

DIBAO_RULES = "京民社救发〔2018〕445号"
TEKUN_RULES = "京民社救发〔2017〕24号"
TEMPORARY_NOTICE = "京民社救发〔2020〕86号"
MEDICAL_OPINION = "京医保发〔2022〕37号"
ILLNESS_NOTICE = "京医保发〔2023〕9号"
ELDERLY_RULES = "京民养老发〔2019〕160号"
DISABILITY_RULES = "京民福发〔2016〕434号"
CHILDREN_NOTICE = "京民发〔2026〕2号"
CHILDREN_OPINION = "京民福发〔2016〕228号"
UNSUPPORTED_CHILDREN = "京社委儿福发〔2019〕36号"
ORPHAN_NOTICE = "京民福发〔2011〕173号"
FAMILY_PLANNING_DEATH = "京人口发〔2008〕53号"
MARKET_RENT_NOTICE = "京建法〔2020〕6号"
PUBLIC_RENT_NOTICE = "京建法〔2015〕14号"
PRESCHOOL_RULES = "京财教育〔2018〕2025号"
COMPULSORY_NOTICE = "京财教育〔2017〕140号"
STUDENT_AID_RULES = "京教财〔2020〕22号"
ASSISTANCE_LAW = "社会救助法"
PLAN = "西民发〔2021〕15号"
SEA_BURIAL_NOTICE = "京民殡发〔2017〕103号"

ILLNESS_NOTICE_IN_FORCE = date(2023, 1, 1)
CHILDREN_NOTICE_IN_FORCE = date(2025, 7, 1)  # 京民发〔2026〕2号 三
PLAN_IN_FORCE = date(2021, 12, 29)
STUDENT_AID_IN_FORCE = date(2021, 1, 5)
ASSISTANCE_LAW_IN_FORCE = date(2026, 7, 1)  # 社会救助法 第七十八条


def dibao(place: str) -> Clause:
    """A place in the 2018 low-income rules."""
    return Clause(DIBAO_RULES, place)


def elderly(place: str) -> Clause:
    """A place in the 2019 rules on old-age subsidies."""
    return Clause(ELDERLY_RULES, place)


def disability(place: str) -> Clause:
    """A place in the 2016 rules on the two disability subsidies."""
    return Clause(DISABILITY_RULES, place)
