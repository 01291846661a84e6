"""What becomes of tests that need a browser where there is none."""

import os
from typing import NoReturn

import pytest

from benchmarks.chromium import NoBrowser


def do_without(missing: NoBrowser) -> NoReturn:
    """Skip the test; in CI, where a browser is brought, fail it."""
    if os.environ.get("CI"):
        pytest.fail(str(missing))
    pytest.skip(str(missing))
