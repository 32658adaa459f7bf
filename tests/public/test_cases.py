"""A citizen reports a problem and follows it: without name, cookie or script, and with no way to anybody else's."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, text

import clock
from database import Busy
from models import attempts, case_filing, case_handling, cases
from models.case_handling import Writing
from models.case_originals import CaseContact
from models.cases import Case, Sight
from models.users import User
from public import case_secrets, networks
from surveys.cases import Kind
from tests.backoffice.conftest import account
from tests.factories import NOW, TODAY
from tests.public.citizen import Citizen, Screen
from tests.reported import by

REPORT = {"jenis": "complaint", "unit": "dukcapil", "isi": "Antrean tiga jam. HP saya 0812-3456-7890."}


def sent(citizen: Citizen, **fields: str) -> Screen:
    page = citizen.get("/pengaduan")
    return citizen.post("/pengaduan/kirim", {**page.fields, **REPORT, **fields})


def code_of(page: Screen) -> str:
    found = re.search(r"<strong>((?:[0-9A-Z]{4} ?){5})</strong>", page.text)
    assert found is not None, page.text
    return found[1]


def tracked(citizen: Citizen, code: str, action: str = "", **fields: str) -> Screen:
    """The report behind a code, or what an action makes of it: fields of its form are read first."""
    path = "/pengaduan/lacak"
    if not action:
        return citizen.post(path, {"kode": code})
    page = citizen.post(path, {"kode": code})
    return citizen.post(f"{path}/{action}", {**page.fields, "kode": code, **fields})


def stored(citizen: Citizen) -> list[Case]:
    with citizen.house.database.reading() as session:
        return list(session.scalars(select(Case).order_by(Case.id)))


def answer(citizen: Citizen, said: str = "Loket kedua dibuka.") -> None:
    """The unit verifies and answers whatever is there."""
    with citizen.house.database.writing() as session:
        operator = session.scalar(select(User)) or account(session, "operator")
        case = cases.running(session, Sight())[0]
        if case.state == "sent":
            case_handling.verify(session, by(operator), case, Kind(case.kind), "", TODAY)
            case_handling.assign(session, by(operator), case, operator, TODAY)
        case_handling.write(session, by(operator), case, Writing.ANSWER, said, TODAY)
        session.commit()


def test_a_report_is_stored_and_its_code_shown_once_with_the_day_of_the_answer(citizen: Citizen) -> None:
    page = sent(citizen)
    assert page.status == 201
    assert "Kami balas paling lambat 23 November 2026." in page.text
    assert len(code_of(page).replace(" ", "")) == 20
    (case,) = stored(citizen)
    assert (case.kind, case.received_on, case.desk) == ("complaint", TODAY, "unit")
    assert case.secret_hash is not None
    assert case.secret_hash.startswith("$argon2id$")
    assert code_of(page).replace(" ", "")[4:] not in case.secret_hash


def test_no_cookie_is_set_and_no_address_holds_the_code(citizen: Citizen) -> None:
    pages = [citizen.get("/pengaduan"), sent(citizen)]
    pages.append(tracked(citizen, code_of(pages[-1])))
    assert not any("Set-Cookie" in page.response.headers or "Location" in page.response.headers for page in pages)
    assert all(page.response.headers["Cache-Control"] == "no-store" for page in pages[1:])


def test_the_same_form_sent_twice_shows_the_same_code(citizen: Citizen) -> None:
    fields = {**citizen.get("/pengaduan").fields, **REPORT}
    first, again = (citizen.post("/pengaduan/kirim", fields) for _ in range(2))
    changed = citizen.post("/pengaduan/kirim", {**fields, "isi": "Sudah beres."})
    assert (first.status, again.status, changed.status) == (201, 200, 409)
    assert code_of(first) == code_of(again) == code_of(changed)
    assert "Perubahannya belum terkirim" in changed.text
    assert len(stored(citizen)) == 1


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"jenis": ""}, "Pilih jenis laporannya."),
        ({"jenis": "lain"}, "Pilih jenis laporannya."),
        ({"unit": "tidak-ada"}, "Pilih unit layanannya."),
        ({"isi": " \u200e "}, "Tulis apa yang terjadi."),
        ({"isi": "a" * 2005}, "Pesan terlalu panjang. Kurangi 5 karakter."),
        ({"kontak": "0812-3456-7890"}, "Beri izin dengan mencentang"),
        ({"boleh": "1"}, "Isi nomor HP atau e-mail"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_lost(citizen: Citizen, fields: dict[str, str], sentence: str) -> None:
    page = sent(citizen, **fields)
    assert page.status == 422
    assert sentence in page.text
    assert "<title>Periksa lagi:" in page.text
    if "isi" not in fields:
        assert REPORT["isi"] in page.text
    assert stored(citizen) == []


def test_a_form_from_nowhere_keeps_the_words_and_asks_for_one_more_press(citizen: Citizen) -> None:
    page = citizen.post("/pengaduan/kirim", {**REPORT, "formulir": "palsu"})
    assert page.status == 400
    assert REPORT["isi"] in page.text
    assert citizen.post("/pengaduan/kirim", {**page.fields, **REPORT}).status == 201


def test_a_form_with_foreign_fields_or_from_another_site_is_refused(citizen: Citizen) -> None:
    assert sent(citizen, penilaian="4").status == 400
    assert citizen.post("/pengaduan/kirim", REPORT, headers={"Origin": "https://evil.example"}).status == 403
    assert citizen.post("/pengaduan/lacak", {}, headers={"Origin": "https://evil.example"}).status == 403


def test_a_contact_is_kept_only_with_its_own_permission(citizen: Citizen) -> None:
    code = code_of(sent(citizen, boleh="1", kontak="0812-3456-7890"))
    with citizen.house.database.reading() as session:
        assert b"0812" not in session.scalars(select(CaseContact)).one().sealed
    assert "Kontak Anda sudah dihapus." in tracked(citizen, code, "kontak").text
    with citizen.house.database.reading() as session:
        assert list(session.scalars(select(CaseContact))) == []


def test_bribery_goes_past_the_unit(citizen: Citizen) -> None:
    sent(citizen, jenis="supervisory")
    sent(citizen, isi="Petugas minta uang pelicin.")
    assert [case.desk for case in stored(citizen)] == ["evaluator", "evaluator"]


def test_the_code_opens_the_report_however_it_is_typed(citizen: Citizen) -> None:
    code = code_of(sent(citizen))
    page = tracked(citizen, code.lower().replace(" ", "-"))
    assert page.status == 200
    assert "Antrean tiga jam. HP saya [telepon]." in page.text
    assert "Dikirim" in page.text


def test_an_unknown_and_a_wrong_code_get_the_same_answer_and_the_same_work(
    citizen: Citizen, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = code_of(sent(citizen)).replace(" ", "")
    worked: list[str] = []
    real = case_secrets._hasher

    class Counting:
        def verify(self, digest: str, secret: str) -> bool:
            worked.append(digest)
            return real.verify(digest, secret)

    monkeypatch.setattr(case_secrets, "_hasher", Counting())
    wrong = code[:4] + "0" * 16
    pages = [tracked(citizen, typed) for typed in (wrong, "0" * 20, "apa saja", "")]
    assert [page.status for page in pages] == [404] * 4
    bodies = {
        page.text.replace(typed, "") for page, typed in zip(pages, (wrong, "0" * 20, "apa saja", ""), strict=True)
    }
    assert len(bodies) == 1
    assert "Kode lacak tidak ditemukan. Periksa lagi huruf dan angkanya." in pages[0].text
    assert len(worked) == 4
    assert all(digest.split("$")[:4] == worked[0].split("$")[:4] for digest in worked)


def test_guessing_is_slowed_and_stopped_while_the_right_code_of_others_still_opens(citizen: Citizen) -> None:
    code = code_of(sent(citizen))
    for _ in range(attempts.FREE):
        assert tracked(citizen, "0" * 20).status == 404
    page = tracked(citizen, code)
    assert (page.status, page.response.headers["Retry-After"]) == (429, "2")
    elsewhere = citizen.post("/pengaduan/lacak", {"kode": code}, environ_base={"REMOTE_ADDR": "203.0.113.9"})
    assert elsewhere.status == 200
    clock.move_to(NOW + timedelta(seconds=70))
    assert tracked(citizen, code).status == 200


def test_a_network_is_counted_without_its_address(citizen: Citizen) -> None:
    tracked(citizen, "0" * 20)
    with citizen.house.database.reading() as session:
        (row,) = session.scalars(select(attempts.Attempts))
        assert b"127" not in row.key
    assert networks.prefix("203.0.113.9") == networks.prefix("203.0.113.200") == "203.0.113.0/24"
    assert networks.prefix("::ffff:203.0.113.9") == "203.0.113.0/24"
    assert networks.prefix("2001:db8:1:2::3") == "2001:db8:1::/48"
    assert networks.prefix("unix") == ""


def test_a_message_reaches_the_unit_once_and_redacted(citizen: Citizen) -> None:
    code = code_of(sent(citizen))
    page = tracked(citizen, code)
    fields = {**page.fields, "kode": code, "pesan": "Nomor saya 0812-3456-7890."}
    for _ in range(2):
        page = citizen.post("/pengaduan/lacak/pesan", fields)
        assert "Pesan Anda sudah terkirim." in page.text
    assert page.text.count("Nomor saya [telepon].") == 1
    assert stored(citizen)[0].awaits_reply


def test_an_old_page_keeps_the_message_and_asks_for_one_more_press(citizen: Citizen) -> None:
    code = code_of(sent(citizen))
    page = tracked(citizen, code, "pesan", formulir="palsu", pesan="Halo.")
    assert page.status == 422
    assert "Halo." in page.text
    assert "Tekan Kirim sekali lagi" in page.text


def test_the_reporter_confirms_and_rates_the_handling(citizen: Citizen) -> None:
    code = code_of(sent(citizen))
    answer(citizen)
    assert "Loket kedua dibuka." in tracked(citizen, code).text
    assert "Terima kasih. Laporan ini selesai." in tracked(citizen, code, "selesai").text
    assert "Penilaian Anda tersimpan. Terima kasih." in tracked(citizen, code, "nilai", nilai="4").text
    (case,) = stored(citizen)
    assert (case.state, case.score) == ("closed", 4)


def test_a_low_rating_offers_reopening_once(citizen: Citizen) -> None:
    code = code_of(sent(citizen))
    answer(citizen)
    assert "bisa dibuka kembali satu kali" in tracked(citizen, code, "nilai", nilai="1").text
    assert "Laporan Anda dibuka kembali." in tracked(citizen, code, "buka", pesan="Masih tutup.").text
    answer(citizen, "Kini dibuka setiap hari.")
    page = tracked(citizen, code)
    assert "Buka kembali laporan" not in page.text
    assert tracked(citizen, code, "buka", pesan="Lagi.").status == 422


@pytest.mark.parametrize("action", ["selesai", "buka", "nilai"])
def test_nothing_is_confirmed_reopened_or_rated_before_an_answer(citizen: Citizen, action: str) -> None:
    code = code_of(sent(citizen))
    assert tracked(citizen, code, action, pesan="Ya.", nilai="4").status == 422
    assert stored(citizen)[0].state == "sent"


def test_erasing_needs_a_tick_and_leaves_nothing(citizen: Citizen) -> None:
    code = code_of(sent(citizen, boleh="1", kontak="Rina 0812-3456-7890"))
    assert "Centang dahulu kotaknya" in tracked(citizen, code, "hapus").text
    page = tracked(citizen, code, "hapus", yakin="1")
    assert "Isi laporan dan kontak Anda sudah dihapus." in page.text
    assert "Antrean" not in page.text
    with citizen.house.database.reading() as session:
        left = [session.scalar(text(f"SELECT count(*) FROM {table}")) for table in ("case_originals", "case_contacts")]
        assert left == [0, 0]
        assert session.scalar(text("SELECT count(*) FROM case_steps WHERE text <> ''")) == 0
    assert "Anda menghapus isi laporan" in tracked(citizen, code).text


def test_steps_of_staff_show_the_day_and_the_office_and_never_a_person_or_a_note(citizen: Citizen) -> None:
    code = code_of(sent(citizen))
    answer(citizen)
    with citizen.house.database.writing() as session:
        operator = session.scalars(select(User)).one()
        case = cases.running(session, Sight())[0]
        case_handling.write(session, by(operator), case, Writing.NOTE, "Warga ini sering melapor.", TODAY)
        session.commit()
    page = tracked(citizen, code).text
    assert "3 November 2026 · Unit layanan" in page
    assert "Pemegang operator" not in page
    assert "sering melapor" not in page


def test_a_report_to_december_is_promised_working_days_instead_of_a_guessed_day(citizen: Citizen) -> None:
    clock.move_to(NOW + timedelta(days=50))
    assert "Kami balas paling lama 14 hari kerja." in sent(citizen).text


def test_a_closed_unit_takes_no_report(citizen: Citizen) -> None:
    with citizen.house.database.writing() as session:
        session.execute(text("UPDATE units SET closed_on = '2026-11-01'"))
        session.commit()
    assert "Pilih unit layanannya." in sent(citizen).text


def test_the_report_says_nothing_of_a_rating(citizen: Citizen) -> None:
    page = citizen.tap(citizen.open(citizen.sign()), 1)
    thanks = citizen.get(page.location.replace("/lanjut/", "/terima-kasih/"))
    assert 'href="/pengaduan"' in thanks.text
    sent(citizen)
    (arrival,) = citizen.inbox()
    with citizen.house.database.reading() as session:
        dump = [
            tuple(row) for table in ("cases", "case_steps") for row in session.execute(text(f"SELECT * FROM {table}"))
        ]
    known = {arrival.key, arrival.receipt_leaf, arrival.device} - {None}
    assert not [value for row in dump for value in row if value in known]


def test_a_database_that_is_away_loses_no_word(citizen: Citizen, monkeypatch: pytest.MonkeyPatch) -> None:
    fields = {**citizen.get("/pengaduan").fields, **REPORT}
    monkeypatch.setattr(case_filing, "file", _busy)
    page = citizen.post("/pengaduan/kirim", fields)
    assert (page.status, page.response.headers["Retry-After"]) == (503, "2")
    assert page.fields["isi"] == REPORT["isi"]
    monkeypatch.undo()
    assert citizen.post("/pengaduan/kirim", page.fields).status == 201


def test_a_message_that_finds_the_database_away_is_kept_with_its_code(
    citizen: Citizen, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = code_of(sent(citizen))
    monkeypatch.setattr(case_filing, "reply", _busy)
    page = tracked(citizen, code, "pesan", pesan="Sudah dua minggu.")
    assert (page.status, page.fields["pesan"], page.fields["kode"]) == (503, "Sudah dua minggu.", code)
    monkeypatch.undo()
    assert "Pesan Anda sudah terkirim." in citizen.post("/pengaduan/lacak/pesan", page.fields).text


def _busy(*_arguments: object) -> None:
    raise Busy
