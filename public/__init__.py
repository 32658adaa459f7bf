"""What a citizen sees: survey, receipt, results."""

from flask import Flask

from public import context, kiosk, language
from public.case_tracking import tracking
from public.cases import cases
from public.embed import embed
from public.evidence import papers
from public.handbook import guide
from public.improvements import improvements
from public.offline import offline
from public.open_data import open_data
from public.pages import pages
from public.result_files import result_files
from public.results import results
from public.supplements import supplements
from public.survey import survey
from public.trials import trials


def install(app: Flask) -> None:
    """Register the citizen's pages."""
    context.install(app)
    language.install(app)
    kiosk.install(app)
    for blueprint in (survey, supplements, offline, pages, results, papers, cases, tracking, guide):
        app.register_blueprint(blueprint)
    for blueprint in (open_data, result_files, embed, improvements, trials):
        app.register_blueprint(blueprint)
