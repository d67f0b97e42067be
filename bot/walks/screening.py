"""What am I entitled to: the interview of bot.eligibility, begun with what was told already, ended without a trace."""

from dataclasses import replace

from bot.eligibility import interview as interviews
from bot.eligibility.interview import Interview
from bot.knowledge.reply import Reply
from bot.reading.decide import Walk
from bot.reading.ground import Ground
from bot.reading.reading import Reading
from bot.reading.state import State
from bot.walks.outcome import Outcome


def carry_out(walk: Walk, reading: Reading, state: State, ground: Ground) -> Outcome:
    """One question at a time; results; or the end, after which nothing is kept."""
    figures = ground.snapshot.figures
    if reading.heard is not None and walk.word != "start":
        step = reading.heard
    elif state.interview:
        step = interviews.resume(Interview.from_json(state.interview), ground.day, figures)
    else:
        step = interviews.start(reading.text, state.facts, ground.day, figures)
    return _after(step, state)


def resume(state: State, ground: Ground) -> Outcome:
    """接着刚才的: the open question once more, after something else was answered."""
    step = interviews.resume(Interview.from_json(state.interview), ground.day, ground.snapshot.figures)
    return _after(step, state)


def _after(step: interviews.Step, state: State) -> Outcome:
    replies = (Reply(step.text, step.custom),)
    if step.kind == "stopped":
        return Outcome(replies, state.forgotten())
    kept = replace(state, interview=step.interview.to_json(), whom=step.interview.whom, choices=(), places=None)
    return Outcome(replies, kept)
