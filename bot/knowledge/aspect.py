"""Who answers a section of an answer (materials, where, how long): its own question, its section, or another topic. Pure."""

from collections.abc import Mapping

from bot.knowledge.answer import Answer, Question

# Which kind of question asks for a section.
KINDS = {
    "materials": ("papers",), "how_long": ("deadline",), "where": ("where",), "refused": ("refusal",), "cost": ("cost",),
    "amount": ("amount",), "steps": ("how",), "who": ("who", "yesno"),
}  # fmt: skip
# 多少钱 asks what is paid or what it costs, whichever the answer speaks of; 去哪办 also how.
STANDS_FOR = {"amount": ("cost",), "cost": ("amount",), "where": ("steps",), "how_long": ("steps",)}


def question_of(answer: Answer, name: str | None) -> Question | None:
    """The question of `answer` called `name`."""
    return next((question for question in answer.questions if question.name == name), None)


def of_aspect(answer: Answer, aspect: str, answers: Mapping[str, Answer]) -> tuple[Answer, Question | None, str | None]:
    """Who answers a section of `answer`: its own question of that kind, its section, or the topic it leads to."""
    for wanted in (aspect, *STANDS_FOR.get(aspect, ())):
        own = [each for each in answer.questions if each.kind in KINDS[wanted] and each.kind != "yesno"]
        if own:
            return answer, own[0], None
        if wanted in answer.details and wanted not in answer.follow_up:
            return answer, None, wanted
        leads_to = answers.get(answer.follow_up.get(wanted, ""))
        if leads_to is not None:
            asked = [each for each in leads_to.questions if each.kind in KINDS[wanted] and each.kind != "yesno"]
            return leads_to, asked[0] if asked else None, None if asked else wanted
    return answer, None, aspect
