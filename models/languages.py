"""Which languages the citizen's pages are offered in."""

from collections.abc import Collection

from sqlalchemy.orm import Session

from models.agency import the_agency
from models.changes import By, changed
from surveys.languages import LANGUAGES
from surveys.typed_toml import FALLBACK


def offer(session: Session, by: By, tags: Collection[str]) -> None:
    """Offer these languages and no others; Indonesian always, because every text falls back to it."""
    agency = the_agency(session)
    withheld = [tag for tag in LANGUAGES if tag not in {*tags, FALLBACK}]
    if changed(agency, {"withheld_languages": " ".join(withheld)}):
        by.note(session, "agency.languages", "agency", withheld=withheld)
