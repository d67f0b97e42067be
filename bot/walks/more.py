"""回复“更多”: everything of the answer just given, for whoever cannot unfold."""

from bot.knowledge.aspect import question_of
from bot.knowledge.render import render
from bot.knowledge.reply import more_reply
from bot.reading.decide import Walk
from bot.reading.ground import Ground
from bot.reading.reading import Reading
from bot.reading.state import State
from bot.walks.outcome import Outcome
from bot.walks.stopped import instead
from bot.walks.unknown import not_known


def carry_out(walk: Walk, reading: Reading, state: State, ground: Ground) -> Outcome:
    """The same topic and question, whole."""
    snapshot, answer = ground.snapshot, ground.snapshot.answers.get(walk.topic or "")
    if answer is None:
        return not_known(reading, state, ground)
    if stopped := instead(answer, reading, state, ground):
        return stopped
    rendered = render(
        answer, snapshot.figures, ground.day, snapshot.sources,
        question=question_of(answer, walk.question), people=reading.people,
    )  # fmt: skip
    return Outcome((more_reply(rendered),), state)
