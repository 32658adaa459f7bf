"""The local formula of an agency: off until HR has proposed weights and an evaluator has approved them."""

from typing import Any, Final

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import IntegerField
from wtforms.validators import NumberRange, Optional

from backoffice import forms
from backoffice.confirmation import ConfirmedForm
from backoffice.door import by, staff
from extensions import db
from models import local_formulas, users
from surveys.local_formula import LABEL, MOST_FROM_CITIZENS, PARTS

RANGE: Final = NumberRange(0, 100, _l("Isi bilangan bulat 0 sampai 100."))


class WeightsForm(forms.Form):
    """Whole per cent of each part; all of them empty switch the formula off."""

    quantitative = IntegerField(f"{PARTS['quantitative']}, %", [Optional(), RANGE])
    component = IntegerField(f"{PARTS['component']}, %", [Optional(), RANGE])
    team = IntegerField(f"{PARTS['team']}, %", [Optional(), RANGE])

    def values(self) -> dict[str, Any]:
        """The parts that have a weight."""
        return {name: weight for name, weight in super().values().items() if weight}


@staff.get("/rumus-lokal")
def formula_page() -> str:
    """The formula in force and every version of it."""
    found = local_formulas.all_versions(db())
    known = {user_id for row in found for user_id in (row.made_by_id, row.approved_by_id) if user_id is not None}
    return render_template(
        "backoffice/formula_page.html",
        found=found,
        in_force=local_formulas.in_force(db()),
        waiting=local_formulas.waiting(db()),
        people={user.id: user.name for user in users.by_ids(db(), known).values()},
        parts=PARTS,
        label=LABEL,
        most=MOST_FROM_CITIZENS,
    )


@staff.route("/rumus-lokal/usul", methods=["GET", "POST"])
def formula_propose() -> Response:
    """HR proposes weights, or none to switch the formula off."""
    in_force = local_formulas.in_force(db())
    form, back = WeightsForm(data=in_force.weights if in_force else {}), url_for("backoffice.formula_page")
    if form.accepts(lambda weights: local_formulas.propose(db(), by(), weights)):
        db().commit()
        flash(_("Usulan tersimpan dan menunggu persetujuan evaluator."))
        return redirect(back, 303)
    lead = _(
        "Bilangan bulat yang berjumlah 100. Nilai pelayanan petugas dan nilai tim bersama-sama paling banyak %(most)d. "
        "Kosongkan semuanya untuk mematikan rumus.",
        most=MOST_FROM_CITIZENS,
    )
    return forms.page(form, _("Usulkan rumus lokal"), back=back, lead=lead, save=_("Usulkan"))


@staff.route("/rumus-lokal/<int:formula_id>/setujui", methods=["GET", "POST"])
def formula_approve(formula_id: int) -> Response:
    """An evaluator lets the proposed weights count."""
    formula, form = local_formulas.get(db(), formula_id), ConfirmedForm()
    back = url_for("backoffice.formula_page")
    if form.accepts(lambda _values: local_formulas.approve(db(), by(), local_formulas.get(db(), formula_id))):
        db().commit()
        flash(_("Rumus lokal disetujui. Serah terima berikutnya memakainya."))
        return redirect(back, 303)
    weights = "; ".join(f"{PARTS[name]} {weight} %" for name, weight in formula.weights.items())
    return forms.page(form, _("Setujui rumus lokal"), back=back, lead=weights or _("Dimatikan."), save=_("Setujui"))
