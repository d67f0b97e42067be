"""Not known: say so, whom to call, and keep the question for staff."""

from bot.knowledge.reply import fallback_reply
from bot.reading.decide import Walk
from bot.reading.ground import Ground
from bot.reading.reading import Reading
from bot.reading.state import State
from bot.walks.outcome import Outcome


def carry_out(walk: Walk, reading: Reading, state: State, ground: Ground) -> Outcome:
    """`word` none_of_these: choices were offered and none was meant."""
    if walk.word == "none_of_these":
        return _said("none_of_these", state, ground, "close")
    return not_known(reading, state, ground)


def not_known(reading: Reading, state: State, ground: Ground) -> Outcome:
    """An honest no; a jumble of letters is not called a question."""
    if not reading.match.candidates:
        return _said("unclear", state, ground, None)
    return _said("unknown", state, ground, "none")


def _said(word: str, state: State, ground: Ground, reason: str | None) -> Outcome:
    sentences = ground.words.sentences
    way_on = sentences["way_on"] + (sentences["noted"] if reason else "")
    reply = fallback_reply(sentences[word], way_on, sentences["fallback_choices"])
    return Outcome((reply,), state.offered((), state.asked), unanswered=reason)
