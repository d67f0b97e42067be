"""Courtesy, briefly, and what one can ask."""

from dataclasses import replace

from bot.knowledge.reply import smalltalk_reply
from bot.reading.decide import Walk
from bot.reading.ground import Ground
from bot.reading.reading import Reading
from bot.reading.state import State
from bot.walks.outcome import Outcome

_KINDS = ("greet", "thanks", "bye", "about_bot")
_OFFERING = ("greet", "about_bot")


def carry_out(walk: Walk, reading: Reading, state: State, ground: Ground) -> Outcome:
    """The sentence called `walk.word`; a greeting also offers what is asked most."""
    sentences = ground.words.sentences
    kind = walk.word if walk.word in _KINDS else "thanks"
    choices = sentences["first_choices"] if walk.word in _OFFERING else []
    return Outcome((smalltalk_reply(kind, sentences[walk.word], choices),), replace(state, choices=()))
