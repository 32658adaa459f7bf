"""What staff see, closed by default."""

from flask import Flask

from backoffice import account, auth, dashboard, door, imports

ROOMS = (account, auth, dashboard, imports)  # importing a room hangs its pages into the door's blueprint


def install(app: Flask) -> None:
    """Register the staff's pages."""
    secure = app.extensions["house"].config.secure
    app.config.update(
        SESSION_COOKIE_NAME="__Host-form" if secure else "form",  # holds the token of the forms, nothing else
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_SSL_STRICT=False,  # it wants a referrer, which our pages never send; backoffice.origin looks instead
    )
    app.register_blueprint(door.staff)
