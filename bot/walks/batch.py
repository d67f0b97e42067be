"""Many questions at once, each asked by itself of the knowledge as it is or as it would be."""

from collections.abc import Iterable

from bot.knowledge.regression import Told
from bot.reading.ground import Ground
from bot.reading.reading import Sent
from bot.reading.state import State
from bot.walks.turn import respond


def told(text: str, ground: Ground) -> Told:
    """What a resident who asks just this is answered; without Rasa's intent, as `bot ask`."""
    turn = respond(Sent(text), State(), ground)
    walk = turn.steps[0].walk
    choices = [choice for reply in turn.replies for choice in reply.custom.get("choices") or ()]
    offered = tuple(dict.fromkeys(choice["topic"] for choice in choices if "topic" in choice))
    return Told(walk.name, walk.topic, walk.question, offered if walk.name == "clarify" else ())


def run(texts: Iterable[str], ground: Ground) -> dict[str, Told]:
    """Each text once."""
    return {text: told(text, ground) for text in dict.fromkeys(texts)}
