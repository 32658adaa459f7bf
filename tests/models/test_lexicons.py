"""The agency's own list of words: versions that stay, the newest in force."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import lexicons
from models.audit import AuditEvent
from models.changes import By, Refused
from surveys import lexicon as rules
from surveys.lexicon import Theme
from tests.factories import NOW

ADMIN = By(None, "admin", "admin", NOW, bytes(16))
NEW = (*rules.built_in(), Theme("tema-9", "Parkir", ("parkir*", "motor")))


def test_before_anybody_changes_it_the_published_list_is_in_force(session: Session) -> None:
    assert lexicons.in_force(session) == rules.built_in()


def test_a_new_version_is_in_force_at_once_and_the_old_one_can_come_back(session: Session) -> None:
    first = lexicons.save(session, ADMIN, NEW, "parkir sering disebut")
    assert lexicons.in_force(session) == NEW
    lexicons.save(session, ADMIN, rules.built_in(), "kembali ke bawaan")
    lexicons.save(session, ADMIN, lexicons.get(session, first.id).lexicon, "dipulihkan")
    assert lexicons.in_force(session) == NEW
    assert [row.reason for row in lexicons.all_versions(session)] == [
        "dipulihkan",
        "kembali ke bawaan",
        "parkir sering disebut",
    ]
    events = list(session.scalars(select(AuditEvent).order_by(AuditEvent.seq)))
    assert {event.action for event in events} == {"lexicon.saved"}
    assert events[0].reason == "parkir sering disebut"


def test_a_list_that_changes_nothing_or_is_none_is_refused(session: Session) -> None:
    with pytest.raises(Refused, match="sama dengan yang berlaku"):
        lexicons.save(session, ADMIN, rules.built_in(), "sama")
    with pytest.raises(Refused, match="1 sampai 30 tema"):
        lexicons.save(session, ADMIN, (), "kosong")
