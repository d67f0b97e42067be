"""New wordings: what else they would change and spoil, and how they become phrasings, live at once or handed in."""

from collections.abc import Mapping, Sequence

from bot.database import transaction
from bot.desk import audit, batch, proposals
from bot.desk.call import Call
from bot.knowledge import faq, phrasing, proposal, regression, trace, trial, unanswered
from bot.knowledge.answer import Answer
from bot.knowledge.proposal import Given
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


def in_the_way(call: Call, wanted: Mapping[str, str]) -> list[batch.Spoilt]:
    """What of the regression forbids `wanted` (text → home)."""
    if not regression.load(call.db):
        return []
    return batch.in_the_way(call, phrasing.planned(wanted, _written(call)[0])[1])


def publish(
    call: Call, wanted: Mapping[str, str], *, how: str, why: str, inbox: Mapping[str, Sequence[int]] | None = None,
    turns: Mapping[str, int] | None = None,
) -> str:  # fmt: skip
    """`wanted` (text → home) live at once, or before others where two have to look; what the page says then.

    `how` names it in the record; `inbox` and `turns` are the rows each text came from. Raises NotFound, Conflict.
    """
    with transaction(call.db):
        changed: Mapping[str, Answer] = {}
        if call.bench.needs_two:
            done, changed = phrasing.planned(wanted, _written(call)[0])
        else:
            done = phrasing.publish(call.db, wanted, who=call.who, why=why)
        given = [
            Given(each, tuple((inbox or {}).get(each.text, ())), (turns or {}).get(each.text)) for each in done
        ]  # fmt: skip
        _hand_in(call, changed, given, why)
        for each in given:
            phrased = each.phrased
            if (
                not call.bench.needs_two
                or phrasing.home_of(phrased.text, call.bench.snapshot().answers) == phrased.home
            ):
                proposals.settle(call, each)
                audit.record(
                    call.db, call.who, how, phrased.home, before=phrased.former or None, after=phrased.text, why=why
                )
    return "handed_in" if changed else "phrasing"


def _hand_in(call: Call, changed: Mapping[str, Answer], given: Sequence[Given], why: str) -> None:
    """Each answer that gains; what leaves another for it leaves when that is published."""
    bases = _written(call)[1]
    for topic, answer in changed.items():
        own = [each for each in given if each.phrased.home.partition("#")[0] == topic]
        if not own:
            continue
        base = bases[topic] if topic in bases else faq.get(call.db, topic)[1]
        proposals.hand_in(call, answer, base=base, why=why, given=own)


def _written(call: Call) -> tuple[dict[str, Answer], dict[str, int | None]]:
    """The answers as one left them: live, or one's own before others; and the revision those are based on."""
    mine = (
        [each for each in proposal.waiting_for_another(call.db) if each.who == call.who] if call.bench.needs_two else []
    )
    answers = {**call.bench.snapshot().answers, **{each.topic: each.answer for each in mine}}
    return answers, {each.topic: each.base for each in mine}
