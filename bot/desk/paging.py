"""A long list cut into pages; addresses keep whatever else they ask for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import urlencode

from bot.desk.call import Call

T = TypeVar("T")


@dataclass(frozen=True)
class Pages(Generic[T]):
    """`items` of page `number` (from 1) out of `count`; `total` items in all."""

    items: Sequence[T]
    number: int
    count: int
    total: int
    address: str

    def at(self, number: int) -> str:
        """The address of another page."""
        return f"{self.address}page={number}"


def of(call: Call, items: Sequence[T], size: int) -> Pages[T]:
    """The page the address asks for; beyond the last, the last."""
    count = max(1, -(-len(items) // size))
    number = min(max(1, call.whole_number("page", 1)), count)
    kept = [(name, value) for name, value in call.request.query_params.multi_items() if name not in ("page", "done")]
    address = f"?{urlencode(kept)}&" if kept else "?"
    return Pages(items[(number - 1) * size : number * size], number, count, len(items), address)
