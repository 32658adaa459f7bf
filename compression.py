"""Compress what citizens load. Staff pages stay as they are: they hold secrets beside reflected input."""

import gzip

from flask import Flask, Response, request

TEXT_TYPES = frozenset({"text/html", "text/css", "text/javascript", "image/svg+xml", "application/json"})
SMALLEST = 500
LEVEL = 6


def compress(response: Response) -> Response:
    """Gzip a text answer when the browser takes it."""
    response.vary.add("Accept-Encoding")
    staff = (request.endpoint or "").startswith("backoffice.")
    wanted = request.accept_encodings.quality("gzip") > 0 and response.mimetype in TEXT_TYPES and not staff
    if (
        not wanted
        or response.status_code in {204, 206, 304}
        or (response.is_streamed and not response.direct_passthrough)
    ):
        return response
    response.direct_passthrough = False
    body = response.get_data()
    if len(body) >= SMALLEST and "Content-Encoding" not in response.headers:
        response.set_data(gzip.compress(body, LEVEL, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
    return response


def install(app: Flask) -> None:
    """Compress the application's text answers."""
    app.after_request(compress)
