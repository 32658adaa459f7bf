"""Exports: exactly the filtered view as XLSX or CSV, with what it takes to judge and repeat it; each one audited."""

import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence, Sized
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Final

from flask import Response, make_response
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

import filters
from backoffice import file_making, large_tables
from backoffice.door import person
from backoffice.file_making import Left, Making
from backoffice.large_tables import CsvLines
from backoffice.spreadsheets import Value
from models.agency import the_agency
from surveys.ikm import Index, half_up

HERE: Final = Path(__file__).resolve().parent
IKM_FORMULA: Final = "PermenPANRB 14/2017: bobot 1/9, pecahan eksak, satu kali pembulatan"
ENGINE_VERSION: Final[str] = tomllib.loads((HERE.parent / "pyproject.toml").read_text("utf-8"))["project"]["version"]


@dataclass(frozen=True)
class View:
    """A table as the page shows it.

    Attributes:
        name: of the file and of the audit event.
        columns: heading -> meaning, which becomes the sheet Kamus.
        rows: values by column; what may not be shown is None and stays an empty cell. Read once, perhaps as it comes
            from the database.
        filters: what the view was limited to, in words.
        n: ratings behind it.
        policy: name of the policy; where none was used, the figures are an index, and this says how it is made.
        most: how many rows there are, where `rows` cannot tell.
    """

    name: str
    columns: Mapping[str, str]
    rows: Iterable[Sequence[Value]]
    filters: Mapping[str, str]
    n: int
    policy: str = IKM_FORMULA
    notes: Mapping[str, Value] = field(default_factory=dict)
    most: int = 0

    @property
    def total(self) -> int:
        """Number of rows."""
        return len(self.rows) if isinstance(self.rows, Sized) else self.most


def send(table: Callable[[Session], View], ending: str) -> AnyResponse:
    """A view as a file, made row by row from a session of its own; see `file_making` for how it reaches the person."""
    return file_making.prepare(partial(_write, table, ending))


def _write(table: Callable[[Session], View], ending: str, session: Session, making: Making) -> Left:
    view = table(session)
    lines = CsvLines(view.columns)
    making.begin(f"{view.name}.{ending}", view.total)
    rows = making.counted(view.rows)
    if ending == "csv":
        large_tables.write_csv(making.target, rows, lines)
    else:
        large_tables.write_xlsx(
            making.target,
            lines.passing(rows),
            _dictionary(view),
            metadata=lambda: _about(session, view, making.begun, lines.sha256),
            created=making.begun,
        )
    detail = {"format": ending, "rows": making.done, "sha256": lines.sha256, **_detail(view)}
    return Left("export", view.name, detail)


def _about(session: Session, view: View, made: datetime, sha256: str) -> dict[str, Value]:
    """What the sheet Keterangan says."""
    return {
        **view.filters,
        _("Dibuat"): filters.moment(made, the_agency(session).zone),
        _("Oleh"): f"{person().name} ({person().username})",
        _("Jumlah penilaian (N)"): view.n,
        **view.notes,
        _("Kebijakan hitung"): view.policy,
        _("Versi program"): ENGINE_VERSION,
        _("SHA-256 data (bentuk CSV)"): sha256,
    }


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
    answer.headers["Content-Type"] = file_making.TYPES[name.rpartition(".")[2]]
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
