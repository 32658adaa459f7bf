"""What each PostgreSQL role may do with reports: the night wipes, the web never deletes, the reader sees no secret."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from models import case_filing, case_retention
from models.changes import By
from surveys import working_days
from tests import factories
from tests.backoffice.conftest import account
from tests.factories import NOW, TODAY
from tests.models.test_roles import SCRIPT, act_as, allowed
from tests.reported import KEYS, answered, filed, form

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


def test_the_night_wipes_reports_and_the_reader_sees_no_contact(session: Session) -> None:
    factories.town(session)
    operator = account(session, "operator")
    done, silent = (filed(session, contact="0812-3456-7890").case for _ in range(2))
    for case in (done, silent):
        answered(session, case, operator)
    case_filing.confirm(session, done, TODAY)
    session.connection().exec_driver_sql(SCRIPT.read_text(encoding="utf-8").replace("%", "%%"))
    act_as(session, "suara_web")
    case_filing.reply(session, KEYS, silent, "Terima kasih.", form())
    assert allowed(session, ["DELETE FROM cases", "DELETE FROM case_steps", "TRUNCATE case_steps"]) == []
    act_as(session, "suara_ro")
    assert allowed(session, [f"SELECT * FROM {table}" for table in ("case_originals", "case_contacts")]) == []
    act_as(session, "suara_seal")
    by = By(None, "flask retention", "system", NOW + timedelta(days=30), bytes(16))
    assert case_retention.close_silent(session, by, working_days.load()) == 1
    assert case_retention.forget(session, by, TODAY + timedelta(days=366))["codes"] == 1
    assert allowed(session, ["DELETE FROM cases", "UPDATE case_steps SET day = day"]) == []
