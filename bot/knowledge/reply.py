"""Replies as the reply schema has them (docs/reply.schema.json): plain text and its machine half."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.knowledge.answer import Answer, Question
from bot.knowledge.render import Rendered

HOTLINE = "12345"
NONE_OF_THESE = "都不是"
# What of an answer stays with the redirect to who decides it.
_OF_REDIRECTS = ("topic", "question", "as_of", "figures", "sources", "verified")
# A short service number in a sentence.
_NUMBER = re.compile(r"(?<!\d)(?:12\d{3}|1\d{2}|96\d{3})(?![\d元])")


@dataclass(frozen=True)
class Reply:
    """One message out: what a simple channel shows, and the payload rich ones draw from."""

    text: str
    custom: Mapping[str, Any]


def topic_choice(answer: Answer, question: Question | None = None) -> dict[str, str]:
    """A tappable choice that asks for `answer`'s topic, or for one question of it."""
    if question is None:
        return {"title": answer.question, "payload": f"topic:{answer.topic}", "topic": answer.topic}
    payload = f"topic:{answer.topic}#{question.name}"
    return {"title": question.ask, "payload": payload, "topic": answer.topic}


def place_choice(title: str) -> dict[str, str]:
    """A tappable choice that asks for the nearest place of a kind called `title`."""
    return {"title": f"去哪儿办：{title}", "payload": f"{title}在哪"}


def answer_reply(rendered: Rendered, related: Sequence[Mapping[str, str]] = ()) -> Reply:
    """The answer card: what is seen at once, what unfolds, what stands behind it, and where to go on."""
    answer, question = rendered.answer, rendered.question
    custom = {
        "kind": "answer",
        "topic": answer.topic,
        "question": f"{answer.topic}#{question.name}" if question else None,
        "title": question.ask if question else answer.question,
        "lead": rendered.lead,
        "mine": rendered.mine,
        "short": list(rendered.short),
        "more": [section.payload() for section in rendered.more],
        "as_of": str(rendered.as_of) if rendered.as_of else None,
        "figures": rendered.figures_payload(),
        "sources": [source.payload() for source in rendered.sources],
        "verified": rendered.lead_verified,
        "related": [dict(choice) for choice in related][:3],
    }
    return Reply(rendered.text(), custom)


def redirect_reply(rendered: Rendered, way_on: str) -> Reply:
    """What we know of another department's business: told as that, with the number to call on the button."""
    number = next(iter(_NUMBER.findall(rendered.lead)), HOTLINE)
    lines = [line for line in (rendered.mine, *rendered.short) if line]
    reply = fallback_reply(rendered.lead, "\n".join([*lines, way_on.format(phone=number)]), [], phone=number)
    kept = {name: value for name, value in answer_reply(rendered).custom.items() if name in _OF_REDIRECTS}
    return Reply(reply.text, {**kept, **reply.custom})


def more_reply(rendered: Rendered) -> Reply:
    """Everything of an answer at once, for whoever cannot unfold."""
    reply = answer_reply(rendered)
    return Reply("\n\n".join([rendered.whole_text(), *_basis(reply.custom["sources"])]), reply.custom)


def _basis(sources: Any) -> list[str]:
    if not sources:
        return []
    named = [
        f"《{source['title']}》" + (f"（{source['number']}）" if "number" in source else "") for source in sources[:2]
    ]
    return ["依据：" + "、".join(named)]


def clarify_reply(choices: Sequence[Mapping[str, str]], which_one: str, pick_one: str) -> Reply:
    """Up to three things the resident may have meant, to tap or to name by number."""
    lines = [f"{number}. {choice['title']}" for number, choice in enumerate(choices, 1)]
    offered = [*map(dict, choices), {"title": NONE_OF_THESE, "payload": NONE_OF_THESE}]
    text = "\n".join([which_one, *lines, pick_one])
    return Reply(text, {"kind": "clarify", "lead": which_one, "choices": offered})


def fallback_reply(lead: str, way_on: str, choices: Sequence[Mapping[str, str]], phone: str | None = HOTLINE) -> Reply:
    """We cannot answer, and say so; `way_on` is whom to ask, `phone` the number on the button, if any."""
    text = f"{lead}\n{way_on}" if way_on else lead
    custom: dict[str, Any] = {"kind": "fallback", "lead": lead, "choices": [dict(choice) for choice in choices]}
    return Reply(text, custom | ({"phone": phone} if phone else {}))


def handoff_reply(lead: str, urgent: str) -> Reply:
    """A person: 12345."""
    calls = [{"number": HOTLINE, "label": "北京市民服务热线"}]
    return Reply(f"{lead}\n{urgent}", {"kind": "handoff", "lead": lead, "phone": HOTLINE, "calls": calls})


def error_reply(text: str) -> Reply:
    """Something of ours is broken; the resident is not left without a way."""
    return Reply(text, {"kind": "error", "lead": text, "phone": HOTLINE})


def smalltalk_reply(topic: str, text: str, choices: Sequence[Mapping[str, str]] = ()) -> Reply:
    """greet, thanks, bye or about_bot."""
    return Reply(text, {"kind": "smalltalk", "topic": topic, "choices": [dict(choice) for choice in choices]})
