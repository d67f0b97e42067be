"""Where residents say they are. Phrasings are data: phrasings.csv, look_alikes.csv."""

import csv
from collections import Counter

import pytest

from bot.places.directory import Directory
from bot.places.gazetteer import Located
from bot.places.questions import ask_which
from tests.places.conftest import HERE


def rows(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def streets_of(located: Located) -> set[str | None]:
    if located.candidates and located.status == "ambiguous":
        return {origin.subdistrict for origin in located.candidates}
    return {located.place.subdistrict} if located.place and located.place.subdistrict else set()


@pytest.mark.parametrize("case", rows("phrasings.csv"), ids=lambda case: case["text"])
def test_a_phrasing_names_its_subdistrict(directory: Directory, case: dict[str, str]) -> None:
    located = directory.locate(case["text"])
    assert located.status in case["status"].split("|"), located
    assert set(filter(None, case["street"].split("|"))) <= streets_of(located), located
    if "|" not in case["status"]:
        assert streets_of(located) == set(filter(None, case["street"].split("|")))


def test_the_phrasings_are_at_least_sixty_and_cover_every_subdistrict(directory: Directory) -> None:
    cases = rows("phrasings.csv")
    found = Counter(case["street"] for case in cases if case["status"] == "found")
    assert len(cases) >= 60
    assert set(directory.subdistricts) <= set(found)


@pytest.mark.parametrize("case", rows("look_alikes.csv"), ids=lambda case: case["text"])
def test_a_look_alike_is_no_place(directory: Directory, case: dict[str, str]) -> None:
    assert directory.locate(case["text"]).status == "none"


def test_the_span_is_the_name_and_nothing_else(directory: Directory) -> None:
    for text, name in [
        ("离牛街最近的驿站", "牛街"),
        ("我家在 红莲北里 3号楼", "红莲北里"),
        ("去 牛　街 怎么走", "牛　街"),
    ]:
        located = directory.locate(text)
        assert located.span is not None
        assert text[slice(*located.span)] == name


def test_every_present_community_is_found_by_its_full_name(directory: Directory) -> None:
    communities = [entry for entry in directory.gazetteer.entries if entry.kind == "community"]
    assert len(communities) == 263
    for entry in communities:
        located = directory.locate(f"我住{entry.name}")
        assert located.place is not None, entry.name
        assert (located.place.community, located.place.subdistrict) == (entry.name, entry.subdistricts[0])


def test_every_subdistrict_is_found_by_name_office_and_short_name(directory: Directory) -> None:
    entries = [entry for entry in directory.gazetteer.entries if entry.kind == "subdistrict"]
    assert len(entries) == 15
    for entry in entries:
        for name in (entry.name, *entry.aliases):
            assert streets_of(directory.locate(name)) == {entry.name}, name


def test_a_corner_keeps_its_point_while_its_side_is_open(directory: Directory) -> None:
    located = directory.locate("菜市口")
    assert located.place is not None
    assert (located.place.subdistrict, located.place.precision) == (None, "landmark")
    assert located.place.lon is not None


def test_a_candidate_can_be_typed_back(directory: Directory) -> None:
    for corner in ("菜市口", "宣武门", "西单", "我住宣武区", "西四站"):
        for choice in ask_which(directory, directory.locate(corner), None, None)[1]["choices"]:
            assert directory.locate(choice["payload"]).status == "found", choice


def test_a_name_heard_by_its_sound_is_marked_as_a_guess(directory: Directory) -> None:
    assert directory.locate("月坛街道").exact
    assert not directory.locate("月谈街道").exact


def test_an_everyday_word_is_a_community_only_where_the_text_makes_it_one(directory: Directory) -> None:
    assert directory.locate("公安社区").status == "found"
    assert directory.locate("我住团结小区").status == "found"
    assert directory.locate("团结").status == "found"
    assert directory.locate("大家团结起来").status == "none"


@pytest.mark.parametrize(
    "text", ["", " ", "😀😀😀", "/", "<script>alert(1)</script>", "\x00\x01", "{}", "月" * 5000, "a b c " * 800]
)
def test_odd_input_finds_nothing_and_breaks_nothing(directory: Directory, text: str) -> None:
    assert directory.locate(text).status == "none"


def test_a_long_text_is_read_in_well_under_a_tenth_of_a_second(directory: Directory) -> None:
    import time

    started = time.perf_counter()
    directory.locate("我想问一下广场上安静的白天办事大厅到底开不开门" * 20)
    assert time.perf_counter() - started < 0.1


def test_the_word_before_a_name_does_not_make_a_subway_station_of_it(directory: Directory) -> None:
    assert streets_of(directory.locate("养老驿站 牛街西里")) == {"牛街街道"}
    assert streets_of(directory.locate("地铁站牛街")) == {"广安门内街道"}


def test_a_landmark_lends_no_point_that_lies_in_another_subdistrict(directory: Directory) -> None:
    boundaries = directory.territory.boundaries
    for entry in directory.gazetteer.entries:
        if entry.kind in ("landmark", "road") and entry.lon is not None and entry.lat is not None:
            assert set(boundaries.within(entry.lon, entry.lat, 60)) & set(entry.subdistricts), entry.name
