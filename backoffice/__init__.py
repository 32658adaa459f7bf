"""What staff see, closed by default."""

from flask import Flask

from backoffice import (
    account,
    api,
    api_clients,
    api_handovers,
    api_tickets,
    appraisals,
    auth,
    case_handling,
    case_originals,
    case_templates,
    cases,
    component_pages,
    component_records,
    components,
    counters,
    dashboard,
    displays,
    door,
    evidence,
    expectations,
    figures,
    flags,
    handover_exports,
    handovers,
    hr_lists,
    imports,
    improvements,
    languages,
    local_formula,
    locking,
    objection_filing,
    objections,
    officers,
    openapi,
    periods,
    posters,
    roster,
    service_counts,
    services,
    shifts,
    ticket_keys,
    ticket_sheets,
    units,
    users,
)

# Importing a room hangs its pages into the door's blueprint.
ROOMS = (
    account,
    api_clients,
    api_handovers,
    api_tickets,
    appraisals,
    auth,
    case_handling,
    case_originals,
    case_templates,
    cases,
    component_pages,
    component_records,
    components,
    counters,
    dashboard,
    evidence,
    expectations,
    figures,
    flags,
    handover_exports,
    handovers,
    hr_lists,
    imports,
    improvements,
    languages,
    local_formula,
    locking,
    objection_filing,
    objections,
    officers,
    openapi,
    periods,
    posters,
    roster,
    service_counts,
    services,
    shifts,
    ticket_keys,
    ticket_sheets,
    units,
    users,
)


def install(app: Flask) -> None:
    """Register the staff's pages."""
    secure = app.extensions["house"].config.secure
    app.config.update(
        SESSION_COOKIE_NAME="__Host-form" if secure else "form",  # holds the token of the forms, nothing else
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_SSL_STRICT=False,  # it wants a referrer, which our pages never send; backoffice.origin looks instead
    )
    app.register_blueprint(door.staff)
    app.register_blueprint(displays.displays)
    app.register_blueprint(api.api)
