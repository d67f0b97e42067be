"""Texts to numbers in arrays: what a dict would say, also of what is not there, and the same from a mapped file."""

from pathlib import Path

import joblib
import pytest

from bot.lookup import Lookup

ENTRIES = {
    f"{one}{other}": 100 * number for number, one in enumerate("低保高龄津贴") for other in ("", "办", "🙂", "\ud800")
}


@pytest.fixture(params=["made", "mapped"])
def lookup(request: pytest.FixtureRequest, tmp_path: Path) -> Lookup:
    made = Lookup.of(ENTRIES)
    if request.param == "made":
        return made
    joblib.dump(made, tmp_path / "file")
    mapped: Lookup = joblib.load(tmp_path / "file", mmap_mode="r")
    return mapped


def test_it_gives_what_a_dict_gives(lookup: Lookup) -> None:
    assert {text: lookup[text] for text in ENTRIES} == ENTRIES
    assert all(text in lookup for text in ENTRIES)


@pytest.mark.parametrize("text", ["", "残", "低保", "办低"])
def test_what_is_not_there_is_not_found(lookup: Lookup, text: str) -> None:
    assert text not in lookup
    assert lookup.get(text) is None
    assert lookup.get(text, 7) == 7
    with pytest.raises(KeyError):
        lookup[text]


def test_it_counts_what_is_there(lookup: Lookup) -> None:
    assert lookup.counted(["低", "办", "低", "保办"]) == {ENTRIES["低"]: 2, ENTRIES["保办"]: 1}


def test_nothing_is_in_an_empty_one() -> None:
    assert Lookup.of({}).get("低") is None
