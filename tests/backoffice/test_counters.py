"""Counters: added, changed, retired or moved, never deleted."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from models.audit import AuditEvent
from models.counters import Counter, Device
from tests.backoffice.conftest import Staff
from tests.factories import TODAY

DAY = TODAY.isoformat()


def counters(app: Flask) -> list[Counter]:
    with app.extensions["house"].database.reading() as session:
        return list(session.scalars(select(Counter).order_by(Counter.id)))


def test_a_new_counter_gets_two_sign_words_of_its_own(app: Flask, staff: Staff) -> None:
    admin = staff("admin")
    assert admin.post("/staf/unit/1/loket/baru", data={"label": "3", "service_id": "1"}).status_code == 303
    words = [counter.sign_words for counter in counters(app)]
    assert len(set(words)) == 3
    assert len(words[2].split()) == 2
    assert words[2] in admin.get("/staf/loket/3").get_data(as_text=True)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"label": "2"}, "sudah punya Loket 2"),
        ({"label": ""}, "Isi nomor loket"),
        ({"service_id": "99"}, "Pilih salah satu"),
    ],
)
def test_a_wrong_counter_is_refused_in_words(staff: Staff, fields: dict[str, str], sentence: str) -> None:
    for address in ("/staf/unit/1/loket/baru", "/staf/loket/1/ubah"):
        answer = staff("admin").post(address, data={"label": "7", "service_id": "1", **fields})
        assert answer.status_code == 422
        assert sentence in answer.get_data(as_text=True)


def test_a_moved_counter_names_its_successor_and_keeps_its_code(app: Flask, staff: Staff) -> None:
    admin = staff("admin")
    assert admin.post("/staf/loket/1/tutup", data={"day": DAY, "successor_id": "2"}).status_code == 303
    page = admin.get("/staf/loket/1").get_data(as_text=True)
    assert "Tutup sejak 3 November 2026" in page
    assert "/staf/loket/2" in page
    assert [(c.id, c.closed_on, c.successor_id) for c in counters(app)] == [(1, TODAY, 2), (2, None, None)]


@pytest.mark.parametrize("days", [0, 3])
def test_a_counter_closed_by_mistake_is_opened_again_with_its_sign(app: Flask, staff: Staff, days: int) -> None:
    admin = staff("admin")
    day = (TODAY + timedelta(days=days)).isoformat()
    admin.post("/staf/loket/1/tutup", data={"day": day, "successor_id": "2"})
    assert "Buka lagi" in admin.get("/staf/loket/1").get_data(as_text=True)
    assert "Buka lagi" not in staff("unit_head").get("/staf/loket/1").get_data(as_text=True)
    page = admin.post("/staf/loket/1/buka", follow_redirects=True).get_data(as_text=True)
    assert "Loket buka lagi" in page
    assert "Poster untuk dicetak" in page
    assert [(c.id, c.closed_on, c.successor_id) for c in counters(app)] == [(1, None, None), (2, None, None)]
    with app.extensions["house"].database.reading() as session:
        event = session.scalars(select(AuditEvent).order_by(AuditEvent.seq.desc())).first()
    assert event is not None
    assert (event.action, event.object, event.detail["day"]) == ("counter.reopened", "counter:1", day)


def test_a_counter_closed_before_today_or_whose_number_was_given_away_stays_closed(app: Flask, staff: Staff) -> None:
    admin = staff("admin")
    for counter, day in ((1, TODAY), (2, TODAY - timedelta(days=1))):
        admin.post(f"/staf/loket/{counter}/tutup", data={"day": day.isoformat(), "successor_id": ""})
    admin.post("/staf/unit/1/loket/baru", data={"label": "1", "service_id": ""})
    given_away = admin.post("/staf/loket/1/buka", follow_redirects=True).get_data(as_text=True)
    assert "sudah punya Loket 1" in given_away
    past = admin.post("/staf/loket/2/buka", follow_redirects=True).get_data(as_text=True)
    assert "Hanya loket yang ditutup hari ini atau nanti" in past
    assert [c.closed_on is None for c in counters(app)] == [False, False, True]


def test_a_counter_does_not_succeed_itself_or_lead_to_a_closed_one(app: Flask, staff: Staff) -> None:
    admin = staff("admin")
    assert admin.post("/staf/loket/1/tutup", data={"day": DAY, "successor_id": "1"}).status_code == 422
    admin.post("/staf/loket/2/tutup", data={"day": DAY, "successor_id": ""})
    assert admin.post("/staf/loket/1/tutup", data={"day": DAY, "successor_id": "2"}).status_code == 422
    assert counters(app)[0].closed_on is None


def test_the_number_of_a_closed_counter_may_be_given_to_a_new_one(app: Flask, staff: Staff) -> None:
    admin = staff("admin")
    admin.post("/staf/loket/1/tutup", data={"day": DAY, "successor_id": ""})
    assert admin.post("/staf/unit/1/loket/baru", data={"label": "1", "service_id": ""}).status_code == 303
    assert [counter.id for counter in counters(app) if counter.label == "1"] == [1, 3]


def test_the_pairing_code_is_shown_once_and_kept_as_a_digest(app: Flask, staff: Staff) -> None:
    admin = staff("admin")
    page = admin.post("/staf/loket/1/layar/baru", data={"kind": "display", "label": "Tablet"}).get_data(as_text=True)
    assert "Kode pemasangan" in page
    assert "Tablet" in admin.get("/staf/loket/1").get_data(as_text=True)
    with app.extensions["house"].database.reading() as session:
        device = session.scalars(select(Device)).one()
        told = session.scalars(select(AuditEvent.action).order_by(AuditEvent.seq.desc())).first()
    assert device.pairing_digest is not None
    assert device.token_digest is None
    assert told == "device.added"


def test_a_kiosk_is_told_the_address_where_it_is_paired(staff: Staff) -> None:
    page = staff("admin").post("/staf/loket/1/layar/baru", data={"kind": "kiosk", "label": "Tablet"})
    assert "/anjungan/pasang" in page.get_data(as_text=True)
    assert "Anjungan (tablet tempat warga menilai)" in staff("admin").get("/staf/loket/1").get_data(as_text=True)
