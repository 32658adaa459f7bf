"""Evidence sheets (lembar bukti dukung): what the public's ratings say of one civil servant, for the appraisal form.

Made from an approved hand-over and nothing else: figures, interval, state and how they came about. No band, no weighted
figure, no predikat.
"""

import zipfile
from functools import partial
from typing import Final

from flask import abort, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

import qr
from backoffice import evidence_pdf, exports, file_making, forms, posters
from backoffice.components import STATES
from backoffice.confirmation import ConfirmedForm
from backoffice.door import by, own_unit, person, staff
from backoffice.file_making import Left, Making
from extensions import db, house
from filters import day, number
from models import evidence, units
from models.evidence import EvidenceSheet
from models.units import Unit
from surveys import crockford, evidence_code
from surveys import evidence as figures_rules
from surveys import nip as nips

LETTER: Final = "B"  # of the address behind the code


@staff.get("/bukti")
def evidence_list() -> str:
    """One's own sheets, newest first."""
    officer_id = person().officer_id
    if officer_id is None:
        abort(404)
    return render_template("backoffice/evidence_list.html", sheets=evidence.sheets_of_officer(db(), officer_id))


@staff.get("/bukti/<int:handover_id>/<int:officer_id>")
def evidence_page(handover_id: int, officer_id: int) -> str:
    """A sheet as a page that prints on A4."""
    sheet = _readable(evidence.sheet(db(), handover_id, officer_id))
    page = _page(sheet)
    return render_template("backoffice/evidence_page.html", sheet=sheet, page=page, qr=qr.draw(page.address))


@staff.post("/bukti/<int:handover_id>/<int:officer_id>.pdf")
def evidence_file(handover_id: int, officer_id: int) -> Response:
    """A sheet as PDF. The audit event is committed before the first byte leaves."""
    sheet = _readable(evidence.sheet(db(), handover_id, officer_id))
    packed = _pdf(sheet)
    by().note(db(), "evidence.exported", f"handover:{handover_id}", officer=officer_id, sheets=1)
    db().commit()
    return exports.download(packed, f"{_name(sheet)}.pdf")


@staff.route("/bukti/<int:handover_id>/unit/<int:unit_id>", methods=["GET", "POST"])
def evidence_bundle(handover_id: int, unit_id: int) -> Response:
    """All sheets of a unit, one PDF each in a ZIP."""
    unit = units.get(db(), unit_id, own_unit())
    form = ConfirmedForm()
    if not form.accepts(lambda _values: None):
        title = _("Lembar bukti %(unit)s", unit=unit.name)
        return forms.page(form, title, back=url_for("backoffice.home"), save=_("Unduh ZIP"))
    if not evidence.sheets_of_unit(db(), handover_id, unit.id):
        abort(404)
    return file_making.prepare(partial(_bundle, handover_id, unit))


def _bundle(handover_id: int, unit: Unit, session: Session, making: Making) -> Left:
    sheets = evidence.sheets_of_unit(session, handover_id, unit.id)
    making.begin(f"bukti-{unit.code}-{sheets[0].handover.period_code}.zip", len(sheets))
    with zipfile.ZipFile(making.target, "w", zipfile.ZIP_DEFLATED) as archive:
        for sheet in making.counted(sheets):
            archive.writestr(zipfile.ZipInfo(f"{_name(sheet)}.pdf"), _pdf(sheet))
    return Left("evidence.exported", f"handover:{handover_id}", {"unit": unit.id, "sheets": len(sheets)})


def _readable(sheet: EvidenceSheet) -> EvidenceSheet:
    """The sheet, if this person may read it: an officer the own one, a unit head those of the unit."""
    if person().role == "officer":
        allowed = sheet.row.officer_id == person().officer_id
    else:
        allowed = own_unit() in {None, sheet.row.unit_id}
    if not allowed:
        abort(404)
    return sheet


def _name(sheet: EvidenceSheet) -> str:
    """Name of the file; the NIP belongs into it, because the appraisal form takes its files by NIP."""
    return f"bukti-{sheet.handover.period_code}-{sheet.row.nip}"


def _pdf(sheet: EvidenceSheet) -> bytes:
    assert sheet.handover.approved_at is not None  # noqa: S101 - only approved ones are found
    title = _("Lembar bukti dukung %(period)s", period=sheet.period.label)
    return evidence_pdf.write([_page(sheet)], title=title, made=sheet.handover.approved_at)


def _page(sheet: EvidenceSheet) -> evidence_pdf.Page:
    """The words of a sheet, the same on screen and on paper."""
    row = sheet.row
    code = evidence_code.mint(house().keys.evidence, evidence_code.Sheet(sheet.handover.id, row.officer_id))
    address = posters.address(LETTER, code)
    return evidence_pdf.Page(
        head=(sheet.agency.name, row.unit),
        title=_("Lembar bukti dukung"),
        warning=_("DATA CONTOH — bukan penilaian sungguhan.")
        if sheet.agency.is_sample
        else _("Umpan balik berkelanjutan dari penerima layanan. Bahan pertimbangan, bukan keputusan."),
        facts=_facts(sheet),
        feedback_heading=_("Umpan balik berkelanjutan berdasarkan bukti dukung"),
        feedback=row.feedback,
        small=[*row.notes, _("Cara hitung: %(method)s", method=sheet.handover.method_note)],
        address=address,
        proof=[
            _("Periksa keaslian: pindai kode ini atau buka %(host)s/b dan ketik:", host=request.host),
            crockford.grouped(code),
            _("Sidik lembar ini: %(digits)s", digits=sheet.fingerprint),
            _("Halaman itu menunjukkan sidik yang sama bila isi kertas ini tidak diubah."),
        ],
    )


def _facts(sheet: EvidenceSheet) -> list[tuple[str, str]]:
    row, figures = sheet.row, sheet.row.qualitative
    locked, revision = sheet.snapshot.locked_at, sheet.handover.revision
    return [
        (_("Nama"), row.name),
        (_("NIP"), nips.grouped(row.nip)),
        (_("Jabatan"), row.position or _("tidak diisi")),
        (_("Periode"), sheet.period.label),
        (_("Perspektif"), figures["perspektif"]),
        (_("Perilaku kerja"), _("Berorientasi Pelayanan, Kompeten")),
        (_("Penilaian terverifikasi (n)"), number(figures["n"])),
        (_("Kompetensi pelaksana (U6), 1 sampai 4"), _shown(figures["u6"])),
        (_("Perilaku pelaksana (U7), 1 sampai 4"), _shown(figures["u7"])),
        (_("Rentang kepercayaan 95 persen, 25 sampai 100"), _interval(figures["lo"], figures["hi"])),
        (_("Keadaan"), str(STATES[sheet.state])),
        (_("Nomor rujukan"), figures_rules.reference(sheet.handover.period_code, revision, row.officer_id)),
        (_("Dikunci"), _("%(day)s, revisi %(n)d", day=day(locked.date()), n=revision)),
    ]


def _shown(text: str | None) -> str:
    """A figure with a decimal comma; a missing one is told in words, so that nobody writes a number beside it."""
    return _("belum cukup data") if text is None else text.replace(".", ",")


def _interval(low: str | None, high: str | None) -> str:
    if low is None or high is None:
        return _shown(None)
    return f"{_shown(low)} – {_shown(high)}"
