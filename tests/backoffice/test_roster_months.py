"""A month's roster: typed by code, pasted from a spreadsheet, copied, swapped, undone, and edited by two at once."""

import re
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from models.ratings import Seal
from models.roster import Duty
from models.units import Unit
from models.users import User
from tests.backoffice.conftest import Staff
from tests.factories import TODAY, on_duty

PAGE = "/staf/jadwal/bulan?bulan=2026-11"
MONTH = "/staf/jadwal/1/bulan/2026-11"
PASTE = f"{MONTH}/tempel"
WEDNESDAY = date(2026, 11, 4)
WEEK = timedelta(days=7)


def slot(counter: int, day: date, shift: int = 1) -> str:
    return f"{counter}.{day.isoformat()}.{shift}"


def duties(app: Flask) -> set[tuple[int, date, int, int]]:
    with app.extensions["house"].database.reading() as session:
        return {(row.counter_id, row.day, row.shift, row.officer_id) for row in session.scalars(select(Duty))}


def planned(app: Flask, *rows: tuple[int, int, date, int]) -> None:
    with app.extensions["house"].database.writing() as session:
        for officer, counter, day, shift in rows:
            on_duty(session, officer, counter, day, shift)
        session.commit()


def seal(app: Flask, day: date) -> None:
    with app.extensions["house"].database.writing() as session:
        session.add(Seal(unit_id=1, day=day, forms=0, rating_root=bytes(32), receipt_root=bytes(32)))
        session.commit()


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found is not None, name
    return found[1]


def undo_address(page: str) -> str:
    found = re.search(r'action="(/staf/jadwal/1/batal/\d+)"', page)
    assert found is not None
    return found[1]


def test_codes_names_and_two_officers_are_saved_and_the_rest_stays(app: Flask, staff: Staff) -> None:
    planned(app, (3, 2, WEDNESDAY, 2))
    head = staff("unit_head")
    fields = {slot(1, WEDNESDAY): "al", slot(2, WEDNESDAY): "Budi Citra", slot(1, WEDNESDAY + WEEK): "-"}
    assert head.post(MONTH, data=fields).status_code == 303
    assert duties(app) == {
        (1, WEDNESDAY, 1, 1), (2, WEDNESDAY, 1, 2), (2, WEDNESDAY, 1, 3), (2, WEDNESDAY, 2, 3),
    }  # fmt: skip
    page = head.get(PAGE).get_data(as_text=True)
    assert f'name="{slot(2, WEDNESDAY)}" value="BS CD"' in page


def test_what_is_not_known_is_named_kept_and_nothing_is_saved(app: Flask, staff: Staff) -> None:
    answer = staff("unit_head").post(MONTH, data={slot(1, WEDNESDAY): "Zainal", slot(2, WEDNESDAY): "AL"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Rabu, 4 November 2026, Loket 1: “Zainal” bukan petugas unit ini" in page
    assert f'name="{slot(1, WEDNESDAY)}" value="Zainal"' in page
    assert f'name="{slot(2, WEDNESDAY)}" value="AL"' in page
    assert page.count('aria-invalid="true"') == 1
    assert duties(app) == set()


def test_a_conflict_is_told_in_words_before_anything_is_saved(app: Flask, staff: Staff) -> None:
    answer = staff("unit_head").post(MONTH, data={slot(1, WEDNESDAY): "AL", slot(2, WEDNESDAY): "AL"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Ayu Lestari, 4 November 2026: di Loket 1 (Pagi) dan Loket 2 (Pagi) pada jam yang sama." in page
    assert page.count('aria-invalid="true"') == 2
    assert duties(app) == set()


def test_sealed_days_have_no_field_but_a_way_to_ask(app: Flask, staff: Staff) -> None:
    planned(app, (1, 1, TODAY, 1))
    seal(app, TODAY)
    head = staff("unit_head")
    page = head.get(PAGE).get_data(as_text=True)
    assert f'name="{slot(1, TODAY)}"' not in page
    assert 'title="Ayu Lestari">AL</abbr>' in page
    assert 'href="/staf/jadwal/1/2026-11-03/koreksi"' in page
    assert "/koreksi" not in staff("hr").get(PAGE).get_data(as_text=True).split("<main")[1]
    head.post(MONTH, data={slot(1, TODAY): "BS"})
    assert duties(app) == {(1, TODAY, 1, 1)}


def test_one_counter_alone_is_shown_and_saved_without_touching_the_others(app: Flask, staff: Staff) -> None:
    planned(app, (2, 2, WEDNESDAY, 1))
    head = staff("unit_head")
    page = head.get(f"{PAGE}&loket=1").get_data(as_text=True)
    assert slot(1, WEDNESDAY) in page
    assert slot(2, WEDNESDAY) not in page
    answer = head.post(MONTH, data={"loket": "1", "bulan": "2026-11", slot(1, WEDNESDAY): "AL"})
    assert "loket=1" in answer.location
    assert duties(app) == {(1, WEDNESDAY, 1, 1), (2, WEDNESDAY, 1, 2)}


@pytest.mark.parametrize("path", ["/staf/jadwal/bulan", "/staf/jadwal"])
def test_the_second_of_two_sees_both_versions_and_may_then_save(app: Flask, staff: Staff, path: str) -> None:
    head = staff("unit_head")
    address = MONTH if path.endswith("bulan") else "/staf/jadwal/1/2026-11-02"
    mine, value = slot(1, WEDNESDAY), "CD" if path.endswith("bulan") else "3"
    seen = hidden(head.get(path).get_data(as_text=True), "versi")
    planned(app, (2, 1, WEDNESDAY, 1))
    answer = head.post(address, data={"versi": seen, mine: value})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "sudah diubah orang lain" in page
    assert "Rabu, 4 November 2026, Loket 1, Pagi:" in page
    assert "tersimpan Budi Santoso; isian Anda Citra Dewi" in page
    assert duties(app) == {(1, WEDNESDAY, 1, 2)}
    assert head.post(address, data={"versi": hidden(page, "versi"), mine: value}).status_code == 303
    assert duties(app) == {(1, WEDNESDAY, 1, 3)}


def test_what_was_done_can_be_undone_from_the_page_it_leads_to(app: Flask, staff: Staff) -> None:
    head = staff("unit_head")
    answer = head.post(MONTH, data={"bulan": "2026-11", slot(1, WEDNESDAY): "AL"}, follow_redirects=True)
    undo = undo_address(answer.get_data(as_text=True))
    back = head.post(undo, data={"bulan": "2026-11"}, follow_redirects=True).get_data(as_text=True)
    assert "Perubahan dibatalkan." in back
    assert duties(app) == set()
    assert "sudah diubah lagi" in head.post(undo, follow_redirects=True).get_data(as_text=True)


def test_saving_nothing_new_says_so_and_offers_no_undoing(staff: Staff) -> None:
    page = staff("unit_head").post(MONTH, data={"bulan": "2026-11"}, follow_redirects=True).get_data(as_text=True)
    assert "Tidak ada yang berubah." in page
    assert "/batal/" not in page


def test_a_week_is_copied_to_the_weeks_after_it(app: Flask, staff: Staff) -> None:
    planned(app, (1, 1, WEDNESDAY, 1), (2, 1, WEDNESDAY + WEEK, 1))
    head = staff("unit_head")
    head.post("/staf/jadwal/1/salin-minggu", data={"bulan": "2026-11", "dari": "2026-11-02", "minggu_lagi": "3"})
    assert duties(app) == {(1, WEDNESDAY + n * WEEK, 1, 2 if n == 1 else 1) for n in range(4)}


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"dari": "2026-11-02", "minggu_lagi": "99"}, "Pilih 1 sampai 8 minggu."),
        ({"dari": "kemarin", "minggu_lagi": "1"}, "Pilih dahulu tanggalnya."),
        ({"dari": "2026-11-02", "minggu_lagi": "1"}, "Tidak ada yang berubah."),
    ],
)
def test_a_copy_that_cannot_be_says_why(staff: Staff, fields: dict[str, str], words: str) -> None:
    answer = staff("unit_head").post("/staf/jadwal/1/salin-minggu", data=fields, follow_redirects=True)
    assert words in answer.get_data(as_text=True)


def test_two_officers_swap_a_day_in_one_step(app: Flask, staff: Staff) -> None:
    planned(app, (1, 1, WEDNESDAY, 1), (2, 2, WEDNESDAY, 1), (1, 1, WEDNESDAY, 2))
    head, where = staff("unit_head"), "/staf/jadwal/1/tukar"
    fields = {"tanggal": "2026-11-04", "sif": "", "petugas": "1", "pengganti": "2"}
    assert "Tugas sudah ditukar." in head.post(where, data=fields, follow_redirects=True).get_data(as_text=True)
    assert duties(app) == {(1, WEDNESDAY, 1, 2), (2, WEDNESDAY, 1, 1), (1, WEDNESDAY, 2, 2)}
    for change, words in (
        ({"pengganti": "1"}, "dua petugas yang berbeda"),
        ({"petugas": ""}, "kedua petugasnya"),
        ({"tanggal": "2026-11-05"}, "Keduanya tidak bertugas"),
    ):
        page = head.post(where, data={**fields, **change}, follow_redirects=True).get_data(as_text=True)
        assert words in page


def test_a_pasted_table_is_shown_first_and_taken_when_confirmed(app: Flask, staff: Staff) -> None:
    head = staff("unit_head")
    table = "Loket\t4\t5\n1 Pagi\tAL\tBudi\n2 Pagi\t\tAyu Lestari"
    shown = head.post(PASTE, data={"tabel": table})
    page = shown.get_data(as_text=True)
    assert shown.status_code == 200
    assert "Semua 3 kotak dikenali. 3 tempat di jadwal akan berubah." in page
    assert duties(app) == set()
    answer = head.post(PASTE, data={"tabel": table, "rencana": hidden(page, "rencana"), "bulan": "2026-11"})
    assert answer.status_code == 303
    assert duties(app) == {
        (1, WEDNESDAY, 1, 1), (1, WEDNESDAY + timedelta(days=1), 1, 2), (2, WEDNESDAY + timedelta(days=1), 1, 1),
    }  # fmt: skip
    assert "jadwal sudah sama dengan tabel ini" in head.post(PASTE, data={"tabel": table}).get_data(as_text=True)


def test_a_roster_that_changed_meanwhile_is_shown_again_before_it_is_pasted_over(app: Flask, staff: Staff) -> None:
    head, table = staff("unit_head"), "Loket\t4\n1 Pagi\tAL"
    plan = hidden(head.post(PASTE, data={"tabel": table}).get_data(as_text=True), "rencana")
    planned(app, (2, 1, WEDNESDAY, 1))
    assert head.post(PASTE, data={"tabel": table, "rencana": plan}).status_code == 409
    assert duties(app) == {(1, WEDNESDAY, 1, 2)}


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("Loket\t4\n1 Pagi\tZainal\n2 Pagi\tAL", "“Zainal” bukan petugas unit ini"),
        ("Loket\t4\n1 Pagi\tAL\n2 Pagi\tAL", "di Loket 1 (Pagi) dan Loket 2 (Pagi)"),
        ("halo", "Baris judul dengan tanggal tidak ditemukan"),
    ],
)
def test_a_table_with_a_mistake_is_answered_and_not_offered(app: Flask, staff: Staff, table: str, words: str) -> None:
    answer = staff("unit_head").post(PASTE, data={"tabel": table})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert words in page
    assert "rencana" not in page
    assert duties(app) == set()


def test_an_absence_warns_of_planned_duties_and_can_be_taken_back(app: Flask, staff: Staff) -> None:
    planned(app, (1, 1, WEDNESDAY, 1))
    head = staff("unit_head")
    fields = {"officer_id": "1", "first": "2026-11-04", "last": "2026-11-05"}
    page = head.post("/staf/tidak-bertugas/baru", data=fields, follow_redirects=True).get_data(as_text=True)
    assert "Ia masih punya 1 tugas pada hari-hari itu" in page
    assert "Ayu Lestari, 4 November 2026, Loket 1 (Pagi): ditandai tidak bertugas." in head.get(PAGE).text
    assert "Tidak bertugas: Ayu" not in " ".join(staff("auditor").get(PAGE).get_data(as_text=True).split())
    head.post("/staf/tidak-bertugas/1/hapus")
    assert "ditandai tidak bertugas" not in head.get(PAGE).get_data(as_text=True)
    assert "Belum ada yang ditandai" in head.get("/staf/tidak-bertugas").get_data(as_text=True)


def test_an_absence_of_another_unit_is_not_there(app: Flask, staff: Staff) -> None:
    head = staff("unit_head")
    head.post("/staf/tidak-bertugas/baru", data={"officer_id": "1", "first": "2026-11-04", "last": "2026-11-04"})
    with app.extensions["house"].database.writing() as session:
        session.add(Unit(code="lain", name="Kantor Lain", zone="Asia/Jakarta"))
        session.flush()
        session.scalars(select(User).where(User.username == "unit_head")).one().unit_id = 2
        session.commit()
    assert head.post("/staf/tidak-bertugas/1/hapus").status_code == 404
    assert head.get("/staf/jadwal/bulan?unit=1").status_code == 404
    for path in (MONTH, PASTE, "/staf/jadwal/1/tukar", "/staf/jadwal/1/salin-minggu", "/staf/jadwal/1/batal/1"):
        assert head.post(path).status_code == 404, path


def test_months_that_are_none_are_not_found(staff: Staff) -> None:
    head = staff("unit_head")
    for month in ("kemarin", "2026-13", "1999-01", "9999-12"):
        assert head.get(f"/staf/jadwal/bulan?bulan={month}").status_code == 404
        assert head.post(f"/staf/jadwal/1/bulan/{month}").status_code == 404


def test_home_tells_of_gaps_and_conflicts_of_this_week_and_the_next(app: Flask, staff: Staff) -> None:
    head = staff("unit_head")
    next_wednesday = WEDNESDAY + WEEK
    planned(app, (1, 1, next_wednesday, 1))
    head.post("/staf/tidak-bertugas/baru", data={"officer_id": "1", "first": "2026-11-11", "last": "2026-11-11"})
    page = head.get("/staf/").get_data(as_text=True)
    assert "Jadwal minggu ini: 16 tempat masih kosong." in page
    assert "Jadwal minggu depan: 19 tempat masih kosong." in page
    assert "Jadwal minggu depan: 1 bentrok perlu dibereskan." in page
