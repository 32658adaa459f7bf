"""The numbers behind each chart of a unit, once: the table on the page and the file are made of the same rows."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from babel import Locale
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from backoffice import exports, figure_filters
from backoffice.figure_pages import UnitPage
from backoffice.spreadsheets import Value
from surveys import control, disclosure
from surveys.control import Control, Sample
from surveys.ikm import ElementFigure, Index
from surveys.slices import Table

ELEMENTS, TREND = "unsur", "tren"
COMPARED: Final = {"saluran": Table.CHANNEL, "layanan": Table.SERVICE, "loket": Table.COUNTER, "jam": Table.HOURS}

ELEMENT_COLUMNS: Final = {
    "Kode": _l("kode unsur"),
    "Unsur": _l("nama unsur"),
    "n": _l("jawaban yang diberikan untuk unsur ini"),
    "Jumlah nilai": _l("jumlah jawaban 1 sampai 4"),
    "NRR": _l("nilai rata-rata, dua desimal, hanya untuk tampilan"),
    "NRR tertimbang": _l("NRR dikali 1/9, tiga desimal, hanya untuk tampilan"),
    "Konversi": _l("NRR tepat dikali 25"),
    "Mutu": _l("mutu konversi"),
    "Jawaban 1": _l("bagian yang menjawab 1; ujungnya disamarkan, kosong di bawah 20 jawaban"),
    "Jawaban 2": _l("bagian yang menjawab 2"),
    "Jawaban 3": _l("bagian yang menjawab 3"),
    "Jawaban 4": _l("bagian yang menjawab 4"),
}
_INDEX_COLUMNS: Final = {
    "N": _l("responden dengan sedikitnya satu jawaban"),
    "Nilai": _l("IKM, atau konversi unsur yang dipilih, 25 sampai 100"),
    "Batas bawah": _l("rentang kepercayaan 95 %"),
    "Batas atas": _l("rentang kepercayaan 95 %"),
}
_CONTROL_COLUMNS: Final = {
    "Kendali bawah": _l("batas kendali bulan ini; kosong bila belum enam bulan"),
    "Kendali atas": _l("batas kendali bulan ini"),
    "Catatan": _l("formulir baru, atau di luar batas kendali"),
}
_FIRST_COLUMNS: Final = {
    TREND: {"Periode": _l("bulan atau periode"), "Mulai": _l("hari pertama periode")},
    "saluran": {"Saluran": _l("cara formulir diisi")},
    "layanan": {"Layanan": _l("jenis layanan")},
    "loket": {"Loket": _l("loket yang dinilai")},
    "jam": {"Hari": _l("hari penilaian masuk"), "Jam tugas": _l("jam tugas saat dilayani")},
}


@dataclass(frozen=True)
class Twin:
    """A table and what it is called: heading -> meaning, and rows in which None is what may not be told."""

    name: str
    columns: Mapping[str, str]
    rows: Sequence[Sequence[Value]]


@dataclass(frozen=True)
class Part:
    """One cell of a table of slices: its key's words, and its index; None where it is closed."""

    label: str
    key: tuple[str, ...]
    index: Index | None


def of_page(page: UnitPage, name: str) -> Twin:
    """The table of a chart by its name in the address. KeyError for a name that is none."""
    if name == ELEMENTS:
        return Twin(name, exports.words(ELEMENT_COLUMNS), [_element_row(page, element) for element in _elements(page)])
    columns = _FIRST_COLUMNS[name] | _INDEX_COLUMNS
    if name == TREND:
        return Twin(name, exports.words(columns | _CONTROL_COLUMNS), _trend_rows(page))
    parts = compared(page, name)
    return Twin(name, exports.words(columns), [(*part.key, *index_cells(part.index)) for part in parts])


def names(page: UnitPage) -> list[str]:
    """Which tables the page has."""
    return [ELEMENTS, TREND, *(name for name in COMPARED if page.slices and not page.filters.problems)]


def compared(page: UnitPage, name: str) -> list[Part]:
    """The cells of a table of slices in the order of their names, with the filters applied."""
    return _CUTS[name](page) if page.slices and not page.filters.problems else []


def controlled(page: UnitPage) -> Control | None:
    """Limits of the months since the form last changed; None for a slice, whose steps are periods."""
    if page.filters.is_slice:
        return None
    begun = max((month.start for month in page.changed_in), default=date.min)
    return control.fit([found for step, index in page.trend if step.start >= begun and (found := sample(index))])


def sample(index: Index | None) -> Sample | None:
    """An index as the limits need it."""
    if index is None or index.exact is None or index.standard_error is None:
        return None
    return Sample(index.respondents, float(index.exact), index.standard_error)


def shares(counts: Sequence[int]) -> list[str | None]:
    """How the four answers are spread, as far as it may be told."""
    return [disclosure.capped_share(count, sum(counts)) for count in counts]


def index_cells(index: Index | None) -> tuple[Value, ...]:
    """N, value and interval; nothing for a closed cell."""
    if index is None:
        return (None, None, None, None)
    return (index.respondents, index.value, *exports.interval(index))


def _elements(page: UnitPage) -> Sequence[ElementFigure]:
    return page.index.elements if page.index else ()


def _element_row(page: UnitPage, element: ElementFigure) -> tuple[Value, ...]:
    return (
        element.code,
        page.name_of[element.code],
        element.n,
        element.total,
        element.nrr_rounded,
        element.weighted_rounded,
        element.conversion,
        element.grade.name if element.grade else None,
        *shares(page.counts[element.code]),
    )


def _trend_rows(page: UnitPage) -> list[tuple[Value, ...]]:
    found = controlled(page)
    rows: list[tuple[Value, ...]] = []
    for step, index in page.trend:
        seen = sample(index)
        low, high = _limits(found, seen)
        notes = [_("formulir baru")] if step in page.changed_in else []
        if found and seen and low is not None and not found.holds(seen):
            notes.append(_("di luar batas kendali"))
        rows.append((step.label, step.start, *index_cells(index), low, high, ", ".join(notes) or None))
    return rows


def _limits(found: Control | None, seen: Sample | None) -> tuple[Decimal | None, Decimal | None]:
    if found is None or seen is None:
        return None, None
    low, high = found.limits(seen.n)
    return exports.decimal(max(25.0, low)), exports.decimal(min(100.0, high))


def _by_channel(page: UnitPage) -> list[Part]:
    labels = figure_filters.channels()
    if page.filters.service is None:
        cells = {str(key[0]): index for key, index in page.cells(Table.CHANNEL).items()}
    else:
        both = page.cells(Table.SERVICE_CHANNEL).items()
        cells = {str(key[1]): index for key, index in both if key[0] == page.filters.service}
    wanted = [channel for channel in labels if page.filters.channel in {None, channel}]
    return [Part(labels[channel], (labels[channel],), cells[channel]) for channel in wanted if channel in cells]


def _by_service(page: UnitPage) -> list[Part]:
    labels = {**page.names["service"], 0: _("Tanpa layanan")}
    if page.filters.channel is None:
        cells = {int(key[0]): index for key, index in page.cells(Table.SERVICE).items()}
    else:
        both = page.cells(Table.SERVICE_CHANNEL).items()
        cells = {int(key[0]): index for key, index in both if key[1] == page.filters.channel}
    wanted = [service for service in labels if page.filters.service in {None, service}]
    return [Part(labels[service], (labels[service],), cells[service]) for service in wanted if service in cells]


def _by_counter(page: UnitPage) -> list[Part]:
    if page.filters.is_slice:
        return []
    labels = page.names["counter"]
    cells = {int(key[0]): index for key, index in page.cells(Table.COUNTER).items()}
    return [Part(labels[number], (labels[number],), cells[number]) for number in labels if number in cells]


def _by_hours(page: UnitPage) -> list[Part]:
    """Every shift of every weekday on which something was told, closed cells too."""
    cells = {} if page.filters.is_slice else page.cells(Table.HOURS)
    days_of_week = (get_locale() or Locale("id")).days["format"]["wide"]
    days = sorted({int(day) for day, _shift in cells})
    shifts = [number for number in page.names["shift"] if any(key[1] == number for key in cells)]
    found = []
    for number in shifts:
        for day in days:
            key = (days_of_week[day], page.names["shift"][number])
            found.append(Part(" ".join(key), key, cells.get((day, number))))
    return found


_CUTS: Final[Mapping[str, Callable[[UnitPage], list[Part]]]] = {
    "saluran": _by_channel,
    "layanan": _by_service,
    "loket": _by_counter,
    "jam": _by_hours,
}
