"""The component as Rasa runs it."""

from pathlib import Path
from typing import Any, cast

import pytest
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.intent_classifier import IntentClassifier
from bot.nlu.intent_model import IntentModel


@pytest.fixture
def component(model: IntentModel) -> IntentClassifier:
    made = IntentClassifier(IntentClassifier.get_default_config(), cast(Any, None), cast(Any, None))
    made.model = model
    return made


def intent_of(component: IntentClassifier, text: str) -> Message:
    return component.process([Message.build(text)])[0]


def test_a_message_carries_its_intent_and_the_next_likeliest(component: IntentClassifier) -> None:
    message = intent_of(component, "转人工")
    assert message.get("intent")["name"] == "hand_off"
    assert len(message.get("intent_ranking")) == 3


def test_a_tap_names_its_intent_itself_and_is_not_ranked(component: IntentClassifier) -> None:
    assert intent_of(component, '/ask_faq{"topic": "marriage.fee"}').get("intent") == {"name": None, "confidence": 0.0}


def test_before_anything_was_learned_nothing_is_claimed(component: IntentClassifier) -> None:
    component.model = None
    assert intent_of(component, "低保怎么申请").get("intent") == {"name": None, "confidence": 0.0}


def test_a_change_of_the_language_data_calls_for_training(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    changed = tmp_path / "matching" / "departments.yml"
    changed.parent.mkdir()
    changed.write_text("a")
    monkeypatch.setenv("XIAOXI_DATA", str(tmp_path))
    before = IntentClassifier.fingerprint_addon({})
    changed.write_text("b")
    assert IntentClassifier.fingerprint_addon({}) != before
