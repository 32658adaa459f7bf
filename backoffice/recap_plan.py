"""What an uploaded recap of an earlier period would do, as words and a table to confirm."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from flask_babel import gettext as _
from sqlalchemy.orm import Session

import filters
from backoffice.import_plans import Plan, Upload
from models import imports, old_figures, units
from models.agency import the_agency
from models.changes import Refused
from models.old_figures import OldFigure
from models.units import Unit
from surveys import recap_table
from surveys.periods import Period, UnknownPeriod, parse
from surveys.recap_table import Recap, RecapRow
from surveys.rows import RowError, refuse

ROUNDING: Final = Decimal("0.13")  # nine averages off by 0.005 move an index by 0.125; its own rounding adds 0.005


def recaps(session: Session, upload: Upload, unit: Unit | None) -> Plan:
    """Figures of units in an earlier period: what is new, and what the file prints otherwise than it computes."""
    del unit  # a recap is the whole agency's
    period = _period(session, upload)
    recap, errors = recap_table.scan(upload.sheet.lines, imports.unit_names(session))
    standing = old_figures.of_period(session, period)
    refuse(*errors, *_clashes(session, recap, standing, period))
    fresh = [row for row in recap.rows if row.unit_id not in standing]
    names = {found.id: found.name for found in units.all_units(session)}
    return Plan(
        count=len(fresh),
        summary=_summary(recap, fresh, period),
        warnings=tuple(
            _(
                "%(unit)s: berkas mencetak IKM %(printed)s, sedangkan dari NRR-nya %(value)s. NRR yang dipakai.",
                unit=names[row.unit_id],
                printed=filters.number(row.printed, 2),
                value=filters.number(row.value, 2),
            )
            for row in fresh
            if row.printed is not None and abs(row.printed - row.value) > ROUNDING
        ),
        caption=_("Angka lama %(period)s, dihitung ulang dari NRR dua desimal", period=period.label),
        columns=(_("Baris"), _("Unit"), _("IKM lama"), _("IKM tercetak"), _("Responden"), *recap_table.ELEMENTS),
        rows=tuple(_row(row, names) for row in fresh),
        put=lambda writing, by: old_figures.put(writing, by, upload.origin, period, fresh),
    )


def _period(session: Session, upload: Upload) -> Period:
    try:
        period = parse(upload.period.strip().upper())
    except UnknownPeriod:
        raise Refused(
            _("Tulis periode rekapnya: 2024 untuk setahun, 2024-S1, 2024-TW2, atau 2024-06 untuk sebulan.")
        ) from None
    if period.end >= upload.now.astimezone(the_agency(session).tzinfo).date():
        raise Refused(_("%(period)s belum berakhir, jadi belum ada rekapnya. Periksa periodenya.", period=period.label))
    return period


def _summary(recap: Recap, fresh: list[RecapRow], period: Period) -> tuple[str, ...]:
    left = {
        _("%(n)d unit tidak berubah", n=len(recap.rows) - len(fresh)): len(recap.rows) - len(fresh),
        _("%(n)d unit tanpa angka dilewati", n=recap.empty): recap.empty,
        _("%(n)d unit dengan kurang dari 10 responden dilewati", n=recap.few): recap.few,
    }
    first = _("%(n)d unit mendapat angka lama %(period)s", n=len(fresh), period=period.label)
    return (first, *(words for words, n in left.items() if n))


def _clashes(session: Session, recap: Recap, standing: dict[int, OldFigure], period: Period) -> Iterator[RowError]:
    """Units that have another figure of the period already, from ratings or from an earlier recap."""
    rated = old_figures.own(session, [row.unit_id for row in recap.rows], period)
    for row in recap.rows:
        known = standing.get(row.unit_id)
        if row.unit_id in rated:
            yield row.cell.refused("sudah punya penilaian sendiri dalam periode ini; hapus barisnya")
        elif known and (known.means, known.respondents) != (row.means, row.respondents):
            yield row.cell.refused("sudah punya angka lama lain untuk periode ini; batalkan dahulu rekap itu")


def _row(row: RecapRow, names: dict[int, str]) -> tuple[str, ...]:
    return (
        str(row.cell.row),
        names[row.unit_id],
        filters.number(row.value, 2),
        filters.NOTHING if row.printed is None else filters.number(row.printed, 2),
        filters.number(row.respondents),
        *(filters.number(mean, 2) for mean in row.means),
    )
