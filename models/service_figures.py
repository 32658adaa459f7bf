"""Service mode of a period: unit figures from all its sealed ratings by weight, streams under a flag set aside.

Sealed ratings are more than what has been released, so this is for a lock and what follows it, never for a page before.
"""

from sqlalchemy.orm import Session

from models import flags
from models.components import sealed_rows
from models.inputs import Known
from surveys import service_mode
from surveys.periods import Period
from surveys.policy import Policy
from surveys.service_mode import TEAM, Cell, Service
from surveys.tally_rows import HISTOGRAM


def of_period(session: Session, period: Period, policy: Policy, last: Known | None = None) -> Service | None:
    """Unit figures of a period, units and officers by their ids as text; None without any weight.

    last: the newest corrections to know of, as in `sealed_rows`; flags count as they stand now.
    """
    found = flags.quarantined(session, period.start, period.end)
    set_aside = {(str(unit), str(officer) if officer != flags.TEAM else TEAM) for unit, officer in found}
    cells = (
        Cell(
            unit=row["unit_id"],
            duty=tuple(filter(None, row["officer_id"].split(";"))),
            day=row["day"],
            code=row["verified"],
            hist=[int(row[column]) for column in HISTOGRAM],
        )
        for row in sealed_rows(session, period, last)
    )
    return service_mode.run(cells, policy, set_aside=set_aside)
