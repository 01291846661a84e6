"""Which databases a test runs on: both, unless it says otherwise."""

import pytest

ENGINES = ("sqlite", "postgresql")

# For conversations whose storage is tried on both engines elsewhere.
ONE_ENGINE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
