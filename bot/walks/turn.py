"""One turn of a conversation: read, decide, carry out. Residents, `bot ask`, the desk's batches and replays come here.

A message of several questions is taken part by part, each in the light of the one before, where at least two of the
parts are understood; else as a whole.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.danger.reply import care
from bot.knowledge.candidate import Candidate
from bot.knowledge.reply import Reply
from bot.reading.decide import Walk, answering, decide
from bot.reading.favour import OF_DANGER
from bot.reading.ground import Ground
from bot.reading.matching import sends_nobody
from bot.reading.parts import questions, quoted, unquoted
from bot.reading.reading import Reading, Sent
from bot.reading.state import State
from bot.walks import (
    answer,
    clarify,
    elsewhere,
    emergency,
    english,
    hand_off,
    more,
    places,
    screening,
    smalltalk,
    unclear,
    unknown,
)
from bot.walks.outcome import Outcome

Leaf = Callable[[Walk, Reading, State, Ground], Outcome]
LEAVES: dict[str, Leaf] = {
    "emergency": emergency.carry_out,
    "answer": answer.carry_out,
    "more": more.carry_out,
    "places": places.carry_out,
    "screening": screening.carry_out,
    "hand_off": hand_off.carry_out,
    "smalltalk": smalltalk.carry_out,
    "english": english.carry_out,
    "elsewhere": elsewhere.carry_out,
    "clarify": clarify.carry_out,
    "unclear": unclear.carry_out,
    "unknown": unknown.carry_out,
}
# Walks that answer part of a message; what is none of them lets the message count as one question.
_ANSWERING = ("answer", "places")
# What an emergency says already is not said again as an answer behind it.
_SAID_ALREADY = (*OF_DANGER, "elder.visits")
# An answer in the middle of a screening lets it go on in the same turn.
_RESUMED_AFTER = ("answer", "places", "smalltalk")


@dataclass(frozen=True)
class Step:
    """How one part of a message was taken: the row of the table, its walk, and what was nearest asked."""

    text: str
    row: str
    walk: Walk
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True)
class Turn:
    """Replies, the conversation after them, how each part was taken, and why staff should see it, if they should."""

    replies: tuple[Reply, ...]
    state: State
    steps: tuple[Step, ...]
    unanswered: str | None = None


def respond(sent: Sent, state: State, ground: Ground) -> Turn:
    """The whole of what happens to a message. Never raises for any text."""
    state = _of_quoted(sent.text, state, ground)
    whole = Reading(replace(sent, text=unquoted(sent.text)), state, ground)
    turn = _in_parts(whole) or _of(whole)
    if turn.steps[0].walk.name != "emergency" and whole.is_low:
        turn = replace(turn, replies=(*turn.replies, Reply(*care(ground.words.replies))))
    return turn


def _of_quoted(text: str, state: State, ground: Ground) -> State:
    """Whoever quotes an earlier reply speaks of its topic, also where the talk was forgotten."""
    earlier = quoted(text)
    found = ground.snapshot.index.rank(earlier, 1) if earlier and state.topic is None else []
    return replace(state, topic=found[0].topic) if found and found[0].score >= ground.thresholds.sure else state


def _of(reading: Reading) -> Turn:
    """The message as one."""
    sent, state, ground = reading.sent, reading.state, reading.ground
    if state.interview and reading.has_left_screening:
        state = state.forgotten()
        reading = Reading(sent, state, ground)
    row, walk = decide(reading, state)
    outcome = LEAVES[walk.name](walk, reading, state, ground)
    # What is said in a screening is nobody's to review, and most of it need not be looked up.
    near = reading.match.candidates if reading.key and walk.name != "screening" else ()
    step = Step(sent.text, row, walk, tuple(near))
    turn = Turn(outcome.replies, outcome.state, (step,), outcome.unanswered)
    return _then(turn, reading, state, ground)


def _then(turn: Turn, reading: Reading, before: State, ground: Ground) -> Turn:
    """What follows in the same turn: a place asked beside an answer, an answer behind an emergency, a screening resumed."""
    walk = turn.steps[0].walk
    if walk.then == "places":
        beside = places.carry_out(Walk("places"), reading, turn.state, ground)
        turn = replace(turn, replies=(*turn.replies, *beside.replies), state=beside.state)
    if walk.then == "screening":
        begun = screening.carry_out(Walk("screening", word="start"), reading, turn.state, ground)
        turn = replace(turn, replies=(*turn.replies, *begun.replies), state=begun.state)
    if walk.name == "emergency" and reading.match.status == "sure" and _is_beside(reading):
        asked = answer.carry_out(answering(reading, before), reading, turn.state, ground)
        turn = replace(turn, replies=(*turn.replies, *asked.replies))
    if before.interview and walk.name in _RESUMED_AFTER:
        resumed = screening.resume(replace(turn.state, interview=before.interview), ground)
        turn = replace(turn, replies=(*turn.replies, *resumed.replies), state=resumed.state)
    return turn


def _is_beside(reading: Reading) -> bool:
    """Is what is asked something the card does not say?"""
    best = reading.match.candidates[0]
    return best.topic not in _SAID_ALREADY or sends_nobody(reading, best)


def _in_parts(whole: Reading) -> Turn | None:
    """The parts in order; None where fewer than two are understood, or one question asks it all."""
    sent, state, ground = whole.sent, whole.state, whole.ground
    if sent.tapped or sent.location or state.interview:
        return None
    parts = questions(sent.text)
    if len(parts) < 2 or whole.danger or (whole.match.candidates[:1] and whole.match.candidates[0].score >= 0.97):
        return None
    turns: list[Turn] = []
    for part in parts:
        turn = _of(Reading(Sent(part), turns[-1].state if turns else state, ground))
        if turn.steps[0].walk.name in _ANSWERING and not _repeats(turn, turns):
            turns.append(turn)
    if len(turns) < 2:
        return None
    return Turn(
        tuple(reply for turn in turns for reply in turn.replies),
        turns[-1].state,
        tuple(step for turn in turns for step in turn.steps),
    )


def _repeats(turn: Turn, turns: list[Turn]) -> bool:
    shown = [reply.custom.get("lead") for other in turns for reply in other.replies]
    return turn.replies[0].custom.get("lead") in shown
