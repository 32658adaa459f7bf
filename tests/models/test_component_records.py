"""Components are estimated once, signed by two persons, and then used unchanged."""

import json
import zlib
from datetime import date

import pytest
from sqlalchemy.orm import Session

from models import component_records, snapshots
from models.changes import Refused
from models.component_records import ComponentRecord
from surveys import policy
from tests import factories
from tests.locked import EVALUATOR, HR, MONTH, by, closed_month, lock

LAST = date(2026, 12, 31)

pytestmark = pytest.mark.scene(play=closed_month)


@pytest.fixture
def record(session: Session) -> ComponentRecord:
    return component_records.estimate(session, by("system"), LAST, policy.load())


def test_the_window_is_the_four_quarters_up_to_a_day() -> None:
    assert [quarter.code for quarter in component_records.window(LAST)] == [
        "2026-TW1", "2026-TW2", "2026-TW3", "2026-TW4",
    ]  # fmt: skip
    assert component_records.window(date(2026, 2, 1))[0].code == "2025-TW2"


@pytest.mark.scene(play=factories.town)
def test_without_a_rating_there_is_nothing_to_estimate(session: Session) -> None:
    with pytest.raises(Refused, match="Belum ada penilaian"):
        component_records.estimate(session, by("system"), LAST, policy.load())


def test_both_sign_once_and_only_then_it_is_in_force(session: Session, record: ComponentRecord) -> None:
    assert component_records.signed_record(session) is None
    assert component_records.awaiting(session, "hr") == component_records.awaiting(session, "evaluator") == [record]
    component_records.sign(session, by("hr", HR), record)
    for who, words in (
        (by("hr", HR), "sudah ditandatangani"),
        (by("evaluator", HR), "orang lain"),
        (by("admin", 3), "kepegawaian dan evaluator"),
    ):
        with pytest.raises(Refused, match=words):
            component_records.sign(session, who, record)
    assert component_records.signed_record(session) is None
    assert component_records.awaiting(session, "hr") == []
    component_records.sign(session, by("evaluator", EVALUATOR), record)
    assert component_records.signed_record(session) == record


def test_a_period_is_scored_with_the_signed_components_to_the_last_digit(
    session: Session, record: ComponentRecord
) -> None:
    component_records.sign(session, by("hr", HR), record)
    component_records.sign(session, by("evaluator", EVALUATOR), record)
    snapshot = lock(session)
    report = json.loads(zlib.decompress(snapshot.report))
    assert report["frozen"] is True
    assert snapshot.components == record.components
    for name in ("sigma2", "tau_v2", "tau_u2", "tau_c2", "tau_d2", "beta"):
        assert report["components"][name] == record.components[name], name


def test_a_record_nobody_signed_changes_no_lock(session: Session, record: ComponentRecord) -> None:
    assert lock(session).components == {}
    assert [snapshot.revision for snapshot in snapshots.of_period(session, MONTH)] == [1]
