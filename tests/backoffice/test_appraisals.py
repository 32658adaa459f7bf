"""Both sides of an appraisal beside each other; a person chooses, and two persons hand over."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from backoffice import passwords
from models import appraisals, handovers, local_formulas
from models.appraisals import Appraisal, Handover
from models.officers import Officer
from models.snapshots import SnapshotLine
from models.units import Unit
from models.users import User
from tests import handed
from tests.backoffice.conftest import Staff
from tests.factories import TODAY, Town
from tests.handed import PERIOD, Handed

PASSWORD = "kuda putih laut"
LIST = f"/staf/penilaian/{PERIOD}"
CHOICE = {"hasil_kerja": "sesuai", "perilaku_kerja": "di_atas", "note": "Drs. Rahmat, rapat 8 Juli"}


@pytest.fixture
def town(app: Flask) -> Handed:
    with app.extensions["house"].database.writing() as session:
        unit = session.scalars(select(Unit)).one()
        ids = session.scalars(select(Officer.id).order_by(Officer.id)).all()
        found = handed.locked(session, Town(unit.id, (), tuple(ids), 1))
        session.commit()
    return found


def confirmed(app: Flask, staff: Staff, role: str) -> FlaskClient:
    """Somebody who knows the own password."""
    client = staff(role)
    with app.extensions["house"].database.writing() as session:
        session.scalars(select(User).where(User.username == role)).one().password_hash = passwords.hashed(PASSWORD)
        session.commit()
    return client


def text(answer: TestResponse) -> str:
    """What a reader sees, without tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True)).split())


def kept(app: Flask, officer_id: int) -> Appraisal | None:
    with app.extensions["house"].database.reading() as session:
        return appraisals.choice(session, PERIOD, officer_id)


def newest(app: Flask) -> Handover | None:
    with app.extensions["house"].database.reading() as session:
        return next(iter(handovers.of_period(session, PERIOD)), None)


def test_the_locked_periods_lead_to_their_lists_and_hand_overs(staff: Staff, town: Handed) -> None:
    page = staff("hr").get("/staf/penilaian")
    assert f'href="{LIST}"' in page.get_data(as_text=True)
    assert "final, revisi 1" in text(page)
    assert f'href="{LIST}"' not in staff("evaluator").get("/staf/penilaian").get_data(as_text=True)


def test_both_sides_stand_beside_each_other_with_band_and_probability(staff: Staff, town: Handed) -> None:
    page = text(staff("hr").get(LIST))
    for part in ("Ayu Lestari", "U6 3,71, U7 3,81", "rentang 86,38 – 93,62", "di atas acuan (peluang", "4 pegawai"):
        assert part in page
    assert "Belum cukup data (N&nbsp;14)" in page
    assert "Non-ASN: tidak diserahkan" in page


def test_the_list_is_limited_by_the_address_and_never_put_in_an_order(staff: Staff, town: Handed) -> None:
    client = staff("hr")
    page = text(client.get(f"{LIST}?keadaan=belum_cukup_data"))
    assert "Budi Santoso" in page
    assert "Ayu Lestari" not in page
    assert "Tidak ada pegawai dengan pilihan ini" in text(client.get(f"{LIST}?keadaan=nilai_tim_saja"))
    for query, status in (("sort=score", 400), ("urut=nilai", 400), ("keadaan=hebat", 404), ("halaman=0", 404)):
        assert client.get(f"{LIST}?{query}").status_code == status
    assert client.get(f"{LIST}?unit={10**30}").status_code == 200
    assert client.get("/staf/penilaian/2026-TW1").status_code == 404


def test_long_lists_are_paged(staff: Staff, town: Handed, app: Flask) -> None:
    with app.extensions["house"].database.writing() as session:
        session.add_all(
            Officer(nip=f"1990010120150310{n:02}", name=f"Pegawai {n:02}", status="pns", unit_id=town.town.unit)
            for n in range(60)
        )
        session.commit()
    client = staff("hr")
    first = client.get(f"{LIST}?unit={town.town.unit}")
    assert "64 pegawai; halaman 1 dari 2" in text(first)
    link = re.search(r'href="([^"]*halaman=2[^"]*)"', first.get_data(as_text=True))
    assert link is not None
    second = text(client.get(link[1].replace("&amp;", "&")))
    assert "halaman 2 dari 2" in second
    assert "Tono" in second


def test_a_unit_head_sees_and_chooses_for_the_own_unit_only(staff: Staff, town: Handed, app: Flask) -> None:
    with app.extensions["house"].database.writing() as session:
        handed.moved(session, town)
        session.commit()
    ayu, _, citra = town.town.officers
    client = staff("unit_head")
    assert "Citra Dewi" not in text(client.get(LIST))
    assert client.get(f"{LIST}/{citra}").status_code == 404
    assert client.post(f"{LIST}/{citra}", data=CHOICE).status_code == 404
    assert client.post(f"{LIST}/{ayu}", data={**CHOICE, "note": ""}).status_code == 303
    row = kept(app, ayu)
    assert row is not None
    assert not row.on_behalf


def test_no_field_is_filled_in_before_a_person_does(staff: Staff, town: Handed) -> None:
    page = staff("unit_head").get(f"{LIST}/{town.town.officers[0]}").get_data(as_text=True)
    for name in ("hasil_kerja", "perilaku_kerja"):
        select_ = page[page.index(f'name="{name}"') :].partition("</select>")[0]
        assert re.findall(r'value="([^"]*)"', select_)[0] == ""
        assert "selected" not in select_
    assert re.findall(r'name="(?:note|tahun|penilaiNama|kuadranKinerjaNilai)"[^>]*value="([^"]*)"', page) == [""] * 4
    assert "tidak dipakai program ini" in page


def test_hr_writes_for_the_assessor_with_a_note_and_what_was_typed_for_siasn(
    staff: Staff, town: Handed, app: Flask
) -> None:
    address, client = f"{LIST}/{town.town.officers[0]}", staff("hr")
    refused = client.post(address, data={**CHOICE, "note": ""})
    assert refused.status_code == 422
    assert "Tulis nama pejabat penilai" in text(refused)
    assert client.post(address, data={**CHOICE, "hasil_kerja": ""}).status_code == 422
    assert kept(app, town.town.officers[0]) is None
    answer = client.post(address, data={**CHOICE, "tahun": "2026", "penilaiNama": "Rahmat"})
    assert answer.status_code == 303
    row = kept(app, town.town.officers[0])
    assert row is not None
    assert row.on_behalf
    assert row.siasn == {"tahun": "2026", "penilaiNama": "Rahmat"}
    assert "Perilaku kerja: di atas ekspektasi" in text(client.get(LIST))
    assert "atas nama pejabat penilai" in text(client.get(address))


def test_for_somebody_without_nip_nothing_can_be_chosen(staff: Staff, town: Handed) -> None:
    client = staff("hr")
    page = client.get(f"{LIST}/{town.worker}")
    assert "hasil_kerja" not in page.get_data(as_text=True)
    assert client.post(f"{LIST}/{town.worker}", data=CHOICE).status_code == 404


def test_a_choice_made_before_a_revision_is_marked(staff: Staff, town: Handed, app: Flask) -> None:
    client, ayu = staff("hr"), town.town.officers[0]
    assert client.post(f"{LIST}/{ayu}", data=CHOICE).status_code == 303
    with app.extensions["house"].database.writing() as session:
        handed.revised(session, town)
        session.commit()
    assert "sebelum revisi ini" in text(client.get(LIST))
    assert "dibuat sebelum revisi terakhir" in text(client.get(f"{LIST}/{ayu}"))


def test_hr_prepares_and_a_second_person_approves_with_the_password(staff: Staff, town: Handed, app: Flask) -> None:
    hr, evaluator = confirmed(app, staff, "hr"), confirmed(app, staff, "evaluator")
    assert "Siapkan serah terima" in text(hr.get(f"{LIST}/serah-terima"))
    progress = text(hr.post(f"{LIST}/serah-terima"))
    assert "3 dari 3 pegawai Selesai." in progress
    assert "Sidik SHA-256" in progress
    handover = newest(app)
    assert handover is not None
    assert handover.hash is not None
    approve = f"/staf/serah-terima/{handover.id}/setujui"
    assert "menunggu orang kedua" in text(hr.get(f"{LIST}/serah-terima"))
    assert approve not in hr.get(f"{LIST}/serah-terima").get_data(as_text=True)
    assert "orang kedua" in text(hr.post(approve, data={"password": PASSWORD}))
    page = evaluator.get(f"{LIST}/serah-terima")
    assert approve in page.get_data(as_text=True)
    assert not re.search(r"\b(90|86|93),\d", text(page))
    assert evaluator.post(approve, data={"password": "salah"}).status_code == 422
    assert evaluator.post(approve, data={"password": PASSWORD}).status_code == 303
    assert "disetujui dan dikunci" in text(evaluator.get(f"{LIST}/serah-terima"))
    assert "Unduh Excel" in text(hr.get(f"{LIST}/serah-terima"))
    assert "Lembar bukti" in text(hr.get(f"{LIST}/{town.town.officers[0]}"))


def test_an_unapproved_hand_over_is_withdrawn_and_an_approved_one_is_not(
    staff: Staff, town: Handed, app: Flask
) -> None:
    client = staff("hr")
    assert "Selesai." in text(client.post(f"{LIST}/serah-terima"))
    first = newest(app)
    assert first is not None
    again = client.post(f"{LIST}/serah-terima", follow_redirects=True)
    assert "Masih ada serah terima yang belum disetujui" in text(again)
    assert "Serah terima ditarik" in text(client.post(f"/staf/serah-terima/{first.id}/tarik", follow_redirects=True))
    assert newest(app) is None
    with app.extensions["house"].database.writing() as session:
        approved = handed.approved(session, town)
        session.commit()
    refused = client.post(f"/staf/serah-terima/{approved.id}/tarik", follow_redirects=True)
    assert "tidak dapat ditarik" in text(refused)
    assert "Siapkan revisi 2" in text(refused)


def test_an_interrupted_preparation_is_offered_again_and_goes_on(staff: Staff, town: Handed, app: Flask) -> None:
    with app.extensions["house"].database.writing() as session:
        handovers.begin(session, handed.by("hr", town.hr), PERIOD, TODAY)
        session.commit()
    client = staff("hr")
    assert "Lanjutkan menyiapkan" in text(client.get(f"{LIST}/serah-terima"))
    assert "Selesai." in text(client.post(f"{LIST}/serah-terima"))
    found = newest(app)
    assert found is not None
    assert (found.rows, found.revision) == (3, 1)


def test_nothing_is_prepared_before_the_result_is_final(staff: Staff, app: Flask, town: Handed) -> None:
    client = staff("hr")
    assert client.post("/staf/penilaian/2026-TW1/serah-terima").status_code == 404
    with app.extensions["house"].database.writing() as session:
        handed.revised(session, town, contest_until=TODAY)
        session.commit()
    assert "Hasil belum final" in text(client.get(f"{LIST}/serah-terima"))
    assert "Hasil belum final" in text(client.post(f"{LIST}/serah-terima", follow_redirects=True))
    assert newest(app) is None


def test_the_local_formula_is_off_until_an_evaluator_agrees(staff: Staff, town: Handed, app: Flask) -> None:
    hr, evaluator = staff("hr"), confirmed(app, staff, "evaluator")
    assert "Mati." in text(hr.get("/staf/rumus-lokal"))
    refused = hr.post("/staf/rumus-lokal/usul", data={"quantitative": "60", "component": "40"})
    assert "paling banyak 30" in text(refused)
    weights = {"quantitative": "70", "component": "20", "team": "10"}
    assert hr.post("/staf/rumus-lokal/usul", data=weights).status_code == 303
    assert "Rumus lokal instansi" not in text(hr.get(LIST))
    page = evaluator.get("/staf/rumus-lokal")
    link = re.search(r'href="(/staf/rumus-lokal/\d+/setujui)"', page.get_data(as_text=True))
    assert link is not None
    assert evaluator.post(link[1], data={"password": PASSWORD}).status_code == 303
    assert "Rumus lokal instansi" in text(hr.get(LIST))
    assert "kosong: ada bagian yang belum ada" in text(hr.get(f"{LIST}/{town.town.officers[1]}"))
    assert hr.post("/staf/rumus-lokal/usul", data=dict.fromkeys(weights, "")).status_code == 303
    with app.extensions["house"].database.reading() as session:
        waiting = local_formulas.waiting(session)
    assert waiting is not None
    assert waiting.weights == {}
    assert "dimatikan" in text(evaluator.get("/staf/rumus-lokal"))


def test_what_waits_for_a_second_person_is_a_task(staff: Staff, town: Handed, app: Flask) -> None:
    with app.extensions["house"].database.writing() as session:
        handed.prepared(session, town)
        local_formulas.propose(session, handed.by("hr", town.hr), {"quantitative": 100})
        session.commit()
    page = text(staff("evaluator").get("/staf/"))
    assert "Serah terima Semester I 2026 menunggu persetujuan orang kedua" in page
    assert "Usulan rumus lokal menunggu persetujuan Anda" in page
    assert "Usulan rumus lokal" not in text(staff("hr").get("/staf/"))


def test_where_most_ratings_were_shared_the_team_stands_in_under_its_name(
    staff: Staff, town: Handed, app: Flask
) -> None:
    ids = {"snapshot_id": town.snapshot, "officer_id": town.town.officers[2], "unit_id": town.town.unit}
    line = SnapshotLine(**ids, state="nilai_tim_saja", n=5, shared=60, u6=[18, 5], u7=[19, 5], entry={})
    with app.extensions["house"].database.writing() as session:
        session.add(line)
        session.commit()
    page = text(staff("hr").get(f"{LIST}?keadaan=nilai_tim_saja"))
    assert "Nilai tim (N&nbsp;5) nilai tim unit 82,3" in page
    assert "U6" not in page


def test_an_assessor_reads_what_a_number_may_be_used_for(staff: Staff, town: Handed, app: Flask) -> None:
    officer = town.town.officers[2]
    ids = {"snapshot_id": town.snapshot, "officer_id": officer, "unit_id": town.town.unit}
    figures = {"n": 40, "shared": 0, "u6": [100, 40], "u7": [100, 40], "score": 70.0, "lo": 65.0, "hi": 75.0}
    with app.extensions["house"].database.writing() as session:
        session.add(SnapshotLine(**ids, **figures, state="terskor_terbatas", band="di_bawah", entry={}))
        session.commit()
    page = text(staff("hr").get(f"{LIST}/{officer}"))
    assert "hanya untuk dialog dan pelatihan" in page
    assert "dua semester berturut-turut" in page
    assert "dua semester" not in text(staff("hr").get(f"{LIST}/{town.town.officers[0]}"))
