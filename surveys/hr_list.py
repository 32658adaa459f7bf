"""HR's own list as a table of any headings: which column means what, and what stands in the rows of each person.

A person has one row, or several that repeat the NIP with one indicator each. A row that cannot be used is left out
and named; a NIP that stands for two names, or for two results, is left out whole: nobody here can say which is right.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from surveys import nip as nips
from surveys.headings import plain
from surveys.names import alike
from surveys.rows import LayoutError, RowError, cell_at

FIELDS: Mapping[str, tuple[str, ...]] = {
    "nip": ("NIP", "nomor induk pegawai", "nip baru", "nip pegawai"),
    "name": ("Nama", "nama pegawai", "nama lengkap", "nama petugas", "nama asn"),
    "unit": (
        "Unit",
        "unit kerja",
        "unit layanan",
        "unit organisasi",
        "opd",
        "perangkat daerah",
        "satuan kerja",
        "skpd",
    ),
    "number": ("Nilai", "nilai kuantitatif", "hasil kuantitatif", "nilai kinerja", "nilai skp", "nilai akhir", "skor"),
    "text": ("Hasil", "hasil kinerja", "capaian", "capaian kinerja", "uraian hasil", "capaian skp"),
    "indicator": ("Indikator", "indikator kinerja", "indikator kinerja individu", "iki", "rencana hasil kerja"),
    "target": ("Target", "target kinerja"),
    "realisation": ("Realisasi", "realisasi kinerja", "realisasi berdasarkan bukti dukung"),
    "note": ("Catatan", "keterangan", "ket"),
}
RESULTS = ("number", "text", "indicator")
LONGEST = 300
MOST_INDICATORS = 30
_HEADINGS_WITHIN = 20
_FEWEST_COLUMNS = 2
_NUMBER = re.compile(r"(?:[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]+)(?:,[0-9]+)?|[0-9]+\.[0-9]+")


@dataclass(frozen=True)
class Heading:
    """The row of headings: its place among the rows read, and its cells."""

    at: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Person:
    """What the list says of one NIP. `rows`: the rows it stands in; number: text of a decimal; "" and None are absence.

    indicators: name, target and realisation, as they were written.
    """

    nip: str
    rows: tuple[int, ...]
    name: str
    unit: str = ""
    number: str | None = None
    text: str = ""
    note: str = ""
    indicators: tuple[tuple[str, str, str], ...] = ()

    @property
    def result(self) -> dict[str, object]:
        """As it is stored: what the list does not say is null, never 0."""
        return {
            "number": self.number,
            "text": self.text or None,
            "indicators": [
                {"name": name, "target": target, "realisation": realisation}
                for name, target, realisation in self.indicators
            ],
            "note": self.note or None,
        }


@dataclass
class Listed:
    """The list, read. `refused`: cells of rows left out; `repeated`: NIP and row of what was said twice; `ambiguous`:
    two sides of a contradiction under one NIP, and what it is.
    """

    people: list[Person] = field(default_factory=list)
    refused: list[RowError] = field(default_factory=list)
    repeated: list[tuple[str, int]] = field(default_factory=list)
    ambiguous: list[tuple[Person, Person, str]] = field(default_factory=list)


def heading_of(rows: Sequence[tuple[int, Sequence[str]]], saved: Iterable[Mapping[str, str]] = ()) -> Heading:
    """The row that names most fields by our words or by a saved mapping; titles may stand above it.

    Raises:
        LayoutError: no row looks like headings.
    """
    known = {plain(synonym) for synonyms in FIELDS.values() for synonym in synonyms}
    known |= {plain(heading) for mapping in saved for heading in mapping.values()}
    top = rows[:_HEADINGS_WITHIN]
    named = [sum(plain(cell) in known for cell in cells) for _, cells in top]
    wide = [sum(bool(cell.strip()) for cell in cells) for _, cells in top]
    at = max(range(len(top)), key=lambda row: (named[row], wide[row] >= _FEWEST_COLUMNS, -row), default=0)
    if not top or wide[at] < _FEWEST_COLUMNS:
        raise LayoutError("Judul kolom tidak ditemukan. Tulis judul setiap kolom di satu baris, lalu unggah lagi.")
    return Heading(at, tuple(cell.strip() for cell in top[at][1]))


def guess(headings: Sequence[str]) -> dict[str, int]:
    """Where each field probably stands: the first heading that is one of its words."""
    plains = [plain(heading) for heading in headings]
    found: dict[str, int] = {}
    for name, synonyms in FIELDS.items():
        places = [plains.index(word) for word in map(plain, synonyms) if word in plains]
        if places:
            found[name] = places[0]
    return found


def by_mapping(columns: Mapping[str, str], headings: Sequence[str]) -> dict[str, int] | None:
    """Where a saved mapping (field to heading) finds its columns; None unless all of them are there."""
    plains = [plain(heading) for heading in headings]
    wanted = {name: plain(heading) for name, heading in columns.items()}
    if not wanted or not set(wanted.values()) <= set(plains):
        return None
    return {name: plains.index(heading) for name, heading in wanted.items()}


def require_usable(places: Mapping[str, int]) -> None:
    """Refuse a choice of columns from which no list can be read.

    Raises:
        LayoutError: with what to choose.
    """
    if "nip" not in places:
        raise LayoutError("Pilih kolom yang berisi NIP: pegawai hanya dikenali dari NIP.")
    if not any(name in places for name in RESULTS):
        raise LayoutError("Pilih sedikitnya satu kolom hasil: nilai, uraian hasil, atau indikator.")
    if len(set(places.values())) < len(places):
        raise LayoutError("Satu kolom dipilih untuk dua isi. Pilih kolom yang berbeda untuk setiap isi.")


def read(rows: Iterable[tuple[int, Sequence[str]]], headings: Sequence[str], places: Mapping[str, int]) -> Listed:
    """The people of the numbered rows below the headings, in the order of their first rows.

    Raises:
        LayoutError: nothing stands below the headings.
    """
    listed, found = Listed(), False
    seen: dict[str, list[Person]] = {}
    for number, cells in rows:
        found = True
        person = _person(number, cells, headings, places, listed.refused)
        if person is not None:
            seen.setdefault(person.nip, []).append(person)
    if not found:
        raise LayoutError("Tidak ada baris di bawah judul kolom. Isi berkasnya, lalu unggah lagi.")
    for parts in seen.values():
        _join(parts, listed)
    return listed


def number(text: str) -> str | None:
    """A decimal number as spreadsheets and people write it (85,5 or 85.5 or 1.250,75), as plain text; None if empty.

    Raises:
        ValueError: something else stands there.
    """
    bare = text.strip()
    if not bare:
        return None
    if not _NUMBER.fullmatch(bare):
        raise ValueError("bukan bilangan; tulis seperti 85,5, atau pilih kolom ini sebagai uraian hasil")
    # A lone point is the decimal point of a spreadsheet's number cell.
    is_point = "," not in bare and bare.count(".") == 1
    plain_text = bare if is_point else bare.replace(".", "").replace(",", ".")
    return f"{Decimal(plain_text).normalize():f}"


def _person(
    row: int, cells: Sequence[str], headings: Sequence[str], places: Mapping[str, int], refused: list[RowError]
) -> Person | None:
    """The person of one row; None once a cell was refused."""
    texts = {name: " ".join(cells[at].split()) if at < len(cells) else "" for name, at in places.items()}
    problems = []
    digits, figure = "", None
    try:
        digits = nips.clean(texts["nip"])
    except nips.NipError as error:
        problems.append(cell_at(row, places["nip"], headings, cells).refused(str(error)))
    try:
        figure = number(texts.get("number", ""))
    except ValueError as error:
        problems.append(cell_at(row, places["number"], headings, cells).refused(str(error)))
    for name, at in places.items():
        if len(texts[name]) > LONGEST:
            message = f"terlalu panjang; paling banyak {LONGEST} karakter"
            problems.append(cell_at(row, at, headings, cells).refused(message))
    refused += problems
    return None if problems else _of_texts(row, digits, figure, texts)


def _of_texts(row: int, digits: str, figure: str | None, texts: Mapping[str, str]) -> Person:
    indicator = tuple(texts.get(name, "") for name in ("indicator", "target", "realisation"))
    return Person(
        nip=digits,
        rows=(row,),
        name=texts.get("name", ""),
        unit=texts.get("unit", ""),
        number=figure,
        text=texts.get("text", ""),
        note=texts.get("note", ""),
        indicators=((indicator[0], indicator[1], indicator[2]),) if indicator[0] else (),
    )


def _join(parts: Sequence[Person], listed: Listed) -> None:
    """One person of the rows of a NIP, unless they contradict each other."""
    first = parts[0]
    for other in parts[1:]:
        reason = _contradiction(first, other)
        if reason:
            listed.ambiguous.append((first, other, reason))
            return
        if set(other.indicators) & set(first.indicators) or not other.indicators:
            listed.repeated.append((other.nip, other.rows[0]))
        first = _added(first, other)
    if len(first.indicators) > MOST_INDICATORS:
        listed.ambiguous.append((first, first, f"lebih dari {MOST_INDICATORS} indikator"))
        return
    listed.people.append(first)


def _added(person: Person, other: Person) -> Person:
    fresh = tuple(indicator for indicator in other.indicators if indicator not in person.indicators)
    return Person(
        nip=person.nip,
        rows=(*person.rows, *other.rows),
        name=person.name or other.name,
        unit=person.unit or other.unit,
        number=person.number if person.number is not None else other.number,
        text=person.text or other.text,
        note=person.note or other.note,
        indicators=(*person.indicators, *fresh),
    )


def _contradiction(one: Person, other: Person) -> str:
    """Why two rows of a NIP cannot both be right; empty if they can."""
    if one.name and other.name and not alike(one.name, other.name):
        return f"NIP sama, nama berbeda: “{one.name}” dan “{other.name}”"
    for mine, theirs, what in ((one.number, other.number, "nilai"), (one.text, other.text, "hasil")):
        if mine and theirs and mine != theirs:
            return f"{what} berbeda: “{mine}” dan “{theirs}”"
    known = {name: rest for name, *rest in one.indicators}
    for name, *rest in other.indicators:
        if known.get(name, rest) != rest:
            return f"indikator “{name}” tertulis dua kali dengan isi berbeda"
    return ""
