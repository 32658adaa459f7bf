"""Views of the results under a name of one's own: links to a period with its filters, in a list of one's own."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response
from wtforms import BooleanField

from backoffice import forms, period_choice, undo
from backoffice.door import by, chosen_id, own_unit, person, staff
from backoffice.figure_filters import CHANNEL, ELEMENT, SERVICE
from extensions import db
from models import saved_views, units
from models.saved_views import NAME_MOST
from surveys.periods import Kind

PERIOD: Final = period_choice.PARAMETER
FIELDS: Final = (PERIOD, SERVICE, CHANNEL, ELEMENT)  # of an address; nothing else of it is kept
LONGEST: Final = 200


@dataclass(frozen=True)
class Link:
    """A saved view as a page lists it; `remove` leads back to that page."""

    name: str
    address: str
    remove: str
    is_here: bool


class ViewForm(forms.Form):
    """What a view is called."""

    name = forms.text(_l("Nama tampilan"), _l("Beri nama, misalnya “Anjungan, triwulan ini”."), most=NAME_MOST)
    newest = BooleanField(_l("Selalu triwulan berjalan"))


@staff.route("/tampilan/baru", methods=["GET", "POST"])
def saved_view_new() -> Response:
    """Keep the view that the address names."""
    unit_id, query = _asked()
    form, back = ViewForm(), _address(unit_id, query)

    def keep(values: dict[str, object]) -> None:
        kept = {name: value for name, value in query.items() if name != PERIOD or not values["newest"]}
        saved_views.save(db(), by(), person().id, name=str(values["name"]), unit_id=unit_id, query=kept)

    if form.accepts(keep):
        db().commit()
        flash(_("Tampilan “%(name)s” tersimpan.", name=form.name.data))
        return redirect(back, 303)
    return forms.page(
        form,
        _("Simpan tampilan ini"),
        back=back,
        lead=_("Periode dan saringan yang sedang dibuka disimpan sebagai tautan. Hanya Anda yang melihat daftarnya."),
        hints={"newest": _("Tanpa periode tetap: tautan selalu membuka triwulan yang sedang berjalan.")},
    )


@staff.post("/tampilan/<int:view_id>/hapus")
def saved_view_remove(view_id: int) -> Response:
    """Forget a view, and stay on the page."""
    view, here = saved_views.get(db(), view_id, person().id), _address(*_asked())
    name, again = view.name, _new_address(view.unit_id, view.query)
    saved_views.remove(db(), by(), view)
    db().commit()
    undo.gone(_("Tampilan “%(name)s” dihapus.", name=name), again, name=name)
    return redirect(here, 303)


def links(session: Session, unit_id: int | None) -> list[Link]:
    """The person's views as the page of a unit, or of all, lists them, without those of units no longer theirs."""
    here, own = _query(), own_unit()
    fields: dict[str, Any] = dict(here)
    return [
        Link(
            view.name,
            _address(view.unit_id, view.query),
            url_for("backoffice.saved_view_remove", view_id=view.id, unit=unit_id, **fields),
            (view.unit_id, view.query) == (unit_id, here),
        )
        for view in saved_views.of_user(session, person().id)
        if own is None or view.unit_id == own
    ]


def new_address(unit_id: int | None) -> str:
    """Where the view that is shown can be kept."""
    return _new_address(unit_id, _query())


def _new_address(unit_id: int | None, query: Mapping[str, str]) -> str:
    fields: dict[str, Any] = dict(query)
    return url_for("backoffice.saved_view_new", unit=unit_id, **fields)


def _asked() -> tuple[int | None, dict[str, str]]:
    """Unit and fields in the address. 404 for a unit that is not the person's and for what names no period."""
    unit_id = chosen_id("unit") if own_unit() is None else own_unit()
    if unit_id is not None:
        units.get(db(), unit_id)
    period_choice.chosen(db(), Kind.QUARTER)
    return unit_id, _query()


def _query() -> dict[str, str]:
    given = {name: request.args.get(name, "") for name in FIELDS}
    return {name: value for name, value in given.items() if value and len(value) <= LONGEST}


def _address(unit_id: int | None, query: Mapping[str, str]) -> str:
    fields: dict[str, Any] = dict(query)
    if unit_id is None:
        return url_for("backoffice.figure_list", **fields)
    return url_for("backoffice.figure_page", unit_id=unit_id, **fields)
