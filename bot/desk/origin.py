"""Did a request that changes something come from our own page? (Cross-site request forgery.)

Browsers say so in Sec-Fetch-Site, and where that is not sent (plain http on an inner network) in
Origin: https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html
"""

from collections.abc import Mapping
from urllib.parse import urlsplit

SAFE_METHODS = frozenset({"GET", "HEAD"})


def is_own(method: str, headers: Mapping[str, str]) -> bool:
    """True for a safe method, or where the browser vouches that the page is ours."""
    if method in SAFE_METHODS:
        return True
    site = headers.get("sec-fetch-site")
    if site is not None and site != "same-origin":
        return False
    origin = headers.get("origin")
    if origin is None:
        return site == "same-origin"
    return bool(headers.get("host")) and urlsplit(origin).netloc.lower() == headers["host"].lower()
