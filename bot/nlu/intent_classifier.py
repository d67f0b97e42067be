"""Which of about a dozen kinds of request a message is; the work is in bot/chinese and a linear learner.

Besides `data/nlu`, every phrasing of `data/faq` is an example of ask_faq. So the training
fingerprint must follow those files too.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import joblib
import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier as RasaIntentClassifier
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.knowledge import answer_file, crisis
from bot.nlu.intent_model import IntentModel
from bot.settings import ROOT


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class IntentClassifier(GraphComponent, RasaIntentClassifier):
    """Crisis talk first, whatever else is said; then the learner."""

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        self._config, self._storage, self._resource = config, storage, resource
        self.model: IntentModel | None = None
        self._crises = crisis.read(ROOT / "data/matching/crisis.yml")

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"answers": "data/faq", "ranking_length": 5}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> IntentClassifier:
        return cls(config, model_storage, resource)

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Changes when the phrasings or the code the model is made of change."""
        answers = ROOT / config.get("answers", cls.get_default_config()["answers"])
        code = [Path(__file__).with_name("intent_model.py"), ROOT / "bot/knowledge/features.py"]
        digest = hashlib.sha256()
        for path in [*sorted(answers.glob("*.yml")), *code, ROOT / "data/matching/synonyms.yml"]:
            digest.update(path.read_bytes())
        return digest.hexdigest()

    def train(self, training_data: TrainingData) -> Resource:
        examples = [(e.get(TEXT), e.get(INTENT)) for e in training_data.intent_examples if e.get(TEXT)]
        answers = answer_file.read_answers(ROOT / self._config["answers"])
        phrasings = [phrasing for written in answers for phrasing in written.answer.asked_as]
        self.model = IntentModel.learn(examples, phrasings)
        with self._storage.write_to(self._resource) as directory:
            joblib.dump(self.model, directory / "model.joblib")
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **_: Any,
    ) -> IntentClassifier:
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as directory:
            component.model = joblib.load(directory / "model.joblib")
        return component

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            ranking = self._rank(message.get(TEXT) or "")
            message.set("intent", ranking[0], add_to_output=True)
            message.set("intent_ranking", ranking, add_to_output=True)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        self.process(training_data.training_examples)
        return training_data

    def _rank(self, text: str) -> list[dict[str, Any]]:
        if crisis.spoken_in(text, self._crises):
            return [{"name": "crisis", "confidence": 1.0}]
        if self.model is None:
            return [{"name": None, "confidence": 0.0}]
        intents, confidences = self.model.rank(text)
        order = np.argsort(-confidences)[: self._config["ranking_length"]]
        return [{"name": intents[number], "confidence": float(confidences[number])} for number in order]
