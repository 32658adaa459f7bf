"""How fast a night is sealed and released."""

import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from sqlalchemy.orm import Session

from bench import town
from database import Database
from models import inbox, releases, seals, units

FORMS = 10_000
NIGHTS = 10
BEGAN = datetime(2026, 11, 3, 3, tzinfo=UTC)


def measure() -> Iterator[tuple[str, str]]:
    """Responses a second through the seal and through the release."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'suara.db'}")
        town.fill(database)
        with database.writing() as session:
            _receive(session, Random(1))
            unit = units.get(session, 1)
            night = BEGAN + timedelta(days=NIGHTS)
            began = time.perf_counter()
            for _sealed in seals.seal_unit(session, unit, chance=seals.seeded(1), now=night):
                session.commit()
            sealed = time.perf_counter()
            releases.release_unit(session, unit, now=night, salt=bytes(16))
            session.commit()
            released = time.perf_counter()
        database.close()
    yield f"segel {NIGHTS} malam, {FORMS} penilaian seluruhnya", f"{FORMS / (sealed - began):.0f} penilaian/s"
    yield "rilis semuanya", f"{released - sealed:.2f} s"


def _receive(session: Session, chance: Random) -> None:
    for number in range(FORMS):
        moment = BEGAN + timedelta(days=number % NIGHTS)
        submitted = inbox.Submitted(
            key=number.to_bytes(32),
            body=bytes(32),
            issued_at=moment,
            first_key=None,
            nullifier=number.to_bytes(32),
            fields={
                "opening": chance.randint(1, 4),
                "answers": {f"U{element}": chance.randint(1, 4) for element in range(1, 10)},
                "details_seconds": 60.0,
            },
        )
        inbox.record(
            session,
            submitted,
            now=moment,
            receipt_leaf=(number + (1 << 128)).to_bytes(32),
            unit_id=1,
            counter_id=1,
            service_id=1,
            questionnaire_id=1,
            channel="own_phone",
            has_ticket=True,
            service_day=moment.date(),
            shift=chance.randint(1, 3),
            wait_band=chance.randint(0, 4),
            local_day=moment.date(),
            local_time=moment.time(),
        )
    session.commit()
