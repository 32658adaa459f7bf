"""HR's own list: any headings, shown before it is kept, kept as shown, and taken back."""

import re
from collections.abc import Mapping

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

import database
from backoffice import hr_lists as pages
from backoffice import list_reading, spreadsheets
from models import hr_lists
from models.audit import AuditEvent
from models.hr_lists import HrEntry
from models.officers import Officer
from tests import factories
from tests.backoffice import test_appraisals
from tests.backoffice.conftest import Staff
from tests.handed import PERIOD, Handed

ADDRESS = f"/staf/penilaian/{PERIOD}/daftar"
AYU, BUDI, CITRA = "199001172015032004", "198805042012011002", "199212252019032011"
LIST = f"""NIP;Nama;Unit Kerja;Nilai;Indikator;Target;Realisasi
{AYU};AYU LESTARI, S.Kom.;Dukcapil;88,5;Akta terbit;900;912
{AYU};Ayu Lestari;;;Waktu rata-rata;15 menit;12 menit
198805042012011020;Budi Santoso;Dukcapil;80;;;
197001012000011001;Orang Lain;Dinas Lain;70;;;
1,99E+17;Eko;Dukcapil;75;;;
"""
town = test_appraisals.town


def upload(client: FlaskClient, content: str | bytes, name: str = "daftar.csv") -> TestResponse:
    data = content if isinstance(content, bytes) else content.encode()
    head = f'--X\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode()
    return client.post(ADDRESS, data=head + data + b"\r\n--X--\r\n", content_type="multipart/form-data; boundary=X")


def fields(page: TestResponse) -> dict[str, str]:
    """The form of a preview as a browser would send it back."""
    body = page.get_data(as_text=True)
    found = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', body))
    for name, options in re.findall(r'<select id="[^"]*" name="([^"]*)">(.*?)</select>', body):
        chosen = re.search(r'value="([^"]*)" selected', options)
        found[name] = chosen[1] if chosen else ""
    found.pop("csrf_token", None)
    return found


def send(client: FlaskClient, form: Mapping[str, str]) -> TestResponse:
    return client.post(ADDRESS, data=dict(form), content_type="multipart/form-data")


def entries(app: Flask) -> dict[int, dict[str, object]]:
    with app.extensions["house"].database.reading() as session:
        newest = hr_lists.newest(session, PERIOD)
        if newest is None:
            return {}
        rows = session.scalars(select(HrEntry).where(HrEntry.list_id == newest.id)).all()
        return {row.officer_id: row.result for row in rows}


def figures(page: TestResponse) -> dict[str, str]:
    return dict(re.findall(r"<dt>([^<]*)</dt><dd>([^<]*)</dd>", page.get_data(as_text=True)))


def test_a_list_is_shown_with_whom_it_names_before_anything_is_kept(staff: Staff, town: Handed, app: Flask) -> None:
    page = upload(staff("hr"), LIST)
    assert page.status_code == 200
    assert figures(page) == {
        "Cocok": "1", "Mungkin salah ketik": "1", "Tidak dikenal": "1", "Bertentangan": "0", "Sel ditolak": "1",
        "Petugas tidak di daftar": "2",
    }  # fmt: skip
    body = test_appraisals.text(page)
    assert "Baris 6, kolom NIP (A6)" in body
    assert "tersimpan sebagai angka" in body
    assert "nama mirip 100" in body
    assert entries(app) == {}


def test_a_confirmed_list_is_kept_as_it_was_shown(staff: Staff, town: Handed, app: Flask) -> None:
    client = staff("hr")
    answer = send(client, {**fields(upload(client, LIST)), "simpan": "1"})
    assert answer.status_code == 303
    ayu = town.town.officers[0]
    assert entries(app) == {
        ayu: {
            "number": "88.5",
            "text": None,
            "note": None,
            "indicators": [
                {"name": "Akta terbit", "target": "900", "realisation": "912"},
                {"name": "Waktu rata-rata", "target": "15 menit", "realisation": "12 menit"},
            ],
        }
    }
    page = test_appraisals.text(client.get(answer.location))
    assert "88,5 Akta terbit: 912 dari target 900" in page
    with app.extensions["house"].database.reading() as session:
        event = session.scalars(select(AuditEvent).where(AuditEvent.action == "hr_list.imported")).one()
    assert event.detail["people"] == 1
    assert "199" not in str(event.detail["unmatched"])


def test_a_suggestion_counts_when_a_person_picks_it(staff: Staff, town: Handed, app: Flask) -> None:
    client, budi = staff("hr"), town.town.officers[1]
    form = fields(upload(client, LIST))
    assert form["pilih-198805042012011020"] == ""
    assert send(client, {**form, "pilih-198805042012011020": str(budi), "simpan": "1"}).status_code == 303
    assert entries(app)[budi]["number"] == "80"


def test_nobody_can_be_picked_who_was_not_suggested(staff: Staff, town: Handed, app: Flask) -> None:
    client, citra = staff("hr"), town.town.officers[2]
    form = {**fields(upload(client, LIST)), "pilih-198805042012011020": str(citra), "simpan": "1"}
    assert send(client, form).status_code == 303
    assert citra not in entries(app)


def test_columns_of_any_name_are_chosen_saved_and_found_again(staff: Staff, town: Handed, app: Flask) -> None:
    client = staff("hr")
    text = f"No Pegawai;Poin\n{AYU};90\n"
    page = upload(client, text)
    assert page.status_code == 422
    assert "Pilih kolom yang berisi NIP" in test_appraisals.text(page)
    shown = send(client, {**fields(page), "kolom-nip": "0", "kolom-number": "1", "kolom": "1"})
    assert figures(shown)["Cocok"] == "1"
    assert send(client, {**fields(shown), "simpan": "1", "mapping": "SIMPEG"}).status_code == 303
    assert "SIMPEG" in test_appraisals.text(client.get(ADDRESS))
    again = upload(client, f"POIN;Lain;No. Pegawai\n70;x;{BUDI}\n")
    assert (fields(again)["kolom-nip"], fields(again)["kolom-number"]) == ("2", "0")
    assert figures(again)["Cocok"] == "1"


def test_columns_changed_at_the_last_moment_are_shown_again(staff: Staff, town: Handed, app: Flask) -> None:
    client = staff("hr")
    form = {**fields(upload(client, LIST)), "kolom-number": "", "simpan": "1"}
    answer = send(client, form)
    assert answer.status_code == 409
    assert "berubah sejak pratinjau" in test_appraisals.text(answer)
    assert entries(app) == {}


def test_officers_changed_meanwhile_are_shown_again(staff: Staff, town: Handed, app: Flask) -> None:
    client = staff("hr")
    form = {**fields(upload(client, LIST)), "simpan": "1"}
    with app.extensions["house"].database.writing() as session:
        session.get_one(Officer, town.town.officers[1]).nip = "198805042012011020"
        session.commit()
    assert send(client, form).status_code == 409
    assert entries(app) == {}


def test_a_kept_list_is_undone_until_a_hand_over_uses_it(staff: Staff, town: Handed, app: Flask) -> None:
    client = staff("hr")
    send(client, {**fields(upload(client, LIST)), "simpan": "1"})
    undo = re.search(r'action="([^"]*batalkan)"', client.get(ADDRESS).get_data(as_text=True))
    assert undo is not None
    assert "Selesai." in test_appraisals.text(client.post(f"/staf/penilaian/{PERIOD}/serah-terima"))
    assert "sudah dipakai serah terima" in test_appraisals.text(client.post(undo[1], follow_redirects=True))
    handover = test_appraisals.newest(app)
    assert handover is not None
    client.post(f"/staf/serah-terima/{handover.id}/tarik")
    assert "Daftar dibatalkan" in test_appraisals.text(client.post(undo[1], follow_redirects=True))
    assert entries(app) == {}


def test_a_nip_that_excel_kept_as_a_number_refuses_its_row(staff: Staff, town: Handed) -> None:
    rows: list[tuple[int | float | str, ...]] = [(int(AYU), "Ayu", 90), (BUDI, "Budi", 85.25)]
    book = spreadsheets.write_xlsx(rows, ["NIP", "Nama", "Nilai"], metadata={}, dictionary={}, created=factories.NOW)
    page = upload(staff("hr"), book, "daftar.xlsx")
    assert (figures(page)["Cocok"], figures(page)["Sel ditolak"]) == ("1", "1")
    assert "digitnya hilang" in test_appraisals.text(page)
    assert "85,25" in page.get_data(as_text=True)


def test_a_nip_of_two_names_is_named_and_not_kept(staff: Staff, town: Handed) -> None:
    page = upload(staff("hr"), f"NIP;Nama;Nilai\n{AYU};Ayu Lestari;90\n{AYU};Citra Dewi;80\n")
    assert figures(page)["Bertentangan"] == "1"
    assert "baris 2 dan 3: NIP sama, nama berbeda" in test_appraisals.text(page)


def test_a_large_file_shows_how_far_it_is_and_is_kept_all_the_same(
    staff: Staff, town: Handed, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "LARGE", 1)
    client = staff("hr")
    page = upload(client, LIST)
    shown = test_appraisals.text(page)
    assert "Memeriksa 6 baris. Mencocokkan 3 NIP dengan petugas." in shown
    done = test_appraisals.text(send(client, {**fields(page), "simpan": "1"}))
    assert "Daftar tersimpan: 1 pegawai" in done
    assert len(entries(app)) == 1
    assert "bukan berkas CSV" in test_appraisals.text(upload(client, b"\x00\x01\x02"))


@pytest.fixture
def old_sqlite(monkeypatch: pytest.MonkeyPatch) -> None:
    """A library whose journal lets nobody write while somebody reads."""
    monkeypatch.setattr(database, "wal_is_safe", lambda _version: False)


def test_pages_that_show_how_far_they_are_do_not_wait_for_their_own_reading(
    old_sqlite: None, staff: Staff, town: Handed, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "LARGE", 1)
    client = staff("hr")
    done = send(client, {**fields(upload(client, LIST)), "simpan": "1"})
    assert "Daftar tersimpan: 1 pegawai" in test_appraisals.text(done)
    assert "Selesai." in test_appraisals.text(client.post(f"/staf/penilaian/{PERIOD}/serah-terima"))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\x00\x01\x02", "bukan berkas CSV"),
        (b"satu\n", "Judul kolom tidak ditemukan"),
        (b"NIP;Nama;Nilai\n", "Tidak ada baris"),
        (b"NIP;Nama\n1;Ayu\n", "kolom hasil"),
    ],
)
def test_an_unusable_file_is_refused_in_words(staff: Staff, town: Handed, content: bytes, reason: str) -> None:
    page = upload(staff("hr"), content)
    assert page.status_code == 422
    assert reason in test_appraisals.text(page)


def test_a_form_without_a_file_or_with_an_altered_one_is_refused(staff: Staff, town: Handed, app: Flask) -> None:
    client = staff("hr")
    assert "Pilih dahulu berkasnya" in test_appraisals.text(send(client, {}))
    form = fields(upload(client, LIST))
    for content in ("***", "TklQOw=="):
        assert send(client, {**form, "content": content, "simpan": "1"}).status_code == 422
    nobody = fields(upload(client, "NIP;Nilai\n197001012000011001;70\n"))
    assert "tidak ada yang disimpan" in test_appraisals.text(send(client, {**nobody, "simpan": "1"}))
    assert entries(app) == {}


def test_a_file_too_large_to_come_back_is_refused_at_once(
    staff: Staff, town: Handed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(list_reading, "LARGEST_PACKED", 10)
    page = upload(staff("hr"), LIST)
    assert page.status_code == 422
    assert "terlalu besar" in test_appraisals.text(page)


def test_an_unknown_period_has_no_list(staff: Staff, town: Handed) -> None:
    assert staff("hr").get("/staf/penilaian/2031-S1/daftar").status_code == 404
