"""Citizens for the tests of their door."""

import pytest
from flask import Flask

from tests.public.citizen import Citizen


@pytest.fixture
def citizen(app: Flask) -> Citizen:
    """A phone that refuses cookies."""
    return Citizen(app)
