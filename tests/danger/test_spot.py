"""Which talk is of danger and which only sounds like it. The cases are data: `emergencies.tsv`, `look_alikes.tsv`."""

import re
import shutil
from pathlib import Path

import numpy as np
import pytest

from bot.danger import language, learner
from bot.danger.heard import FIRST, LAST, heard
from bot.danger.language import Cue, Idea, Kind
from bot.danger.spot import Spotter
from tests.danger.conftest import DATA, rows

LANGUAGE = language.read(DATA)
KINDS = (*LANGUAGE.kinds, LANGUAGE.low_spirits)


def ideas(part: str) -> list[tuple[Kind, Idea]]:
    return [(kind, idea) for kind in KINDS for idea in getattr(kind, part)]


def where(case: object) -> str:
    return f"{case.path.name}:{case.line}" if isinstance(case, Idea) else getattr(case, "name", str(case))


def matches(idea: Idea, text: str) -> bool:
    return any(pattern.search(text) for pattern in idea.patterns)


@pytest.mark.parametrize("case", rows("emergencies.tsv"), ids=lambda case: case["text"])
def test_an_emergency_is_of_its_kind(spotter: Spotter, case: dict[str, str]) -> None:
    found = spotter.spot(case["text"])
    assert found
    assert found.kind == case["kind"], found.words


@pytest.mark.parametrize("case", rows("look_alikes.tsv"), ids=lambda case: case["text"])
def test_a_look_alike_is_none(spotter: Spotter, case: dict[str, str]) -> None:
    assert spotter.spot(case["text"]) is None
    assert not spotter.low_spirits(case["text"])


@pytest.mark.parametrize(("kind", "idea"), ideas("ideas"), ids=where)
def test_every_way_of_saying_it_has_an_example(kind: Kind, idea: Idea) -> None:
    """Each line of an idea matches one of its hits, and every hit is matched."""
    assert idea.spares, "还没有写不该听出来的例子"
    texts = [heard(hit) for hit in idea.hits]
    idle = [line for line, each in zip(idea.written, idea.patterns, strict=True) if not any(map(each.search, texts))]
    assert not idle
    assert [hit for hit, text in zip(idea.hits, texts, strict=True) if not matches(idea, text)] == []


@pytest.mark.parametrize(("kind", "idea"), ideas("unless"), ids=where)
def test_every_look_alike_has_an_example(kind: Kind, idea: Idea) -> None:
    texts = [heard(hit) for hit in idea.hits]
    assert texts
    assert [hit for hit, text in zip(idea.hits, texts, strict=True) if not matches(idea, text)] == []


@pytest.mark.parametrize(
    ("kind", "idea"), [case for case in ideas("ideas") if case[0] is not LANGUAGE.low_spirits], ids=where
)
def test_what_an_idea_spares_is_no_danger(spotter: Spotter, kind: Kind, idea: Idea) -> None:
    assert [text for text in idea.spares if spotter.spot(text)] == []


@pytest.mark.parametrize(("cue", "idea"), [(cue, idea) for cue in LANGUAGE.cues for idea in cue.ideas], ids=where)
def test_a_cue_tells_what_it_is_about(cue: Cue, idea: Idea) -> None:
    assert [hit for hit in idea.hits if not matches(idea, hit)] == []
    assert [spared for spared in idea.spares if matches(idea, spared)] == []


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("我不想活了", "self"),
        ("我同学割腕了", "other"),
        ("邻居要跳楼", "other"),
        ("我妈晕倒了", "other"),
        ("i want to kill myself", "self"),
    ],
)
def test_it_knows_who_is_in_danger(spotter: Spotter, text: str, person: str) -> None:
    found = spotter.spot(text)
    assert found
    assert found.person == person


@pytest.mark.parametrize(
    ("asked", "text", "kind"),
    [
        ("obligors", "儿子能养活我", None),
        ("obligors", "没人养活我", None),
        ("situation", "家里失火了", None),
        ("situation", "着火了，现在出不去", "fire"),
        ("property", "我不想活了", "self_harm"),
        (None, "家里失火了", "fire"),
        ("livelihood_hardship", "过不下去了", None),
        ("livelihood_hardship", "是，这日子实在过不下去", None),
        ("livelihood_hardship", "过不下去了，我不想活了", "self_harm"),
        ("livelihood_hardship", "活不下去了", "self_harm"),
    ],
)
def test_an_answer_is_no_danger_unless_it_is_now(
    spotter: Spotter, asked: str | None, text: str, kind: str | None
) -> None:
    found = spotter.spot(text, asked)
    assert (found.kind if found else None) == kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("打我电话没人接，我不想活了", "self_harm"),
        ("烦死了，我要跳楼", "self_harm"),
        ("我妈去年晕倒过，现在又晕倒了", "illness"),
        ("低保怎么申请先放一放，我爸刚才摔倒起不来了", "illness"),
    ],
)
def test_a_look_alike_does_not_hide_a_danger_beside_it(spotter: Spotter, text: str, kind: str) -> None:
    found = spotter.spot(text)
    assert found
    assert found.kind == kind


@pytest.mark.parametrize("text", ["", "？", "😀", "\ud800", "．．．", "a" * 20_000, "死" * 20_000, "打我" * 9_000])
def test_any_text_can_be_read(spotter: Spotter, text: str) -> None:
    spotter.spot(text)
    spotter.low_spirits(text)


def test_the_beginning_and_the_end_of_a_long_message_are_heard(spotter: Spotter) -> None:
    filler = "今天天气不错。" * 400
    assert spotter.spot("我妈晕倒了。" + filler)
    assert spotter.spot(filler + "我妈晕倒了")
    assert len(heard(filler)) <= FIRST + LAST + 1


def test_spaces_and_marks_between_characters_hide_nothing() -> None:
    assert heard("不 想 活 了！") == "不想活了，"
    assert heard("不想·活-了") == "不想活了"
    assert heard("I  can't go on") == "i cant go on"
    assert heard("我妈晕倒了 怎么办？") == "我妈晕倒了，怎么办？"


@pytest.mark.parametrize("text", ["心里堵得慌，睡不着", "最近情绪低落", "一个人过节，难过"])
def test_low_spirits_get_a_word_of_care_and_no_alarm(spotter: Spotter, text: str) -> None:
    assert spotter.low_spirits(text)
    assert spotter.spot(text) is None


def test_patterns_have_no_nested_repetition() -> None:
    """Every repeat is bounded, so that the cost grows with the length of the text alone."""
    for kind in KINDS:
        for idea in (*kind.ideas, *kind.unless):
            for pattern in idea.patterns:
                assert not re.search(r"[*+]|\{\d+,\}", re.sub(r"\[[^\]]*\]", "", pattern.pattern)), pattern.pattern


def test_what_was_learnt_is_of_the_examples_that_are_there() -> None:
    with np.load(DATA / "learnt.npz") as kept:
        assert str(kept["digest"]) == learner.digest(DATA), "请运行 python -m bot.danger.learner"


def test_what_is_kept_hears_what_was_learnt(tmp_path: Path) -> None:
    said = ["我妈倒在厨房叫不应", "河里有个人在扑腾", "低保要什么材料", "养老驿站几点开门"]
    kinds = ["illness", "drowning", "everyday", "care"]
    learnt = learner.learn(said * 2, kinds * 2)
    shutil.copytree(DATA, tmp_path / "danger")
    learner.keep(learnt, tmp_path / "danger")
    kept = learner.read(tmp_path / "danger")
    assert [kept.danger(text) for text in said] == pytest.approx([learnt.danger(text) for text in said], abs=0.01)
    assert [next(iter(kept.ranked(text))) for text in said[:2]] == kinds[:2]


def test_where_the_examples_changed_it_learns_anew(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    shutil.copytree(DATA, tmp_path / "danger")
    with (tmp_path / "danger/examples/none.txt").open("a", encoding="utf-8") as file:
        file.write("新添的一句平常话\n")
    assert learner.read(tmp_path / "danger").danger("我妈倒在厨房叫不应") > 0.5
    assert "重新学" in caplog.text
