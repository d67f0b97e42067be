"""Replies as the reply schema has them (docs/reply.schema.json): plain text and its machine half."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.knowledge.answer import Answer
from bot.knowledge.render import Rendered

HOTLINE = "12345"
NONE_OF_THESE = "都不是"
_MOST_RELATED = 3


@dataclass(frozen=True)
class Reply:
    """One message out: what a simple channel shows, and the payload rich ones draw from."""

    text: str
    custom: Mapping[str, Any]


def topic_choice(answer: Answer) -> dict[str, str]:
    """A tappable choice that asks for `answer`'s topic."""
    return {"title": answer.question, "payload": f"topic:{answer.topic}", "topic": answer.topic}


def answer_reply(
    rendered: Rendered, answers: Mapping[str, Answer], titles: Mapping[str, str], screening: bool = False
) -> Reply:
    """The answer card: figures and sources behind it, where to read on, and the kind of place to offer.

    `titles` is what each kind of place is called, by its id.
    """
    answer = rendered.answer
    name = titles.get(answer.service or "")
    place = [{"title": f"{name}在哪儿", "payload": f"{name}在哪儿"}] if name else []
    judge = [{"title": "帮我看看我能领什么", "payload": "帮我看看我能领什么"}] if screening else []
    room = _MOST_RELATED - len(place) - len(judge)
    topics = [topic_choice(answers[topic]) for topic in answer.related if topic in answers][:room]
    related = [*place, *topics, *judge]
    custom = {
        "kind": "answer",
        "topic": answer.topic,
        "title": answer.question,
        "figures": rendered.figures_payload(),
        "sources": [source.payload() for source in rendered.sources],
        "verified": rendered.verified,
        "related": related,
    }
    return Reply("\n\n".join([rendered.text(), *_basis(custom["sources"])]), custom)


def _basis(sources: Any) -> list[str]:
    if not sources:
        return []
    named = [
        f"《{source['title']}》" + (f"（{source['number']}）" if "number" in source else "") for source in sources[:2]
    ]
    return ["依据：" + "、".join(named)]


def clarify_reply(answers: Sequence[Answer]) -> Reply:
    """Up to three things the resident may have meant, to tap or to name by number."""
    choices: list[dict[str, str]] = [topic_choice(answer) for answer in answers]
    lines = [f"{number}. {choice['title']}" for number, choice in enumerate(choices, 1)]
    choices.append({"title": NONE_OF_THESE, "payload": NONE_OF_THESE})
    text = "\n".join(["您是想问哪一个？", *lines, "点一下，或者回复数字；都不是的话换个说法告诉我。"])
    return Reply(text, {"kind": "clarify", "choices": choices})


def fallback_reply(reason: str = "", noted: bool = False) -> Reply:
    """We do not know, and say so; `noted` where the question is kept for staff, and only then is it said."""
    text = (
        f"{reason or '这个问题我没有把握答对，不敢乱说。'}\n"
        f"您可以换个说法再问一次；急的话拨 {HOTLINE}，全天有人接，也可以问户籍地街道。"
    )
    if noted:
        text += "您的问题我记下了（不含个人信息），工作人员会补上答案。"
    choices = [{"title": "转人工", "payload": "转人工"}, {"title": "你能做什么", "payload": "你能做什么"}]
    return Reply(text, {"kind": "fallback", "phone": HOTLINE, "choices": choices})


def handoff_reply() -> Reply:
    """A person: 12345."""
    text = (
        f"好的。请拨 {HOTLINE}（北京市民服务热线，全天有人接），说“西城区民政”的事，会转给区里办。"
        "有危险请打 110，急病打 120。"
    )
    return Reply(text, {"kind": "handoff", "phone": HOTLINE})


def error_reply() -> Reply:
    """Something of ours is broken; the resident is not left without a way."""
    text = f"对不起，我这边出了点故障，暂时答不了。请过几分钟再问，急事请拨 {HOTLINE}。"
    return Reply(text, {"kind": "error", "phone": HOTLINE})


def smalltalk_reply(topic: str, text: str, choices: Sequence[Mapping[str, str]] = ()) -> Reply:
    """greet, thanks, bye or about_bot."""
    return Reply(text, {"kind": "smalltalk", "topic": topic, "choices": list(choices)})
