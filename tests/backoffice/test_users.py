"""Accounts: two persons behind every right."""

import re

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from models.audit import AuditEvent
from models.users import APPROVERS, ROLES, User
from tests.backoffice.conftest import Staff, account
from tests.backoffice.test_auth import token_of, try_to_enter

NEW = {"username": "nurul", "name": "Nurul Aini", "role": "operator", "unit_id": "1", "officer_id": ""}
PASSWORD = "sepeda biru milik nenek"


def known(app: Flask, username: str) -> User:
    with app.extensions["house"].database.reading() as session:
        user: User = session.scalars(select(User).where(User.username == username)).one()
    return user


def test_an_account_goes_from_the_printed_slip_over_the_second_person_to_its_first_page(
    app: Flask, staff: Staff
) -> None:
    slip = staff("admin").post("/staf/pengguna/baru", data=NEW).get_data(as_text=True)
    found = re.search(r"[0-9A-Z]{4}(?: [0-9A-Z]{4}){3}", slip)
    assert found is not None

    newcomer = app.test_client()
    data = {"username": "nurul", "code": found[0], "password": PASSWORD, "again": PASSWORD}
    newcomer.post("/staf/aktivasi", data={"csrf_token": token_of(newcomer, "/staf/aktivasi"), **data})
    assert "belum disetujui" in try_to_enter(newcomer, "nurul", PASSWORD).get_data(as_text=True)

    staff("hr").post(f"/staf/pengguna/{known(app, 'nurul').id}/setujui")
    assert try_to_enter(newcomer, "nurul", PASSWORD).status_code == 303
    assert "Nurul Aini" in newcomer.get("/staf/").get_data(as_text=True)


def test_the_code_stands_on_the_slip_and_nowhere_else(app: Flask, staff: Staff) -> None:
    admin = staff("admin")
    slip = admin.post("/staf/pengguna/baru", data=NEW).get_data(as_text=True)
    found = re.search(r"[0-9A-Z]{4}(?: [0-9A-Z]{4}){3}", slip)
    assert found is not None
    assert found[0] not in admin.get("/staf/pengguna").get_data(as_text=True)
    with app.extensions["house"].database.reading() as session:
        kept = str([vars(row) for kind in (User, AuditEvent) for row in session.scalars(select(kind))])
    assert found[0].replace(" ", "") not in kept


@pytest.mark.parametrize("role", ROLES)
def test_only_the_second_person_that_the_role_asks_for_may_approve(app: Flask, staff: Staff, role: str) -> None:
    with app.extensions["house"].database.writing() as session:
        admin = account(session, "admin")
        target = account(session, role, username="baru", approved_at=None, created_by_id=admin.id, officer_id=None)
        session.commit()
    for second in [*sorted({"hr", "auditor"} - {APPROVERS[role]}), APPROVERS[role]]:
        staff(second).post(f"/staf/pengguna/{target.id}/setujui")
        assert (known(app, "baru").approved_at is not None) == (second == APPROVERS[role])


def test_whoever_made_an_account_does_not_approve_it_and_the_database_agrees(app: Flask, staff: Staff) -> None:
    hr = staff("hr")
    with app.extensions["house"].database.writing() as session:
        maker = session.scalars(select(User)).one()
        target = account(session, "operator", approved_at=None, created_by_id=maker.id)
        session.commit()
    hr.post(f"/staf/pengguna/{target.id}/setujui")
    assert known(app, "operator").approved_at is None
    with app.extensions["house"].database.writing() as session:
        row = session.get(User, target.id)
        assert row is not None
        row.approved_by_id = maker.id
        with pytest.raises(IntegrityError):
            session.flush()


def test_a_changed_role_ends_the_log_ins_and_waits_for_approval_again(app: Flask, staff: Staff) -> None:
    operator, admin = staff("operator"), staff("admin")
    user_id = known(app, "operator").id
    admin.post(f"/staf/pengguna/{user_id}/ubah", data={**NEW, "role": "unit_head"})
    assert operator.get("/staf/").status_code == 303
    changed = known(app, "operator")
    assert (changed.role, changed.approved_at, changed.username) == ("unit_head", None, "operator")


def test_a_corrected_name_needs_no_new_approval(app: Flask, staff: Staff) -> None:
    operator, admin = staff("operator"), staff("admin")
    admin.post(f"/staf/pengguna/{known(app, 'operator').id}/ubah", data={**NEW, "name": "Nurul Aini, S.Sos."})
    assert known(app, "operator").is_active
    assert operator.get("/staf/").status_code == 200


def test_nobody_changes_disables_or_resets_the_own_account(app: Flask, staff: Staff) -> None:
    admin = staff("admin")
    user_id = known(app, "admin").id
    for verb in ("nonaktifkan", "aktifkan", "kode"):
        assert admin.post(f"/staf/pengguna/{user_id}/{verb}").status_code == 303
    answer = admin.post(f"/staf/pengguna/{user_id}/ubah", data={**NEW, "role": "auditor", "unit_id": ""})
    assert answer.status_code == 422
    assert "Akun sendiri" in answer.get_data(as_text=True)
    assert known(app, "admin").is_active
    assert known(app, "admin").role == "admin"


def test_a_reset_takes_the_password_and_the_log_ins(app: Flask, staff: Staff) -> None:
    operator, admin = staff("operator"), staff("admin")
    assert "Kode aktivasi" in admin.post(f"/staf/pengguna/{known(app, 'operator').id}/kode").get_data(as_text=True)
    assert known(app, "operator").password_hash is None
    assert operator.get("/staf/").status_code == 303


def test_an_account_that_was_disabled_comes_back_only_with_a_new_approval(app: Flask, staff: Staff) -> None:
    staff("operator")
    admin, user_id = staff("admin"), known(app, "operator").id
    admin.post(f"/staf/pengguna/{user_id}/nonaktifkan")
    assert known(app, "operator").state == "disabled"
    admin.post(f"/staf/pengguna/{user_id}/aktifkan")
    assert known(app, "operator").state == "unapproved"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"unit_id": ""}, "Pilih unit"),
        ({"role": "hr"}, "seluruh instansi"),
        ({"role": "officer"}, "Hanya akun berperan Petugas"),
        ({"officer_id": "1"}, "Hanya akun berperan Petugas"),
        ({"username": "Nurul Aini"}, "huruf kecil"),
        ({"username": "admin"}, "sudah dipakai"),
        ({"name": "  "}, "Isi nama"),
        ({"role": "raja"}, "Pilih salah satu"),
        ({"unit_id": "999"}, "Pilih salah satu"),
    ],
)
def test_a_wrong_account_is_refused_in_words_and_what_was_typed_stays(
    staff: Staff, fields: dict[str, str], sentence: str
) -> None:
    answer = staff("admin").post("/staf/pengguna/baru", data={**NEW, **fields})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert sentence in page
    assert 'value="nurul"' in page or "username" in fields


def test_an_officer_has_one_account(staff: Staff) -> None:
    staff("officer")
    answer = staff("admin").post("/staf/pengguna/baru", data={**NEW, "role": "officer", "officer_id": "1"})
    assert answer.status_code == 422
    assert "sudah punya akun" in answer.get_data(as_text=True)


def test_every_change_of_an_account_is_in_the_audit_chain(app: Flask, staff: Staff) -> None:
    admin = staff("admin")
    admin.post("/staf/pengguna/baru", data=NEW)
    user_id = known(app, "nurul").id
    staff("hr").post(f"/staf/pengguna/{user_id}/setujui")
    for verb in ("kode", "nonaktifkan", "aktifkan"):
        admin.post(f"/staf/pengguna/{user_id}/{verb}")
    with app.extensions["house"].database.reading() as session:
        told = session.execute(
            select(AuditEvent.action, AuditEvent.actor)
            .where(AuditEvent.object == f"user:{user_id}")
            .order_by(AuditEvent.seq)
        ).all()
    assert [tuple(row) for row in told] == [
        ("user.created", "admin"),
        ("user.approved", "hr"),
        ("user.reset", "admin"),
        ("user.disabled", "admin"),
        ("user.enabled", "admin"),
    ]
