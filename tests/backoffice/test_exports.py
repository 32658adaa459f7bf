"""Files that leave: what is written beside the numbers."""

import io

import openpyxl

from tests.backoffice.conftest import Confirmed, Staff


def sheet(data: bytes, title: str) -> dict[str, object]:
    """A sheet of two columns, the first of which names what the second says."""
    return dict(openpyxl.load_workbook(io.BytesIO(data))[title].iter_rows(values_only=True))


def test_the_file_of_an_index_says_how_it_is_made(staff: Staff) -> None:
    for role, address in (("hr", "/staf/hasil/unduh.xlsx"), ("unit_head", "/staf/unit/1/hasil/unduh.xlsx")):
        about = sheet(staff(role).post(f"{address}?periode=2026-11").data, "Keterangan")
        assert about["Kebijakan hitung"] == "PermenPANRB 14/2017: bobot 1/9, pecahan eksak, satu kali pembulatan"


def test_the_file_of_officers_names_its_policy_and_says_how_a_csv_writes_a_nip(confirmed: Confirmed) -> None:
    client, said = confirmed("hr")
    book = client.post("/staf/komponen/unduh.xlsx?periode=2026-11", data=said).data
    assert sheet(book, "Keterangan")["Kebijakan hitung"] == "2026-2"
    assert "dalam CSV berkelompok 8-6-1-3" in str(sheet(book, "Kamus")["NIP"])
