"""Units: the tree, one unit with its services, shifts and counters, and changes to it."""

from typing import Final

from flask import redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms.validators import Regexp

import clock
from backoffice import forms
from backoffice.door import by, own_unit, staff
from extensions import db
from models import counters, former_names, structure, units
from models.agency import ZONES, the_agency
from models.units import Unit

ZONE_NAMES: Final = {zone: f"{short} ({zone})" for zone, short in ZONES.items()}
CODE: Final = Regexp(r"^[a-z0-9][a-z0-9-]*$", message=_l("Kode hanya huruf kecil, angka, dan tanda hubung."))


class UnitForm(forms.Form):
    """What a unit is called and where it is. The code is given once."""

    code = forms.text(_l("Kode unit"), _l("Isi kode unit."), most=40, validators=[CODE])
    name = forms.text(_l("Nama unit"), _l("Isi nama unit."))
    kind = forms.text(_l("Jenis"), most=80)
    parent_id = forms.choice(_l("Di bawah unit"))
    zone = forms.words(_l("Zona waktu"), ZONE_NAMES)
    address = forms.text(_l("Alamat"), most=300)
    since = forms.day(_l("Nama baru berlaku mulai"))


class CloseForm(forms.Form):
    """From which day on something is closed."""

    day = forms.day(_l("Tutup mulai tanggal"), _l("Isi tanggalnya."))


@staff.get("/unit")
def unit_list() -> str:
    """The tree of units."""
    return render_template("backoffice/units.html", rows=units.tree(units.all_units(db(), own_unit())))


@staff.get("/unit/<int:unit_id>")
def unit_page(unit_id: int) -> str:
    """One unit and what belongs to it."""
    unit = units.get(db(), unit_id, own_unit())
    return render_template(
        "backoffice/unit.html",
        unit=unit,
        parent=units.get(db(), unit.parent_id) if unit.parent_id else None,
        services=units.services_of(db(), unit.id),
        shifts=units.shifts_of(db(), unit.id),
        counters=counters.of_unit(db(), unit.id),
        displays=counters.with_display(db()),
        zones=ZONES,
        successor=units.get(db(), unit.successor_id) if unit.successor_id else None,
        former=former_names.of(db(), unit),
        day_before=former_names.day_before,
    )


@staff.route("/unit/baru", methods=["GET", "POST"])
def unit_new() -> Response:
    """Add a unit."""
    form = UnitForm(zone=the_agency(db()).zone)
    del form.since
    _offer_parents(form, None)
    if form.accepts(lambda values: structure.add(db(), by(), **values)):
        db().commit()
        return redirect(url_for("backoffice.unit_list"), 303)
    return forms.page(
        form,
        _("Unit baru"),
        back=url_for("backoffice.unit_list"),
        hints={
            "code": _("Dipakai di alamat hasil untuk publik, misalnya dukcapil. Tidak dapat diubah kemudian."),
            "zone": _("Hari dan sif unit mengikuti zona ini."),
        },
    )


@staff.route("/unit/<int:unit_id>/ubah", methods=["GET", "POST"])
def unit_edit(unit_id: int) -> Response:
    """Change a unit."""
    unit = units.get(db(), unit_id)
    form = UnitForm(obj=unit, since=unit.local(clock.now()).date())
    del form.code
    _offer_parents(form, unit)
    back = url_for("backoffice.unit_page", unit_id=unit.id)
    if form.accepts(lambda values: structure.change(db(), by(), unit, **values)):
        db().commit()
        return redirect(back, 303)
    return forms.page(form, _("Ubah %(unit)s", unit=unit.name), back=back, hints={"since": forms.since_hint()})


@staff.route("/unit/<int:unit_id>/tutup", methods=["GET", "POST"])
def unit_close(unit_id: int) -> Response:
    """Close a unit from a day on."""
    unit = units.get(db(), unit_id)
    form = CloseForm(day=unit.local(clock.now()).date())
    back = url_for("backoffice.unit_page", unit_id=unit.id)
    if form.accepts(lambda values: structure.close(db(), by(), unit, values["day"])):
        db().commit()
        return redirect(back, 303)
    lead = _("Hasil yang sudah ada tetap tersimpan dan dapat dibaca. Unit tidak dihapus.")
    return forms.page(form, _("Tutup %(unit)s", unit=unit.name), back=back, lead=lead, save=_("Tutup unit"), final=True)


def _offer_parents(form: UnitForm, unit: Unit | None) -> None:
    parents = {row.id: row.name for row in units.possible_parents(db(), unit)}
    form.parent_id.choices = forms.pick(parents, none=_("tidak ada (paling atas)"))
