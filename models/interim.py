"""The component of a period that is not locked: from what is released, by what was fixed for the period.

Numbers move only when a batch leaves, so the last runs are kept in memory until one does: a unit head who opens twenty
officers has one run computed, not twenty.
"""

from collections import OrderedDict
from threading import Lock
from typing import Final
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from models import component_records, components
from models import periods as rows
from models.components import ComponentRun
from models.releases import ReleaseBatch
from surveys import policy, recompute
from surveys.periods import Period

KEPT: Final = 8  # runs of one database

Key = tuple[object, ...]  # everything that a run is a function of
_runs: Final[WeakKeyDictionary[Engine, OrderedDict[Key, ComponentRun]]] = WeakKeyDictionary()
_lock: Final = Lock()


def component_run(session: Session, period: Period) -> ComponentRun:
    """Score by the rule and the reference of the period and the signed components, as the lock will.

    A period that nobody prepared and no rating has made yet has the newest rule and its own average as reference.
    """
    fixed, record = rows.find(session, period.code), component_records.signed_record(session)
    name = fixed.policy if fixed else policy.load().name
    acuan = None if fixed is None or fixed.acuan is None else float(fixed.acuan)
    newest = session.scalar(select(func.max(ReleaseBatch.id)))
    key = (period.code, name, acuan, record and record.id, newest, *rows.locked_within(session, period))
    bind = session.get_bind()
    kept = _of_database(bind if isinstance(bind, Engine) else bind.engine)
    with _lock:
        run = kept.get(key)
    if run is None:
        frozen = recompute.components_from(record.components) if record else None
        run = components.component_run(session, period, policy.load(name), frozen, acuan=acuan)
        with _lock:
            kept[key] = run
            while len(kept) > KEPT:
                kept.popitem(last=False)
    return run


def _of_database(engine: Engine) -> OrderedDict[Key, ComponentRun]:
    with _lock:
        return _runs.setdefault(engine, OrderedDict())
