"""The desks of reports: who finds which, each step through its form, terms on the home page, and originals for two."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

import clock
from backoffice import passwords
from models import case_filing, cases, users
from models.audit import AuditEvent
from models.case_templates import CaseTemplate
from models.cases import Case, CaseStep, Sight
from models.units import Unit
from models.users import User
from surveys.cases import Kind
from tests.backoffice.conftest import Staff, account, log_in
from tests.factories import NOW, TODAY
from tests.reported import QUEUE, answered, filed, form, forwarded

PASSWORD = "sepeda biru milik nenek"


@pytest.fixture
def report(app: Flask) -> Callable[..., int]:
    """File a report; answers its number."""

    def file(text: str = QUEUE, kind: Kind = Kind.COMPLAINT, **about: Any) -> int:
        house = app.extensions["house"]
        with house.database.writing() as session:
            case = filed(session, text, kind, keys=house.keys, **about).case
            session.commit()
            return case.id

    return file


def stored(app: Flask, case_id: int) -> Case:
    with app.extensions["house"].database.reading() as session:
        return cases.get(session, case_id, Sight())


def words(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.get_data(as_text=True)


def post(client: FlaskClient, path: str, **fields: str) -> str:
    """What a form leads to, or says when it comes back."""
    return client.post(path, data=fields, follow_redirects=True).get_data(as_text=True)


def test_a_unit_handles_a_report_from_verification_to_answer(
    app: Flask, staff: Staff, report: Callable[..., int]
) -> None:
    number = report()
    head, operator = staff("unit_head"), staff("operator")
    assert "Verifikasi sampai 6 November 2026" in words(operator, "/staf/laporan")
    address = f"/staf/laporan/{number}"
    assert "[telepon]" in words(operator, address)
    assert "0812" not in words(operator, address)
    assert "Tersimpan." in post(operator, f"{address}/verifikasi", kind="complaint")
    handler = re.search(r'<option value="(\d+)">Pemegang operator', words(head, f"{address}/penanggung-jawab"))
    assert handler is not None
    post(head, f"{address}/penanggung-jawab", user=handler[1])
    post(operator, f"{address}/tulis", writing="note", text="Tanya loket 3.")
    post(operator, f"{address}/tulis", writing="message", text="Kami periksa.")
    post(operator, f"{address}/tulis", writing="answer", text="Loket kedua dibuka.")
    case = stored(app, number)
    assert (case.state, case.answered_on) == ("answered", TODAY)
    page = words(head, address)
    for said in ("Catatan internal", "Jawaban kepada pelapor", "Tanggapan pelapor sampai 17 November 2026"):
        assert said in page


def test_each_desk_finds_its_own_reports_and_the_auditor_all(
    app: Flask, staff: Staff, report: Callable[..., int]
) -> None:
    plain, grave = report(), report(kind=Kind.SUPERVISORY)
    finds = {"operator": {plain}, "unit_head": {plain}, "evaluator": {grave}, "auditor": {plain, grave}}
    for role, expected in finds.items():
        client = staff(role)
        listed = set(map(int, re.findall(r"/staf/laporan/(\d+)", words(client, "/staf/laporan"))))
        opened = {n for n in (plain, grave) if client.get(f"/staf/laporan/{n}").status_code == 200}
        assert listed == opened == expected, role


def test_another_units_report_is_not_there(app: Flask, staff: Staff, report: Callable[..., int]) -> None:
    number = report()
    with app.extensions["house"].database.writing() as session:
        other = Unit(code="pajak", name="Pajak", zone="Asia/Jakarta")
        session.add(other)
        session.flush()
        stranger = account(session, "operator", username="lain", unit_id=other.id).id
        session.commit()
    client = log_in(app, stranger)
    for path in ("", "/verifikasi", "/tolak", "/evaluator", "/penanggung-jawab", "/tulis"):
        assert client.get(f"/staf/laporan/{number}{path}").status_code == 404
    assert client.post(f"/staf/laporan/{number}/kontak").status_code == 404


def test_a_rejection_needs_a_reason_and_is_listed_for_the_auditor(
    app: Flask, staff: Staff, report: Callable[..., int]
) -> None:
    number = report()
    operator = staff("operator")
    assert "Tulis alasannya." in post(operator, f"/staf/laporan/{number}/tolak", reason="")
    post(operator, f"/staf/laporan/{number}/tolak", reason="Bukan kewenangan kami.")
    assert "Bukan kewenangan kami." in words(staff("auditor"), f"/staf/laporan/{number}")
    assert f"/staf/laporan/{number}" in words(staff("auditor"), "/staf/laporan?keadaan=selesai")
    assert "sudah sampai tahap lain" in post(operator, f"/staf/laporan/{number}/verifikasi", kind="complaint")


def test_who_escalates_a_report_no_longer_finds_it(app: Flask, staff: Staff, report: Callable[..., int]) -> None:
    number = report()
    page = post(staff("operator"), f"/staf/laporan/{number}/evaluator", reason="Menyangkut kepala unit.")
    assert "Tersimpan." in page
    assert staff("operator").get(f"/staf/laporan/{number}").status_code == 404
    evaluator = staff("evaluator")
    assert "Menyangkut kepala unit." in words(evaluator, f"/staf/laporan/{number}")
    post(evaluator, f"/staf/laporan/{number}/unit", unit="1", reason="Dapat diselesaikan unit.")
    assert stored(app, number).desk == "unit"


def test_a_report_called_supervisory_offers_no_way_to_the_unit(staff: Staff, report: Callable[..., int]) -> None:
    number = report(kind=Kind.SUPERVISORY)
    evaluator = staff("evaluator")
    assert "Serahkan kepada unit" not in words(evaluator, f"/staf/laporan/{number}")
    refused = evaluator.post(f"/staf/laporan/{number}/unit", data={"unit": "1", "reason": "Biasa."})
    assert refused.status_code == 422
    assert "berkadar pengawasan" in refused.get_data(as_text=True)


def test_words_that_took_a_report_past_its_unit_are_named(staff: Staff, report: Callable[..., int]) -> None:
    number = report("Ada pungli di loket 2.")
    assert "menyebut: pungutan liar atau suap" in words(staff("evaluator"), f"/staf/laporan/{number}")


def test_late_reports_come_first_and_are_told_to_desk_and_auditor(
    app: Flask, staff: Staff, report: Callable[..., int]
) -> None:
    report()
    clock.move_to(NOW.replace(day=9))
    fresh = report("Toilet kotor.", written=form(TODAY.replace(day=9)))
    for role in ("operator", "unit_head", "auditor"):
        assert "1 laporan lewat batas waktu." in words(staff(role), "/staf/"), role
    assert "lewat batas waktu" not in words(staff("hr"), "/staf/")
    late = words(staff("auditor"), "/staf/laporan?keadaan=lewat")
    assert "lewat sejak 6 November 2026" in late
    assert f"/staf/laporan/{fresh}" not in late
    listed = re.findall(r"/staf/laporan/(\d+)", words(staff("operator"), "/staf/laporan"))
    assert listed[-1] == str(fresh)


def test_the_home_page_names_what_waits(app: Flask, staff: Staff, report: Callable[..., int]) -> None:
    report()
    number = report("Toilet kotor.")
    operator, head = staff("operator"), staff("unit_head")
    assert "2 laporan perlu diverifikasi." in words(operator, "/staf/")
    assert "perlu diverifikasi" not in words(head, "/staf/")
    post(operator, f"/staf/laporan/{number}/verifikasi", kind="complaint")
    assert "1 laporan belum ada penanggung jawabnya." in words(head, "/staf/")
    house = app.extensions["house"]
    with house.database.writing() as session:
        case_filing.reply(session, house.keys, cases.get(session, number, Sight()), "Halo?", form())
        session.commit()
    assert "1 pelapor menunggu balasan." in words(operator, "/staf/")


def test_the_head_is_told_whose_reports_are_left_behind_by_who_moved(
    app: Flask, staff: Staff, report: Callable[..., int]
) -> None:
    taken, left = report(), report("Toilet kotor.")
    with app.extensions["house"].database.writing() as session:
        stays = account(session, "operator", username="tinggal")
        moves = account(session, "operator", username="pindah")
        for number, handler in ((taken, stays), (left, moves)):
            forwarded(session, cases.get(session, number, Sight()), handler)
        session.commit()
    head = staff("unit_head")
    assert "tidak bertugas lagi di sini" not in words(head, "/staf/")
    with app.extensions["house"].database.writing() as session:
        users.get(session, moves.id).disabled_at = NOW
        session.commit()
    assert "1 laporan dipegang orang yang tidak bertugas lagi di sini." in words(head, "/staf/")
    assert "tidak bertugas lagi di sini" not in words(staff("auditor"), "/staf/")
    assert re.findall(r"/staf/laporan/(\d+)", words(head, "/staf/laporan?keadaan=tanpa")) == [str(left)]
    post(head, f"/staf/laporan/{left}/penanggung-jawab", user=str(stays.id))
    assert "tidak bertugas lagi di sini" not in words(head, "/staf/")


def test_a_contact_is_shown_on_demand_and_noted(app: Flask, staff: Staff, report: Callable[..., int]) -> None:
    number = report(contact="Rina, 0812-3456-7890")
    operator = staff("operator")
    assert "Rina" not in words(operator, f"/staf/laporan/{number}")
    assert "Rina, 0812-3456-7890" in post(operator, f"/staf/laporan/{number}/kontak")
    with app.extensions["house"].database.reading() as session:
        noted = session.scalars(select(AuditEvent.action).order_by(AuditEvent.seq.desc())).first()
    assert noted == "case.contact_read"
    assert staff("unit_head").post(f"/staf/laporan/{number}/kontak").status_code == 403


def test_originals_open_for_the_evaluator_who_asked_once_another_agreed(
    app: Flask, staff: Staff, report: Callable[..., int]
) -> None:
    number = report(kind=Kind.SUPERVISORY)
    with app.extensions["house"].database.writing() as session:
        ids = [
            account(session, "evaluator", username=name, password_hash=passwords.hashed(PASSWORD)).id
            for name in ("eva", "edo")
        ]
        session.commit()
    eva, edo = (log_in(app, user_id) for user_id in ids)
    address = f"/staf/laporan/{number}/teks-asli"
    assert "evaluator lain setuju" in post(eva, address)
    assert "Kata sandi tidak cocok" in post(
        eva, f"{address}/minta", reason="Nomor perlu.", password="salah salah salah"
    )
    post(eva, f"{address}/minta", reason="Nomor loketnya tertutup.", password=PASSWORD)
    assert f"Permintaan membaca teks asli laporan {number} menunggu Anda." in words(edo, "/staf/")
    assert "Nomor loketnya tertutup." in words(edo, f"{address}/setuju")
    post(edo, f"{address}/setuju", password=PASSWORD)
    assert "0812-3456-7890" in post(eva, address)
    assert "evaluator lain setuju" in post(edo, address)
    assert eva.get(address).status_code == 405


def test_an_answer_may_begin_with_a_template_of_the_own_desk(
    app: Flask, staff: Staff, report: Callable[..., int]
) -> None:
    number, operator = report(), staff("operator")
    assert "Isi judulnya." in post(operator, "/staf/laporan/templat/baru", title="", text="Terima kasih.")
    post(operator, "/staf/laporan/templat/baru", title="Antrean", text="Terima kasih atas laporan Anda.")
    with app.extensions["house"].database.reading() as session:
        template = session.scalars(select(CaseTemplate)).one().id
    assert "Antrean" in words(operator, f"/staf/laporan/{number}")
    assert "Terima kasih atas laporan Anda." in words(operator, f"/staf/laporan/{number}/tulis?templat={template}")
    assert operator.get(f"/staf/laporan/{number}/tulis?templat={10**30}").status_code == 200
    assert staff("evaluator").get(f"/staf/laporan/templat/{template}").status_code == 404
    post(operator, f"/staf/laporan/templat/{template}", title="Antrean panjang", text="Mohon maaf.")
    assert "Antrean panjang" in words(operator, "/staf/laporan/templat")
    assert "Templat dihapus." in post(operator, f"/staf/laporan/templat/{template}/hapus")


def test_statistics_show_median_and_punctuality_and_hide_the_other_desk(
    app: Flask, staff: Staff, report: Callable[..., int]
) -> None:
    done, _waits, _grave = report(), report("Toilet kotor."), report(kind=Kind.SUPERVISORY)
    with app.extensions["house"].database.writing() as session:
        handler = account(session, "operator")
        answered(session, cases.get(session, done, Sight()), handler, TODAY.replace(day=9))
        session.commit()
    clock.move_to(NOW.replace(day=10))
    operator = staff("operator")
    row = re.sub(r"<[^>]+>|\s+", " ", words(operator, "/staf/laporan/statistik").partition("<tbody>")[2])
    assert re.search(r"Sipil +2 +1 +1 +0 +0 +4,0 +1 dari 1 +–", row), row
    everything = re.sub(r"<[^>]+>|\s+", " ", words(staff("auditor"), "/staf/laporan/statistik"))
    assert re.search(r"Sipil +3 +1 +2", everything)
    assert "Belum ada laporan" in words(operator, "/staf/laporan/statistik?periode=2025")


def test_the_list_of_holidays_says_that_it_was_not_compared_with_its_decree(staff: Staff) -> None:
    assert "perlu diperiksa dengan salinan keputusan" in words(staff("operator"), "/staf/laporan")


def test_an_erased_report_shows_that_it_was_erased_and_offers_nothing(
    app: Flask, staff: Staff, report: Callable[..., int]
) -> None:
    number, operator = report(), staff("operator")
    with app.extensions["house"].database.writing() as session:
        handler = session.scalars(select(User).where(User.role == "operator")).one()
        case = cases.get(session, number, Sight())
        forwarded(session, case, handler)
        case_filing.erase(session, case, TODAY)
        session.commit()
    page = words(operator, f"/staf/laporan/{number}")
    assert "Pelapor menghapus isi laporan" in page
    assert "Antrean" not in page
    assert "Pelapor menghapus laporan ini" in post(
        operator, f"/staf/laporan/{number}/tulis", writing="answer", text="Halo."
    )
    with app.extensions["house"].database.reading() as session:
        assert not [step for step in session.scalars(select(CaseStep)) if step.text]
