"""The living mailbox of the fast tier, for longer lives and many more of them."""

import pytest
from hypothesis import HealthCheck, settings

from tests.servers.mailbox_model import LivingMailbox

TestLongLives = LivingMailbox.TestCase
TestLongLives.settings = settings(
    max_examples=150, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
)
TestLongLives.pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]  # type: ignore[attr-defined]
