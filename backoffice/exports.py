"""Exports: exactly the filtered view as XLSX or CSV, with what it takes to judge and repeat it; each one audited."""

import hashlib
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Final

from flask import Response, make_response
from flask_babel import gettext as _

import filters
from backoffice import spreadsheets
from backoffice.door import by, person
from backoffice.spreadsheets import Value
from extensions import db
from models.agency import the_agency
from surveys.ikm import Index, half_up

TYPES: Final = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "zip": "application/zip",
}
HERE: Final = Path(__file__).resolve().parent
IKM_FORMULA: Final = "PermenPANRB 14/2017: bobot 1/9, pecahan eksak, satu kali pembulatan"
ENGINE_VERSION: Final[str] = tomllib.loads((HERE.parent / "pyproject.toml").read_text("utf-8"))["project"]["version"]


@dataclass(frozen=True)
class View:
    """A table as the page shows it.

    Attributes:
        name: of the file and of the audit event.
        columns: heading -> meaning, which becomes the sheet Kamus.
        rows: values by column; what may not be shown is None and stays an empty cell.
        filters: what the view was limited to, in words.
        n: ratings behind it.
        policy: name of the policy; where none was used, the figures are an index, and this says how it is made.
    """

    name: str
    columns: Mapping[str, str]
    rows: Sequence[Sequence[Value]]
    filters: Mapping[str, str]
    n: int
    policy: str = IKM_FORMULA
    notes: Mapping[str, Value] = field(default_factory=dict)


def send(view: View, ending: str) -> Response:
    """The view as a file. The audit event is committed before the first byte leaves."""
    signature = by()
    data = spreadsheets.write_csv(view.rows, list(view.columns))
    digest = hashlib.sha256(data).hexdigest()
    if ending == "xlsx":
        zone = the_agency(db()).zone
        about: dict[str, Value] = {
            **view.filters,
            _("Dibuat"): filters.moment(signature.now, zone),
            _("Oleh"): f"{person().name} ({person().username})",
            _("Jumlah penilaian (N)"): view.n,
            **view.notes,
            _("Kebijakan hitung"): view.policy,
            _("Versi program"): ENGINE_VERSION,
            _("SHA-256 data (bentuk CSV)"): digest,
        }
        data = spreadsheets.write_xlsx(
            view.rows, list(view.columns), metadata=about, dictionary=_dictionary(view), created=signature.now
        )
    signature.note(db(), "export", view.name, format=ending, rows=len(view.rows), sha256=digest, **_detail(view))
    db().commit()
    return download(data, f"{view.name}.{ending}")


def _dictionary(view: View) -> dict[str, str]:
    """The meanings of the columns; that of a NIP says what a CSV makes of it."""
    as_csv = {"NIP": _("dalam CSV berkelompok 8-6-1-3 dengan spasi, agar Excel tidak membulatkannya")}
    return {column: "; ".join(filter(None, (text, as_csv.get(column)))) for column, text in view.columns.items()}


def _detail(view: View) -> dict[str, str]:
    return {"filters": "; ".join(f"{name}: {text}" for name, text in view.filters.items())[:200]}


def words(columns: Mapping[str, object]) -> dict[str, str]:
    """Columns with their lazy meanings spelt out."""
    return {column: str(meaning) for column, meaning in columns.items()}


def decimal(value: float | None, places: int = 2) -> Decimal | None:
    """A positive number with fixed places, rounded half up as on the page."""
    return None if value is None else half_up(Fraction(value), places)


def interval(index: Index | None) -> tuple[Decimal | None, Decimal | None]:
    """Ends of an index's 95 % interval."""
    low, high = (index and index.interval()) or (None, None)
    return decimal(low), decimal(high)


def download(data: bytes, name: str) -> Response:
    """A file to save; `name` is ours and plain."""
    answer = make_response(data)
    answer.headers["Content-Type"] = TYPES[name.rpartition(".")[2]]
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
