"""Where: the walk of bot.places, with what it may lean on kept in the conversation."""

from dataclasses import replace

from bot.knowledge.reply import Reply
from bot.places import walk as places
from bot.reading.decide import Walk
from bot.reading.ground import Ground
from bot.reading.reading import Reading
from bot.reading.state import State
from bot.walks.outcome import Outcome


def carry_out(walk: Walk, reading: Reading, state: State, ground: Ground) -> Outcome:
    """Asks for what is not known yet: the place, the kind; else what is near, what is known, and a way on."""
    memory = places.Memory.from_json(state.places)
    if reading.follows_to_its_place and reading.where.category is None:
        memory = replace(memory, category=reading.place_of_before)
    said, memory = places.answer(reading.where, memory, ground.directory, ground.now, ground.geocoder)
    replies = tuple(Reply(text, custom) for text, custom in said)
    return Outcome(replies, replace(state, places=memory.to_json(), choices=()))
