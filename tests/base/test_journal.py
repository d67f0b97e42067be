"""The id a message is found by in every log: the proxy's where it gave one, never what anybody else put there."""

import pytest

from bot import journal


@pytest.mark.parametrize("given", ["0f" * 16, "abcdef012345"])
def test_the_proxys_id_is_taken_over(given: str) -> None:
    assert journal.request_id(given) == given


@pytest.mark.parametrize("given", [None, "", "abc", "0f" * 17, "0F" * 16, '0f0f0f0f0f0f\n{"x": 1}', "王大爷" * 5])
def test_what_is_no_such_id_is_not(given: str | None) -> None:
    made = journal.request_id(given)
    assert made != given
    assert journal.request_id(made) == made
