"""Another department's business: say whose, with its own number; else that we do not know whose."""

from dataclasses import replace

from bot.knowledge.reply import fallback_reply
from bot.reading.decide import Walk
from bot.reading.ground import Ground
from bot.reading.reading import Reading
from bot.reading.state import State
from bot.walks.outcome import Outcome


def carry_out(walk: Walk, reading: Reading, state: State, ground: Ground) -> Outcome:
    """Where the department is known its number is on the button; never 不归民政管 for what is not known."""
    sentences, department = ground.words.sentences, reading.department
    kept = replace(state, choices=())
    if department is None:
        return Outcome((fallback_reply(sentences["not_ours"], "", sentences["fallback_choices"]),), kept)
    return Outcome((fallback_reply(department.say, "", [], phone=department.phone),), kept)
