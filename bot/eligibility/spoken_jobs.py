"""Who has work, told person by person: 老公开公交，我在医院当护工."""

from bot.eligibility.words import pattern, word


def at_work(text: str) -> str | None:
    """How many of the persons named are at work, as a value of `work`: one, two; None where none is."""
    working: list[bool] = []
    for clause in pattern("[,;。、]").split(word("jobs.next_person").sub(",", text)):
        away = bool(word("jobs.not_at_work").search(clause)) or bool(word("past").search(clause))
        if person := word("jobs.person").match(clause):
            working.append(bool(word("jobs.at_work").search(clause, person.end())) and not away)
        elif working and away and not pattern("其他|别人|其余|都|俩").search(clause):  # 我在厂里上班，去年退休了
            working[-1] = False
    return "two" if sum(working) > 1 else "one" if any(working) else None
