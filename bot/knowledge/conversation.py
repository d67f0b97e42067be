"""One message in the light of what was said before: choices, follow-ups, years, two questions at once.

`respond` reads as the list of steps it is. Pure: the snapshot, the day and what is known of the
resident come in; replies and the new context go out.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from bot.chinese.normalize import has_words, matching_key, normalize
from bot.chinese.numbers import to_number
from bot.knowledge.answer import Answer
from bot.knowledge.matcher import Match, Snapshot, Thresholds, judge
from bot.knowledge.render import Rendered, render, render_aspect, render_period, year_period
from bot.knowledge.reply import NONE_OF_THESE, Reply, answer_reply, clarify_reply, fallback_reply, smalltalk_reply

# What a short follow-up asks of the topic before.
_ASPECTS = (
    ("materials", r"(要|得|需要|用)?(带|拿|准备|交|提交)(什么|啥|哪些|些什么|点什么)(材料|东西|证件|手续|资料)?|(要|得|需要|用|准备)?(什么|啥|哪些)(材料|证件|手续|资料|东西)|(材料|证件|手续)(有哪些|呢|是什么|要什么)?"),
    ("how_long", r"(要|得|需要)?(多久|多长时间|几天|多少天|什么时候|啥时候|何时)(能|可以)?(办好|办完|下来|批|批下来|到账|拿到|办下来|发)?"),
    ("where", r"(在|到|去|上)?(哪|哪儿|哪里|什么地方|啥地方)(里)?(能|可以)?(办|申请|交|弄|办理|去办)?|地址|办理地点"),
    ("refused", r"(要是|如果|万一)?(没|不|没有)(批|批准|通过|批下来|给办)(怎么办|咋办|呢)?|被拒(了)?(怎么办|咋办)?|不服(怎么办)?"),
    ("cost", r"(要|得|用)?(不要|收不收|花不花|要不要|收)?(钱|费|交钱|收费|花钱)(吗|么|不)?|(要|得|用|需要)(交|花)?(多少|几个|多少块)(钱|费)?|(收|交|花)(多少|几个|多少块)(钱|费)?"),
    ("amount", r"(补贴|补助|津贴|一个月|每月|总共|一共)?(能|可以)?(领|给|发|拿|有|是|补)?(多少|多少钱|几个钱|多少块)(钱)?(一个月|一月|每月)?"),
    ("steps", r"(那)?(怎么|咋|如何)(样)?(办|申请|弄|办理|申请呢|走流程|领)|(办理)?(流程|步骤|程序)"),
    ("who", r"(谁|哪些人|什么人|啥人|什么条件|啥条件)(能|可以|符合)?(申请|领|办)?|(有)?(什么|啥)(条件|要求|限制)|(我)?(能|可以)(申请|领|办)(吗|么|不)"),
)  # fmt: skip
_ASPECT_PATTERNS = tuple((aspect, re.compile(pattern)) for aspect, pattern in _ASPECTS)
# 多少钱 asks what is paid or what it costs, whichever the answer speaks of.
_STANDS_FOR = {"amount": ("cost",), "cost": ("amount",), "where": ("steps",), "how_long": ("steps",)}
_MONTHLY = re.compile(r"一个?月|每个?月")
_BEFORE = "那么|那|这个|这|它|他|她|嗯|哦|好的|好|请问|还有|然后|再问下|都|需要|一般|大概|到底|具体|对了"
_FILLER_BEFORE = re.compile(rf"^(?:{_BEFORE})+")
_FILLER = re.compile(rf"^(?:{_BEFORE})+|(?:呢|啊|呀|吧|吗|(?<![什怎多那这])么|嘛|的话|了)+$")
_WHAT_ABOUT = re.compile(r"^(那么|那|要是|如果|换成)?(.{1,16}?)(的话)?(呢|咋办|怎么办|怎么样)[?？]?$")
_CORRECTION = re.compile(r"^(不对|不是|错了|说错了|搞错了|纠正|更正)")
_ORDINALS = {
    "第一": 0,
    "前面": 0,
    "头一": 0,
    "上面": 0,
    "第二": 1,
    "中间": 1,
    "第三": 2,
    "最后": -1,
    "后面": -1,
    "末": -1,
    "下面": -1,
}
_SPLIT = re.compile(r"[。？！?!；;\n]+|，?(?:还有就是|还有|另外|对了|顺便问一下|顺便|再问一下|再问|以及)[，,]?")
_GREETING = re.compile(
    r"^(?:(?:您好|你好|喂|同志|师傅|在吗|打扰(?:一下)?|麻烦(?:您)?(?:问一下)?|请问(?:一下)?|先?问一下|(?:我)?想(?:问问|问一下|问下|咨询一下|咨询下|打听一下|打听打听|打听))"
    r"[啊呀呐哈，,。.！!～~ ]*)+"
)
_ASKS = re.compile(r"[吗么呢不没]$|(.)不\1|[怎咋啥哪几谁]|多少|多久|什么|能不能|可不可以|要不要|如何")
_ASSENT = re.compile(
    r"(嗯+|对+|是|好|行|可以|没错|要|ok|中|成|妥)(的|吧|啊|呀|嘞|哒|了|呢|知道了|明白了|就这个|就是这个)*|(知道|明白|了解|清楚|收到|就是这个|就这个)了?"
)
_ASSENT_SIGNS = re.compile("[👍👌🙏❤🌹😊🙂😄]")
# What the conversation adds to a topic's margin, for messages up to so many characters.
_FAVOUR_RELATED, _FAVOUR_ITSELF, _FAVOUR_AREA = 0.4, 0.3, 0.2
_SHORT_FOLLOW_UP, _LONGEST_FOLLOW_UP = 12, 20
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?:年)?(?!\d)")
_RELATIVE_YEARS = {"大前年": -3, "前年": -2, "去年": -1, "上一年": -1}


@dataclass(frozen=True)
class Context:
    """What this message may lean on: the topic answered last, choices offered last, facts known.

    `newly_known` names the facts that this very message told.
    """

    topic: str | None = None
    choices: tuple[str, ...] = ()
    known: Mapping[str, Any] = field(default_factory=dict)
    newly_known: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Turn:
    """Replies, and what the next message may lean on. `unanswered` is the reason to log it, if any."""

    replies: list[Reply]
    topic: str | None = None
    choices: tuple[str, ...] = ()
    unanswered: str | None = None
    candidates: tuple[str, ...] = ()

    @property
    def answered(self) -> bool:
        return bool(self.replies) and self.replies[0].custom["kind"] == "answer"


def respond(text: str, context: Context, snapshot: Snapshot, thresholds: Thresholds, day: date) -> Turn:
    """The whole of Walk A behind the channel. Never raises for any text."""
    if (picked := picked_choice(text, context.choices)) is not None:
        return _answer([picked], text, context, snapshot, day)
    if matching_key(text) == NONE_OF_THESE:
        reply = fallback_reply("好的，那我没听明白您的意思。", noted=True)
        return Turn([reply], context.topic, unanswered="close", candidates=context.choices)
    if agrees(text):
        return _agreed(text, context, snapshot, day)
    if not has_words(text):
        return Turn([fallback_reply("我只看得懂文字，您用一句话说说想问什么？")], context.topic)
    parts = questions(without_period(text))
    turns = _part_by_part(parts, context, snapshot, thresholds, day) if len(parts) > 1 else []
    if len(turns) > 1:
        return _joined(turns)
    whole = _understood(text, context, snapshot, thresholds, day)
    return turns[0] if turns and not whole.answered else whole


def _understood(text: str, context: Context, snapshot: Snapshot, thresholds: Thresholds, day: date) -> Turn:
    """`text` as one question: a follow-up of the topic before, a year's figure, a match, or none."""
    if (followed := _follow_up(text, context, snapshot, thresholds, day)) is not None:
        return followed
    if (dated := _of_a_year(text, snapshot, thresholds, day)) is not None:
        return _answer([dated], text, context, snapshot, day)
    asked = without_greeting(without_period(text))
    match = judge(asked, snapshot.index, thresholds, favoured(asked, context, snapshot))
    if match.status == "sure" and match.topic:
        return _answer([match.topic], text, context, snapshot, day)
    return _unsure(text, match, context, snapshot, day)


def _part_by_part(
    parts: Sequence[str], context: Context, snapshot: Snapshot, thresholds: Thresholds, day: date
) -> list[Turn]:
    """At most two turns for the questions of one message, each in the light of the one before; none where none is sure.

    Where one is understood and the other only nearly, the one is answered and the other asked back.
    """
    turns: list[Turn] = []
    before = context
    for part in parts:
        turn = _understood(part, before, snapshot, thresholds, day)
        if turn.answered:
            before = Context(turn.topic, (), context.known)
        turns.append(turn)
    answered = list({turn.topic: turn for turn in turns if turn.answered}.values())
    asked_back = [turn for turn in turns if turn.choices] if len(answered) == 1 else []
    return [*answered, *asked_back][:2]


def _joined(turns: Sequence[Turn]) -> Turn:
    last = turns[-1]
    topic = next((turn.topic for turn in reversed(turns) if turn.answered), None)
    return Turn(
        [reply for turn in turns for reply in turn.replies], topic, last.choices, last.unanswered, last.candidates
    )


def favoured(text: str, context: Context, snapshot: Snapshot) -> dict[str, float]:
    """Topics a short message more likely means after the one before: what that leads to, itself, its service area."""
    before = snapshot.answers.get(context.topic or "")
    length = len(matching_key(text))
    if before is None or length > _LONGEST_FOLLOW_UP:
        return {}
    likely = {topic: _FAVOUR_AREA for topic in snapshot.answers if _area(topic) == _area(before.topic)}
    likely |= {topic: _FAVOUR_RELATED for topic in (*before.related, *before.follow_up.values())}
    likely[before.topic] = _FAVOUR_ITSELF
    ease = 1.0 if length <= _SHORT_FOLLOW_UP else 0.5
    return {topic: ease * favour for topic, favour in likely.items()}


def _area(topic: str) -> str:
    return topic.split(".", maxsplit=1)[0]


def agrees(text: str) -> bool:
    """嗯, 好的, 👍: nothing but assent."""
    key = matching_key(text)
    return bool(_ASSENT.fullmatch(key)) if key else bool(_ASSENT_SIGNS.search(text))


def _agreed(text: str, context: Context, snapshot: Snapshot, day: date) -> Turn:
    """Assent takes the one choice there is, asks again among several, and else is a courtesy."""
    offered = [snapshot.answers[topic] for topic in context.choices if topic in snapshot.answers]
    if len(offered) == 1:
        return _answer([offered[0].topic], text, context, snapshot, day)
    if offered:
        return Turn([clarify_reply(offered)], context.topic, context.choices)
    return Turn([smalltalk_reply("thanks", "好的。还有什么想问的，直接说就行。")], context.topic)


def _of_a_year(text: str, snapshot: Snapshot, thresholds: Thresholds, day: date) -> str | None:
    """2021年低保多少: of the topics likely meant, the first whose figures are kept by date."""
    if asked_period(text, day) is None:
        return None
    likely = [c.topic for c in snapshot.index.rank(without_period(text), 5) if c.score >= thresholds.close / 4]
    return next((topic for topic in likely if topic in snapshot.answers and snapshot.answers[topic].series), None)


def _unsure(text: str, match: Match, context: Context, snapshot: Snapshot, day: date) -> Turn:
    """No sure match: facts alone re-tell the topic before; else choices; else honesty."""
    before = snapshot.answers.get(context.topic or "")
    if before and _decides(context, before) and len(matching_key(text)) <= _LONGEST_FOLLOW_UP:
        return _answer([before.topic], text, context, snapshot, day)
    topics = tuple(candidate.topic for candidate in match.candidates if candidate.topic in snapshot.answers)
    if match.status == "close" and topics:
        answers = [snapshot.answers[topic] for topic in topics]
        return Turn([clarify_reply(answers)], topics[0], topics, unanswered="close", candidates=topics)
    return Turn([fallback_reply(noted=True)], context.topic, unanswered="none", candidates=topics)


def _answer(topics: Sequence[str | None], text: str, context: Context, snapshot: Snapshot, day: date) -> Turn:
    replies = []
    for topic in topics:
        answer = snapshot.answers.get(topic or "")
        if answer is not None:
            replies.append(
                answer_reply(
                    _rendered(answer, text, context, snapshot, day),
                    snapshot.answers,
                    snapshot.titles,
                    _may_screen(answer),
                )
            )
    if not replies:
        return Turn([fallback_reply(noted=True)], context.topic, unanswered="none")
    return Turn(replies, topic=topics[-1])


def _rendered(answer: Answer, text: str, context: Context, snapshot: Snapshot, day: date) -> Rendered:
    period = asked_period(text, day)
    if period and answer.series:
        return render_period(answer, *period, snapshot.figures, day, snapshot.sources)
    return render(answer, snapshot.figures, day, snapshot.sources, context.known)


def _may_screen(answer: Answer) -> bool:
    return bool(answer.tiers) or answer.topic.endswith(("_eligibility", ".low_income_family", ".expenditure_poverty"))


def picked_choice(text: str, choices: Sequence[str]) -> str | None:
    """The topic a resident picks from `choices` by number or position: 2, 第二个, 后面那个."""
    key = matching_key(text)
    if not choices or not key or len(key) > 8:
        return None
    core = re.sub(r"^(选|我选|我要|要|就|问)+|(个|条|项|那个|的|吧|那|一|问题)+$", "", key) or key
    number = to_number(re.sub(r"^第", "", core))
    if number is not None:
        return choices[int(number) - 1] if number == int(number) and 1 <= number <= len(choices) else None
    for word, position in _ORDINALS.items():
        if key.startswith(word) and len(key) <= len(word) + 4:
            return choices[position] if position < len(choices) else None
    return None


def questions(text: str) -> list[str]:
    """The parts of a message that each ask something, at most four; one part where it is one question."""
    parts = [part.strip(" ，,、") for part in _SPLIT.split(normalize(text))]
    asking = [part for part in parts if len(matching_key(part)) >= 2 and _ASKS.search(part)]
    return asking[:4] if len(asking) > 1 else [text]


def asked_period(text: str, today: date) -> tuple[date, date] | None:
    """The past year a question is about: 2021年低保多少, 去年的标准."""
    spoken = normalize(text)
    for word, offset in _RELATIVE_YEARS.items():
        if word in spoken:
            return year_period(today.year + offset)
    match = _YEAR.search(spoken) or _YEAR.search(_arabic_years(spoken))
    if match and 1990 <= int(match[1]) < today.year:
        return year_period(int(match[1]))
    return None


def without_period(text: str) -> str:
    """`text` without the year it names, which says when and not what; the text itself where nothing is left."""
    rest = _YEAR.sub("", _arabic_years(normalize(text)))
    for word in _RELATIVE_YEARS:
        rest = rest.replace(word, "")
    return rest if len(matching_key(rest)) >= 2 else text


def without_greeting(text: str) -> str:
    """`text` without the words one opens with; the text itself where nothing is left."""
    rest = _GREETING.sub("", normalize(text))
    return rest if len(matching_key(rest)) >= 3 else text


def _arabic_years(text: str) -> str:
    return re.sub(
        r"[零〇一二三四五六七八九]{4}(?=年)", lambda m: f"{to_number(m[0].replace('〇', '零')) or 0:.0f}", text
    )


def asked_aspect(text: str) -> str | None:
    """Which section of the topic before a message asks for, where it asks for nothing else."""
    spoken = matching_key(text)
    for key in (spoken, _FILLER_BEFORE.sub("", spoken), _bare(text)):
        for aspect, pattern in _ASPECT_PATTERNS:
            if pattern.fullmatch(key):
                return aspect
    return None


def _bare(text: str) -> str:
    key, before = matching_key(text), ""
    while key != before:
        before, key = key, _FILLER.sub("", key) or key
    return key


def _follow_up(text: str, context: Context, snapshot: Snapshot, thresholds: Thresholds, day: date) -> Turn | None:
    """Ellipsis resolved against the topic before; None where the message stands on its own."""
    answer = snapshot.answers.get(context.topic or "")
    if answer is None:
        return None
    if aspect := asked_aspect(text):
        return _aspect_turn(aspect, answer, text, context, snapshot, thresholds, day)
    if _decides(context, answer) and (_CORRECTION.match(matching_key(text)) or len(_bare(text)) <= 6):
        return _answer([answer.topic], text, context, snapshot, day)
    if asked_period(text, day) and answer.series and len(_bare(text)) <= 8:
        return _answer([answer.topic], text, context, snapshot, day)
    about = _WHAT_ABOUT.match(normalize(text))
    if about and len(about[2]) <= 8 and (sibling := _same_asked_of(about[2], answer, snapshot, thresholds)):
        return _answer([sibling], text, context, snapshot, day)
    return None


def _decides(context: Context, answer: Answer) -> bool:
    """Does what this message told choose among the lines of `answer`?"""
    asked = {key.removesuffix("_from").removesuffix("_below") for tier in answer.tiers for key in tier.when}
    return bool(asked & context.newly_known)


def _same_asked_of(other: str, answer: Answer, snapshot: Snapshot, thresholds: Thresholds) -> str | None:
    """离婚呢 after 结婚登记带什么材料: of what `other` may mean, in the same area if any, the question most like the last."""
    likely = [c.topic for c in snapshot.index.rank(other, limit=8) if c.score >= thresholds.close / 20]
    alike = {
        topic: len(_pairs(snapshot.answers[topic].question) & _pairs(answer.question))
        for topic in likely
        if topic in snapshot.answers and topic != answer.topic
    }
    best = max(alike, key=lambda topic: (_area(topic) == _area(answer.topic), alike[topic]), default=None)
    return best if best and alike[best] >= 2 else None


def _pairs(text: str) -> set[str]:
    key = matching_key(text)
    return {key[start : start + 2] for start in range(len(key) - 1)}


def _aspect_turn(
    aspect: str, answer: Answer, text: str, context: Context, snapshot: Snapshot, thresholds: Thresholds, day: date
) -> Turn:
    """The section asked for, of the topic that has it; where none has, what else the words may mean, or all again."""
    if aspect not in {*answer.follow_up, *answer.details} and not (aspect == "amount" and answer.tiers):
        stands_for = () if _MONTHLY.search(text) else _STANDS_FOR.get(aspect, ())
        aspect = next((other for other in stands_for if other in answer.details), aspect)
    if target := answer.follow_up.get(aspect):
        return _answer([target], text, context, snapshot, day)
    rendered = render_aspect(answer, aspect, snapshot.figures, day, snapshot.sources)
    if rendered is None:
        match = judge(text, snapshot.index, thresholds, favoured(text, context, snapshot))
        topic = match.topic if match.status == "sure" else answer.topic
        return _answer([topic], text, context, snapshot, day)
    return Turn([answer_reply(rendered, snapshot.answers, snapshot.titles)], topic=answer.topic)


def leans_on_before(text: str, context: Context, snapshot: Snapshot, thresholds: Thresholds) -> bool:
    """Is `text` nothing by itself, but a choice, assent or a follow-up of what was said before?"""
    if picked_choice(text, context.choices) is not None or agrees(text):
        return True
    if context.topic is None:
        return False
    if asked_aspect(text) is not None or context.newly_known:
        return True
    near = favoured(text, context, snapshot)
    match = judge(text, snapshot.index, thresholds, near)
    return match.status == "sure" and match.topic in near


def answer_topic(topic: str, context: Context, snapshot: Snapshot, day: date) -> Turn:
    """The answer to a topic named outright, by a tapped choice."""
    return _answer([topic], "", context, snapshot, day)
