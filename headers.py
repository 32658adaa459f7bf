"""Security headers of every response, errors and static files included."""

import base64
import hashlib
from functools import cache
from pathlib import Path

from flask import Flask, Response, request

from extensions import house

STYLE_FILE = Path(__file__).resolve().parent / "static" / "public.css"

DIRECTIVES = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "font-src": "'self'",
    "manifest-src": "'self'",
    "worker-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
    "object-src": "'none'",
    "require-trusted-types-for": "'script'",
}


@cache
def public_style() -> str:
    """The one stylesheet of the citizen pages, written into each of them so that a page is a single request."""
    return STYLE_FILE.read_text(encoding="utf-8").strip()


@cache
def policy() -> str:
    """The content security policy: no inline script, and no inline style but the one hashed above."""
    digest = base64.b64encode(hashlib.sha256(public_style().encode()).digest()).decode()
    directives = {**DIRECTIVES, "style-src": f"'self' 'sha256-{digest}'"}
    return "; ".join(f"{name} {value}" for name, value in directives.items())


def add_headers(response: Response) -> Response:
    """Set what every response carries; a view may have set its own Cache-Control and resource policy."""
    headers = response.headers
    headers["Content-Security-Policy"] = policy()
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "no-referrer"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
    if house().config.secure:
        headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    if request.endpoint != "static":
        headers.setdefault("Cache-Control", "no-store")
    return response


def install(app: Flask) -> None:
    """Put the headers on every response of the application."""
    app.after_request(add_headers)
    app.jinja_env.globals["public_style"] = public_style
