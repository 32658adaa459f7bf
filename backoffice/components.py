"""The component of officers: material for a superior's judgement, never an order of people.

Lists go by unit and name; there is no sorting by score, here or in a file.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from flask import render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response as AnyResponse

from backoffice import exports, forms, period_choice
from backoffice.confirmation import ConfirmedForm
from backoffice.door import chosen_id, own_unit, staff
from backoffice.exports import View
from backoffice.spreadsheets import Value
from extensions import db, glance
from models import components, former_names, interim, objections, revisions, snapshots, units
from models.components import ComponentRun, OfficerLine
from models.units import Unit
from surveys.appraisal import Band, State
from surveys.periods import Kind

STATES: Final = {
    State.DALAM_PENINJAUAN: _l("Dalam peninjauan"),
    State.NILAI_TIM_SAJA: _l("Nilai tim"),
    State.BELUM_ADA_ANGKA: _l("Belum ada angka"),
    State.BELUM_CUKUP_DATA: _l("Belum cukup data"),
    State.TERSKOR_TERBATAS: _l("Terskor, terbatas"),
    State.TERSKOR: _l("Terskor"),
}
BANDS: Final = {
    Band.DI_BAWAH: _l("di bawah acuan"),
    Band.SESUAI: _l("sesuai acuan"),
    Band.DI_ATAS: _l("di atas acuan"),
}
COLUMNS: Final = {
    "NIP": _l("Nomor Induk Pegawai, teks"),
    "Kode": _l("kode dari instansi bagi yang tidak punya NIP"),
    "Nama": _l("nama petugas"),
    "Unit": _l("unit layanan petugas"),
    "Keadaan": _l("mengapa ada atau belum ada nilai"),
    "Nilai": _l("nilai pelayanan 25 sampai 100; kosong bila keadaannya belum mengizinkan, tidak pernah nol"),
    "Batas bawah": _l("rentang kepercayaan 95 %"),
    "Batas atas": _l("rentang kepercayaan 95 %"),
    "Keandalan": _l("0 sampai 1; sejauh mana selisih dengan rekan seunit dapat dipercaya"),
    "N": _l("penilaian terverifikasi yang sudah dirilis, saat bertugas sendiri"),
    "N bersama": _l("penilaian saat bertugas bersama; masuk nilai tim"),
    "Letak": _l("terhadap acuan; bukan “ekspektasi” pimpinan"),
    "Nilai tim": _l("nilai tim unit petugas"),
}


@staff.get("/komponen")
def component_list() -> str:
    """Officers by unit and name, of one unit if chosen."""
    _refuse_sorting()
    view = _view(db())
    return render_template(
        "backoffice/component_list.html",
        run=view.run,
        view=view,
        lines=view.lines,
        unit=view.unit,
        names=former_names.on(db(), view.units, view.run.period.end),
        units=view.units,
        team=view.run.unit(view.unit.id) if view.unit else None,
        periods=period_choice.choices(db(), view.run.period),
        states=STATES,
        bands=BANDS,
    )


@staff.route("/komponen/unduh.<any(csv, xlsx):ending>", methods=["GET", "POST"])
def component_list_export(ending: str) -> AnyResponse:
    """Ask for the password, then give the list as a file: the same rows, in the same order."""
    _refuse_sorting()
    form, unit = ConfirmedForm(), _chosen(glance())
    if not form.accepts(lambda _values: None):
        code = request.args.get(period_choice.PARAMETER)
        return forms.page(
            form,
            _("Unduh komponen petugas"),
            back=url_for("backoffice.component_list", periode=code, unit=request.args.get("unit")),
            lead=_("Berkas %(kind)s: %(unit)s.", kind=ending.upper(), unit=unit.name if unit else _("semua unit")),
            save=_("Unduh %(kind)s", kind=ending.upper()),
        )
    return exports.send(_table, ending)


def _table(session: Session) -> View:
    run, unit = run_of(session), _chosen(session)
    names = former_names.on(session, units.all_units(session), run.period.end)
    components_used, agency = run.report["components"] or {}, run.report["agency"] or {}
    code = f"-{unit.code}" if unit else ""
    shown = [line.n or 0 for line in _lines(session, run, unit)]
    return View(
        f"komponen{code}-{run.period.code}",
        exports.words(COLUMNS),
        (_row(run, line, names) for line in _lines(session, run, unit)),
        {_("Periode"): run.period.label, _("Unit"): names[unit.id] if unit else _("semua")},
        sum(shown),
        policy=run.policy.name,
        notes={
            _("Sifat"): _("Bahan pertimbangan, bukan keputusan"),
            _("Acuan instansi"): exports.decimal(agency.get("acuan"), 4),
            "sigma2": components_used.get("sigma2"),
            "tau_v2": components_used.get("tau_v2"),
            "tau_u2": components_used.get("tau_u2"),
            _("Data per"): run.released_on,
        },
        most=len(shown),
    )


@dataclass(frozen=True)
class ListView:
    """What the list shows: officers of a unit, or of all units."""

    run: ComponentRun
    lines: list[OfficerLine]
    unit: Unit | None
    units: list[Unit]

    @property
    def n(self) -> int:
        """Ratings shown in the lines: what a reader gets by adding up the column."""
        return sum(line.n or 0 for line in self.lines)

    @property
    def is_rated(self) -> bool:
        """Whether anybody listed has a released rating."""
        return any(str(line.officer.id) in self.run.report["officers"] for line in self.lines)


def _view(session: Session) -> ListView:
    run, unit = run_of(session), _chosen(session)
    return ListView(run, list(_lines(session, run, unit)), unit, units.all_units(session))


def _chosen(session: Session) -> Unit | None:
    """The unit in the address, or a person's own; None for all of them."""
    within = own_unit()
    chosen = chosen_id("unit") if within is None else within
    return None if chosen is None else units.get(session, chosen, within)


def _lines(session: Session, run: ComponentRun, unit: Unit | None) -> Iterator[OfficerLine]:
    """Officers by unit and name; who objects is under review."""
    reviewed = objections.under_review(session, run.period.code) if run.snapshot else set()
    for line in components.lines(session, run, unit.id if unit else None):
        is_reviewed = line.officer.id in reviewed
        yield replace(line, state=State.DALAM_PENINJAUAN, band=None) if is_reviewed else line


def run_of(session: Session) -> ComponentRun:
    """The revision in force of a locked period, else what is released so far."""
    period = period_choice.chosen(session, Kind.HALF_YEAR)
    snapshot = snapshots.latest(session, period.code)
    if snapshot is None:
        return interim.component_run(session, period)
    return components.locked_run(snapshot, revisions.few_apart(session, snapshot))


def _refuse_sorting() -> None:
    """People are never put in order of their scores, so a request for any order is a mistake to be told."""
    if {"sort", "urut", "order"} & set(request.args):
        raise BadRequest


def _row(run: ComponentRun, line: OfficerLine, names: dict[int, str]) -> tuple[Value, ...]:
    team = run.unit(line.officer.unit_id) or {}
    return (
        line.officer.nip,
        line.officer.code,
        line.officer.name,
        names[line.officer.unit_id],
        str(STATES[line.state]),
        *map(exports.decimal, (line.score, line.lo, line.hi)),
        exports.decimal(line.reliability, 4),
        line.n,
        line.shared or None,
        str(BANDS[line.band]) if line.band else None,
        exports.decimal(team.get("Q_team")),
    )
