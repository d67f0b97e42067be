"""A message in English: a greeting, the few topics answered for foreigners, and 12345's foreign-language line."""

import re

from bot.chinese.normalize import normalize
from bot.knowledge.render import render
from bot.knowledge.reply import Reply, answer_reply, fallback_reply, smalltalk_reply
from bot.reading.decide import Walk
from bot.reading.ground import Ground
from bot.reading.reading import Reading
from bot.reading.state import State
from bot.walks.outcome import Outcome
from bot.walks.stopped import instead


def carry_out(walk: Walk, reading: Reading, state: State, ground: Ground) -> Outcome:
    """`english_topics` of the sentences: the first line one of whose words stands in the message."""
    sentences, said = ground.words.sentences, f" {normalize(reading.text)} "
    for line in sentences["english_topics"]:
        if any(_stands(word, said) for word in line["words"]) and line["topic"] in ground.snapshot.answers:
            if stopped := instead(ground.snapshot.answers[line["topic"]], reading, state, ground):
                return stopped
            topics = [topic for topic in (line["topic"], line.get("also")) if topic in ground.snapshot.answers]
            found = smalltalk_reply("about_bot", sentences["english_found"])
            replies = (found, *(_answered(topic, ground) for topic in topics))
            return Outcome(replies, state.answered(topics[0], None, reading.text))
    if any(_stands(word, said) for word in sentences["english_hellos"]) and len(said.split()) <= 4:
        return Outcome((smalltalk_reply("greet", sentences["english_hello"]),), state)
    return Outcome((fallback_reply(sentences["english_other"], "", []),), state)


def _answered(topic: str, ground: Ground) -> Reply:
    snapshot = ground.snapshot
    rendered = render(snapshot.answers[topic], snapshot.figures, ground.day, snapshot.sources)
    rendered.short = []
    return answer_reply(rendered)


def _stands(word: str, said: str) -> bool:
    return bool(re.search(rf"\b{re.escape(word)}", said))
