"""New wordings before they are published: which of what people ask would be answered otherwise then."""

from collections.abc import Mapping

from bot.desk.call import Call
from bot.knowledge import phrasing, trace, trial, unanswered
from bot.knowledge.trial import Moved

_ASKED = 400


def moved(call: Call, wanted: Mapping[str, str]) -> list[Moved]:
    """Everything near `wanted` (text → home) whose answer would change, those texts left out. Learns; takes a while."""
    snapshot = call.bench.matcher.settled()
    after = dict(snapshot.answers)
    for text, home in wanted.items():
        after |= phrasing.given(text, home, after)
    changed = [answer for topic, answer in after.items() if answer != snapshot.answers[topic]]
    if not changed:
        return []
    indexes = (snapshot.index, call.bench.trial_index(after))
    asked = asked_lately(call)
    found = [
        each
        for answer in changed
        for each in trial.moved(answer, snapshot.answers, asked, indexes, call.bench.matcher.thresholds)
    ]
    return list({each.text: each for each in found if each.text not in wanted}.values())


def asked_lately(call: Call) -> list[str]:
    """What residents and agents typed of late, each text once."""
    rows = [*trace.recent(call.db, _ASKED), *unanswered.waiting(call.db, _ASKED), *unanswered.settled(call.db, _ASKED)]
    return list(dict.fromkeys(row["text"] for row in rows))
