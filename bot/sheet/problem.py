"""What is wrong with a row of a spreadsheet."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """Where and what: the row number as Excel shows it, our heading, a sentence."""

    row: int
    heading: str
    message: str

    def __str__(self) -> str:
        return f"第 {self.row} 行 {self.heading}：{self.message}"
