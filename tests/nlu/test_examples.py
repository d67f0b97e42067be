"""data/nlu as it is shipped: enough of everything, nothing twice, nothing of the dev set."""

from collections import Counter, defaultdict

import pytest

from bot import yaml_file
from bot.chinese.normalize import matching_key
from bot.knowledge import answer_file
from bot.settings import ROOT
from tests.nlu.conftest import dev, rows, shipped_examples

COUNTS = Counter(intent for _, intent in shipped_examples())
# Courtesy and choices have few words; whoever writes them writes these.
SHORT = 4


def test_every_intent_of_the_domain_has_examples() -> None:
    assert set(COUNTS) == set(yaml_file.read(ROOT / "domain.yml")["intents"])


@pytest.mark.parametrize("intent", sorted(COUNTS))
def test_there_are_enough_of_each(intent: str) -> None:
    assert COUNTS[intent] >= (350 if intent == "out_of_scope" else 80)


def test_no_example_is_written_twice() -> None:
    written = defaultdict(list)
    for text, intent in shipped_examples():
        written[matching_key(text)].append((intent, text))
    assert [cases for cases in written.values() if len(cases) > 1] == []


def test_no_example_is_a_phrasing_of_an_answer() -> None:
    phrasings = {
        matching_key(phrasing): written.answer.topic
        for written in answer_file.read_answers(ROOT / "data/faq")
        for phrasing in written.answer.phrasings
    }
    assert [text for text, _ in shipped_examples() if matching_key(text) in phrasings] == []


def test_nothing_we_measure_with_was_learned() -> None:
    examples = {matching_key(text) for text, _ in shipped_examples()}
    held_out = [row["text"] for row in [*dev(), *rows("intents.csv")]]
    assert [text for text in held_out if matching_key(text) in examples and len(matching_key(text)) > SHORT] == []
