"""Where a form was sent from. Browsers say so, and a foreign page cannot make them lie."""

from flask import abort, request

from extensions import SAFE_METHODS


def refuse_foreign() -> None:
    """Answer 403 to a changing request that another site made the browser send.

    Our pages send no referrer, for which browsers write the origin of a form as "null"; then Sec-Fetch-Site decides.
    """
    if request.method in SAFE_METHODS:
        return
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site not in {None, "same-origin", "none"}:
        abort(403)
    # The scheme is the proxy's to know; the host is what tells one site from another.
    if origin not in {None, "null", f"https://{request.host}", f"http://{request.host}"}:
        abort(403)
