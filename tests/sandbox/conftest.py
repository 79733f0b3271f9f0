"""Here a sandbox starts with a zygote of its own: how it lives and ends is what is tested."""

import pytest


@pytest.fixture(autouse=True)
def kept_zygotes() -> None:
    """None are lent."""
