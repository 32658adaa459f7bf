"""Pages and files of the officer component."""

import html
import re
import shutil
import zipfile
from datetime import timedelta
from io import BytesIO
from itertools import product
from pathlib import Path
from statistics import NormalDist

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from backoffice import spreadsheets
from config import Config
from database import Database
from models import components, officers
from models.counters import Counter
from models.officers import Officer
from models.units import Unit
from surveys import policy
from surveys.periods import parse
from tests.backoffice.conftest import Confirmed, Staff
from tests.conftest import Application
from tests.factories import TODAY, Town, on_duty
from tests.released import answers, forms, nights, staffed, work

LIST = "/staf/komponen?periode=2026-11"
ONE = "/staf/komponen/{}?periode=2026-11"


@pytest.fixture(scope="module")
def worked(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Path:
    """A staffed town with two days of work, the second of which is not released yet."""
    path = tmp_path_factory.mktemp("worked") / "suara.db"
    shutil.copy(sqlite_template, path)
    database = Database(f"sqlite:///{path}")
    with database.writing() as session:
        work(session, staffed(session))
        session.commit()
    database.close()
    return path


@pytest.fixture
def app(config: Config, application: Application, worked: Path) -> Flask:
    """The application on a copy of it."""
    shutil.copy(worked, config.data / "suara.db")
    return application(config)


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page)))


def printed(page: str) -> dict[str, float]:
    """The numbers of the calculation as a reader sees them."""
    found = re.findall(r'data-value="(\w+)">(?:<strong>)?([^<]+)<', page)
    return {name: float(text.replace("\N{MINUS SIGN}", "-").replace(",", ".")) for name, text in found}


def signed(page: str) -> dict[str, float]:
    """The numbers of the tables of formulas, by their signs."""
    rows = re.findall(r"<th scope=\"row\">([^<]+)</th><td>([^<]*)</td><td class=\"number\">([^<–]+)</td>", page)
    return {
        sign or text: float(value.replace(".", "").replace(",", ".").replace("\N{MINUS SIGN}", "-"))
        for text, sign, value in rows
    }


def test_the_list_goes_by_unit_and_name_with_interval_reliability_and_n(staff: Staff) -> None:
    page = text_of(staff("hr").get(LIST).text)
    names = ["Ayu Lestari", "Budi Santoso", "Citra Dewi", "Petugas 4"]
    assert [page.index(name) for name in names] == sorted(page.index(name) for name in names)
    assert "19900117 201503 2 004".replace(" ", "") in page.replace(" ", "")
    assert re.search(r"Terskor.*? \d\d,\d \( ?\d\d,\d – \d\d,\d\) 0,\d\d 60", page)
    assert "Nilai tim" in page


@pytest.mark.parametrize("order", ["sort=score", "urut=nilai", "order=name"])
def test_nobody_is_put_in_order_of_scores(staff: Staff, order: str) -> None:
    client = staff("hr")
    assert client.get(f"{LIST}&{order}").status_code == 400
    assert client.post(f"/staf/komponen/unduh.csv?{order}").status_code == 400


@pytest.mark.parametrize("officer", [1, 2, 4])
def test_a_pocket_calculator_arrives_at_the_score(staff: Staff, app: Flask, officer: int) -> None:
    page = staff("hr").get(ONE.format(officer)).text
    numbers = printed(page)
    shown = float(re.findall(r"Nilai pelayanan</dt><dd>([\d,]+)<", page)[0].replace(",", "."))
    reliability = float(re.findall(r"× keandalan ([\d,]+)", page)[0].replace(",", "."))
    by_hand = numbers["acuan"] + 25 * reliability * (numbers["ybar"] - numbers["E"])
    with app.extensions["house"].database.reading() as session:
        run = components.component_run(session, parse("2026-11"), policy.load())
        score = components.line(run, officers.get(session, officer)).score
    assert score is not None
    assert by_hand == pytest.approx(score, abs=0.02)
    assert numbers["Q"] == pytest.approx(score, abs=0.005)
    assert shown == pytest.approx(score, abs=0.05)
    assert numbers["gap"] == pytest.approx(numbers["ybar"] - numbers["E"], abs=0.00011)


def test_the_kernel_numbers_rebuild_expectation_reliability_and_score(staff: Staff) -> None:
    k = signed(staff("hr").get(ONE.format(2)).text)
    assert k["S*"] / k["n"] == pytest.approx(k["ȳ"], abs=2e-6)
    clusters = k["tau_loket²"] * k["H_loket"] + k["tau_hari²"] * k["H_hari"]
    assert k["sigma²"] / k["n"] + clusters == pytest.approx(k["s"], abs=2e-6)
    assert k["mu′"] + k["L′"] * (k["m′"] - k["mu′"]) == pytest.approx(k["E"], abs=1e-5)
    assert k["tau_v²"] / (k["tau_v²"] + k["s"] + k["V"]) == pytest.approx(k["B"], abs=1e-4)
    assert k["B"] * (k["ȳ"] - k["E"]) == pytest.approx(k["v"], abs=1e-5)
    assert 25 * (k["mu"] + k["v"]) == pytest.approx(k["Q"], abs=1e-4)
    assert k["CM"] / k["C"] == pytest.approx(k["mu"], abs=1e-5)
    assert k["W"] - k["w"] == pytest.approx(k["W′"], abs=1e-5)
    assert (k["W"] * k["m"] - k["w"] * k["ȳ"]) / k["W′"] == pytest.approx(k["m′"], abs=1e-5)
    assert 1 / (k["tau_u²"] + 1 / k["W′"]) == pytest.approx(k["c′"], rel=1e-3)
    rest = k["C"] - k["c"] + k["c′"]
    assert (k["CM"] - k["c"] * k["m"] + k["c′"] * k["m′"]) / rest == pytest.approx(k["mu′"], abs=1e-5)
    assert 1 / rest == pytest.approx(k["Vmu′"], abs=1e-5)


def test_equalising_can_be_redone_from_the_circumstances_on_the_page(staff: Staff, app: Flask) -> None:
    with app.extensions["house"].database.writing() as session:
        unit_id = officers.get(session, 1).unit_id
        session.add(Officer(id=50, nip="199001172015032050", name="Yuni", status="pns", unit_id=unit_id))
        session.add(Counter(id=91, unit_id=unit_id, label="Baru 91", sign_words="elang ungu"))
        session.flush()
        for day, shift in product((TODAY, TODAY + timedelta(days=1)), (1, 2)):
            on_duty(session, 50, 91, day, shift=shift)
        morning, noon = ({"counter_id": 91, "shift": shift} for shift in (1, 2))
        ratings = forms(30, answers=answers(4), **morning) + forms(20, answers=answers(4), wait_band=4, **noon)
        slow = forms(20, answers=answers(3), **noon)
        nights(session, Town(unit_id, (91,), (50,), 1), [ratings + slow, forms(10, **morning)])
        session.commit()
    page = staff("hr").get(ONE.format(50)).text
    k, told = signed(page), text_of(page)
    assert "Disetarakan menurut: jam tugas, lama antre, saluran." in told
    assert "pada skala 1 sampai 4, disetarakan" in told
    assert (k["n"], k["x siang"], k["x 60+"]) == (70, 40, 20)
    names = [sign.removeprefix("beta ") for sign in k if sign.startswith("beta ")]
    moved = sum(k[f"beta {name}"] * (k[f"x {name}"] - k["n"] * k[f"x̄ {name}"]) for name in names)
    assert k["S"] - moved == pytest.approx(k["S*"], abs=1e-3)
    assert k["S*"] != pytest.approx(k["S"], abs=0.1)


def test_interval_and_chances_can_be_redone_with_the_normal_distribution(staff: Staff) -> None:
    page = staff("hr").get(ONE.format(2)).text
    k, acuan = signed(page), printed(page)["acuan"]
    assert max(25, k["Q"] - 1.96 * k["se"]) == pytest.approx(k["bawah"], abs=1e-3)
    assert min(100, k["Q"] + 1.96 * k["se"]) == pytest.approx(k["atas"], abs=1e-3)
    assert (acuan - 2.5 - k["Q"]) / k["se"] == pytest.approx(k["z_low"], abs=0.01)
    assert (k["Q"] - acuan - 2.5) / k["se"] == pytest.approx(k["z_high"], abs=0.01)
    chance = 100 * NormalDist().cdf(k["z_low"])
    told = re.findall(r"P_low = [^=]+= ((?:> |< )?\d+) %", text_of(page))[0]
    assert told == (f"{chance:.0f}" if 1 <= chance <= 99 else ("> 99" if chance > 99 else "< 1"))


@pytest.mark.parametrize("officer", [1, 3])
def test_the_team_number_can_be_redone_with_and_without_a_score_of_ones_own(staff: Staff, officer: int) -> None:
    page = staff("hr").get(ONE.format(officer)).text
    k = signed(page)
    if officer == 3:
        told = re.findall(r"(mu|tau_u²|tau_v²|Vmu) = (\d+,\d+)", page.split("tau_v², sigma², dan Vmu:")[1])
        k |= {sign: float(value.replace(",", ".")) for sign, value in told}
    assert k["W"] + k["w_b"] == pytest.approx(k["W_T"], abs=1e-5)
    assert (k["W"] * k["m"] + k["w_b"] * k["ȳ_b"]) / k["W_T"] == pytest.approx(k["m_T"], abs=1e-5)
    assert 1 / (k["tau_v²"] * k["Σa²"] + k["s_b"]) == pytest.approx(k["w_b"], rel=1e-3)
    double = 2 * k["tau_v²"] * k["w_b"] * k["Σwa"] / k["W_T"] ** 2
    assert 1 / k["W_T"] + double == pytest.approx(k["var_T"], abs=2e-6)
    assert k["tau_u²"] / (k["tau_u²"] + k["var_T"]) == pytest.approx(k["L_T"], abs=1e-3)
    assert k["L_T"] * (k["m_T"] - k["mu"]) == pytest.approx(k["u_T"], abs=1e-5)
    assert 25 * (k["mu"] + k["u_T"]) == pytest.approx(k["Q_T"], abs=1e-3)
    spread = k["tau_u²"] * (1 - k["L_T"]) + (1 - k["L_T"]) ** 2 * k["Vmu"]
    assert 25 * spread**0.5 == pytest.approx(k["se_T"], abs=1e-2)


def test_the_list_counts_the_ratings_of_the_officers_it_shows(staff: Staff, app: Flask) -> None:
    with app.extensions["house"].database.writing() as session:
        session.add(Unit(id=2, code="dishub", name="Dinas Perhubungan", kind="Dinas", zone="Asia/Jakarta"))
        session.add(Unit(id=3, code="kosong", name="Kantor Kosong", kind="Kantor", zone="Asia/Jakarta"))
        session.flush()
        session.add(Officer(id=60, nip="199001172015032060", name="Zainal", status="pns", unit_id=2))
        put_to_work(session, Town(2, (90,), (60,), 1), counter=90, n=40)
        session.commit()
    client = staff("hr")
    listed = r"petugas di daftar ini</dt><dd>(\d+)<"
    (everywhere,), (there,) = (re.findall(listed, client.get(f"{LIST}{unit}").text) for unit in ("", "&unit=2"))
    (here,) = re.findall(listed, staff("unit_head").get(LIST).text)
    assert int(there) == 40
    assert int(everywhere) == int(there) + int(here)
    for address in (f"{LIST}&unit=3", "/staf/komponen?periode=2026-10&unit=1"):
        page = client.get(address).text
        assert '<p class="empty">Belum ada' in page
        assert "<table" not in page
        assert "unduh." not in page


def test_without_a_score_the_page_has_words_and_no_number_of_the_kernel(staff: Staff) -> None:
    page = staff("hr").get(ONE.format(3)).text
    assert "NILAI TIM:" in page
    assert printed(page) == {}
    assert "Semua angka untuk menghitung ulang" not in page
    empty = staff("hr").get("/staf/komponen/1?periode=2026-10").text
    assert "BELUM ADA ANGKA:" in empty
    assert "mulai 30 penilaian dan keandalan 0,50" in empty
    assert printed(empty) == {}


def test_too_few_ratings_say_how_many_are_missing_and_when(staff: Staff, app: Flask) -> None:
    with app.extensions["house"].database.writing() as session:
        unit_id = officers.get(session, 1).unit_id
        session.add(Officer(id=50, nip="199001172015032050", name="Yuni", status="pns", unit_id=unit_id))
        put_to_work(session, Town(unit_id, (91,), (50,), 1), counter=91, n=12)
        session.commit()
    page = text_of(staff("hr").get("/staf/komponen/50?periode=2026-11").text)
    assert re.search(r"BELUM CUKUP DATA: 12 dari 30 penilaian terverifikasi, keandalan 0,\d\d \(perlu 0,50\)", page)
    assert "Perkiraan cukup: Januari 2027." in page
    assert "Cara hitung" not in page


def put_to_work(session: Session, town: Town, *, counter: int, n: int) -> None:
    """An officer alone at a new counter: `n` ratings that are released, ten that stay behind."""
    session.add(Counter(id=counter, unit_id=town.unit, label=f"Baru {counter}", sign_words="elang ungu"))
    session.flush()
    for day in (TODAY, TODAY + timedelta(days=1)):
        on_duty(session, town.officers[0], counter, day, shift=4)
    ratings = forms(n, counter_id=counter, shift=4, answers=answers(4))
    nights(session, town, [ratings, forms(10, counter_id=counter, shift=4)])


def test_a_unit_head_sees_the_own_officers_only_and_exports_nothing(staff: Staff, app: Flask) -> None:
    with app.extensions["house"].database.writing() as session:
        session.add(Unit(id=2, code="dishub", name="Dinas Perhubungan", kind="Dinas", zone="Asia/Jakarta"))
        session.flush()
        session.add(Officer(id=60, nip="199001172015032060", name="Zainal", status="pns", unit_id=2))
        session.commit()
    client = staff("unit_head")
    page = client.get(LIST).text
    assert "Ayu Lestari" in page
    assert "Zainal" not in page
    assert client.get(ONE.format(1)).status_code == 200
    assert client.get(ONE.format(60)).status_code == 404
    assert client.get(f"{LIST}&unit=2").text.count("Zainal") == 0
    assert client.post("/staf/komponen/unduh.csv").status_code == 403
    assert "Zainal" in staff("hr").get(f"{LIST}&unit=2").text
    assert "Ayu Lestari" not in staff("hr").get(f"{LIST}&unit=2").text


@pytest.mark.parametrize("role", ["operator", "evaluator", "admin", "auditor"])
def test_who_judges_or_administers_reads_no_officer_figure(staff: Staff, role: str) -> None:
    client = staff(role)
    assert client.get(LIST).status_code == 403
    assert client.get(ONE.format(1)).status_code == 403
    assert client.get("/staf/nilai-saya").status_code == 403


def test_an_officer_sees_the_own_page_without_what_would_give_a_colleague_away(staff: Staff) -> None:
    client = staff("officer")
    page = client.get("/staf/nilai-saya?periode=2026-11").text
    assert "Bahan pertimbangan, bukan keputusan" in page
    assert "tanpa penilaian Anda" in page
    assert "m′" not in page
    assert "m_T" not in page
    assert printed(page)["Q"] > 25
    assert client.get(ONE.format(2)).status_code == 403
    assert client.get(LIST).status_code == 403


def test_team_and_agency_stand_beside_the_officer(staff: Staff) -> None:
    page = text_of(staff("hr").get(ONE.format(1)).text)
    assert re.search(r"Nilai tim Dinas Kependudukan dan Pencatatan Sipil \d\d,\d ± \d", page)
    assert re.search(r"Acuan instansi \d\d,\d", page)
    assert "penilaian saat bertugas bersama (masuk nilai tim)" not in page
    assert "12 penilaian saat bertugas bersama" in text_of(staff("hr").get(ONE.format(2)).text)


def test_a_person_of_two_units_has_one_combined_value(staff: Staff, app: Flask) -> None:
    with app.extensions["house"].database.writing() as session:
        session.add(Unit(id=2, code="dishub", name="Dinas Perhubungan", kind="Dinas", zone="Asia/Jakarta"))
        session.flush()
        put_to_work(session, Town(2, (90,), (1,), 1), counter=90, n=40)
        session.commit()
    page = staff("hr").get(ONE.format(1)).text
    assert "Dinilai di beberapa unit" in page
    assert page.count("<caption>Petugas di ") == 2
    assert printed(page) == {}


def test_the_file_asks_for_the_password_first(confirmed: Confirmed) -> None:
    hr, _password = confirmed("hr")
    assert "Kata sandi Anda" in hr.get("/staf/komponen/unduh.csv?periode=2026-11").text
    answer = hr.post("/staf/komponen/unduh.csv?periode=2026-11", data={"password": "salah"})
    assert answer.status_code == 422
    assert "Ayu Lestari" not in answer.text


def test_the_file_keeps_a_nip_as_text_and_a_missing_score_empty(confirmed: Confirmed) -> None:
    client, said = confirmed("hr")
    file = client.post("/staf/komponen/unduh.csv?periode=2026-11", data=said).data.decode("utf-8-sig").splitlines()
    assert file[0].startswith("NIP;Kode;Nama;Unit;Keadaan;Nilai;Batas bawah;Batas atas;Keandalan;N")
    assert re.match(r"19900117 201503 2 004;;Ayu Lestari;[^;]+;Terskor[^;]*;\d\d,\d\d;\d\d,\d\d;", file[1])
    assert re.match(r"19921225 201903 2 011;;Citra Dewi;[^;]+;Nilai tim;;;;;0;12;;", file[3])
    book = client.post("/staf/komponen/unduh.xlsx?periode=2026-11&unit=1", data=said).data
    rows = spreadsheets.read("berkas", book).rows
    assert rows[0].cells[0] == "199001172015032004"
    assert not isinstance(rows[0].cells[0], spreadsheets.LostDigits)
    parts = zipfile.ZipFile(BytesIO(book))
    words = "".join(parts.read(name).decode() for name in parts.namelist() if name.endswith(".xml"))
    for word in ("Keterangan", "2026-2", "SHA-256", "Dinas Kependudukan", "Pemegang hr", "November 2026"):
        assert word in words


def test_a_name_that_looks_like_a_formula_stays_text(confirmed: Confirmed, app: Flask) -> None:
    with app.extensions["house"].database.writing() as session:
        officers.get(session, 1).name = "=1+1"
        session.commit()
    client, said = confirmed("hr")
    assert ";'=1+1;" in client.post("/staf/komponen/unduh.csv?periode=2026-11", data=said).data.decode("utf-8-sig")
    book = zipfile.ZipFile(BytesIO(client.post("/staf/komponen/unduh.xlsx?periode=2026-11", data=said).data))
    assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")
