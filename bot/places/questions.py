"""What is asked back: where, which of several, which kind. Choices are text the resident could have typed."""

from typing import Any

from bot.places.directory import OFFICE, Directory
from bot.places.errand import Errand
from bot.places.gazetteer import Located, Origin

Reply = tuple[str, dict[str, Any]]
# The kinds asked for most, offered when a resident has named only a place.
COMMON = (
    "elder_station", "meal_site", OFFICE, "assistance_office", "marriage_office", "nursing_home",
    "community_service_station", "charity_station", "warm_home",
)  # fmt: skip
MOST = 12


def ask_place(directory: Directory, category: str | None, errand: Errand | None, unknown: str = "") -> Reply:
    """Asks where the resident is, offering the subdistricts; says so where a name he gave is not known."""
    say = directory.language.say
    lead = say("ask_place_unknown", name=unknown) if unknown else ""
    text = lead + say("ask_place", wanted=_wanted(directory, category, errand))
    choices = [{"title": area.replace("街道", ""), "payload": area} for area in directory.language.areas]
    return text, _question("place", say("ask_place_title"), choices)


def ask_kind(directory: Directory, origin: Origin | None) -> Reply:
    """Asks what is looked for, and says which place was understood."""
    say = directory.language.say
    text = say("ask_kind", known=say("ask_kind_known", label=origin.label) if origin else "")
    titles = [directory.categories[identity].title for identity in COMMON if identity in directory.categories]
    return text, _question("category", say("ask_kind_title"), [{"title": t, "payload": t} for t in titles])


def ask_which(directory: Directory, located: Located, category: str | None, errand: Errand | None) -> Reply:
    """Asks back where one name could be several places."""
    say = directory.language.say
    corner = located.place
    text = say(
        "ask_which",
        note=f"{located.note}。" if located.note else "",
        wanted=_wanted(directory, category, errand),
        several=say("ask_which_corner", label=corner.label) if corner else say("ask_which_names"),
    )
    choices = [{"title": origin.label, "payload": _typed(origin)} for origin in located.candidates[:MOST]]
    names = (origin.subdistrict if corner else origin.label for origin in located.candidates[:MOST])
    listed = "、".join(dict.fromkeys(name for name in names if name))
    return f"{text}{listed}？", _question("place", say("ask_which_title"), choices)


def _wanted(directory: Directory, category: str | None, errand: Errand | None) -> str:
    if category is None:
        return ""
    say = directory.language.say
    what_for = say("for_what", what_for=errand.what_for) if errand and errand.what_for else ""
    return say("ask_place_wanted", title=directory.categories[category].title, what_for=what_for)


def _typed(origin: Origin) -> str:
    """What the resident could type to mean exactly this candidate."""
    name = origin.label.split("（")[0]
    return f"{name} {origin.subdistrict}" if origin.subdistrict and origin.subdistrict not in name else name


def _question(slot: str, title: str, choices: list[dict[str, str]]) -> dict[str, Any]:
    return {
        "kind": "question",
        "slot": slot,
        "title": title,
        "choices": choices,
    }
