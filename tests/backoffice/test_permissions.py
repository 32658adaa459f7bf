"""Every page of the staff × every role, as data: whoever adds a page says here who may open it."""

import re

import pytest
from flask import Flask

from backoffice import permissions
from models.users import ROLES, User
from tests.backoffice.conftest import Staff

PREFIX = "backoffice."
ROLE_LETTERS = {
    "P": "officer", "K": "unit_head", "O": "operator", "E": "evaluator", "H": "hr", "A": "admin", "U": "auditor",
}  # fmt: skip
EVERYONE = "PKOEHAU"

# endpoint: (roles, does a visitor without log-in pass too?)
EXPECTED: dict[str, tuple[str, bool]] = {
    "login": (EVERYONE, True),
    "login_send": (EVERYONE, True),
    "activation": (EVERYONE, True),
    "activation_send": (EVERYONE, True),
    "logout": (EVERYONE, False),
    "home": (EVERYONE, False),
    "account": (EVERYONE, False),
    "account_password": (EVERYONE, False),
    "account_habits": (EVERYONE, False),
    "shortcut_list": (EVERYONE, False),
    "account_session_end": (EVERYONE, False),
    "account_sessions_end": (EVERYONE, False),
    "download_list": (EVERYONE, False),
    "download_page": (EVERYONE, False),
    "download_progress": (EVERYONE, False),
    "download_file": (EVERYONE, False),
    "download_remove": (EVERYONE, False),
    "training_list": (EVERYONE, False),
    "training_answer": (EVERYONE, False),
    "unit_list": ("KOAU", False),
    "unit_page": ("KOAU", False),
    "unit_new": ("A", False),
    "unit_edit": ("A", False),
    "unit_close": ("A", False),
    "unit_merge": ("A", False),
    "service_new": ("A", False),
    "service_edit": ("A", False),
    "service_close": ("A", False),
    "shift_new": ("A", False),
    "shift_edit": ("A", False),
    "shift_remove": ("A", False),
    "counter_page": ("KOAU", False),
    "counter_poster": ("KOAU", False),
    "counter_new": ("A", False),
    "counter_edit": ("A", False),
    "counter_close": ("A", False),
    "counter_reopen": ("A", False),
    "counter_move": ("A", False),
    "counter_sign_renewed": ("OA", False),
    "sign_print": ("KOAU", False),
    "sign_print_file": ("KOAU", False),
    "sign_list": ("KOAU", False),
    "sign_check_save": ("O", False),
    "sign_trial": ("KOA", False),
    "sign_trial_failed": ("KOA", False),
    "device_new": ("A", False),
    "device_revoke": ("A", False),
    "sheet_list": ("KO", False),
    "sheet_new": ("O", False),
    "sheet_print": ("O", False),
    "sheet_void": ("O", False),
    "ticket_keys": ("AU", False),
    "holiday_list": ("KOEAU", False),
    "own_question_list": ("KHU", False),
    "own_question_new": ("K", False),
    "own_question_approve": ("H", False),
    "own_question_refuse": ("H", False),
    "own_question_end": ("K", False),
    "questionnaire_list": ("KOEHAU", False),
    "questionnaire_page": ("KOEHAU", False),
    "questionnaire_style": ("KOEHAU", False),
    "questionnaire_check": ("EA", False),
    "supplement_choice": ("KOAU", False),
    "supplement_choose": ("KA", False),
    "supplement_page": ("PKOEHU", False),
    "supplement_page_export": ("PKOEHU", False),
    "language_list": ("AU", False),
    "language_save": ("A", False),
    "service_count_day": ("KOAU", False),
    "service_count_save": ("O", False),
    "officer_list": ("KH", False),
    "officer_new": ("H", False),
    "officer_edit": ("H", False),
    "officer_leave": ("H", False),
    "roster_week": ("KOEHU", False),
    "roster_save": ("K", False),
    "roster_copy": ("K", False),
    "roster_mine": ("P", False),
    "roster_month": ("KOEHU", False),
    "roster_month_save": ("K", False),
    "roster_paste": ("K", False),
    "roster_copy_weeks": ("K", False),
    "roster_swap": ("K", False),
    "roster_undo": ("K", False),
    "roster_request_list": ("KHU", False),
    "roster_request_new": ("K", False),
    "roster_request_approve": ("H", False),
    "roster_request_withdraw": ("K", False),
    "absence_list": ("K", False),
    "absence_new": ("K", False),
    "absence_remove": ("K", False),
    "user_list": ("HAU", False),
    "user_new": ("A", False),
    "user_edit": ("A", False),
    "user_disable": ("A", False),
    "user_enable": ("A", False),
    "user_reset": ("A", False),
    "user_approve": ("HU", False),
    "import_officers": ("H", False),
    "import_officers_template": ("H", False),
    "import_roster": ("K", False),
    "import_roster_template": ("K", False),
    "import_respondents": ("O", False),
    "import_respondents_template": ("O", False),
    "import_mapping": ("O", False),
    "import_undo": ("O", False),
    "import_batch": ("KOH", False),
    "import_batch_undo": ("KOH", False),
    "import_counts": ("O", False),
    "import_counts_template": ("O", False),
    "import_recaps": ("E", False),
    "import_recaps_template": ("E", False),
    "recap_undo": ("E", False),
    "paper_list": ("KO", False),
    "paper_rule": ("K", False),
    "paper_new": ("O", False),
    "paper_batch": ("KO", False),
    "paper_print": ("KO", False),
    "paper_code": (EVERYONE, True),
    "paper_type": ("O", False),
    "paper_leave_out": ("O", False),
    "paper_finish": ("O", False),
    "paper_reopen": ("O", False),
    "paper_check": ("KO", False),
    "paper_differences": ("KO", False),
    "paper_close": ("O", False),
    "paper_void": ("O", False),
    "figure_list": ("PKOEHU", False),
    "figure_page": ("PKOEHU", False),
    "saved_view_new": ("PKOEHU", False),
    "saved_view_remove": ("PKOEHU", False),
    "figure_list_export": ("EHU", False),
    "figure_page_export": ("PKOEHU", False),
    "report_list": ("KOEHU", False),
    "report_page": ("KOEHU", False),
    "report_document": ("KOEHU", False),
    "report_edit": ("K", False),
    "report_recap": ("EHU", False),
    "improvement_list": ("KEU", False),
    "improvement_new": ("K", False),
    "improvement_withdraw": ("K", False),
    "comment_list": ("KOE", False),
    "comment_evaluator": ("E", False),
    "comment_mark": ("KE", False),
    "comment_unmark": ("KE", False),
    "comment_link": ("K", False),
    "lexicon_page": ("KOEHAU", False),
    "lexicon_theme_new": ("HA", False),
    "lexicon_theme_edit": ("HA", False),
    "lexicon_theme_remove": ("HA", False),
    "lexicon_restore": ("HA", False),
    "follow_up_plan": ("KOEHU", False),
    "follow_up_page": ("KOEHU", False),
    "follow_up_export": ("KOEHU", False),
    "follow_up_new": ("K", False),
    "follow_up_edit": ("K", False),
    "follow_up_remove": ("K", False),
    "follow_up_progress": ("K", False),
    "follow_up_finish": ("K", False),
    "follow_up_postpone": ("K", False),
    "follow_up_reopen": ("K", False),
    "follow_up_unlink": ("K", False),
    "follow_up_publish": ("K", False),
    "component_list": ("KH", False),
    "component_page": ("KH", False),
    "component_list_export": ("H", False),
    "my_component": ("P", False),
    "objection_mine": ("P", False),
    "objection_new": ("P", False),
    "objection_list": ("KEHU", False),
    "objection_page": ("PKEHU", False),
    "objection_comment": ("K", False),
    "objection_decide": ("E", False),
    "objection_agree": ("EH", False),
    "objection_revise": ("H", False),
    "appraisal_periods": ("KEHU", False),
    "appraisal_list": ("KH", False),
    "appraisal_page": ("KH", False),
    "hr_list_import": ("H", False),
    "hr_list_undo": ("H", False),
    "handover_page": ("EHU", False),
    "handover_prepare": ("H", False),
    "handover_approve": ("EH", False),
    "handover_withdraw": ("H", False),
    "formula_page": ("EHU", False),
    "formula_propose": ("H", False),
    "formula_approve": ("E", False),
    "evidence_list": ("P", False),
    "evidence_page": ("PKH", False),
    "evidence_file": ("PKH", False),
    "evidence_bundle": ("H", False),
    "handover_export": ("H", False),
    "client_list": ("HAU", False),
    "client_new": ("A", False),
    "client_approve": ("H", False),
    "client_revoke": ("HA", False),
    "period_list": ("KEHU", False),
    "period_page": ("KEHU", False),
    "period_new": ("H", False),
    "period_edit": ("H", False),
    "period_open": ("H", False),
    "expectation_new": ("KH", False),
    "expectation_edit": ("KH", False),
    "expectation_remove": ("KH", False),
    "remark_answer": ("KH", False),
    "my_terms": ("P", False),
    "terms_read": ("P", False),
    "remark_new": ("P", False),
    "period_lock": ("H", False),
    "revision_propose": ("H", False),
    "revision_approve": ("E", False),
    "record_list": ("EHU", False),
    "record_new": ("H", False),
    "record_sign": ("EH", False),
    "flag_list": ("KEHU", False),
    "flag_page": ("EHU", False),
    "flag_decide": ("E", False),
    "case_list": ("KOEU", False),
    "case_page": ("KOEU", False),
    "case_statistics": ("KOEU", False),
    "case_verify": ("OE", False),
    "case_reject": ("OE", False),
    "case_assign": ("KOE", False),
    "case_write": ("OE", False),
    "case_escalate": ("O", False),
    "case_return": ("E", False),
    "case_contact": ("OE", False),
    "case_original_ask": ("E", False),
    "case_original_grant": ("E", False),
    "case_original": ("E", False),
    "case_template_list": ("OE", False),
    "case_template_new": ("OE", False),
    "case_template_edit": ("OE", False),
    "case_template_remove": ("OE", False),
}
VALUES = {"day": "2026-11-02", "ending": "csv"}


def calls(app: Flask) -> list[tuple[str, str, str]]:
    """Endpoint, method and an address of every page of the staff; where the address names a thing, the first one."""
    found = []
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith(PREFIX):
            built = rule.build({name: VALUES.get(name, 1) for name in rule.arguments})
            assert built is not None, rule
            methods = sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
            found += [(rule.endpoint.removeprefix(PREFIX), method, built[1]) for method in methods]
    return found


def test_every_page_of_the_staff_has_a_row_here_and_in_the_permissions(app: Flask) -> None:
    endpoints = {endpoint for endpoint, _method, _address in calls(app)}
    assert endpoints == set(permissions.ROUTES)
    assert endpoints == set(EXPECTED)


def test_a_page_without_a_row_is_refused_to_everybody() -> None:
    assert not any(permissions.may(role, "a_page_nobody_thought_of") for role in (permissions.VISITOR, *ROLES))


@pytest.mark.parametrize("letter", ROLE_LETTERS)
def test_each_role_passes_exactly_where_it_may(app: Flask, staff: Staff, letter: str) -> None:
    client = staff(ROLE_LETTERS[letter])
    for endpoint, method, address in calls(app):
        if method == "GET" or letter not in EXPECTED[endpoint][0]:
            # A changing request that is allowed would change what the next one finds; its own tests cover it.
            answer = client.open(address, method=method)
            passed = answer.status_code != 403
            assert passed == (letter in EXPECTED[endpoint][0]), (endpoint, method, answer.status_code)
            assert answer.status_code < 500, (endpoint, method)


def test_a_number_that_no_table_can_hold_is_not_found(staff: Staff) -> None:
    for address in ("unit/{}", "loket/{}", "loket/{}/poster", "pengguna/{}/ubah"):
        assert staff("admin").get(f"/staf/{address.format(10**30)}").status_code == 404
    for address in ("jadwal?unit={}", "petugas?unit={}"):
        assert staff("hr").get(f"/staf/{address.format(10**30)}").status_code < 500
    for role, page in (("hr", "komponen"), ("evaluator", "tanda")):
        assert staff(role).get(f"/staf/{page}?unit={10**30}").status_code == 404


def test_a_unit_role_without_a_unit_finds_nothing() -> None:
    assert permissions.own_unit(User(role="unit_head", unit_id=None)) == permissions.NOWHERE
    assert permissions.own_unit(User(role="hr", unit_id=None)) is None


def test_a_visitor_is_sent_to_the_log_in_page_and_nothing_changes(app: Flask) -> None:
    client = app.test_client()
    for endpoint, method, address in calls(app):
        if method == "GET" and not EXPECTED[endpoint][1]:
            answer = client.get(address)
            assert answer.status_code == 303, endpoint
            assert answer.location.startswith("/staf/masuk?next="), endpoint


def test_a_changing_request_without_the_form_token_is_refused(app: Flask, staff: Staff) -> None:
    client = staff("admin")
    del client.environ_base["HTTP_X_CSRFTOKEN"]
    for endpoint, method, address in calls(app):
        if method == "POST":
            assert client.post(address).status_code == 400, endpoint


def test_a_changing_request_from_another_site_is_refused(staff: Staff) -> None:
    client = staff("admin")
    for headers in ({"Origin": "https://jahat.example"}, {"Sec-Fetch-Site": "cross-site"}):
        assert client.post("/staf/keluar", headers=headers).status_code == 403
    assert client.post("/staf/keluar", headers={"Origin": "null", "Sec-Fetch-Site": "same-origin"}).status_code == 303


def test_every_page_in_the_menu_is_one_its_reader_may_open(staff: Staff, app: Flask) -> None:
    for role in ROLES:
        client = staff(role)
        links = set(re.findall(r'href="(/staf/[^"]*)"', client.get("/staf/").get_data(as_text=True)))
        assert all(client.get(link).status_code < 400 for link in links), (role, links)
