"""What a conversation makes likelier: what the last answer leads to, itself, its service area."""

from collections.abc import Mapping

from bot.knowledge.answer import Answer

# The service area of what the district's plan says.
PLAN = "plan"
# Topics that speak to somebody in danger: whoever is in none is led to none.
OF_DANGER = ("psychology.crisis", "child.mandatory_report")


def favoured(
    key: str, before: Answer | None, answers: Mapping[str, Answer], chances: Mapping[str, float], of_plan: bool
) -> dict[str, float]:
    """What is added to the margins of topics for a message with this matching key; `of_plan`: the plan is spoken of."""
    likely = _after(key, before, answers, chances)
    if of_plan:
        more = chances["favour_plan"]
        likely |= {topic: likely.get(topic, 0.0) + more for topic in answers if area(topic) == PLAN}
    return likely


def _after(
    key: str, before: Answer | None, answers: Mapping[str, Answer], chances: Mapping[str, float]
) -> dict[str, float]:
    """What the answer before makes likelier for a short message."""
    length = len(key)
    if before is None or length > chances["longest_follow_up"]:
        return {}
    likely = {topic: chances["favour_area"] for topic in answers if area(topic) == area(before.topic)}
    likely |= {topic: chances["favour_related"] for topic in (*before.related, *before.follow_up.values())}
    likely[before.topic] = chances["favour_itself"]
    ease = 1.0 if length <= chances["short_follow_up"] else 0.5
    return {topic: ease * favour for topic, favour in likely.items()}


def area(topic: str) -> str:
    """The service area of a topic: elder of elder.senior_allowance."""
    return topic.split(".", maxsplit=1)[0]
