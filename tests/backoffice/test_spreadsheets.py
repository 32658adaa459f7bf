"""Spreadsheets in and out: text stays text, lost digits are known, nothing comes alive, nothing explodes."""

import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import pairwise

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backoffice import spreadsheets
from backoffice.spreadsheets import LostDigits, Row, SpreadsheetError, Value, read, write_csv, write_xlsx

NIP = "199001172015032004"
GROUPED = "19900117 201503 2 004"
COLUMNS = ["NIP", "Nama", "Nilai", "Tanggal", "n"]
ROWS: list[list[Value]] = [
    [NIP, "=1+1", 82.54, date(2026, 1, 17), 30],
    ["000000000000000001", "@SUM(A1)", None, date(2026, 2, 1), 0],
]
CREATED = datetime(2026, 3, 1, tzinfo=UTC)


def workbook_of(*rows: Sequence[object]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def exported(rows: list[list[Value]] = ROWS) -> bytes:
    return write_xlsx(
        rows,
        COLUMNS,
        metadata={"Unit": "Dukcapil", "N": 30, "Waktu": "1 Maret 2026 08.00 WIB"},
        dictionary={"NIP": "Nomor induk pegawai"},
        created=CREATED,
    )


def test_an_exported_workbook_reads_back_with_its_nip_intact() -> None:
    sheet = read("data.xlsx", exported())
    assert sheet.header == tuple(COLUMNS)
    assert sheet.rows[0] == Row(2, (NIP, "=1+1", "82.54", "2026-01-17", "30"))
    assert sheet.rows[1].cells == ("000000000000000001", "@SUM(A1)", "", "2026-02-01", "0")
    assert not isinstance(sheet.rows[0].cells[0], LostDigits)


def test_an_exported_workbook_has_types_and_no_formula() -> None:
    book = openpyxl.load_workbook(io.BytesIO(exported()))
    assert book.sheetnames == ["Data", "Keterangan", "Kamus"]
    data = book["Data"]
    nip, name, score, day, n = data[2]
    assert (nip.data_type, nip.value) == ("s", NIP)
    assert (name.data_type, name.value) == ("s", "=1+1")
    assert (score.data_type, score.value, n.value) == ("n", 82.54, 30)
    assert day.is_date
    assert day.value == datetime(2026, 1, 17)  # noqa: DTZ001 - Excel days have no zone
    assert data["C3"].value is None
    assert data.freeze_panes == "A2"
    assert data.column_dimensions["A"].width > len(NIP)


def test_an_exported_workbook_says_what_it_holds() -> None:
    book = openpyxl.load_workbook(io.BytesIO(exported()))
    assert list(book["Keterangan"].values)[1:] == [
        ("Unit", "Dukcapil"),
        ("N", 30),
        ("Waktu", "1 Maret 2026 08.00 WIB"),
    ]
    assert list(book["Kamus"].values) == [("Kolom", "Arti"), ("NIP", "Nomor induk pegawai")]


def test_links_in_comments_stay_plain_text() -> None:
    data = exported([["https://contoh.example", "mailto:a@b", float("nan"), None, Decimal("82.54")]])
    cells = openpyxl.load_workbook(io.BytesIO(data))["Data"]
    assert cells["A2"].hyperlink is None
    assert (cells["C2"].value, cells["E2"].value) == (None, 82.54)


def test_the_same_export_is_the_same_bytes() -> None:
    assert exported() == exported()


def test_an_export_without_rows_still_has_its_columns() -> None:
    assert read("kosong.xlsx", exported([])).lines[0].cells == tuple(COLUMNS)


def test_a_csv_opens_in_an_indonesian_excel() -> None:
    data = write_csv(ROWS, COLUMNS)
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.decode("utf-8-sig").splitlines() == [
        "NIP;Nama;Nilai;Tanggal;n",
        f"{GROUPED};'=1+1;82,54;2026-01-17;30",
        "00000000 000000 0 001;'@SUM(A1);;2026-02-01;0",
    ]


def test_a_csv_reads_back_with_every_digit_of_a_nip() -> None:
    assert read("data.csv", write_csv(ROWS, COLUMNS)).rows[0].cells == (GROUPED, "'=1+1", "82,54", "2026-01-17", "30")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("123456789012345", "123456789012345"),
        ("1234567890123456", "1234 5678 9012 3456"),
        ("12345678901234567", "1234 5678 9012 3456 7"),
        ("1234567890123456A", "1234567890123456A"),
    ],
)
def test_a_csv_spaces_only_what_excel_would_round(text: str, written: str) -> None:
    assert read("x.csv", write_csv([[text, "b"]], ["a", "b"])).rows[0].cells[0] == written


def test_numbers_keep_their_places_in_a_workbook_and_counts_have_none() -> None:
    row: list[Value] = [NIP, Decimal("82.50"), Decimal("0.3330"), 0.1234, 1200]
    notes: dict[str, Value] = {"IKM": Decimal("80.00"), "N": 1200, "Unit": "Dukcapil"}
    book = openpyxl.load_workbook(
        io.BytesIO(write_xlsx([row], COLUMNS, metadata=notes, dictionary={}, created=CREATED))
    )
    assert [cell.number_format for cell in book["Data"][2]] == ["@", "0.00", "0.0000", "General", "0"]
    assert [cell.value for cell in book["Data"][2]] == [NIP, 82.5, 0.333, 0.1234, 1200]
    assert [book["Keterangan"][f"B{row}"].number_format for row in (2, 3)] == ["0.00", "0"]


@pytest.mark.parametrize("sign", list("=+-@|%\t\r"))
def test_text_that_could_come_alive_is_quoted_and_numbers_are_not(sign: str) -> None:
    data = write_csv([[f"{sign}cmd", -1.5, -3, Decimal("-0.10"), 1e-7, float("inf")]], ["a"] * 6)
    assert data.decode("utf-8-sig").split("\r\n", 1)[1].lstrip('"').startswith(f"'{sign}cmd")
    assert ";-1,5;-3;-0,10;0,0000001;\r\n" in data.decode("utf-8-sig")


TEXTS = st.text(st.sampled_from(list("a9,.;:\"'=+-@|%–éE!")), max_size=12)


@settings(max_examples=40)
@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=5))
def test_any_text_survives_a_csv(rows: list[tuple[str, str]]) -> None:
    sheet = read("x.csv", write_csv([[one, two, "akhir"] for one, two in rows], ["satu", "dua", "tiga"]))
    back = [[cell.removeprefix("'") for cell in row.cells[:2]] for row in sheet.rows]
    assert back == [[one.removeprefix("'"), two.removeprefix("'")] for one, two in rows]


def test_a_nip_stored_as_a_number_is_known_to_have_lost_digits() -> None:
    data = workbook_of(["NIP", "n"], [199001172015032004, 3], [1.99001172015032e17, 3.0], [NIP, 3.5])
    cells = [row.cells for row in read("pegawai.xlsx", data).rows]
    assert [isinstance(cell, LostDigits) for cell, _ in cells] == [True, True, False]
    assert [n for _, n in cells] == ["3", "3", "3.5"]


@pytest.mark.parametrize("text", ["1,99E+17", "1.99001E+17", "1E17"])
def test_scientific_notation_in_a_csv_has_lost_digits_too(text: str) -> None:
    assert isinstance(read("p.csv", f'NIP;n\n"{text}";1\n'.encode()).rows[0].cells[0], LostDigits)


def test_days_truth_and_spaces_become_their_text() -> None:
    moment = datetime(2026, 1, 17, 9, 30)  # noqa: DTZ001 - Excel moments have no zone
    sheet = read("x.xlsx", workbook_of(["a", "b", "c", "d"], [date(2026, 1, 17), moment, True, "  rapi "]))
    assert sheet.rows[0].cells == ("2026-01-17", "2026-01-17 09:30:00", "TRUE", "rapi")


def test_empty_rows_are_left_out_but_counted() -> None:
    assert [row.number for row in read("x.xlsx", workbook_of([], ["a"], [], [None, None], [1])).lines] == [2, 5]
    assert [row.number for row in read("x.csv", b"\na;b\n;\n\n1;2\n").lines] == [2, 5]


@pytest.mark.parametrize("sign", [";", ",", "\t"])
def test_the_delimiter_is_recognised(sign: str) -> None:
    data = sign.join(["No", '"Sistem, mekanisme; prosedur"', "U1"]) + "\n" + sign.join(["1", "2", "3"]) + "\n"
    assert read("x.csv", data.encode()).lines[1].cells == ("1", "2", "3")


def test_a_title_with_a_comma_does_not_mislead() -> None:
    assert read("x.csv", b"Laporan SKM, 2025\nNo;U1;U2\n1;3,0;4,0\n").lines[2].cells == ("1", "3,0", "4,0")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_the_encodings_of_excel_are_read(encoding: str) -> None:
    assert read("x.csv", "nama;n\nJosé – “A”;1\n".encode(encoding)).rows[0].cells == ("José – “A”", "1")


@pytest.mark.parametrize(
    ("data", "advice"),
    [
        (b"", "kosong"),
        (b"\n\n;;\n", "kosong"),
        (bytes(range(256)) * 4, "bukan berkas CSV atau Excel"),
        (b"a;b\n\x00;1\n", "bukan berkas CSV atau Excel"),
        (b"%PDF-1.7\n\x00\x01\x02", "bukan berkas CSV atau Excel"),
        (b'a;b\n"1;2\n3;4\n', "tanda kutip di sekitar baris"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "Simpan sebagai .xlsx tanpa kata sandi"),
        (b"PK\x03\x04" + bytes(200), "bukan berkas Excel yang utuh"),
        (exported()[:-300], "bukan berkas Excel yang utuh"),
        (b"a;b\n" * 2_000, "lebih dari 1000 baris"),
        (b"a" * 200_000, "lebih dari 0.0954 MB"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_that_cannot_be_read_gets_a_sentence(data: bytes, advice: str) -> None:
    with pytest.raises(SpreadsheetError, match=advice):
        read("x", data, max_rows=1_000, max_bytes=100_000)


def test_too_many_rows_of_a_workbook_are_refused() -> None:
    with pytest.raises(SpreadsheetError, match="lebih dari 5 baris"):
        read("x.xlsx", workbook_of(*[[n] for n in range(7)]), max_rows=5)


def test_a_zip_that_is_no_workbook_is_refused() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    with pytest.raises(SpreadsheetError, match="bukan berkas Excel yang utuh"):
        read("x.ods", target.getvalue())


def test_a_zip_bomb_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheets, "MAX_UNPACKED", 2**20)
    target = io.BytesIO(exported())
    with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/besar.bin", bytes(2**21))
    assert len(target.getvalue()) < 30_000
    with pytest.raises(SpreadsheetError, match="terlalu besar setelah dibuka"):
        read("x.xlsx", target.getvalue())


def test_entities_that_multiply_are_refused() -> None:
    names = "abcdefghij"
    entities = '<!ENTITY a "haha">' + "".join(f'<!ENTITY {new} "{f"&{old};" * 20}">' for old, new in pairwise(names))
    source, target = zipfile.ZipFile(io.BytesIO(exported())), io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for part in source.namelist():
            text = source.read(part)
            if part == "xl/sharedStrings.xml":
                bomb = f'<!DOCTYPE sst [{entities}]><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
                text = f"{bomb}<si><t>&j;</t></si></sst>".encode()
            archive.writestr(part, text)
    with pytest.raises(SpreadsheetError, match="bukan berkas Excel yang utuh"):
        read("x.xlsx", target.getvalue())
