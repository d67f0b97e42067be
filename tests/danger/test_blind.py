"""Texts written without sight of the signs, by a hand of their own. Figures only: rows are not to be mended.

The bars of issue 11 are not met yet (docs/decisions/0007-danger.md). Until they are, what was reached is held: the
constants below may only shrink, and go once they are within the bars.
"""

import pytest

from bot.danger import learner
from bot.danger.heard import heard as heard_text
from bot.danger.reply import Replies
from bot.danger.spot import Spotter
from tests.danger.conftest import DATA
from tests.danger.table import CALM, FIRST, NEEDLESS_CARE, Told, blind_rows, missed, right_number, table, told

# Of 299 dangers: bars 0 of self_harm and illness, 5 of all.
MISSED_REACHED = {
    "self_harm": 4,
    "illness": 0,
    "violence": 2,
    "child_abuse": 0,
    "missing": 1,
    "fire": 0,
    "gas": 0,
    "drowning": 0,
    "other_danger": 0,
}
# Of 292 told of: bar 5.
WRONG_NUMBER_REACHED = {
    "self_harm": 0,
    "illness": 4,
    "violence": 2,
    "child_abuse": 0,
    "missing": 0,
    "fire": 2,
    "gas": 0,
    "drowning": 0,
    "other_danger": 0,
}
# Of 274 look-alikes (bar 5), and of 24 who are low.
FALSE_ALARMS_REACHED = {"none": 9, "care": 3}


@pytest.fixture(scope="module")
def heard(spotter: Spotter, replies: Replies) -> list[Told]:
    return told(blind_rows(), spotter, replies)


def test_blind_texts_of_every_kind_are_there(heard: list[Told]) -> None:
    assert {row.kind for row in heard} == {*FIRST, *CALM}
    assert sum(row.kind not in CALM for row in heard) >= 290
    assert sum(row.kind in CALM for row in heard) >= 290


def test_nothing_learnt_from_is_measured_by() -> None:
    learnt = set(learner.examples(DATA)[0])
    assert not [row["kind"] for row in blind_rows() if heard_text(row["text"]) in learnt]


@pytest.mark.parametrize("kind", FIRST)
def test_no_more_are_passed_over_than_before(heard: list[Told], kind: str) -> None:
    assert missed([row for row in heard if row.kind == kind]) <= MISSED_REACHED[kind], table(heard)


@pytest.mark.parametrize("kind", FIRST)
def test_no_more_are_sent_to_the_wrong_number(heard: list[Told], kind: str) -> None:
    found = [row for row in heard if row.kind == kind and row.called]
    assert len(found) - right_number(found) <= WRONG_NUMBER_REACHED[kind], table(heard)


@pytest.mark.parametrize("kind", CALM)
def test_no_more_are_frightened(heard: list[Told], kind: str) -> None:
    assert sum(row.called is not None for row in heard if row.kind == kind) <= FALSE_ALARMS_REACHED[kind], table(heard)


def test_who_is_not_low_is_given_no_word_of_care(heard: list[Told]) -> None:
    calm = [row for row in heard if row.kind == "none"]
    assert sum(row.said == "care" for row in calm) <= NEEDLESS_CARE * len(calm), table(heard)
