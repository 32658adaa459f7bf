"""Signs: swept by the operator, tried out by staff, and a task when something is wrong with them."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

import clock
from models import counters, signs
from models.audit import AuditEvent
from models.changes import By
from models.signs import SignCheck, SignTrial
from tests.backoffice.conftest import Staff
from tests.factories import NOW, TODAY
from tests.qr_reading import painted, read

LIST = "/staf/unit/1/stiker"


def checks(app: Flask) -> list[tuple[int, bool]]:
    with app.extensions["house"].database.reading() as session:
        return [(row.counter_id, row.is_sound) for row in session.scalars(select(SignCheck).order_by(SignCheck.id))]


def test_one_press_says_that_all_signs_are_sound(app: Flask, staff: Staff) -> None:
    operator = staff("operator")
    assert operator.get(LIST).get_data(as_text=True).count("belum pernah") == 4
    page = operator.post(LIST, follow_redirects=True).get_data(as_text=True)
    assert "Pemeriksaan stiker tersimpan." in page
    assert "semua baik" in page
    assert checks(app) == [(1, True), (2, True)]
    assert "Stiker terakhir diperiksa" in operator.get("/staf/loket/1").get_data(as_text=True)


def test_exceptions_are_ticked_and_a_sign_that_nobody_saw_is_left_out(app: Flask, staff: Staff) -> None:
    operator = staff("operator")
    page = operator.post(LIST, data={"1.words_match": "1", "1.uncovered": "1", "2.lewati": "1"}, follow_redirects=True)
    assert "Loket 1: kata tidak cocok, tertutup" in page.get_data(as_text=True)
    assert checks(app) == [(1, False)]
    answer = operator.post(LIST, data={"1.lewati": "1", "2.lewati": "1"})
    assert answer.status_code == 422
    assert "Belum ada loket yang diperiksa" in answer.get_data(as_text=True)


def test_who_may_not_sweep_sees_the_list_without_a_form(staff: Staff) -> None:
    page = staff("unit_head").get(LIST).get_data(as_text=True)
    assert "Loket 2" in page
    assert 'type="checkbox"' not in page


def test_a_sweep_that_is_due_or_found_something_is_a_task_until_it_is_done(app: Flask, staff: Staff) -> None:
    def home() -> str:
        return staff("operator").get("/staf/").get_data(as_text=True)

    assert "2 stiker waktunya diperiksa." in home()
    staff("operator").post(LIST, data={"2.undamaged": "1"})
    assert "waktunya diperiksa" not in home()
    assert "Loket 2: stikernya bermasalah" in home()
    staff("operator").post(LIST)
    assert "stikernya bermasalah" not in home()
    clock.move_to(NOW + timedelta(days=9))
    assert "2 stiker waktunya diperiksa." in home()
    assert "stiker waktunya diperiksa" not in staff("unit_head").get("/staf/").get_data(as_text=True)


def test_a_silent_sign_is_a_task_in_words_without_numbers(
    app: Flask, staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    staff("operator").post(LIST)
    monkeypatch.setattr(signs, "silent", lambda session, _unit, _today: [counters.get(session, 1)])
    page = staff("operator").get("/staf/").get_data(as_text=True)
    assert "Loket 1: stikernya mungkin tertutup atau hilang. Lihat hari ini." in page


def test_the_code_of_a_trial_opens_the_marked_page_and_the_counter_remembers_the_day(app: Flask, staff: Staff) -> None:
    page = staff("unit_head").get("/staf/loket/1/uji").get_data(as_text=True)
    side, path = re.findall(r'viewBox="0 0 (\d+) \d+".*?<path fill="#000" d="([^"]+)"', page)[0]
    [address] = re.findall(r'href="(http://localhost/uji/[^"]+)"', page)
    assert read([row[4:-4] for row in painted(path, int(side))[4:-4]]) == address
    citizen = app.test_client()
    assert "UJI – tidak dihitung" in citizen.get(address).get_data(as_text=True)
    assert citizen.post(address).status_code == 303
    shown = staff("operator").get("/staf/loket/1").get_data(as_text=True)
    assert re.search(r"Stiker terakhir diuji</dt><dd>3 November 2026", shown)


def test_a_sign_that_failed_its_trial_is_a_task_until_it_works(app: Flask, staff: Staff) -> None:
    operator = staff("operator")
    operator.post(LIST)
    answer = operator.post("/staf/loket/1/uji/gagal", follow_redirects=True).get_data(as_text=True)
    assert "gagal" in answer
    assert "Loket 1: stikernya bermasalah" in operator.get("/staf/").get_data(as_text=True)
    with app.extensions["house"].database.writing() as session:
        assert not session.scalars(select(SignTrial)).one().ok
        actions = session.scalars(select(AuditEvent.action).order_by(AuditEvent.seq.desc())).all()
        assert actions[0] == "sign.trial_failed"
        signs.try_out(session, 1, TODAY, ok=True)
        session.commit()
    assert "stikernya bermasalah" not in operator.get("/staf/").get_data(as_text=True)


def test_an_old_sign_that_is_still_scanned_is_told_on_the_page_of_its_counter(app: Flask, staff: Staff) -> None:
    with app.extensions["house"].database.writing() as session:
        by = By(None, "admin", "admin", NOW, bytes(16))
        counters.close(session, by, counters.get(session, 1), TODAY - timedelta(days=30), 2)
        for _ in range(10):
            signs.led_on(session, 1, TODAY - timedelta(days=20))
        session.commit()
    page = staff("operator").get("/staf/loket/1").get_data(as_text=True)
    assert "sedikitnya 10 kali dalam Oktober 2026" in page
