"""A topic staff stopped answering (停答): their sentence and 12345, and the conversation goes on from there."""

from bot.knowledge.answer import Answer
from bot.knowledge.reply import fallback_reply
from bot.reading.ground import Ground
from bot.reading.reading import Reading
from bot.reading.state import State
from bot.walks.outcome import Outcome


def instead(answer: Answer, reading: Reading, state: State, ground: Ground) -> Outcome | None:
    """What is said instead of `answer` today; None where it is answered. Nothing of it is kept for the inbox."""
    stop = ground.snapshot.stop_of(answer.topic, ground.day)
    if stop is None:
        return None
    sentences = ground.words.sentences
    reply = fallback_reply(stop.sentence, sentences["way_on"], [])
    return Outcome((reply,), state.answered(answer.topic, None, reading.text))
