"""Nearly a question of ours: up to three, worded as questions, to tap or to name by number."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bot.knowledge.answer import Answer
from bot.knowledge.aspect import question_of
from bot.knowledge.candidate import Candidate
from bot.knowledge.mine import mine
from bot.knowledge.render import Speaker, speak
from bot.knowledge.reply import clarify_reply, topic_choice
from bot.reading.decide import Walk
from bot.reading.ground import Ground
from bot.reading.reading import Reading
from bot.reading.state import State
from bot.walks.answer import whom_of
from bot.walks.outcome import Outcome


def carry_out(walk: Walk, reading: Reading, state: State, ground: Ground) -> Outcome:
    """What is tapped or picked leads to the topic, and to the question of it where that is as good as sure."""
    if walk.word == "menu":
        return _menu(reading, state, ground)
    if walk.word == "facts":
        return _of_facts(reading, state, ground)
    sentences = ground.words.sentences
    is_unnamed = walk.word == "unnamed"
    choices = _choices(reading.match.candidates if is_unnamed else reading.choices, ground)
    payloads = tuple(choice["payload"] for choice in choices)
    reply = clarify_reply(choices, sentences["unnamed" if is_unnamed else "which_one"], sentences["pick_one"])
    after = state.offered(payloads, reading.text, unnamed=reading.asked if is_unnamed else "")
    return Outcome((reply,), after, unanswered=None if is_unnamed else "close")


def _choices(candidates: Sequence[Candidate], ground: Ground) -> list[dict[str, Any]]:
    """Each candidate as a choice that leads to its question, where that is as good as sure."""
    answers, wanted = ground.snapshot.answers, ground.thresholds.question
    choices = []
    for candidate in candidates:
        if answer := answers.get(candidate.topic):
            narrow = question_of(answer, candidate.question) if candidate.question_score >= wanted else None
            choices.append({**topic_choice(answer, narrow), "title": answer.question})
    return choices


def _menu(reading: Reading, state: State, ground: Ground) -> Outcome:
    """A bare word that stands for several matters: they are named, and chosen from."""
    answers = [ground.snapshot.answers[topic] for topic in reading.menu if topic in ground.snapshot.answers]
    choices = [topic_choice(answer) for answer in answers]
    sentences, subjects = ground.words.sentences, ground.words.subjects
    lead = sentences["several"].format(matters="、".join(dict.fromkeys(subjects[each.topic] for each in answers)))
    reply = clarify_reply(choices, lead, sentences["pick_one"])
    return Outcome((reply,), state.offered(tuple(choice["payload"] for choice in choices), reading.text))


def _of_facts(reading: Reading, state: State, ground: Ground) -> Outcome:
    """Somebody was told of and nothing was asked: what can be looked up for him; the facts are kept for the talk."""
    sentences, answers = ground.words.sentences, ground.snapshot.answers
    topics = [topic for topic in dict.fromkeys(reading.of_facts) if topic in answers][:2]
    choices = [sentences["screening_choice"], *(topic_choice(answers[topic]) for topic in topics)]
    lines = [
        f"{ground.words.subjects[topic]}：{line}"
        for topic in topics
        if (line := _mine(answers[topic], reading, ground))
    ]
    lead = "\n".join([*lines, sentences["what_else" if lines else "what_of_it"]])
    reply = clarify_reply(choices, lead, sentences["pick_one"])
    told = replace(state, facts={**reading.facts_before, **reading.facts}, whom=whom_of(reading, state))
    return Outcome((reply,), told.offered(tuple(choice["payload"] for choice in choices), reading.text))


def _mine(answer: Answer, reading: Reading, ground: Ground) -> str | None:
    figures, day = ground.snapshot.figures, ground.day
    speaker = Speaker(figures, day)
    return mine(answer, reading.people, figures, day, lambda text: speak(text, speaker))
