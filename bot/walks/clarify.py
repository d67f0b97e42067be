"""Nearly a question of ours: up to three, worded as questions, to tap or to name by number."""

from bot.knowledge.aspect import question_of
from bot.knowledge.reply import clarify_reply, topic_choice
from bot.reading.decide import Walk
from bot.reading.ground import Ground
from bot.reading.reading import Reading
from bot.reading.state import State
from bot.walks.outcome import Outcome


def carry_out(walk: Walk, reading: Reading, state: State, ground: Ground) -> Outcome:
    """What is tapped or picked leads to the topic, and to the question of it where that is as good as sure."""
    answers, wanted = ground.snapshot.answers, ground.thresholds.question
    choices = []
    for candidate in reading.choices:
        answer = answers.get(candidate.topic)
        if answer is None:
            continue
        narrow = question_of(answer, candidate.question) if candidate.question_score >= wanted else None
        choice = topic_choice(answer, narrow)
        choices.append({**choice, "title": answer.question})
    payloads = tuple(choice["payload"] for choice in choices)
    sentences = ground.words.sentences
    reply = clarify_reply(choices, sentences["which_one"], sentences["pick_one"])
    return Outcome((reply,), state.offered(payloads, reading.text), unanswered="close")
