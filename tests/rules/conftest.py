"""The shipped notice for every test of the rules."""

import pytest

from hui_reg.notice import Notice, parse, shipped


@pytest.fixture(scope="session")
def notice() -> Notice:
    return parse(shipped())
