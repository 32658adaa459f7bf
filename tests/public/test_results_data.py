"""Released results for machines and other sites: the same figures, and nothing that the pages do not tell."""

import csv
import json
from typing import Any
from xml.etree import ElementTree

import pytest
from sqlalchemy import update

from models.agency import Agency
from models.units import Unit
from tests.public.citizen import Citizen
from tests.public.test_results import lock, mixed, released, second_unit
from tests.released import answers, forms

SVG = "{http://www.w3.org/2000/svg}"


def as_json(citizen: Citizen, path: str) -> Any:
    return json.loads(citizen.client.get(path).text)


def rows(citizen: Citizen, query: str = "") -> list[dict[str, str]]:
    return list(csv.DictReader(citizen.client.get(f"/data-terbuka.csv{query}").text.splitlines()))


def test_a_unit_as_json_says_what_its_page_says(citizen: Citizen) -> None:
    released(citizen, forms(40, answers=answers(4, U3=2)))
    found = as_json(citizen, "/hasil/dukcapil.json")
    assert (found["ikm"], found["ikm_tepat"], found["mutu"], found["responden"]) == (94.44, "850/9", "A", 40)
    assert (found["status"], found["periode"]["kode"], found["rilis_terakhir"]) == ("sementara", "2026", "2026-11-05")
    [time] = [element for element in found["unsur"] if element["kode"] == "U3"]
    assert time == {
        "kode": "U3", "nama": "Waktu penyelesaian", "n": 40, "jumlah": 80, "nrr": 2.0, "konversi": 50.0,
        "unsur_mutu": "D",
    }  # fmt: skip
    assert [(month["periode"], month["ikm"]) for month in found["tren"]] == [("2026-11", 94.44)]


def test_json_of_few_ratings_has_no_number_but_their_count(citizen: Citizen) -> None:
    released(citizen, forms(29))
    found = as_json(citizen, "/hasil/dukcapil.json")
    assert (found["status"], found["responden"], found["ikm"], found["unsur"]) == ("belum_cukup_data", 29, None, [])
    assert (found["tren"], "kuesioner" in found, "tingkat_tanggapan" in found) == ([], False, False)


def test_the_agency_as_json_labels_both_its_numbers(citizen: Citizen) -> None:
    other = second_unit(citizen)
    released(citizen, forms(90, answers=answers(4)))
    released(citizen, forms(30, answers=answers(2)), unit=other)
    found = as_json(citizen, "/hasil.json")
    assert (found["ikm_gabungan"], found["ikm_rata_rata_unit"], found["unit_dihitung"]) == (87.5, 75.0, 2)
    assert [unit["kode"] for unit in found["daftar_unit"]] == ["pajak", "dukcapil"]


def test_an_agency_without_ratings_is_json_too(citizen: Citizen) -> None:
    found = as_json(citizen, "/hasil.json")
    assert (found["status"], found["ikm_gabungan"], found["responden"]) == ("belum_cukup_data", None, 0)


def test_the_table_has_a_row_per_period_unit_and_element(citizen: Citizen) -> None:
    released(citizen, mixed(40))
    found = rows(citizen)
    assert len(found) == 4 * 9
    assert list(dict.fromkeys(row["periode"] for row in found)) == ["2026-11", "2026-TW4", "2026-S2", "2026"]
    first = found[0]
    expected = {
        "ikm": "87.50",
        "mutu": "B",
        "responden": "40",
        "unsur": "U1",
        "n": "40",
        "jumlah": "140",
        "nrr": "3.50",
    }
    assert {name: first[name] for name in expected} == expected
    assert rows(citizen, "?tahun=2025") == []
    assert citizen.get("/data-terbuka.csv?tahun=lalu").status == 404


def test_a_locked_month_says_so_in_the_table(citizen: Citizen) -> None:
    released(citizen, forms(40))
    lock(citizen, "2026-11")
    states = {row["periode"]: row["status"] for row in rows(citizen)}
    assert states == {"2026-11": "dikunci", "2026-TW4": "sementara", "2026-S2": "sementara", "2026": "sementara"}


def test_nothing_of_few_people_or_answers_is_in_the_table(citizen: Citizen) -> None:
    other = second_unit(citizen)
    released(citizen, forms(29), unit=other)
    without = {code: value for code, value in answers(3).items() if code != "U8"}
    released(citizen, forms(31, answers=without) + forms(9, answers=answers(3)))
    found = rows(citizen)
    assert {row["unit_kode"] for row in found} == {"dukcapil"}
    assert {row["ikm"] for row in found} == {""}
    hidden = [row for row in found if row["unsur"] == "U8"]
    assert {(row["n"], row["jumlah"], row["nrr"]) for row in hidden} == {("", "", "")}


def test_a_name_in_the_table_never_becomes_a_formula(citizen: Citizen) -> None:
    released(citizen, forms(30))
    with citizen.house.database.writing() as session:
        session.execute(update(Unit).values(name='=HYPERLINK("x")'))
        session.commit()
    assert rows(citizen)[0]["unit_nama"] == '\'=HYPERLINK("x")'


def test_page_and_metadata_describe_exactly_the_columns_of_the_table(citizen: Citizen) -> None:
    header = citizen.client.get("/data-terbuka.csv").text.splitlines()[0].split(",")
    described = as_json(citizen, "/data-terbuka.csv-metadata.json")["tableSchema"]
    assert [column["name"] for column in described["columns"]] == header
    assert set(described["primaryKey"]) < set(header)
    page = citizen.get("/data-terbuka").text
    for column in described["columns"]:
        assert f"<code>{column['name']}</code>" in page
        assert column["dc:description"] in page
    linked = citizen.client.get("/data-terbuka.csv?tahun=2026").headers["Link"]
    assert linked.startswith("</data-terbuka.csv-metadata.json?tahun=2026>")


@pytest.mark.parametrize(
    ("path", "mimetype", "policy"),
    [
        ("/hasil.json", "application/json", "same-origin"),
        ("/hasil/dukcapil.json", "application/json", "same-origin"),
        ("/data-terbuka.csv", "text/csv", "same-origin"),
        ("/hasil.svg", "image/svg+xml", "cross-origin"),
        ("/hasil/dukcapil.svg", "image/svg+xml", "cross-origin"),
    ],
)
def test_files_may_be_kept_briefly_and_only_images_shown_elsewhere(
    citizen: Citizen, path: str, mimetype: str, policy: str
) -> None:
    headers = citizen.client.get(path).headers
    assert headers["Content-Type"].startswith(mimetype)
    assert headers["Cache-Control"] == "public, max-age=300"
    assert headers["Cross-Origin-Resource-Policy"] == policy
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "Access-Control-Allow-Origin" not in headers
    assert "Set-Cookie" not in headers


def drawing(citizen: Citizen, path: str, **headers: str) -> ElementTree.Element:
    return ElementTree.fromstring(citizen.client.get(path, headers=headers).text)


def test_the_image_says_its_finding_in_words_too(citizen: Citizen) -> None:
    released(citizen, mixed(40))
    found = drawing(citizen, "/hasil/dukcapil.svg")
    assert found.findtext(f"{SVG}title") == "Dinas Kependudukan dan Pencatatan Sipil, Tahun 2026"
    assert found.findtext(f"{SVG}desc") == "Indeks Kepuasan Masyarakat 87,50, mutu B (Baik), dari 40 penilaian."
    shown = [text.text for text in found.iter(f"{SVG}text")]
    assert shown[:2] == ["Dinas Kependudukan dan Pencatatan", "Sipil"]
    assert "87,50" in shown


def test_the_image_is_light_or_dark_and_of_one_language_for_everybody(citizen: Citizen) -> None:
    light, dark = (citizen.client.get(f"/hasil.svg?tema={theme}").text for theme in ("apa", "gelap"))
    assert "#ffffff" in light
    assert "#121417" in dark
    assert citizen.client.get("/hasil.svg?tema=apa", headers={"Accept-Language": "en"}).text == light


def test_an_image_of_few_ratings_shows_no_number(citizen: Citizen) -> None:
    released(citizen, forms(29))
    assert "Belum cukup data: 29 dari 30 penilaian." in citizen.get("/hasil/dukcapil.svg").text
    assert "75,00" not in citizen.get("/hasil/dukcapil.svg").text


def test_a_name_in_the_image_stays_text_and_inside(citizen: Citizen) -> None:
    with citizen.house.database.writing() as session:
        session.execute(update(Unit).values(name="<script>alert(1)</script> " + "Sangat " * 20))
        session.execute(update(Agency).values(is_sample=True))
        session.commit()
    found = drawing(citizen, "/hasil/dukcapil.svg")
    lines = [text.text or "" for text in found.iter(f"{SVG}text") if text.get("font-weight") == "600"]
    assert len(lines) == 2
    assert all(len(line) <= 34 for line in lines)
    assert any("DATA CONTOH" in (text.text or "") for text in found.iter(f"{SVG}text"))
    assert not list(found.iter(f"{SVG}script"))
