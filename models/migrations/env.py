"""Alembic's entry: runs on the connection it is handed, inside that connection's transaction."""

from typing import Literal

from alembic import context

from models import schema
from models.base import Moment


def render(kind: str, item: object, _context: object) -> str | Literal[False]:
    """Write our own column type as what the database sees, so that old migrations need none of today's code."""
    return "sa.DateTime()" if kind == "type" and isinstance(item, Moment) else False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=schema.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
    render_item=render,
)
with context.begin_transaction():
    context.run_migrations()
