"""A column of a spreadsheet: our name for it, the heading we write, the headings we understand."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.chinese.normalize import normalize


@dataclass(frozen=True)
class Column:
    """`field` is ours, `heading` what we write, `also` what we understand.

    `carries`: an empty cell has the value of the row above, as where cells are merged down a block.
    """

    field: str
    heading: str
    also: tuple[str, ...] = ()
    carries: bool = False


def field_of(heading: str, columns: Sequence[Column]) -> str | None:
    """The field a heading means: 「联系电话（座机）*」 is the phone; None for headings we do not use."""
    plain = _plain(heading)
    for column in columns:
        if plain in (_plain(column.heading), *map(_plain, column.also)):
            return column.field
    return None


def _plain(heading: str) -> str:
    bare = re.sub(r"\(.*?\)|[*:：\s_/、或及]", "", normalize(heading).replace("（", "(").replace("）", ")"))
    return bare or normalize(heading)
