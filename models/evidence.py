"""Evidence sheets (lembar bukti dukung): one row of an approved hand-over, as it is printed and as it is confirmed."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import appraisals, snapshots
from models.agency import Agency, the_agency
from models.appraisals import Handover, HandoverRow
from models.snapshots import Snapshot
from surveys import evidence_code, periods
from surveys.appraisal import State
from surveys.periods import Period


@dataclass(frozen=True)
class EvidenceSheet:
    """What a sheet says of one civil servant.

    Attributes:
        in_force: whether no later hand-over of the period has been approved, and no later revision of it computed.
    """

    agency: Agency
    handover: Handover
    snapshot: Snapshot
    row: HandoverRow
    in_force: bool

    @property
    def period(self) -> Period:
        """The period the ratings fell in."""
        return periods.parse(self.handover.period_code)

    @property
    def state(self) -> State:
        """Why there are, or are not, figures."""
        return State(self.row.qualitative["state"])

    @property
    def printed(self) -> dict[str, Any]:
        """Everything on the paper that somebody could alter, as plain values."""
        return {
            "agency": self.agency.name,
            "period": self.handover.period_code,
            "revision": self.handover.revision,
            "snapshot": self.snapshot.report_hash.hex(),
            "nip": self.row.nip,
            "name": self.row.name,
            "unit": self.row.unit,
            "position": self.row.position,
            "figures": self.row.qualitative,
            "feedback": self.row.feedback,
            "notes": self.row.notes,
            "method": self.handover.method_note,
        }

    @property
    def fingerprint(self) -> str:
        """What the page behind the code shows, to be compared with the paper."""
        return evidence_code.fingerprint(self.printed)


def sheet(session: Session, handover_id: int, officer_id: int) -> EvidenceSheet:
    """The sheet of an officer in an approved hand-over."""
    return _sheet(session, appraisals.get_approved(session, handover_id), officer_id)


def sheets_of_unit(session: Session, handover_id: int, unit_id: int) -> list[EvidenceSheet]:
    """Sheets of everybody of a unit in an approved hand-over, in the order of the NIP."""
    handover = appraisals.get_approved(session, handover_id)
    officers = session.scalars(
        select(HandoverRow.officer_id)
        .where(HandoverRow.handover_id == handover_id, HandoverRow.unit_id == unit_id)
        .order_by(HandoverRow.nip)
    )
    return [_sheet(session, handover, officer_id) for officer_id in officers.all()]


def units_of(session: Session, handover_id: int) -> list[tuple[int, str]]:
    """Id and name of every unit with somebody in a hand-over, by name."""
    columns = HandoverRow.unit_id, HandoverRow.unit
    found = select(*columns).where(HandoverRow.handover_id == handover_id).distinct()
    return [(unit_id, name) for unit_id, name in session.execute(found.order_by(HandoverRow.unit, HandoverRow.unit_id))]


def sheets_of_officer(session: Session, officer_id: int) -> list[EvidenceSheet]:
    """Every sheet of an officer, newest first."""
    rows = session.scalars(select(HandoverRow.handover_id).where(HandoverRow.officer_id == officer_id))
    own = set(rows.all())
    return [_sheet(session, handover, officer_id) for handover in appraisals.approved(session) if handover.id in own]


def _sheet(session: Session, handover: Handover, officer_id: int) -> EvidenceSheet:
    row = session.scalars(
        select(HandoverRow).where(HandoverRow.handover_id == handover.id, HandoverRow.officer_id == officer_id)
    ).one()
    later = select(Handover.id).where(
        Handover.period_code == handover.period_code,
        Handover.revision > handover.revision,
        Handover.approved_at.is_not(None),
    )
    snapshot = session.scalars(select(Snapshot).where(Snapshot.id == handover.snapshot_id)).one()
    newest = snapshots.latest(session, handover.period_code)
    in_force = session.scalar(later.limit(1)) is None and newest is not None and newest.id == snapshot.id
    return EvidenceSheet(the_agency(session), handover, snapshot, row, in_force)
