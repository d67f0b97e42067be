"""A person is wanted: 12345. What was told stays, half an hour as ever, for the door hands it over (bot/handover.py)."""

from bot.knowledge.reply import handoff_reply
from bot.reading.decide import Walk
from bot.reading.ground import Ground
from bot.reading.reading import Reading
from bot.reading.state import State
from bot.walks.outcome import Outcome


def carry_out(walk: Walk, reading: Reading, state: State, ground: Ground) -> Outcome:
    """The number and one sentence to say."""
    sentences = ground.words.sentences
    return Outcome((handoff_reply(sentences["hand_off"], sentences["hand_off_urgent"]),), state)
