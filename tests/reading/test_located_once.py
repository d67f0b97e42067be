"""From text to place a whole turn asks the gazetteer once where it is, whatever walk it takes."""

from dataclasses import replace

import pytest

from bot.places.directory import Directory
from bot.reading.ground import Ground
from bot.reading.reading import Sent
from bot.reading.state import State
from bot.walks.turn import respond


class Counted(Directory):
    """A directory that counts how often it is asked where a text is."""

    asked = 0

    def locate(self, text: str):  # type: ignore[no-untyped-def]
        self.asked += 1
        return super().locate(text)


SHOWN = State(places={"category": "elder_station", "shown": 1})
AFTER_AN_ANSWER = State(topic="elder.nursing_home")


@pytest.mark.parametrize(
    ("text", "state", "kind"),
    [
        ("牛街附近的养老驿站在哪", State(), "places"),
        ("裕中西里归哪个街道管", State(), "places"),
        ("菜市口找老年餐桌", State(), "question"),
        ("救助站电话", State(), "places"),
        ("我在白纸坊呢", SHOWN, "places"),
        ("再看几个", SHOWN, "places"),
        ("德胜门", AFTER_AN_ANSWER, "places"),
        ("月坛附近的养老院一个月多少钱", State(), "answer"),
        ("离婚冷静期多少天", State(), "answer"),
    ],
)
def test_a_turn_locates_once(ground: Ground, text: str, state: State, kind: str) -> None:
    counted = Counted.__new__(Counted)
    counted.__dict__.update(ground.directory.__dict__)
    turn = respond(Sent(text), state, replace(ground, directory=counted))
    assert turn.replies[0].custom["kind"] == kind
    assert counted.asked == 1
