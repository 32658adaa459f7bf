"""Field work of the sample town: sweeps of the last weeks, trial scans, and one sign that somebody has to replace."""

from datetime import datetime, timedelta
from random import Random

from sqlalchemy.orm import Session

from cli.demo.town import Built
from models import signs
from models.changes import By
from models.signs import Finding

SWEEPS = (24, 17, 10, 3)  # days ago; the operator of the last unit forgot the newest one


def add_sweeps(session: Session, built: list[Built], *, now: datetime, chance: Random) -> None:
    """Each unit's signs were tried when they were put up and have been swept every week since."""
    for place in built:
        for counter in place.counters:
            signs.try_out(session, counter.id, place.unit.local(now).date() - timedelta(days=SWEEPS[0]), ok=True)
        for days in SWEEPS[:-1] if place is built[-1] else SWEEPS:
            day = place.unit.local(now).date() - timedelta(days=days)
            by = By(None, "flask demo", "system", now, chance.randbytes(16))
            found = {counter.id: Finding() for counter in place.counters}
            if place is built[0] and days == SWEEPS[-1]:
                found[place.counters[-1].id] = Finding(undamaged=False)
            signs.check(session, by, place.unit, day, found)
