"""HR's pages of an appraisal in a real browser: readable everywhere, and a hand-over from the list to the approval."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from backoffice import passwords
from models import appraisals, hr_lists, local_formulas
from models.hr_lists import HrList
from models.officers import Officer
from models.units import Unit
from models.users import User
from surveys.hr_matching import Known
from tests import handed
from tests.browser.conftest import Server
from tests.browser.looks import expect_sound_everywhere, hold_sample_data, logged_in
from tests.factories import Town
from tests.handed import PERIOD, Handed

PASSWORD = "kuda putih laut"
LIST = f"/staf/penilaian/{PERIOD}"
PAGES = {
    "hr": ("/staf/penilaian", LIST, f"{LIST}/1", f"{LIST}/4", f"{LIST}/daftar", f"{LIST}/serah-terima"),
    "unit_head": (f"{LIST}/1",),
    "evaluator": (f"{LIST}/serah-terima", "/staf/rumus-lokal", "/staf/serah-terima/1/setujui"),
}
FILE = """NIP;Nama;Unit Kerja;Nilai;Indikator;Target;Realisasi
199001172015032004;Ayu Lestari, S.Kom.;Dukcapil;88,5;Akta terbit;900;912
198805042012011020;Budi Santoso;Dukcapil;80;;;
1,99E+17;Eko;Dukcapil;75;;;
"""


@pytest.fixture
def town(server: Server) -> Handed:
    hold_sample_data(server)
    with server.app.extensions["house"].database.writing() as session:
        unit = session.scalars(select(Unit)).one()
        ids = session.scalars(select(Officer.id).order_by(Officer.id)).all()
        found = handed.locked(session, Town(unit.id, (), tuple(ids), 1))
        handed.moved(session, found)
        session.commit()
    return found


def filled(server: Server, town: Handed) -> None:
    """Everything the pages can show: a list, a choice, a formula and a proposal, a prepared hand-over."""
    with server.app.extensions["house"].database.writing() as session:
        hr, ayu = handed.by("hr", town.hr), town.town.officers[0]
        listed = HrList(period_code=PERIOD, checksum="a" * 64, columns={"nip": "NIP"}, unmatched=3)
        person = handed.person("199001172015032004", indicators=(("Akta terbit", "900", "912"),))
        hr_lists.put(session, hr, listed, [(person, Known(ayu, person.nip, "Ayu Lestari"))], suggested=0)
        hr_lists.keep_mapping(session, hr, "SIMPEG", {"nip": "NIP", "number": "Poin"})
        choice = {"hasil_kerja": "sesuai", "perilaku_kerja": "di_atas", "siasn": {"tahun": "2026"}, "note": "Rahmat"}
        appraisals.choose(session, hr, PERIOD, ayu, town.snapshot, **choice)
        formula = local_formulas.propose(session, hr, {"quantitative": 70, "component": 20, "team": 10})
        local_formulas.approve(session, handed.by("evaluator", town.evaluator), formula)
        local_formulas.propose(session, hr, {})
        handed.prepared(session, town)
        session.commit()


@pytest.mark.parametrize("role", PAGES)
def test_every_page_of_appraisals_is_accessible(page: Page, server: Server, town: Handed, role: str) -> None:
    filled(server, town)
    logged_in(page.context, server, role)
    for address in PAGES[role]:
        answer = page.goto(server.url + address)
        assert answer is not None
        assert answer.status == 200, address
        expect_sound_everywhere(page)


def test_a_list_of_hr_goes_through_two_persons_to_an_approved_hand_over(
    page: Page, server: Server, town: Handed, tmp_path: Path
) -> None:
    logged_in(page.context, server, "hr")
    file = tmp_path / "daftar.csv"
    file.write_text(FILE)
    page.goto(f"{server.url}{LIST}/daftar")
    page.get_by_label("Berkas CSV").set_input_files(file)
    page.get_by_role("button", name="Periksa berkas").click()
    expect(page.get_by_text("Baris 4, kolom NIP (A4)")).to_be_visible()
    expect_sound_everywhere(page)
    page.locator("select[id^=pilih-]").select_option(label="Budi Santoso, NIP 198805042012011002 (nama mirip 100\xa0%)")
    page.get_by_role("button", name="Simpan daftar ini").click()
    expect(page.get_by_role("status")).to_have_text("Daftar tersimpan: 2 pegawai.")
    page.get_by_role("link", name="Serah terima").click()
    page.get_by_role("button", name="Siapkan serah terima").click()
    expect(page.get_by_text("Selesai. Sidik SHA-256")).to_be_visible()
    page.get_by_role("link", name="Lihat serah terima").click()
    expect(page.get_by_role("link", name="Setujui")).to_have_count(0)
    logged_in(page.context, server, "evaluator")
    with server.app.extensions["house"].database.writing() as session:
        evaluator = session.scalars(select(User).where(User.username == "evaluator")).one()
        evaluator.password_hash = passwords.hashed(PASSWORD)
        session.commit()
    page.goto(f"{server.url}/staf/")
    page.get_by_role("link", name="Serah terima Semester I 2026 menunggu persetujuan").click()
    page.get_by_role("link", name="Setujui").click()
    page.get_by_label("Kata sandi Anda").fill(PASSWORD)
    page.get_by_role("button", name="Setujui").click()
    expect(page.get_by_text("disetujui dan dikunci", exact=True)).to_be_visible()
    with server.app.extensions["house"].database.reading() as session:
        (handover,) = appraisals.approved(session)
        found = appraisals.rows_of(session, handover.id)
    assert {row.nip: row.quantitative.get("number") for row in found}["198805042012011002"] == "80"
