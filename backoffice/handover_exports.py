"""An approved hand-over as a file for the appraisal: keyed by NIP, in the shape of an SKP line.

It holds what two persons let out and nothing more: no band, no weighted figure, and a predikat only where a person
entered one.
"""

from collections.abc import Iterator
from decimal import Decimal
from functools import partial
from typing import Final

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

import filters
from backoffice import exports, file_making, forms, large_tables
from backoffice.confirmation import ConfirmedForm
from backoffice.door import person, staff
from backoffice.file_making import Left, Making
from backoffice.large_tables import CsvLines
from backoffice.spreadsheets import Value
from extensions import db
from models import appraisals
from models.agency import the_agency
from models.appraisals import Handover, HandoverRow
from surveys import assessment, evidence, periods
from surveys.appraisal import State

PAGE: Final = 2000  # rows read at a time

COLUMNS: Final = {
    "NIP": _l("Nomor Induk Pegawai, teks; dalam CSV berkelompok 8-6-1-3 agar Excel tidak membulatkannya"),
    "Nama": _l("nama pegawai"),
    "Unit": _l("unit layanan saat periode dikunci"),
    "Jabatan": _l("jabatan"),
    "Periode mulai": _l("hari pertama periode"),
    "Periode selesai": _l("hari terakhir periode"),
    "Perspektif": _l("perspektif SKP"),
    "Indikator": _l("indikator kinerja individu dari penerima layanan"),
    "Realisasi": _l("rata-rata U6 dan U7; kosong bila belum cukup data"),
    "Umpan balik berkelanjutan": _l("kalimat berdasarkan bukti dukung"),
    "Bukti dukung": _l("nomor rujukan lembar bukti"),
    "N terverifikasi": _l("penilaian bertiket saat bertugas sendiri"),
    "U6 rerata": _l("kompetensi pelaksana, 1 sampai 4; kosong bila belum cukup data, tidak pernah nol"),
    "U7 rerata": _l("perilaku pelaksana, 1 sampai 4; kosong bila belum cukup data, tidak pernah nol"),
    "Batas bawah": _l("rentang kepercayaan 95 % nilai pelayanan, 25 sampai 100"),
    "Batas atas": _l("rentang kepercayaan 95 % nilai pelayanan, 25 sampai 100"),
    "Keadaan": _l("mengapa ada atau belum ada angka"),
    "Hasil kuantitatif": _l("dari daftar kepegawaian, apa adanya"),
    "Indikator kuantitatif": _l("indikator, target, dan realisasi dari daftar kepegawaian"),
    "Hasil kerja": _l("pilihan pejabat penilai; kosong bila belum dipilih"),
    "Perilaku kerja": _l("pilihan pejabat penilai; kosong bila belum dipilih"),
    "Rumus lokal": _l("angka rumus lokal instansi; kosong bila mati atau ada bagian yang belum ada"),
    "Catatan": _l("pindah unit, pejabat sementara, atau berhenti"),
}


@staff.route("/serah-terima/<int:handover_id>/unduh.<any(csv, xlsx):ending>", methods=["GET", "POST"])
def handover_export(handover_id: int, ending: str) -> Response:
    """Ask for the password, then give the file."""
    handover, form = appraisals.get_approved(db(), handover_id), ConfirmedForm()
    if not form.accepts(lambda _values: None):
        return forms.page(
            form,
            _("Unduh serah terima %(period)s", period=periods.parse(handover.period_code).label),
            back=url_for("backoffice.home"),
            lead=_("Berkas %(kind)s dengan %(n)s pegawai.", kind=ending.upper(), n=filters.number(handover.rows)),
            save=_("Unduh %(kind)s", kind=ending.upper()),
        )
    return file_making.prepare(partial(_write, handover_id, ending))


def _write(handover_id: int, ending: str, session: Session, making: Making) -> Left:
    handover = appraisals.get_approved(session, handover_id)
    assert handover.approved_at is not None  # noqa: S101 - only approved ones are found
    about, object_ = _about(session, handover), f"handover:{handover.id}"
    making.begin(f"serah-terima-{handover.period_code}-revisi-{handover.revision}.{ending}", handover.rows)
    detail = {"format": ending, "rows": handover.rows, "hash": about["SHA-256"]}
    rows = making.counted(_rows(session, handover))
    if ending == "csv":
        large_tables.write_csv(making.target, rows, CsvLines(COLUMNS))
    else:
        large_tables.write_xlsx(
            making.target, rows, exports.words(COLUMNS), metadata=lambda: about, created=handover.approved_at
        )
    return Left("handover.exported", object_, detail)


def _about(session: Session, handover: Handover) -> dict[str, Value]:
    assert handover.hash is not None  # noqa: S101 - only approved ones are found
    zone = the_agency(session).zone
    return {
        _("Periode"): periods.parse(handover.period_code).label,
        _("Revisi"): handover.revision,
        _("Pegawai"): handover.rows,
        _("Disetujui"): filters.moment(handover.approved_at, zone),
        _("Diunduh oleh"): f"{person().name} ({person().username})",
        _("Cara hitung"): handover.method_note,
        _("Versi program"): exports.ENGINE_VERSION,
        "SHA-256": handover.hash.hex(),
    }


def _rows(session: Session, handover: Handover) -> Iterator[tuple[Value, ...]]:
    """The rows in the order of the NIP, some at a time."""
    period, last = periods.parse(handover.period_code), ""
    span = (period.start.isoformat(), period.end.isoformat())
    while found := appraisals.rows_of(session, handover.id, last, PAGE):
        last = found[-1].nip
        for row in found:
            yield _row(handover, span, row)
        session.expunge_all()


def _row(handover: Handover, span: tuple[str, str], row: HandoverRow) -> tuple[Value, ...]:
    figures, result = row.qualitative, row.quantitative
    return (
        row.nip,
        row.name,
        row.unit,
        row.position,
        *span,
        figures["perspektif"],
        figures["indikator"],
        _realisation(figures["u6"], figures["u7"]),
        row.feedback,
        evidence.reference(handover.period_code, handover.revision, row.officer_id),
        figures["n"],
        *(_decimal(figures[key]) for key in ("u6", "u7", "lo", "hi")),
        assessment.STATES[State(figures["state"])],
        _decimal(result.get("number")) if result.get("number") else result.get("text"),
        "; ".join(map(_indicator, result.get("indicators", ()))) or None,
        row.hasil_kerja and assessment.RATINGS[row.hasil_kerja],
        row.perilaku_kerja and assessment.RATINGS[row.perilaku_kerja],
        _decimal(row.local_value),
        " ".join(filter(None, [*row.notes, result.get("note")])) or None,
    )


def _indicator(indicator: dict[str, str]) -> str:
    return f"{indicator['name']}: {indicator['realisation'] or '–'} dari target {indicator['target'] or '–'}"


def _realisation(u6: str | None, u7: str | None) -> str | None:
    """The two means in one cell, as the SKP form has one; nothing where there is nothing."""
    return None if u6 is None or u7 is None else f"U6 {u6.replace('.', ',')}; U7 {u7.replace('.', ',')}"


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
