"""Which of about a dozen kinds of request a message is; the work is in bot/chinese and a linear learner.

Besides `data/nlu`, the phrasings of `data/faq` are examples of ask_faq. So the training fingerprint must follow
those files too. What comes of a kind of request is not decided here (bot/reading/decide.py).
"""

from __future__ import annotations

from typing import Any

import joblib
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier as RasaIntentClassifier
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.knowledge import answer_file
from bot.nlu.intent_model import IntentModel, lessons
from bot.settings import current
from bot.trained_from import fingerprint

TAPPED = "/"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class IntentClassifier(GraphComponent, RasaIntentClassifier):
    """The learner; a tapped choice, which names its intent itself, costs nothing."""

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        self._config, self._storage, self._resource = config, storage, resource
        self.model: IntentModel | None = None

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"ranking_length": 3}

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
        """Changes when the phrasings, or the code and the data the model is made of, change."""
        return fingerprint(current().path("data"))

    def train(self, training_data: TrainingData) -> Resource:
        examples = [(e.get(TEXT), e.get(INTENT)) for e in training_data.intent_examples if e.get(TEXT)]
        written = answer_file.read_answers(current().path("data") / "faq")
        self.model = IntentModel.learn(examples, lessons([each.answer for each in written]))
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
        if self.model is None or text.startswith(TAPPED):
            return [{"name": None, "confidence": 0.0}]
        ranked = self.model.rank(text)[: self._config["ranking_length"]]
        return [{"name": name, "confidence": sure} for name, sure in ranked]
