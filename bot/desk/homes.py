"""Topics and questions by their words: staff choose 高龄津贴：每月多少钱 and never read an id."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from bot.errors import BadInput
from bot.knowledge import phrasing
from bot.knowledge.answer import Answer

Answers = Mapping[str, Answer]


def titles(answers: Answers) -> dict[str, str]:
    """home → what it is called in a list, each name once."""
    found: dict[str, str] = {}
    for topic, answer in answers.items():
        found[topic] = answer.question
        found.update((f"{topic}#{each.name}", each.ask) for each in answer.questions)
    times = Counter(found.values())
    return {home: f"{name}（{_beside(home, answers)}）" if times[name] > 1 else name for home, name in found.items()}


def _beside(home: str, answers: Answers) -> str:
    topic, _, name = home.partition("#")
    return answers[topic].question if name else "整条"


def chosen(text: str, answers: Answers) -> str:
    """The home somebody chose by its name (or by its id). Raises BadInput."""
    wanted = text.strip()
    if not wanted:
        raise BadInput("请选它其实问的是哪个问题")
    by_name = {name: home for home, name in titles(answers).items()}
    home = by_name.get(wanted, wanted)
    if home.partition("#")[0] not in answers:
        raise BadInput(f"没有叫“{wanted[:40]}”的问题，请从列出来的里面选")
    phrasing.named(home, answers)
    return home


def offered(candidates: Iterable[Sequence[object]], answers: Answers) -> list[tuple[str, str]]:
    """(home, name) of what came nearest, the question where one is known, each once."""
    homes = [
        f"{topic}#{question}" if question else str(topic) for topic, question, *_ in candidates if topic in answers
    ]
    return [(home, name) for home in dict.fromkeys(homes) if (name := _named(home, answers))]


def _named(home: str, answers: Answers) -> str:
    topic, _, name = home.partition("#")
    return next((each.ask for each in answers[topic].questions if each.name == name), answers[topic].question)
