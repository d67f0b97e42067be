"""Somebody may be in danger: the number first, and nothing of a person is kept; a screening can be resumed."""

from dataclasses import replace

from bot.danger.reply import emergency
from bot.knowledge.reply import Reply
from bot.reading.decide import Walk
from bot.reading.ground import Ground
from bot.reading.reading import Reading
from bot.reading.state import State
from bot.walks.outcome import Outcome


def carry_out(walk: Walk, reading: Reading, state: State, ground: Ground) -> Outcome:
    """Only the reply of its kind; what was under way waits for 接着刚才的."""
    assert reading.danger
    return Outcome((Reply(*emergency(reading.danger, ground.words.replies)),), replace(state, choices=()))
