"""The bars of issue 11, on texts written without sight of the signs. Figures only: rows are not to be mended."""

import pytest

from bot.danger.reply import Replies
from bot.danger.spot import Spotter
from tests.danger.table import (
    CALM,
    FALSE_ALARM,
    FIRST,
    MISSED,
    NEEDLESS_CARE,
    NEVER_MISSED,
    RIGHT_NUMBER,
    Told,
    blind_files,
    missed,
    right_number,
    table,
    told,
)


@pytest.fixture(scope="module")
def heard(spotter: Spotter, replies: Replies) -> list[Told]:
    """The half kept for reporting: the learner learns from the other."""
    return told(blind_files(), "reporting", spotter, replies)


def test_blind_texts_of_every_kind_are_there(heard: list[Told]) -> None:
    assert {row.kind for row in heard} == {*FIRST, *CALM}
    assert sum(row.kind not in CALM for row in heard) >= 200
    assert sum(row.kind in CALM for row in heard) >= 200


def test_nobody_in_danger_is_passed_over(heard: list[Told]) -> None:
    dangers = [row for row in heard if row.kind not in CALM]
    assert missed(dangers) <= MISSED * len(dangers), table(heard)


@pytest.mark.parametrize("kind", NEVER_MISSED)
def test_no_wish_to_die_and_no_sudden_illness_is_missed(heard: list[Told], kind: str) -> None:
    assert missed([row for row in heard if row.kind == kind]) == 0, table(heard)


def test_the_first_number_is_the_right_one(heard: list[Told]) -> None:
    found = [row for row in heard if row.kind not in CALM and row.called]
    assert right_number(found) >= RIGHT_NUMBER * len(found), table(heard)


def test_who_is_in_no_danger_is_not_frightened(heard: list[Told]) -> None:
    calm = [row for row in heard if row.kind == "none"]
    assert sum(row.called is not None for row in calm) <= FALSE_ALARM * len(calm), table(heard)
    assert sum(row.said == "care" for row in calm) <= NEEDLESS_CARE * len(calm), table(heard)
