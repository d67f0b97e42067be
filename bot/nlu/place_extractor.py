"""Place names as entities; the work is in bot/places, on characters, so that no word boundary hides one."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from sqlite_utils import Database

from bot import database, settings
from bot.places import store
from bot.places.directory import Directory


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class PlaceExtractor(GraphComponent, EntityExtractorMixin):
    """Adds one `place` entity where the gazetteer finds one."""

    def __init__(self) -> None:
        self._db: Database | None = None
        self._kept: tuple[int, Directory] | None = None

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> PlaceExtractor:
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            found = self.extract(message.get(TEXT) or "")
            if found:
                message.set(ENTITIES, [*message.get(ENTITIES, []), *self.add_extractor_name(found)], add_to_output=True)
        return messages

    def _now(self) -> Directory:
        """The places as of the last commit; staff may have edited them."""
        if self._db is None:
            self._db = database.connect(settings.current().path("database"))
        version = database.content_version(self._db)
        if self._kept is None or self._kept[0] != version:
            self._kept = (version, store.directory(self._db))
        return self._kept[1]

    def extract(self, text: str) -> list[dict[str, Any]]:
        """The place named in `text`, in Rasa's entity format; at most one."""
        located = self._now().locate(text)
        if located.span is None or located.place is None:
            return []
        start, end = located.span
        return [{"entity": "place", "start": start, "end": end, "value": located.place.label, "confidence": 1.0}]
