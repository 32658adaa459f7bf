"""Who may open what: one row per endpoint of the staff's pages. What has no row is refused.

Unit roles (officer, unit head, operator) moreover see only their own unit: every query takes `own_unit(...)`, so that
an object of another unit is not found rather than forbidden.
"""

from collections.abc import Mapping
from typing import Final

from models.users import ROLES, UNIT_ROLES, User

VISITOR: Final = "visitor"
EVERYONE: Final = frozenset({VISITOR, *ROLES})
STAFF: Final = frozenset(ROLES)
NOWHERE: Final = 0  # the id of no unit


def _only(*roles: str) -> frozenset[str]:
    assert STAFF.issuperset(roles), roles  # noqa: S101 - a misspelt role must not pass silently
    return frozenset(roles)


_ADMIN = _only("admin")
_HR = _only("hr")
_PLACES = _only("admin", "unit_head", "operator", "auditor")  # reading units, services, counters, shifts
_ACCOUNTS = _only("admin", "hr", "auditor")
_HEAD = _only("unit_head")
_DESKS = _only("operator", "evaluator")  # who answers reports of citizens
_AGENCY = _only("evaluator", "hr", "auditor")
_FIGURES = _AGENCY | _only("officer", "unit_head", "operator")
_ASSESSORS = _only("hr", "unit_head")
_PLANS = _AGENCY | _only("unit_head", "operator")
_PERIODS = _only("hr", "unit_head", "evaluator", "auditor")

ROUTES: Final[Mapping[str, frozenset[str]]] = {
    # the door and one's own account
    "login": EVERYONE,
    "login_send": EVERYONE,
    "activation": EVERYONE,
    "activation_send": EVERYONE,
    "logout": STAFF,
    "home": STAFF,
    "account": STAFF,
    "account_password": STAFF,
    "account_habits": STAFF,
    "shortcut_list": STAFF,
    "account_session_end": STAFF,
    "account_sessions_end": STAFF,
    "download_list": STAFF,
    "download_page": STAFF,
    "download_progress": STAFF,
    "download_file": STAFF,
    "download_remove": STAFF,
    # exercises on the demonstration agency
    "training_list": STAFF,
    "training_answer": STAFF,
    # units, services, shifts
    "unit_list": _PLACES,
    "unit_page": _PLACES,
    "unit_new": _ADMIN,
    "unit_edit": _ADMIN,
    "unit_close": _ADMIN,
    "unit_merge": _ADMIN,
    "service_new": _ADMIN,
    "service_edit": _ADMIN,
    "service_close": _ADMIN,
    "shift_new": _ADMIN,
    "shift_edit": _ADMIN,
    "shift_remove": _ADMIN,
    # counters and displays
    "counter_page": _PLACES,
    "counter_poster": _PLACES,
    "counter_new": _ADMIN,
    "counter_edit": _ADMIN,
    "counter_close": _ADMIN,
    "counter_reopen": _ADMIN,
    "counter_move": _ADMIN,
    "counter_sign_renewed": _only("admin", "operator"),
    "sign_print": _PLACES,
    "sign_print_file": _PLACES,
    "sign_list": _PLACES,
    "sign_check_save": _only("operator"),
    "sign_trial": _only("admin", "unit_head", "operator"),
    "sign_trial_failed": _only("admin", "unit_head", "operator"),
    "device_new": _ADMIN,
    "device_revoke": _ADMIN,
    # tickets on paper
    "sheet_list": _only("unit_head", "operator"),
    "sheet_new": _only("operator"),
    "sheet_print": _only("operator"),
    "sheet_void": _only("operator"),
    "ticket_keys": _only("admin", "auditor"),
    "holiday_list": _DESKS | _only("admin", "unit_head", "auditor"),
    # services given
    "service_count_day": _PLACES,
    "service_count_save": _only("operator"),
    # officers and roster
    "officer_list": _only("hr", "unit_head"),
    "officer_new": _HR,
    "officer_edit": _HR,
    "officer_leave": _HR,
    "roster_week": _only("unit_head", "operator", "evaluator", "hr", "auditor"),
    "roster_save": _HEAD,
    "roster_copy": _HEAD,
    "roster_mine": _only("officer"),
    "roster_month": _only("unit_head", "operator", "evaluator", "hr", "auditor"),
    "roster_month_save": _HEAD,
    "roster_paste": _HEAD,
    "roster_copy_weeks": _HEAD,
    "roster_swap": _HEAD,
    "roster_undo": _HEAD,
    "roster_request_list": _only("unit_head", "hr", "auditor"),
    "roster_request_new": _HEAD,
    "roster_request_approve": _HR,
    "roster_request_withdraw": _HEAD,
    "absence_list": _HEAD,
    "absence_new": _HEAD,
    "absence_remove": _HEAD,
    # accounts
    "user_list": _ACCOUNTS,
    "user_new": _ADMIN,
    "user_edit": _ADMIN,
    "user_disable": _ADMIN,
    "user_enable": _ADMIN,
    "user_reset": _ADMIN,
    "user_approve": _only("hr", "auditor"),
    # files brought in
    "import_officers": _HR,
    "import_officers_template": _HR,
    "import_roster": _HEAD,
    "import_roster_template": _HEAD,
    "import_respondents": _only("operator"),
    "import_respondents_template": _only("operator"),
    "import_mapping": _only("operator"),
    "import_undo": _only("operator"),
    "import_counts": _only("operator"),
    "import_counts_template": _only("operator"),
    "import_batch": _only("hr", "unit_head", "operator"),
    "import_batch_undo": _only("hr", "unit_head", "operator"),
    "import_recaps": _only("evaluator"),
    "import_recaps_template": _only("evaluator"),
    "recap_undo": _only("evaluator"),
    # forms on paper
    "paper_list": _only("unit_head", "operator"),
    "paper_rule": _HEAD,
    "paper_new": _only("operator"),
    "paper_batch": _only("unit_head", "operator"),
    "paper_print": _only("unit_head", "operator"),
    "paper_code": EVERYONE,
    "paper_type": _only("operator"),
    "paper_leave_out": _only("operator"),
    "paper_finish": _only("operator"),
    "paper_reopen": _only("operator"),
    "paper_check": _only("unit_head", "operator"),
    "paper_differences": _only("unit_head", "operator"),
    "paper_close": _only("operator"),
    "paper_void": _only("operator"),
    # released figures of units and of officers
    "figure_list": _FIGURES,
    "figure_page": _FIGURES,
    "saved_view_new": _FIGURES,
    "saved_view_remove": _FIGURES,
    "figure_list_export": _AGENCY,
    "figure_page_export": _FIGURES,
    "report_list": _PLANS,
    "report_page": _PLANS,
    "report_document": _PLANS,
    "report_edit": _HEAD,
    "report_recap": _AGENCY,
    "improvement_list": _only("unit_head", "evaluator", "auditor"),
    "improvement_new": _HEAD,
    "improvement_withdraw": _HEAD,
    "component_list": _ASSESSORS,
    "component_page": _ASSESSORS,
    "component_list_export": _HR,
    "my_component": _only("officer"),
    # objections to a locked period
    "objection_mine": _only("officer"),
    "objection_new": _only("officer"),
    "objection_list": _PERIODS,
    "objection_page": _PERIODS | _only("officer"),
    "objection_comment": _HEAD,
    "objection_decide": _only("evaluator"),
    "objection_agree": _only("evaluator", "hr"),
    "objection_revise": _HR,
    # both sides of an appraisal, and its hand-over
    "appraisal_periods": _PERIODS,
    "appraisal_list": _ASSESSORS,
    "appraisal_page": _ASSESSORS,
    "hr_list_import": _HR,
    "hr_list_undo": _HR,
    "handover_page": _AGENCY,
    "handover_prepare": _HR,
    "handover_approve": _only("hr", "evaluator"),
    "handover_withdraw": _HR,
    "formula_page": _AGENCY,
    "formula_propose": _HR,
    "formula_approve": _only("evaluator"),
    # evidence sheets of approved hand-overs
    "evidence_list": _only("officer"),
    "evidence_page": _ASSESSORS | _only("officer"),
    "evidence_file": _ASSESSORS | _only("officer"),
    "evidence_bundle": _HR,
    "handover_export": _HR,
    # what is asked, and what follows the form of satisfaction
    "own_question_list": _only("unit_head", "hr", "auditor"),
    "own_question_new": _HEAD,
    "own_question_approve": _HR,
    "own_question_refuse": _HR,
    "own_question_end": _HEAD,
    "questionnaire_list": _AGENCY | _PLACES,
    "questionnaire_page": _AGENCY | _PLACES,
    "questionnaire_style": _AGENCY | _PLACES,
    "questionnaire_check": _only("admin", "evaluator"),
    "supplement_choice": _PLACES,
    "supplement_choose": _only("admin", "unit_head"),
    "supplement_page": _FIGURES,
    "supplement_page_export": _FIGURES,
    # languages of the citizen's pages
    "language_list": _only("admin", "auditor"),
    "language_save": _ADMIN,
    # systems of HR that read approved hand-overs
    "client_list": _ACCOUNTS,
    "client_new": _ADMIN,
    "client_approve": _HR,
    "client_revoke": _only("admin", "hr"),
    # comments of citizens, the words their themes are found by, and the plan that answers them
    "comment_list": _only("unit_head", "operator", "evaluator"),
    "comment_evaluator": _only("evaluator"),
    "comment_mark": _only("unit_head", "evaluator"),
    "comment_unmark": _only("unit_head", "evaluator"),
    "comment_link": _HEAD,
    "lexicon_page": _only("unit_head", "operator", "evaluator", "hr", "admin", "auditor"),
    "lexicon_theme_new": _only("hr", "admin"),
    "lexicon_theme_edit": _only("hr", "admin"),
    "lexicon_theme_remove": _only("hr", "admin"),
    "lexicon_restore": _only("hr", "admin"),
    "follow_up_plan": _PLANS,
    "follow_up_page": _PLANS,
    "follow_up_export": _PLANS,
    "follow_up_new": _HEAD,
    "follow_up_edit": _HEAD,
    "follow_up_remove": _HEAD,
    "follow_up_progress": _HEAD,
    "follow_up_finish": _HEAD,
    "follow_up_postpone": _HEAD,
    "follow_up_reopen": _HEAD,
    "follow_up_unlink": _HEAD,
    "follow_up_publish": _HEAD,
    # periods, what is expected in them, and the lock
    "period_list": _PERIODS,
    "period_page": _PERIODS,
    "period_new": _HR,
    "period_edit": _HR,
    "period_open": _HR,
    "expectation_new": _ASSESSORS,
    "expectation_edit": _ASSESSORS,
    "expectation_remove": _ASSESSORS,
    "remark_answer": _ASSESSORS,
    "my_terms": _only("officer"),
    "terms_read": _only("officer"),
    "remark_new": _only("officer"),
    "period_lock": _HR,
    "revision_propose": _HR,
    "revision_approve": _only("evaluator"),
    "record_list": _AGENCY,
    "record_new": _HR,
    "record_sign": _only("hr", "evaluator"),
    # flags of unusual streams
    "flag_list": _AGENCY | _HEAD,
    "flag_page": _AGENCY,
    "flag_decide": _only("evaluator"),
    # reports of citizens
    "case_list": _DESKS | _only("unit_head", "auditor"),
    "case_page": _DESKS | _only("unit_head", "auditor"),
    "case_statistics": _DESKS | _only("unit_head", "auditor"),
    "case_verify": _DESKS,
    "case_reject": _DESKS,
    "case_assign": _DESKS | _HEAD,
    "case_write": _DESKS,
    "case_escalate": _only("operator"),
    "case_return": _only("evaluator"),
    "case_contact": _DESKS,
    "case_original_ask": _only("evaluator"),
    "case_original_grant": _only("evaluator"),
    "case_original": _only("evaluator"),
    "case_template_list": _DESKS,
    "case_template_new": _DESKS,
    "case_template_edit": _DESKS,
    "case_template_remove": _DESKS,
}


def may(role: str, endpoint: str) -> bool:
    """Whether a role may call an endpoint of the staff's blueprint, named without its prefix."""
    return role in ROUTES.get(endpoint, frozenset())


def own_unit(user: User) -> int | None:
    """The only unit whose things this person finds; None for roles that see the whole agency."""
    if user.role not in UNIT_ROLES:
        return None
    return NOWHERE if user.unit_id is None else user.unit_id
