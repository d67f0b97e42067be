"""What cannot be read as a question: no words, a bare number, a jumble."""

from bot.knowledge.reply import fallback_reply
from bot.reading.decide import Walk
from bot.reading.ground import Ground
from bot.reading.reading import Reading
from bot.reading.state import State
from bot.walks.outcome import Outcome


def carry_out(walk: Walk, reading: Reading, state: State, ground: Ground) -> Outcome:
    """A question back, never a topic by chance."""
    sentences, word = ground.words.sentences, walk.word
    if word == "number" and state.choices:
        word = "number_place"
    number = f"{reading.number:g}" if reading.number is not None else ""
    return Outcome((fallback_reply(sentences[word].format(number=number), "", []),), state)
