"""What a unit changed because of the public, for everyone."""

from typing import Final

from flask import Blueprint, render_template

from extensions import db
from models import improvements as notes
from models import units

improvements: Final = Blueprint("improvements", __name__)


@improvements.get("/hasil/<code>/perbaikan")
def of_unit(code: str) -> str:
    """The notes of one unit, the latest first; of a withdrawn one only that it was, and why."""
    unit = units.by_code(db(), code)
    return render_template("public/improvements.html", unit=unit, notes=notes.of_unit(db(), unit.id))
