"""What people say and the facts it stands for, as one table of regular expressions.

Texts are normalised (half width, simplified, lower case). `SAID` holds for any message;
`ANSWERED` only for the answer to the named question.
"""

import re
from collections.abc import Mapping
from typing import Any

Phrase = tuple[re.Pattern[str], Mapping[str, Any]]


def _phrases(*rows: tuple[str, dict[str, Any]]) -> tuple[Phrase, ...]:
    return tuple((re.compile(pattern), facts) for pattern, facts in rows)


BEIJING_DISTRICTS = "东城|朝阳|海淀|丰台|石景山|通州|顺义|昌平|大兴|房山|门头沟|怀柔|平谷|密云|延庆|亦庄"
ELSEWHERE = (
    "外地|外省|外埠|河北|天津|山东|山西|河南|安徽|江苏|浙江|湖北|湖南|四川|重庆|东北|辽宁|吉林|黑龙江|内蒙|陕西|甘肃|江西|"
    "福建|广东|广西|云南|贵州|海南|宁夏|青海|新疆|西藏|上海|老家"
)
_NOT = r"(?<!不)(?<!没)(?<!没有)(?<!不是)(?<!无)"
_HAVE = r"(?:享受|领|吃|拿|有|是|属于|算|办了|批了|纳入)(?:着|了|的)?"
_WANT = r"(?<!申请)(?<!想)(?<!能)(?<!要)(?<!能不能)(?<!可以)(?<!怎么)(?<!如何)(?<!符合)(?<!够)(?<!不)(?<!没)(?<!没有)(?<!是否)"

SAID = _phrases(
    # 户口
    (r"户口?(?:籍)?(?:就|都)?(?:在|是)?(?:北京市?)?(?:西城|宣武)|(?:西城|宣武)区?的?户口|(?:西城|宣武)户籍", {"hukou": "xicheng"}),
    (rf"户(?:口|籍)(?:就|都)?(?:在|是)?(?:北京市?)?(?:{BEIJING_DISTRICTS})|(?:{BEIJING_DISTRICTS})区?的?户(?:口|籍)", {"hukou": "beijing"}),
    (r"(?<!没有)(?<!没)(?<!非)(?<!不是)(?:北京|本市)(?:市|城市|农村)?的?户(?:口|籍)|(?<!非)京籍|户(?:口|籍)(?:就|都)?在(?:北京|本市)(?!市?(?:西城|宣武))", {"hukou": "beijing"}),
    (
        rf"户(?:口|籍)(?:还|都)?(?:在|是)?(?:{ELSEWHERE})|(?:{ELSEWHERE})(?:的|人)?户(?:口|籍)|非京籍|非本市户|外地人|"
        r"(?:没有?|不是)(?:北京|本市)的?户(?:口|籍)|户(?:口|籍)不在(?:北京|本市)",
        {"hukou": "other"},
    ),
    (r"有(?:北京|本市)?的?(?:居住证|居住登记卡|暂住证)|办了居住证", {"residence_permit": True}),
    (r"没有?(?:办|北京|本市)*的?(?:居住证|居住登记卡|暂住证)", {"residence_permit": False}),
    # 身份
    (rf"{_WANT}(?:{_HAVE}低保|低保(?:户|家庭|对象|人员)|低保证)", {"status": "dibao"}),
    (rf"{_WANT}(?:{_HAVE}低收入|低收入(?:户|家庭|证))", {"status": "low_income"}),
    (rf"{_WANT}(?:{_HAVE}特困|特困(?:人员|户|供养)|五保)", {"status": "tekun"}),
    (r"(?:不是|没有?(?:吃|领|拿|享受|办)?|不在|不吃|不领)(?:低保|低收入)", {"status": "none"}),
    # 人口
    (r"老两口|两口子|小两口|我们俩(?:人)?(?:过|住|生活)", {"household_size": 2}),
    (r"(?:就|只有?)(?:我|他|她|老人)?(?:自己)?一个人(?:过|生活|住)|(?:独自|一个人)(?:过日子|生活)|一人户|家里就(?:我|他|她)一个人?$", {"household_size": 1, "lives_alone": True}),
    (r"独居|(?:自己|一个人|独自)(?:一个人)?(?:居)?住|一个人过", {"lives_alone": True}),
    # 残疾、自理
    (r"(?:没有?(?:办|领)?|无)残疾(?:证)?|不是残疾|没残疾", {"disability_kind": "none"}),
    (r"多重残疾", {"multiple_disability": True}),
    (r"(?:家里|家中|家有|有)(?:个|位|一个)?(?:人是?)?(?:重度残疾|重残)", {"family_severe_disability": True}),
    (r"重度失能", {"care_level": "severe"}),
    (r"中度失能", {"care_level": "moderate"}),
    (r"轻度失能", {"care_level": "mild"}),
    (
        r"瘫(?:痪|在|了)|卧床|(?:不能|没法|没办法|无法|不会|不太能)(?:自理|自己照顾自己|料理)|下不了(?:床|地)|起不来床|离不开人|"
        r"(?<!轻度)(?<!中度)(?<!重度)(?<!评)失能(?!评估|补贴|老人护理|护理|老年人)",
        {"care_level": "unassessed"},
    ),
    (r"(?<!不)(?<!没法)(?<!无法)(?<!不太)能(?:够)?(?:自理|自己照顾自己|料理)|生活自理|自己能行|身体(?:挺|还|很)?(?:好|硬朗)", {"care_level": "able"}),
    # 家里的事
    (rf"{_NOT}(?:得了?|患了?|查出|是|有)?(?:癌|肿瘤|尿毒症|白血病|透析|化疗|放疗|大病|重病|重疾|器官移植)", {"serious_illness": True}),
    (r"(?:家里|我家|房子|屋里)?(?:着了?火|失火|起火|火灾)|车祸|出了(?:意外|事故)|被车撞|煤气中毒", {"emergency": "accident"}),
    (r"(?:突发|突然).{0,3}(?:重病|急病|大病|病倒|脑梗|脑出血|心梗)|(?:在|正)?抢救.*没钱|没钱(?:治|看病|救治|抢救|住院)", {"emergency": "illness"}),
    (r"(?:申请|办)(?:着)?(?:低保|特困).*(?:揭不开锅|没饭吃|过不下去|吃不上饭)", {"emergency": "applying"}),
    (r"失独|独生子(?:女)?(?:去世|死亡|没了|走了|不在了)|唯一的(?:孩子|儿子|女儿)(?:去世|没了|走了|不在了)", {"family_planning": "child_died"}),
    (r"独生子女?(?:是)?(?:伤残|残疾)", {"family_planning": "child_disabled"}),
    (
        r"孤儿|(?:父母|爸妈|爹妈|爸爸妈妈|他爸他妈)(?:都|双双?)(?:不在了?|去世|没了|走了|过世|死了|亡)|父母双亡",
        {"child_care": "orphan"},
    ),
    (
        r"事实无人抚养|(?:父母|爸妈|爹妈)(?:都|双方都?)(?:坐牢|服刑|失联|戒毒|重残|重病|被关|联系不上|找不(?:到|着))|"
        r"(?:爸|妈|父亲|母亲)(?:爸|妈)?(?:去世|没了|死了|不在了?|走了).{0,6}(?:爸|妈|父亲|母亲)(?:爸|妈)?(?:坐牢|服刑|失联|戒毒|跑了|被关|联系不上|改嫁)",
        {"child_care": "unsupported"},
    ),
    (r"(?:刚|昨天|今天|前天|上周|最近|这个月|前几天|今早|昨晚).{0,6}(?:走了|去世|过世|没了|病故|离世)|(?:要|怎么)办(?:丧事|后事)", {"bereaved": True}),
    (r"单亲|(?:离婚|离异|丧偶|一个人|独自)(?:了|后)?.{0,4}带(?:着)?(?:孩子|娃|儿子|女儿|小孩)", {"single_parent": True}),
    (r"(?:住|在|进|送)(?:进|到|在|去|了)?(?:养老院|敬老院|养老机构|老年公寓|福利院)(?:里|了)?", {"lives_in": "institution"}),
    # 住房、财产
    (r"公租房|廉租房", {"home": "public_rental"}),
    (r"租(?:的|了|着)?(?:房|的房|个房|别人)|租房(?:住|子)|在外租", {"home": "market_rental"}),
    (r"借住|寄住|住(?:亲戚|朋友)家|没有?(?:地方住|固定住处)", {"home": "none"}),
    (r"自己(?:家)?的房|自有住房|单位分的房|有(?:一|1)?套房", {"home": "owns"}),
    (r"(?:两|二|三|2|3|好几)套(?:住)?房", {"two_homes": True}),
    (r"(?:没有?|无)(?:小)?(?:汽)?车(?:没|，|,|。|也|$)", {"car": False}),
    (r"(?<!没)(?<!没有)有(?:一|1|两)?辆?(?:小|私家|小汽|汽)?车(?!祸|站|间)", {"car": True}),
    (r"(?<!没)(?<!没有)有(?:一)?(?:间|个|套)?(?:商铺|门面|店面|写字楼)", {"shop": True}),
    # 上学、上班
    (r"(?:上|读|念|在)(?:的)?幼儿园", {"school_stage": "preschool"}),
    (r"(?:上|读|念|在)(?:的)?(?:小学|初中|[一二三四五六七八九]年级|初[一二三])", {"school_stage": "compulsory"}),
    (r"(?:上|读|念|在)(?:的)?(?:普通)?(?:高中|高[一二三])", {"school_stage": "high_school"}),
    (r"(?:上|读|念|在)(?:的)?(?:职高|中专|技校|中职)", {"school_stage": "vocational"}),
    (r"(?:上|读|念|在)(?:的)?(?:大学|大专|本科|大[一二三四])", {"school_stage": "university"}),
    (r"(?:就|只有?|靠)(?:我|他|她|老公|爱人|老婆|丈夫|爸|妈|一)?(?:自己)?(?:一个?人?)(?:在)?(?:上班|挣钱|工作)|一个人(?:在)?(?:上班|挣钱)", {"work": "one"}),
    (r"双职工|(?:俩|两)(?:个)?人都?(?:在)?上班", {"work": "two"}),
    (r"打零工|灵活就业|做(?:点)?小(?:买卖|生意)|摆摊|跑外卖|送外卖|开(?:网约车|滴滴|出租)", {"work": "flexible"}),
    (r"(?:没有?人|都(?:没|不)|全家没有?人?)(?:上班|工作|挣钱)|(?:都)?失业", {"work": "none"}),
    (r"(?:无|没)(?:儿|子)(?:无|没)女|孤寡|无依无靠", {"obligors": "none"}),
)  # fmt: skip

ANSWERED: Mapping[str, tuple[Phrase, ...]] = {
    "hukou": _phrases(
        (r"西城|宣武", {"hukou": "xicheng"}),
        (rf"{BEIJING_DISTRICTS}", {"hukou": "beijing"}),
        (rf"{ELSEWHERE}|不在(?:北京|本市)|不是(?:北京|本市)|农村老家", {"hukou": "other"}),
        (r"北京|本市|本地|城里", {"hukou": "beijing"}),
    ),
    "status": _phrases(
        (r"都不是|都没有?|不是|没有?|无|普通", {"status": "none"}),
        (r"特困|五保", {"status": "tekun"}),
        (r"低收入|边缘", {"status": "low_income"}),
        (r"低保", {"status": "dibao"}),
    ),
    "work": _phrases(
        (r"没有?人|都(?:没|不)|没有?(?:工作|上班)|^没有?$|失业|退休|都退", {"work": "none"}),
        (r"零工|灵活|小生意|小买卖|个体|摆摊|外卖|网约车|临时", {"work": "flexible"}),
        (r"[两俩二2](?:个|口|人)|都上班|都有|双职工|夫妻", {"work": "two"}),
        (r"[一1](?:个|人)|就我|只有?我|我上班|我爱人|老公|老婆|孩子|儿子|女儿", {"work": "one"}),
    ),
    "property": _phrases(
        (r"[两二三四2-4]套|好几套|多套|两处", {"two_homes": True}),
        (r"(?<!没)(?<!没有)(?<!不)(?:有|就|还)?(?:辆|台|一辆)?(?:小?汽|轿|私家|代步|面包|货)?车(?!位|祸)(?:，|,|。|、|$|和|，也|的|了|一)", {"car": True}),
        (r"商铺|门面|店面|写字楼|商用", {"shop": True}),
    ),
    "home": _phrases(
        (r"公租|廉租", {"home": "public_rental"}),
        (r"租", {"home": "market_rental"}),
        (r"借|寄住|没有?(?:固定|住处|房)|亲戚|朋友|宿舍", {"home": "none"}),
        (r"自己|自家|自有|买的|单位分|分的|祖|房改|产权|爸妈的|父母的|儿子的|女儿的", {"home": "owns"}),
    ),
    "family": _phrases(
        (r"重残|重度残疾|残疾", {"family_severe_disability": True}),
        (r"单亲|一个人带|离婚|离异|丧偶", {"single_parent": True}),
    ),
    "supported_by": _phrases(
        (r"父母|爸|妈|爹|娘", {"supported_by": "elder_parents"}),
        (r"兄弟|姐妹|哥|姐|弟|妹", {"supported_by": "siblings"}),
        (r"自己|别人|其他|爱人|老伴|老公|老婆|子女|儿|女|丈夫|妻子|我", {"supported_by": "others"}),
    ),
    "obligors": _phrases(
        (r"没有?(?:能力|本事|钱|条件)|顾不(?:过来|上)|也(?:困难|病|穷)|自身难保|养不(?:起|活)|能力不", {"obligors": "unable"}),
        (r"一个也没|都没有?|没有?人|没有?$|^没|无儿无女|孤", {"obligors": "none"}),
        (r"有|能|儿|女|爱人|老伴|父母|可以", {"obligors": "able"}),
    ),
    "disability_kind": _phrases(
        (r"没有?|无|不是|没办", {"disability_kind": "none"}),
        (r"视|盲|眼", {"disability_kind": "vision"}),
        (r"听|聋|耳", {"disability_kind": "hearing"}),
        (r"言语|语言|哑|说话", {"disability_kind": "speech"}),
        (r"肢|腿|胳膊|手|瘫|脚", {"disability_kind": "limb"}),
        (r"智", {"disability_kind": "intellect"}),
        (r"精神", {"disability_kind": "mental"}),
    ),
    "disability_level": _phrases(
        *((rf"{digit}级?|{chinese}级?", {"disability_level": digit}) for digit, chinese in enumerate("一二三四", 1))
    ),
    "care_level": _phrases(
        (r"重度|完全", {"care_level": "severe"}),
        (r"中度", {"care_level": "moderate"}),
        (r"轻度", {"care_level": "mild"}),
        (r"不能|不行|没法|瘫|卧床|要人|离不开|需要人|不太能|照顾|没评|还没", {"care_level": "unassessed"}),
        (r"能|可以|行|自理|好", {"care_level": "able"}),
    ),
    "school_stage": _phrases(
        (r"没有?(?:人|孩子|上学)?|无|不上学|都毕业|毕业了|还小|没到", {"school_stage": "none"}),
        (r"职高|中专|技校|中职|职业", {"school_stage": "vocational"}),
        (r"高中|高[一二三]", {"school_stage": "high_school"}),
        (r"幼儿园|小班|中班|大班", {"school_stage": "preschool"}),
        (r"大学|大专|本科|大[一二三四]|研究生|高职", {"school_stage": "university"}),
        (r"小学|初中|年级|初[一二三]|中学", {"school_stage": "compulsory"}),
    ),
    "situation": _phrases(
        (r"车祸|火灾|着火|意外|事故", {"emergency": "accident"}),
        (r"没钱治|治不起|急病|突发重病|抢救", {"emergency": "illness"}),
        (r"揭不开锅|申请期间|申请低保", {"emergency": "applying"}),
        (r"(?<!没有人得)(?<!没)(?:大病|重病|癌|肿瘤|尿毒症|白血病|透析)(?!.*没钱治)", {"serious_illness": True}),
        (r"去世|走了|过世|没了|丧事|离世", {"bereaved": True}),
        (r"养老院|敬老院|养老机构|福利院", {"lives_in": "institution"}),
    ),
    "sex": _phrases((r"女|妈|奶|姥姥|婆|妻|老婆|她", {"sex": "female"}), (r"男|爸|爷|公|夫|他", {"sex": "male"})),
    "deceased_covered": _phrases(
        (r"没有?(?:工作|单位|退休|养老金|社保)|无业|农民|没上过班|^没有?|都没", {"deceased_covered": False}),
        (r"退休|单位|职工|养老金|公务员|有", {"deceased_covered": True}),
    ),
    "student": _phrases(
        (r"不上|没上|毕业|退学|没有?|不在|不是", {"student": False}),
        (r"上学|在校|读|念|大学|高中|是|在上", {"student": True}),
    ),
}  # fmt: skip
