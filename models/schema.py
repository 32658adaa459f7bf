"""All tables, and the steps that bring a database to them."""

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData

from models import (
    absences,
    agency,
    answer_mappings,
    api_clients,
    appraisals,
    attempts,
    audit,
    case_originals,
    case_templates,
    cases,
    comments,
    component_records,
    corrections,
    counters,
    downloads,
    expectations,
    flags,
    follow_ups,
    former_names,
    hr_lists,
    import_batches,
    imports,
    improvements,
    inbox,
    lexicons,
    local_formulas,
    objections,
    officers,
    old_figures,
    paper,
    periods,
    protection,
    questionnaires,
    ratings,
    releases,
    report_texts,
    roster,
    roster_requests,
    saved_views,
    signs,
    snapshots,
    supplements,
    tallies,
    tickets,
    unit_slices,
    units,
    users,
    waiting_imports,
)
from models.base import Base

MODULES = (
    absences,
    agency,
    answer_mappings,
    api_clients,
    appraisals,
    attempts,
    audit,
    case_originals,
    case_templates,
    cases,
    comments,
    component_records,
    corrections,
    counters,
    downloads,
    expectations,
    flags,
    follow_ups,
    former_names,
    hr_lists,
    import_batches,
    imports,
    improvements,
    inbox,
    lexicons,
    local_formulas,
    objections,
    officers,
    old_figures,
    paper,
    periods,
    questionnaires,
    ratings,
    releases,
    report_texts,
    roster,
    roster_requests,
    saved_views,
    signs,
    snapshots,
    supplements,
    tallies,
    tickets,
    unit_slices,
    units,
    users,
    waiting_imports,
)
metadata: MetaData = Base.metadata


def alembic_config(connection: Connection | None = None) -> Config:
    """Alembic's settings; nothing of them lies in a file of its own."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.attributes["connection"] = connection
    return config


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Bring the database to `revision`; at the newest one its protection stands."""
    protection.lift(connection)
    command.upgrade(alembic_config(connection), revision)
    if current(connection) == head():
        protection.install(connection)


def downgrade(connection: Connection, revision: str) -> None:
    """Take the database back to `revision`."""
    protection.lift(connection)
    command.downgrade(alembic_config(connection), revision)


def current(connection: Connection) -> str | None:
    """Revision of the database; None when it is empty."""
    return MigrationContext.configure(connection).get_current_revision()


def head() -> str | None:
    """Newest revision there is."""
    return ScriptDirectory.from_config(alembic_config()).get_current_head()


def differences(connection: Connection) -> list[object]:
    """What autogenerate would still change: empty when migrations match the models."""
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, metadata))
