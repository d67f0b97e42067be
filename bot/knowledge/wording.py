"""An answer as staff read and write it: figures, topics and documents by their titles, never by their codes.

`{{ figure("dibao.standard") }}` is 【低保标准】 to them. Back and forth loses nothing; a code typed is understood too.
"""

import re
from collections import Counter
from collections.abc import Mapping
from difflib import get_close_matches

from bot.errors import BadInput
from bot.knowledge.answer import Answer
from bot.policy.figure import Figures, Source

HOW = {"figure": "", "number": "只要数字", "since": "从哪天起"}
_CALL = re.compile(r'\{\{ (figure|number|since)\("([^"]+)"(?:, "(\d{4}-\d\d-\d\d)")?\) \}\}')
_WORDS = re.compile(r"【([^【】\n]*)】")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


class Wording:
    """Titles for codes and codes for titles, as of one moment of the knowledge."""

    def __init__(self, figures: Figures, answers: Mapping[str, Answer], sources: Mapping[str, Source]) -> None:
        self.figures = _unlike({name: figure.title for name, figure in figures.items()})
        self.topics = _unlike({topic: answer.question for topic, answer in answers.items()})
        self.documents = _unlike({ref: source.title for ref, source in sources.items()})
        self._figure_of = _turned(self.figures)
        self._topic_of = _turned(self.topics)
        self._document_of = _turned(self.documents)

    def prose(self, template: str) -> str:
        """A template as words: 每人每月【低保标准】."""
        return _CALL.sub(lambda call: self._worded(call[1], call[2], call[3]), template)

    def _worded(self, how: str, name: str, day: str | None) -> str:
        marks = [self.figures.get(name, name), *([HOW[how]] if HOW[how] else []), *([day] if day else [])]
        return f"【{'｜'.join(marks)}】"

    def template(self, prose: str) -> str:
        """Words as a template. Raises BadInput naming what is no figure, and what may be meant."""
        return _WORDS.sub(lambda words: self._call(words[1]), prose)

    def _call(self, words: str) -> str:
        title, *marks = (part.strip() for part in words.split("｜"))
        name = self.figure(title)
        how, day = "figure", ""
        for mark in marks:
            if _DAY.fullmatch(mark):
                day = f', "{mark}"'
            elif mark in HOW.values():
                how = next(key for key, said in HOW.items() if said == mark)
            else:
                raise BadInput(f"【{words}】里的“{mark}”看不懂，只能写：只要数字、从哪天起，或 2024-07-01 这样的日期")
        return f'{{{{ {how}("{name}"{day}) }}}}'

    def figure(self, title: str) -> str:
        """The name of a figure by its title. Raises BadInput."""
        return _found(title, self._figure_of, self.figures, "数字")

    def topic(self, title: str) -> str:
        """The id of a topic by its title. Raises BadInput."""
        return _found(title, self._topic_of, self.topics, "答案")

    def document(self, title: str) -> str:
        """The ref of a document by its title. Raises BadInput."""
        return _found(title, self._document_of, self.documents, "登记过的文件")


def _unlike(titles: Mapping[str, str]) -> dict[str, str]:
    """The titles, those shared by several with the code behind."""
    counts = Counter(titles.values())
    return {code: f"{title}（{code}）" if counts[title] > 1 else title for code, title in titles.items()}


def _turned(titles: Mapping[str, str]) -> dict[str, str]:
    return {" ".join(title.split()): code for code, title in titles.items()}


def _found(title: str, by_title: Mapping[str, str], codes: Mapping[str, str], what: str) -> str:
    plain = " ".join(title.split())
    if plain in by_title:
        return by_title[plain]
    if plain in codes:
        return plain
    near = [each for each in by_title if plain and plain in each] or get_close_matches(plain, by_title, 3, 0.5)
    hint = f"，是不是：{'、'.join(near[:3])}" if near else ""
    raise BadInput(f"没有叫“{plain[:40]}”的{what}{hint}")
