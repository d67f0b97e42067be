"""A person is wanted: 12345, and whatever was under way is left.

What was told stays half an hour as ever: the door hands it over (bot/channels/handing_over.py).
"""

from dataclasses import replace

from bot.knowledge.reply import handoff_reply
from bot.reading.decide import Walk
from bot.reading.ground import Ground
from bot.reading.reading import Reading
from bot.reading.state import State
from bot.walks.outcome import Outcome


def carry_out(walk: Walk, reading: Reading, state: State, ground: Ground) -> Outcome:
    """The number and one sentence to say."""
    sentences = ground.words.sentences
    facts = {**state.facts, **((state.interview or {}).get("facts") or {})}
    reply = handoff_reply(sentences["hand_off"], sentences["hand_off_urgent"])
    return Outcome((reply,), replace(state.forgotten(), facts=facts, whom=state.whom))
