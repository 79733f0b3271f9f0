"""A mailbox that lives and misbehaves, in any order: nothing drops out between it and the store."""

import pytest
from hypothesis import HealthCheck, settings

from tests.servers.mailbox_model import LivingMailbox

pytestmark = pytest.mark.slow
"""On a loaded machine a connection may break that the model didn't break: then a life can't be replayed as it was."""

TestLivingMailbox = LivingMailbox.TestCase
TestLivingMailbox.settings = settings(
    max_examples=8,
    stateful_step_count=14,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
