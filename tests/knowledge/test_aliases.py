"""What staff say residents call a thing is looked up as the thing itself, the longest word first."""

import pytest

from bot.knowledge.aliases import Aliases


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("绿本本怎么办", "养老助残卡怎么办"),
        ("绿本本儿丢了", "养老助残卡补卡丢了"),
        ("ＡＢ卡在哪领", "养老助残卡在哪领"),
        ("低保怎么办", "低保怎么办"),
    ],
)
def test_words_are_looked_up_as_what_they_mean(typed: str, meant: str) -> None:
    aliases = Aliases({"养老助残卡": ["绿本本", "ab卡"], "养老助残卡补卡": ["绿本本儿"]})
    assert aliases.meant(typed) == meant


def test_taking_others_forgets_the_old() -> None:
    aliases = Aliases({"养老助残卡": ["绿本本"]})
    aliases.take({})
    assert aliases.meant("绿本本怎么办") == "绿本本怎么办"
