"""Which languages citizens are offered: decided by the admin, seen at once, and never without Indonesian."""

from flask import Flask
from sqlalchemy import select

from models.audit import AuditEvent
from tests.backoffice.conftest import Staff
from tests.public.citizen import Citizen


def events(app: Flask) -> list[dict[str, object]]:
    with app.extensions["house"].database.reading() as session:
        wanted = select(AuditEvent.detail).where(AuditEvent.action == "agency.languages").order_by(AuditEvent.seq)
        return list(session.scalars(wanted))


def test_every_language_is_offered_until_the_admin_withholds_one(app: Flask, staff: Staff) -> None:
    citizen, admin = Citizen(app), staff("admin")
    assert '<html lang="su">' in citizen.get("/?bahasa=su").response.text
    saved = admin.post("/staf/bahasa", data={"bahasa": ["en", "jv"]}, follow_redirects=True)
    assert "Tersimpan" in saved.get_data(as_text=True)
    page = citizen.get("/?bahasa=su").response.text
    assert '<html lang="id">' in page
    assert "Basa Jawa (draf)" in page
    assert "Basa Sunda" not in page
    assert "bahasa=su" not in page
    assert '<html lang="id">' in citizen.client.get("/", headers={"Accept-Language": "su-ID"}).text
    assert [event["withheld"] for event in events(app)] == [["su"]]


def test_indonesian_cannot_be_withheld_and_alone_it_needs_no_list(app: Flask, staff: Staff) -> None:
    staff("admin").post("/staf/bahasa", data={})
    page = Citizen(app).get("/?bahasa=en").response.text
    assert '<html lang="id">' in page
    assert 'class="lang"' not in page


def test_saving_the_same_again_notes_nothing_and_unknown_languages_are_ignored(app: Flask, staff: Staff) -> None:
    staff("admin").post("/staf/bahasa", data={"bahasa": ["id", "en", "su", "jv", "xx"]})
    assert events(app) == []


def test_the_auditor_reads_the_list_and_changes_nothing(app: Flask, staff: Staff) -> None:
    auditor = staff("auditor")
    assert "belum dibaca penutur asli" in auditor.get("/staf/bahasa").get_data(as_text=True)
    assert auditor.post("/staf/bahasa", data={}).status_code == 403
