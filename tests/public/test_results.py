"""The results that everyone may see: enough people, words as sure as the numbers, and nobody ranked."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from fractions import Fraction

import pytest
from sqlalchemy import text, update

from models.agency import Agency
from models.improvements import Improvement
from models.ratings import ProfileCount
from models.units import Unit
from surveys import ikm
from tests import factories
from tests.factories import Town
from tests.public.citizen import Citizen
from tests.released import Form, answers, forms, nights

TOWN = Town(1, (1, 2), (1, 2, 3), 1)
OCTOBER = datetime.fromisoformat("2026-10-10T03:00+00:00")


def released(citizen: Citizen, day: Sequence[Form], first: datetime = factories.NOW, unit: int = 1) -> None:
    """One day's forms, released while ten newer ones stay behind."""
    with citizen.house.database.writing() as session:
        nights(session, Town(unit, TOWN.counters, TOWN.officers, 1), [day, forms(10)], first=first)
        session.commit()


def second_unit(citizen: Citizen, name: str = "Badan Pajak") -> int:
    with citizen.house.database.writing() as session:
        other = Unit(code="pajak", name=name, kind="Badan", zone="Asia/Jakarta")
        session.add(other)
        session.commit()
        return other.id


def lock(citizen: Citizen, code: str) -> None:
    with citizen.house.database.writing() as session:
        session.execute(text("UPDATE periods SET state = 'locked' WHERE code = :code"), {"code": code})
        session.commit()


def words(html: str) -> str:
    """What a page says, without its marks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def mixed(n: int, **others: int) -> list[Form]:
    """Forms half of 3 and half of 4."""
    return forms(n // 2, answers=answers(3, **others)) + forms(n - n // 2, answers=answers(4, **others))


def test_elements_stand_from_the_lowest_to_the_highest_under_a_title_that_says_so(citizen: Citizen) -> None:
    released(citizen, forms(40, answers=answers(3, U3=2, U4=4)))
    page = citizen.get("/hasil/dukcapil").text
    assert "Paling rendah: Waktu penyelesaian, 2,00" in page
    rows = re.findall(r'<th scope="row">([^<]+)<svg', page)
    assert (rows[0], rows[-1], len(rows)) == ("Waktu penyelesaian", "Biaya/tarif", 9)


def test_equal_elements_have_no_lowest_one(citizen: Citizen) -> None:
    released(citizen, forms(30))
    page = citizen.get("/hasil/dukcapil").text
    assert "Semua hal dinilai sama: 3,00" in page
    assert "Paling rendah" not in page


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (forms(150, answers=answers(3)) + forms(60, answers=answers(4)), "Mutu B hampir pasti."),
        (mixed(400), "Mutu B sangat mungkin."),
        (mixed(60), "mutunya bisa juga A."),
    ],
)
def test_a_grade_is_as_sure_as_its_probability(citizen: Citizen, day: list[Form], sentence: str) -> None:
    released(citizen, day)
    assert sentence in words(citizen.get("/hasil/dukcapil").text)


def test_an_element_of_few_answers_has_neither_average_nor_count_and_the_index_waits(citizen: Citizen) -> None:
    without = {code: value for code, value in answers(3).items() if code != "U8"}
    released(citizen, forms(31, answers=without) + forms(9, answers=answers(3, U8=1)))
    page = citizen.get("/hasil/dukcapil").text
    assert "Indeks belum dapat dihitung" in page
    assert "kurang dari 10" in words(page)
    assert not re.search(r">1,00<|>9<", page)
    assert 'id="cara-hitung"' not in page


def test_the_shown_sums_give_the_shown_index(citizen: Citizen) -> None:
    released(citizen, forms(30, answers=answers(4, U2=3)) + forms(11, answers=answers(2)))
    page = citizen.get("/hasil/dukcapil").text
    shown = re.search(r"25/9 × \((.+?)\) = .*?<strong>([0-9,]+)</strong>", page)
    assert shown is not None
    parts = [tuple(map(int, part.split("/"))) for part in shown[1].split(" + ")]
    value = ikm.half_up(sum((Fraction(total, n) for total, n in parts), Fraction(0)) * 25 / 9)
    assert shown[2] == str(value).replace(".", ",")


def test_the_trend_says_what_changed_and_its_table_has_the_numbers_of_the_chart(citizen: Citizen) -> None:
    released(citizen, mixed(40, U1=2), first=OCTOBER)
    released(citizen, forms(39, answers=answers(4)) + forms(1, answers=answers(3)))
    page = citizen.get("/hasil/dukcapil").text
    title = "Naik dari 83,33 (Oktober 2026) menjadi 99,38 (November 2026)"
    assert f"<h2>{title}</h2>" in page
    assert f'<title id="chart-title">{title}</title>' in page
    assert page.count("99,38") >= 3
    released(citizen, mixed(40), first=datetime.fromisoformat("2026-09-10T03:00+00:00"))
    assert "Naik dari 87,50 (September 2026)" in citizen.get("/hasil/dukcapil").text


def test_a_difference_that_chance_may_make_is_called_none(citizen: Citizen) -> None:
    released(citizen, mixed(40), first=OCTOBER)
    released(citizen, mixed(42))
    assert "Belum ada perubahan yang jelas sejak Oktober 2026" in citizen.get("/hasil/dukcapil").text


def test_a_month_of_few_ratings_is_a_gap_in_words(citizen: Citizen) -> None:
    for month in ("08", "10"):
        released(citizen, mixed(40), first=datetime.fromisoformat(f"2026-{month}-10T03:00+00:00"))
    released(citizen, mixed(20), first=datetime.fromisoformat("2026-09-10T03:00+00:00"))
    page = citizen.get("/hasil/dukcapil").text
    assert re.search(r'September 2026</th><td colspan="2" class="n few">belum cukup data', page)
    assert page.count("<polyline") == 2


def test_what_the_unit_changed_is_counted_by_period_unless_taken_back(citizen: Citizen) -> None:
    assert "Belum ada perbaikan yang dicatat untuk Tahun 2026." in citizen.get("/hasil/dukcapil").text
    november = {"unit_id": 1, "theme": "Antre lama", "done": "Loket 2 buka", "written_on": factories.TODAY}
    with citizen.house.database.writing() as session:
        session.add_all(Improvement(**november, done_on=date(2026, month, 2)) for month in (10, 11))
        session.add(
            Improvement(
                **november, done_on=factories.TODAY, withdrawn_on=factories.TODAY, withdrawn_because="Loket tutup lagi"
            )
        )
        session.commit()
    assert "2 perbaikan dicatat unit ini untuk Tahun 2026." in citizen.get("/hasil/dukcapil").text
    page = citizen.get("/hasil/dukcapil?periode=2026-11").text
    assert "1 perbaikan dicatat unit ini untuk November 2026." in page
    assert 'href="/hasil/dukcapil/perbaikan"' in page
    assert '"perbaikan": 2' in citizen.get("/hasil/dukcapil.json").text


def test_units_stand_by_name_and_never_by_number(citizen: Citizen) -> None:
    other = second_unit(citizen)
    released(citizen, forms(30, answers=answers(4)))
    released(citizen, forms(30, answers=answers(2)), unit=other)
    page = citizen.get("/hasil").text
    assert page.index("Badan Pajak") < page.index("Dinas Kependudukan")
    assert "bukan peringkat" in page
    assert "Dihitung dari 2 unit." in page


def test_both_numbers_of_the_agency_are_named_and_a_small_unit_is_in_neither(citizen: Citizen) -> None:
    other, small = second_unit(citizen), None
    released(citizen, forms(90, answers=answers(4)))
    released(citizen, forms(30, answers=answers(2)), unit=other)
    page = words(citizen.get("/hasil").text)
    assert "Indeks gabungan semua jawaban 87,50" in page
    assert "Rata-rata indeks unit 75,00" in page
    with citizen.house.database.writing() as session:
        session.add(Unit(code="kecil", name="Unit Kecil", kind="Dinas", zone="Asia/Jakarta"))
        session.commit()
        small = 3
    released(citizen, forms(29, answers=answers(1)), unit=small)
    page = words(citizen.get("/hasil").text)
    assert "Indeks gabungan semua jawaban 87,50" in page
    assert "1 unit lain belum cukup data dan tidak ikut dihitung." in page


def test_a_period_is_chosen_in_the_address_on_every_page(citizen: Citizen) -> None:
    released(citizen, forms(30))
    for path in ("/hasil", "/hasil/dukcapil", "/hasil/dukcapil/pengumuman", "/hasil.json", "/hasil/dukcapil.svg"):
        assert "75" in citizen.get(f"{path}?periode=2026-TW4").text
        assert "75,00" not in citizen.get(f"{path}?periode=2025").text
        assert citizen.get(f"{path}?periode=2026-13").status == 404


@pytest.mark.parametrize("code", ["0001-03", "1999", "2026-TW5", "%00", "٢026"])
def test_a_period_that_no_survey_can_have_is_an_unknown_address(citizen: Citizen, code: str) -> None:
    for path in ("/hasil", "/hasil/dukcapil", "/hasil/dukcapil/pengumuman", "/hasil/dukcapil.json", "/hasil.svg"):
        assert citizen.get(f"{path}?periode={code}").status == 404


def test_the_last_period_of_all_is_empty(citizen: Citizen) -> None:
    for path in ("/hasil", "/hasil/dukcapil", "/hasil/dukcapil/pengumuman", "/hasil/dukcapil.json", "/hasil.svg"):
        assert citizen.get(f"{path}?periode=9998-12").status == 200


def test_a_figure_is_final_once_all_its_months_are_locked(citizen: Citizen) -> None:
    released(citizen, forms(30))
    assert "Angkanya masih bertambah." in citizen.get("/hasil/dukcapil?periode=2026-11").text
    lock(citizen, "2026-TW4")
    assert "Angkanya sudah tetap." in citizen.get("/hasil/dukcapil?periode=2026-11").text
    assert "Angkanya masih bertambah." in citizen.get("/hasil/dukcapil?periode=2026").text


def test_the_notice_carries_the_official_words(citizen: Citizen) -> None:
    released(citizen, forms(40, answers=answers(4)))
    page = words(citizen.get("/hasil/dukcapil/pengumuman").text)
    for part in (
        "Indeks Kepuasan Masyarakat (IKM)",
        "NILAI IKM 100,00 Mutu A · Sangat baik",
        "NAMA LAYANAN KTP-el",
        "RESPONDEN Jumlah: 40 orang",
        "TERIMA KASIH ATAS PENILAIAN YANG TELAH ANDA BERIKAN",
        "MASUKAN ANDA SANGAT BERMANFAAT UNTUK KEMAJUAN UNIT KAMI",
        "ANGKA SEMENTARA",
        "localhost/hasil/dukcapil?periode=2026",
    ):
        assert part in page
    assert not re.search("Ayu|Budi|Citra", page)


def test_the_notice_is_in_indonesian_whatever_the_phone_prefers(citizen: Citizen) -> None:
    released(citizen, forms(40, answers=answers(3, U3=4)))
    page = citizen.client.get("/hasil/dukcapil/pengumuman", headers={"Accept-Language": "en"}).text
    assert '<html lang="id">' in page
    assert "77,78" in page


def test_the_notice_names_the_profile_of_a_locked_quarter_without_small_groups(citizen: Citizen) -> None:
    released(citizen, forms(40))
    counted = (
        ("sex", "L", 14),
        ("sex", "P", 25),
        ("education", "sma", 30),
        ("education", "s3", 1),
        ("age_band", "u17", 12),
    )
    with citizen.house.database.writing() as session:
        session.add_all(ProfileCount(unit_id=1, month="2026-11", field=f, code=c, n=n) for f, c, n in counted)
        session.commit()
    path = "/hasil/dukcapil/pengumuman?periode=2026-TW4"
    assert "Laki-laki" not in citizen.get(path).text
    lock(citizen, "2026-TW4")
    page = words(citizen.get(path).text)
    assert "Laki-laki 14, Perempuan 25" in page
    assert "SMA" not in page
    assert "S3" not in page
    assert "ANGKA SEMENTARA" not in page


def test_a_notice_of_few_ratings_has_no_number(citizen: Citizen) -> None:
    released(citizen, forms(29))
    page = words(citizen.get("/hasil/dukcapil/pengumuman").text)
    assert "Belum cukup data Baru 29 dari 30 penilaian." in page
    assert "75,00" not in page


def test_printed_results_of_a_sample_keep_their_banner(citizen: Citizen) -> None:
    with citizen.house.database.writing() as session:
        session.execute(update(Agency).values(is_sample=True))
        session.commit()
    page = citizen.get("/hasil/dukcapil/pengumuman").text
    assert '<p class="sample">DATA CONTOH' in page
    with citizen.client.get("/static/results.css") as style:
        assert re.search(r"@media print\{.*\.sample\{display:block", style.get_data(as_text=True), re.DOTALL)


@pytest.mark.parametrize(
    "path", ["/hasil/tidak-ada", "/hasil/tidak-ada/pengumuman", "/hasil/tidak-ada.json", "/hasil/x.svg"]
)
def test_an_unknown_unit_is_an_unknown_address(citizen: Citizen, path: str) -> None:
    assert citizen.get(path).status == 404
