"""Tables about staff: every wrong cell has an address and a sentence, and one is enough to take no row."""

from collections.abc import Callable, Sequence
from datetime import date, time
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys import officer_table, roster_table, tables
from surveys.roster_table import Known, Place
from surveys.rows import LayoutError, RowsError
from surveys.shifts import Band, Shift

UNITS = {"dukcapil": 1, "dinas perhubungan": 2}
PAGI, SIANG = (
    Shift(1, "Pagi", time(8), time(12), Band.PAGI),
    Shift(2, "Siang", time(13), time(16), Band.SIANG),
)
KNOWN = Known(
    counters={"1": Place(11), "2": Place(12), "lama": Place(13, date(2026, 10, 1))},
    shifts=(PAGI, SIANG),
    officers={"199001172015032004": Place(21), "k7": Place(22, date(2026, 11, 5))},
    sealed_until=date(2026, 11, 1),
)
NIP = "199001172015032004"


def numbered(*rows: Sequence[str]) -> list[tuple[int, Sequence[str]]]:
    return list(enumerate(rows, 1))


def officers(*rows: Sequence[str]) -> list[officer_table.OfficerRow]:
    head = ("NIP", "Kode", "Nama", "Jabatan", "Unit", "Status")
    return officer_table.read(numbered(head, *rows), UNITS)


def roster(*rows: Sequence[str]) -> list[roster_table.DutyRow]:
    head = ("Tanggal", "Loket", "Jam mulai", "Jam selesai", "Sif", "NIP")
    return roster_table.read(numbered(head, *rows), KNOWN)


def wrong(error: pytest.ExceptionInfo[RowsError]) -> list[tuple[int, str]]:
    return [(found.row, found.column) for found in error.value.errors]


def test_an_officer_is_read_with_unit_by_code_or_name() -> None:
    first, second = officers(
        ("'19900117 201503 2 004", "", " Ayu   Lestari ", "Pengelola", "DUKCAPIL", "PNS"),
        ("", "K-7", "Tono", "", "Dinas Perhubungan", "Non-ASN"),
    )
    assert (first.nip, first.name, first.unit_id, first.status, first.oddities) == (NIP, "Ayu Lestari", 1, "pns", ())
    assert (second.nip, second.code, second.unit_id, second.status) == (None, "K-7", 2, "non_asn")


def test_titles_may_stand_above_the_headings_and_columns_in_any_order() -> None:
    rows = numbered(("DAFTAR PETUGAS",), (), ("Unit", "Nama", "Status", "NIP"), ("dukcapil", "Ayu", "PNS", NIP))
    (row,) = officer_table.read(rows, UNITS)
    assert (row.row, row.nip) == (4, NIP)


def test_a_nip_that_was_kept_as_a_number_is_refused() -> None:
    with pytest.raises(RowsError) as error:
        officers(("1.99001172015032E+17", "", "Ayu", "", "dukcapil", "PNS"))
    assert wrong(error) == [(2, "NIP (A2)")]
    assert "Teks" in str(error.value)


def test_an_odd_nip_is_taken_with_a_remark() -> None:
    (row,) = officers(("199013172015032004", "", "Ayu", "", "dukcapil", "PNS"))
    assert row.oddities


def test_every_wrong_cell_is_named_and_no_row_is_taken() -> None:
    with pytest.raises(RowsError) as error:
        officers(
            (NIP, "", "Ayu", "", "dukcapil", "PNS"),
            ("123", "", "", "", "dishut", "tetap"),
            ("", "", "Tono", "", "dukcapil", "Non-ASN"),
            (NIP, "", "Ayu lagi", "", "dukcapil", "PNS"),
            ("", "", "x" * 201, "", "dukcapil", "PNS"),
        )
    assert wrong(error) == [
        (3, "Status (F3)"),
        (3, "NIP (A3)"),
        (3, "Nama (C3)"),
        (3, "Unit (E3)"),
        (4, "Kode (B4)"),
        (5, "NIP (A5)"),
        (6, "NIP (A6)"),
        (6, "Nama (C6)"),
    ]
    assert "baris 2" in str(error.value)


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([("Nama", "Unit"), ("Ayu", "dukcapil")], "NIP, Status"),
        ([("NIP", "Nama", "Unit", "Status")], "Tidak ada baris"),
        ([("NIP", "Nama", "Nama lengkap", "Unit", "Status"), ("", "", "", "", "")], "berarti sama"),
    ],
)
def test_a_table_with_other_columns_is_refused_in_words(rows: list[Sequence[str]], reason: str) -> None:
    with pytest.raises(LayoutError, match=reason):
        officer_table.read(numbered(*rows), UNITS)


def test_hours_that_span_several_shifts_give_a_duty_in_each() -> None:
    duties = roster(("3/11/2026", "Loket 1", "08.00", "16:00", "", NIP))
    assert [(duty.counter_id, duty.officer_id, duty.day, duty.shift) for duty in duties] == [
        (11, 21, date(2026, 11, 3), 1),
        (11, 21, date(2026, 11, 3), 2),
    ]


def test_a_shift_may_be_named_instead_and_the_same_line_twice_is_one_duty() -> None:
    duties = roster(("2026-11-03", "2", "", "", "siang", NIP), ("3 November 2026", "2", "13.00", "16.00", "", NIP))
    assert [(duty.cell.row, duty.shift) for duty in duties] == [(2, 2)]


@pytest.mark.parametrize(
    ("line", "column", "reason"),
    [
        (("2026-11-01", "1", "", "", "1", NIP), "Tanggal (A2)", "sudah disegel"),
        (("31/2/2026", "1", "", "", "1", NIP), "Tanggal (A2)", "kalender"),
        (("besok", "1", "", "", "1", NIP), "Tanggal (A2)", "bukan tanggal"),
        (("2026-11-03", "9", "", "", "1", NIP), "Loket (B2)", "bukan loket unit ini"),
        (("2026-11-03", "lama", "", "", "1", NIP), "Loket (B2)", "sudah ditutup"),
        (("2026-11-03", "1", "08.00", "11.00", "", NIP), "Jam mulai (C2)", "“08.00” sampai 11.00 tidak sama"),
        (("2026-11-03", "1", "25.00", "12.00", "", NIP), "Jam mulai (C2)", "bukan jam"),
        (("2026-11-03", "1", "", "", "malam", NIP), "Sif (E2)", "sif unit ini"),
        (("2026-11-03", "1", "", "", "1", "198805042012011002"), "NIP (F2)", "tidak ada di daftar"),
        (("2026-11-03", "1", "", "", "1", "1,99E+17"), "NIP (F2)", "tersimpan sebagai angka"),
        (("2026-11-05", "1", "", "", "1", "K-7"), "NIP (F2)", "tidak bertugas"),
    ],
)
def test_a_line_that_cannot_be_says_why(line: Sequence[str], column: str, reason: str) -> None:
    with pytest.raises(RowsError) as error:
        roster(line)
    assert wrong(error) == [(2, column)]
    assert reason in str(error.value)


def test_one_officer_at_two_counters_in_one_shift_is_an_error() -> None:
    with pytest.raises(RowsError) as error:
        roster(("2026-11-03", "1", "08.00", "16.00", "", NIP), ("2026-11-03", "2", "", "", "2", NIP))
    assert wrong(error) == [(3, "NIP (F3)")]
    assert error.value.errors[0].value == NIP


def test_a_refusal_lists_what_is_known_as_people_write_it() -> None:
    with pytest.raises(RowsError) as error:
        officer_table.read(
            numbered(("NIP", "Nama", "Unit", "Status"), ("", "Tono", "dishut", "tetap")),
            {"Dinas Perhubungan": 2, "Kel. Melati-1": 3, "dukcapil": 1, "kec": 4},
        )
    assert "misalnya: PNS, PPPK, Non-ASN, …" in str(error.value)
    assert "misalnya: Dinas Perhubungan, Kel. Melati-1, dukcapil, …" in str(error.value)


def test_a_column_that_is_missing_is_named_as_people_write_it() -> None:
    with pytest.raises(RowsError) as error:
        officer_table.read(numbered(("NIP", "Nama", "Unit", "Status"), ("", "Tono", "dukcapil", "Non-ASN")), UNITS)
    assert wrong(error) == [(2, "Kode")]


def test_somebody_twice_is_named_even_in_a_row_that_is_wrong_otherwise() -> None:
    with pytest.raises(RowsError) as error:
        officers((NIP, "", "Ayu", "", "dukcapil", "PNS"), ("19900117 201503 2 004", "", "", "", "dukcapil", "PNS"))
    assert wrong(error) == [(3, "Nama (C3)"), (3, "NIP (A3)")]
    assert error.value.errors[1].value == "19900117 201503 2 004"


def test_a_roster_needs_hours_or_shifts() -> None:
    with pytest.raises(LayoutError, match="Sif"):
        roster_table.read(numbered(("Tanggal", "Loket", "NIP"), ("2026-11-03", "1", NIP)), KNOWN)


@given(st.dates(date(2017, 1, 1), date(2100, 1, 1)))
def test_a_day_is_read_however_it_is_written(day: date) -> None:
    months = ("jan", "feb", "mar", "apr", "mei", "jun", "jul", "agustus", "sep", "okt", "nov", "des")
    texts = (
        day.isoformat(),
        f"{day.day}/{day.month}/{day.year}",
        f"{day.day:02}.{day.month:02}.{day.year}",
        f"{day.day} {months[day.month - 1].title()} {day.year}",
        f"Senin, {day.day} {months[day.month - 1]} {day.year}",
    )
    assert {tables.day(text) for text in texts} == {day}


def outcome(read: Callable[[], object]) -> object:
    """What was read, or the sentence of the refusal; anything else is a fault and passes through."""
    try:
        return read()
    except (ValueError, RowsError, LayoutError) as refusal:
        return str(refusal)


@given(st.text())
def test_any_text_is_read_or_refused_in_words(text: str) -> None:
    for rule, kind in ((tables.day, date), (tables.clock_time, time), (tables.filled, str)):
        found = outcome(partial(rule, text))
        assert isinstance(found, (kind, str))
        assert found != ""


@given(st.lists(st.lists(st.text(max_size=20), min_size=6, max_size=6), min_size=1, max_size=4))
def test_any_table_is_read_or_refused_in_words(rows: list[list[str]]) -> None:
    for read in (officers, roster):
        assert outcome(partial(read, *rows)) != ""
