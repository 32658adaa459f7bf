"""Undo instead of a question beforehand: the message that something is gone carries the way back."""

from typing import Final

from flask import flash

UNDO: Final = "undo"  # the category of a flashed way back; base.html draws it as a button


def gone(message: str, address: str, **fields: object) -> None:
    """Say what was taken away; *Urungkan* sends `fields` to `address`, where the same thing is made anew.

    They lie in the person's session cookie until the next page: a few short fields, no more.
    """
    flash(message)
    way_back = {"address": address, "fields": {name: str(value) for name, value in fields.items()}}
    flash(way_back, UNDO)  # type: ignore[arg-type]  # whatever JSON holds may be flashed
