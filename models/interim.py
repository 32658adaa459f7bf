"""The component of a period that is not locked: from what is released, by what was fixed for the period."""

from sqlalchemy.orm import Session

from models import component_records, components
from models import periods as rows
from models.components import ComponentRun
from surveys import policy, recompute
from surveys.periods import Period


def component_run(session: Session, period: Period) -> ComponentRun:
    """Score by the rule and the reference of the period and the signed components, as the lock will.

    A period that nobody prepared and no rating has made yet has the newest rule and its own average as reference.
    """
    fixed = rows.find(session, period.code)
    record = component_records.signed_record(session)
    return components.component_run(
        session,
        period,
        policy.load(fixed.policy) if fixed else policy.load(),
        recompute.components_from(record.components) if record else None,
        acuan=None if fixed is None or fixed.acuan is None else float(fixed.acuan),
    )
