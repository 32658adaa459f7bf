"""An approved hand-over for tests: the first officer scored, the second without enough ratings."""

from datetime import UTC, date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.appraisals import Handover, HandoverRow
from models.officers import Officer
from models.periods import Period
from models.snapshots import Snapshot
from models.units import Unit
from models.users import User
from surveys import evidence
from surveys.appraisal import State
from surveys.periods import parse
from tests.backoffice.conftest import account

PERIOD = "2026-S1"
APPROVED = datetime(2026, 8, 3, 2, 0, tzinfo=UTC)


def hand_over(session: Session, revision: int = 1, *, approved: bool = True) -> Handover:
    """A hand-over of a locked half-year: the first officer scored, the second without enough ratings."""
    unit = session.scalars(select(Unit).order_by(Unit.id)).first()
    assert unit is not None
    if session.get(Period, PERIOD) is None:
        found = parse(PERIOD)
        session.add(
            Period(code=PERIOD, kind="half_year", starts_on=found.start, ends_on=found.end, state="locked", revision=1)
        )
        maker = account(session, "hr", username="penyusun")
        approver = account(session, "hr", username="penyetuju")
        session.add(
            Snapshot(
                id=1, period_code=PERIOD, revision=1, policy="2026-2", engine="0.1.0", components={}, inputs={},
                inputs_hash=bytes(32), exclusions={}, report=b"", report_hash=bytes(32),
                tally_correction=0, roster_correction=0,
                contest_until=date(2026, 7, 22), made_by_id=maker.id, locked_at=datetime(2026, 7, 8, tzinfo=UTC),
            )
        )  # fmt: skip
        session.flush()
    else:
        maker, approver = (
            session.scalars(select(User).where(User.username == n)).one() for n in ("penyusun", "penyetuju")
        )
    handover = Handover(
        period_code=PERIOD, revision=revision, snapshot_id=1, rows=2, method_note="Hanya saat bertugas sendiri.",
        hash=bytes(32), made_by_id=maker.id, made_at=APPROVED,
    )  # fmt: skip
    session.add(handover)
    session.flush()
    figures = (
        evidence.qualitative(State.TERSKOR, 67, u6=(228, 67), u7=(231, 67), lo=82.104, hi=90.3),
        evidence.qualitative(State.BELUM_CUKUP_DATA, 14, u6=(50, 14), u7=(50, 14), lo=None, hi=None),
    )
    for officer, qualitative in zip(session.scalars(select(Officer).order_by(Officer.id)), figures, strict=False):
        session.add(
            HandoverRow(
                handover_id=handover.id, nip=officer.nip, officer_id=officer.id, name=officer.name, unit_id=unit.id,
                unit=unit.name, position=officer.position, status=officer.status, quantitative={},
                qualitative=qualitative, feedback=evidence.feedback(qualitative, parse(PERIOD)), siasn={}, notes=[],
            )
        )  # fmt: skip
    session.flush()
    if approved:
        handover.approved_by_id, handover.approved_at = approver.id, APPROVED
        session.flush()
    return handover
