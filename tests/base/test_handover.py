"""A conversation under a code: said over the telephone, opened by the right people, gone after a day."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlite_utils import Database

from bot import clock, database, handover
from bot.errors import BadInput, NotFound
from bot.handover import ALPHABET, LENGTH, new_code, read_code

TURNS = [{"at": 1_796_000_000, "said": "我电话13812345678，想问高龄津贴", "answered": ["满80周岁每月100元。"]}]
STATE = {
    "topic": "elder.senior_allowance",
    "facts": {"age": 85},
    "whom": "您妈妈",
    "choices": ["topic:a.b"],
    "places": {"x": 1},
}
SIGNS = st.sampled_from(ALPHABET)


@pytest.fixture
def db() -> Database:
    return database.connect(":memory:")


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> list[timedelta]:
    """How much later it is; a test sets the one item."""
    passed = [timedelta()]
    real = clock.now

    def now() -> datetime:
        return real() + passed[0]

    monkeypatch.setattr(handover, "now", now)
    return passed


def hand_over(db: Database, conversation: str = "c1") -> str:
    return handover.hand_over(db, conversation, "webchat", TURNS, STATE)


def test_a_code_holds_nothing_that_looks_or_sounds_like_another() -> None:
    assert not set("01OILBDPTVGSZCEUN") & set(ALPHABET)
    assert len(new_code()) == LENGTH
    assert len({new_code() for _ in range(500)}) > 490


@given(st.integers(0, LENGTH - 1), SIGNS)
def test_one_sign_misheard_opens_nothing(place: int, sign: str) -> None:
    code = new_code()
    if code[place] != sign:
        with pytest.raises(BadInput, match="再念一遍"):
            read_code(code[:place] + sign + code[place + 1 :])


@given(st.integers(0, LENGTH - 2))
def test_two_neighbours_swapped_open_nothing(place: int) -> None:
    code = new_code()
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    if swapped != code:
        with pytest.raises(BadInput):
            read_code(swapped)


def test_a_code_is_read_however_it_is_typed() -> None:
    code = new_code()
    spaced = f" {code[:3].lower()} - {code[3:]} "
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in code)
    assert {read_code(spaced), read_code(wide)} == {code}
    seen_as = code.translate(str.maketrans("2586", "ZSBG"))
    assert read_code(seen_as) == code


@pytest.mark.parametrize("typed", ["", "123", "000000", "七K2M9Q", "A" * 40, "' OR 1=1", "<b>AAAA"])
def test_what_can_be_no_code_is_told_apart_from_an_unknown_one(db: Database, typed: str) -> None:
    with pytest.raises(BadInput):
        handover.opened(db, typed, "agent")


def test_what_is_handed_over_is_masked_and_only_what_staff_need(db: Database) -> None:
    spoken = [*TURNS, {"at": 1_796_000_100, "said": "对", "answered": ["您留的是13812345678。"]}]
    found = handover.opened(db, handover.hand_over(db, "c1", "webchat", spoken, STATE), "agent")
    assert found.turns[0]["said"] == "我电话〔手机号〕，想问高龄津贴"
    assert found.turns[1]["answered"] == ["您留的是〔手机号〕。"]
    assert found.state == {"topic": "elder.senior_allowance", "facts": {"age": 85}, "whom": "您妈妈"}
    assert "13812345678" not in "".join(map(str, db.conn.execute("SELECT * FROM handover").fetchone()))


def test_what_was_told_in_a_screening_is_handed_over_too(db: Database) -> None:
    code = handover.hand_over(
        db, "c1", "webchat", (), {"facts": {"age": 85}, "interview": {"facts": {"hukou": "xicheng"}}}
    )
    assert handover.opened(db, code, "agent").state["facts"] == {"age": 85, "hukou": "xicheng"}


def test_a_conversation_keeps_its_code_and_shows_what_was_said_since(db: Database) -> None:
    code = hand_over(db)
    more = [*TURNS, {"at": 1_796_000_100, "said": "还没人接", "answered": []}]
    assert handover.hand_over(db, "c1", "webchat", more, STATE) == code
    assert len(handover.opened(db, code, "agent").turns) == 2
    assert hand_over(db, "c2") != code


def test_the_first_to_open_is_noted_and_the_resident_sees_when(db: Database) -> None:
    code = hand_over(db)
    seen = handover.latest(db, "c1")
    assert seen and seen.opened_at is None
    handover.opened(db, code, "agent")
    assert handover.opened(db, code, "editor").opened_by == "agent"
    seen = handover.latest(db, "c1")
    assert seen and seen.opened_at
    assert handover.latest(db, "c2") is None


def test_after_a_day_it_is_closed_and_then_gone(db: Database, later: list[timedelta]) -> None:
    code = hand_over(db)
    later[0] = timedelta(hours=23, minutes=59)
    assert handover.opened(db, code, "agent")
    assert handover.forget_old(db) == 0
    later[0] = timedelta(days=1, minutes=1)
    with pytest.raises(NotFound, match="转人工"):
        handover.opened(db, code, "agent")
    assert handover.latest(db, "c1") is None
    assert handover.forget_old(db) == 1
    assert hand_over(db) != code


def test_whoever_clears_his_conversation_clears_this_too(db: Database) -> None:
    code = hand_over(db)
    handover.forget(db, "c1")
    with pytest.raises(NotFound):
        handover.opened(db, code, "agent")
