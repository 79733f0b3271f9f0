"""A mailbox that lives and misbehaves, in any order: nothing drops out between it and the store.

No clock decides: the server is in the process (``tests/servers/wire.py``), and the time limit of single tests is off,
for a life that is cut off by it looks to Hypothesis like one that went differently the second time.
"""

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.servers.mailbox_model import LivingMailbox

pytestmark = pytest.mark.timeout(0)
CHECKS = list(HealthCheck)


def test_few_lives() -> None:
    limits = settings(max_examples=12, stateful_step_count=14, deadline=None, suppress_health_check=CHECKS)
    run_state_machine_as_test(LivingMailbox, settings=settings(limits, derandomize=True))
