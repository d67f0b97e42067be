"""How far a denial reaches, told with places in a sentence: «X» is a named thing, what follows is how it stands."""

import re

import pytest

from bot.chinese.normalize import normalize
from bot.eligibility.denial import denies_rest, standings

SAID, DENIED, BARE = "said", "denied", "bare"
CASES = {
    "没有«车»和«铺面»": [DENIED, DENIED],
    "没有«车»,也没有«铺面»": [DENIED, DENIED],
    "«车»没有«铺面»有": [DENIED, SAID],
    "有«车»没«铺面»": [SAID, DENIED],
    "没«车»有«铺面»": [DENIED, SAID],
    "«车»、«铺面»都没有": [DENIED, DENIED],
    "«车»早卖了": [DENIED],
    "«车»前年就转让了,«铺面»还有": [DENIED, SAID],
    "家里没人«去世»也没有«重病»": [DENIED, DENIED],
    "«得病»的没有": [DENIED],
    "不是没有«车»": [SAID],
    "除了«车»都没有": [SAID],
    "哪来的«铺面»": [DENIED],
    "不是«单亲»": [DENIED],
    "«车»": [BARE],
    "没工作的儿子得了«癌»": [SAID],
    "没有«第二套房»,«车»倒有一辆": [DENIED, SAID],
    "«车»我们家没有": [DENIED],
    "没«铺»就一辆«车»": [DENIED, SAID],
    "不开«车»": [DENIED],
    "«车»和«铺子»都不是我的": [DENIED, DENIED],
    "不想去«养老院»": [DENIED],
}


def places(marked: str) -> tuple[str, list[tuple[int, int]]]:
    """A marked sentence → the plain text and the places of the things named in it."""
    text, found = "", []
    for plain, thing in re.findall(r"([^«]*)(?:«([^»]*)»)?", normalize(marked)):
        text += plain
        if thing:
            found.append((len(text), len(text) + len(thing)))
            text += thing
    return text, found


@pytest.mark.parametrize(("marked", "senses"), CASES.items(), ids=CASES)
def test_a_denial_reaches_as_far_as_people_mean_it(marked: str, senses: list[str]) -> None:
    text, named = places(marked)
    assert [standing.sense.value for standing in standings(text, named)] == senses


@pytest.mark.parametrize(
    ("marked", "aside", "others", "past"),
    [
        ("不算«三轮车»的话没有", True, False, False),
        ("儿子有«车»", False, True, False),
        ("«车»是我儿子的", False, True, False),
        ("以前有«车»", False, False, True),
        ("有个«超市»,我儿子的", False, True, False),
        ("«车»在儿子名下", False, True, False),
        ("我家有«车»", False, False, False),
        ("早年办的«低保»,现在还领着", False, False, True),
    ],
)
def test_what_is_set_aside_of_others_or_of_the_past_is_told_apart(
    marked: str, aside: bool, others: bool, past: bool
) -> None:
    text, named = places(marked)
    (standing,) = standings(text, named)
    assert (standing.aside, standing.others, standing.past) == (aside, others, past)


@pytest.mark.parametrize(
    ("text", "denies"),
    [
        ("都没有", True), ("别的没有", True), ("除了一套房啥都没有", True), ("哪样都不沾", True), ("一样也没有", True),
        ("没有车", False), ("有车", False), ("我们没有", False), ("没人管", False),
    ],
)  # fmt: skip
def test_only_what_says_so_denies_the_rest(text: str, denies: bool) -> None:
    assert denies_rest(text) is denies
