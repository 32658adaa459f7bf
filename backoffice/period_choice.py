"""The period a page speaks of: chosen in the address, so that a copied link shows the same figures."""

from datetime import date

from flask import abort, request
from sqlalchemy.orm import Session

import clock
from models import periods
from models.agency import the_agency
from surveys.periods import Kind, Period, UnknownPeriod, containing, parse

PARAMETER = "periode"


def today(session: Session) -> date:
    """The day on the agency's wall."""
    return clock.now().astimezone(the_agency(session).tzinfo).date()


def chosen(session: Session, kind: Kind) -> Period:
    """The period in the address, else the running one of a kind; 404 for what names no period."""
    code = request.args.get(PARAMETER)
    if code is None:
        return containing(today(session), kind)
    try:
        return parse(code)
    except UnknownPeriod:
        abort(404)


def choices(session: Session, period: Period) -> list[Period]:
    """Periods to choose from: those with ratings, the running ones and the chosen one; long ones and new ones first."""
    now = today(session)
    codes = {row.code for row in periods.all_periods(session) if row.starts_on <= now} | {period.code}
    codes |= {containing(now, kind).code for kind in Kind}
    return sorted(map(parse, codes), key=lambda p: (p.kind.value, p.end), reverse=True)
