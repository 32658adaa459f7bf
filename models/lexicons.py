"""The agency's own list of words for the themes of comments. Every version stays; the newest one is in force.

Before there is one, the published list that comes with the product is. Locked periods and officers' pages keep to that
published list whatever is changed here.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models import audit
from models.base import Base, Moment
from models.changes import By, Refused
from surveys import lexicon as rules
from surveys.lexicon import Lexicon, Theme

REASON_MOST = 200


class LexiconVersion(Base):
    """One version; `themes` is a list of code, label and words."""

    __tablename__ = "lexicon_versions"

    id: Mapped[int] = mapped_column(primary_key=True)
    themes: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    made_at: Mapped[datetime] = mapped_column(Moment)
    reason: Mapped[str] = mapped_column(String(REASON_MOST))

    @property
    def lexicon(self) -> Lexicon:
        """Its themes."""
        return tuple(Theme(row["code"], row["label"], tuple(row["words"])) for row in self.themes)


def all_versions(session: Session) -> list[LexiconVersion]:
    """Every version, newest first."""
    return list(session.scalars(select(LexiconVersion).order_by(LexiconVersion.id.desc())))


def get(session: Session, version_id: int) -> LexiconVersion:
    """The version with this id."""
    return session.scalars(select(LexiconVersion).where(LexiconVersion.id == version_id)).one()


def in_force(session: Session) -> Lexicon:
    """The list that themes are found by."""
    newest = session.scalars(select(LexiconVersion).order_by(LexiconVersion.id.desc()).limit(1)).one_or_none()
    return rules.built_in() if newest is None else newest.lexicon


def save(session: Session, by: By, lexicon: Lexicon, reason: str) -> LexiconVersion:
    """A new version, in force at once. Raises Refused for what is no list of words, or nothing new."""
    audit.serialise(session)
    try:
        rules.checked(lexicon)
    except rules.LexiconError as error:
        raise Refused(str(error)) from error
    if lexicon == in_force(session):
        raise Refused("Daftar kata ini sama dengan yang berlaku. Tidak ada yang disimpan.")
    rows = [{"code": theme.code, "label": theme.label, "words": list(theme.words)} for theme in lexicon]
    version = LexiconVersion(themes=rows, made_by_id=by.user_id, made_at=by.now, reason=reason)
    session.add(version)
    session.flush()
    by.note(session, "lexicon.saved", f"lexicon:{version.id}", reason=reason, themes=len(rows))
    return version
