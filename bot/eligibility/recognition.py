"""救助身份: what the household has been recognised as, or would be on its own figures.

Somebody not yet recognised but who meets the rules of 低保 can get what follows from it
only after applying: that is MAYBE, never MET.
"""

from functools import lru_cache

from bot.eligibility.condition import STREET, AllOf, AnyOf, Condition, OneOf
from bot.eligibility.schemes import dibao, low_income, tekun

HOLDS_NOTHING = OneOf("status", {"none"})
IN_TEKUN = OneOf("status", {"tekun"})
NOT_IN_TEKUN = OneOf("status", {"none", "dibao", "low_income"})
_RULES = {scheme.name: scheme.whole for scheme in (dibao.SCHEME, low_income.SCHEME, tekun.SCHEME)}


@lru_cache(maxsize=16)
def holds(*kinds: str) -> Condition:
    """The household is recognised as one of `kinds` today."""
    return OneOf("status", kinds)


@lru_cache(maxsize=16)
def recognised(*kinds: str) -> Condition:
    """Recognised as one of `kinds`, or likely to be once they apply (MAYBE)."""
    would_be = AnyOf(*(_RULES[kind] for kind in kinds))
    return AnyOf(holds(*kinds), AllOf(HOLDS_NOTHING, STREET, would_be))


ANY_RECOGNITION = recognised("dibao", "low_income", "tekun")
APPLY_FIRST = "您家看起来够得上，但要先向街道申请认定，批下来才能享受"
